//! The memory that all requests share.
//!
//! One half is for what every request takes: its body, and a reply of usual size. The other half is
//! for large replies. A project gets at most a quarter of this large half, so a client that asks
//! for many large replies, or does not read them, delays only its own project.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout_at},
};

/// Maximum time that a request waits for memory.
const PATIENCE: Duration = Duration::from_secs(10);

/// Time between two checks for free memory.
const PAUSE: Duration = Duration::from_millis(5);

/// Number of equal shares in the large half. A project may hold one share.
const SHARE: usize = 4;

/// Unit of reservations in the large half, in bytes.
const UNIT: usize = 1 << 10;

#[derive(Debug)]
pub struct Memory {
    /// Size of each half, in bytes.
    half: usize,
    taken: AtomicUsize,
    large: Arc<Semaphore>,
    /// For each project that holds memory of the large half or waits for it: the free part of the
    /// project's share.
    shares: Mutex<HashMap<Box<str>, Weak<Semaphore>>>,
}

/// A reservation of memory; dropping it frees the memory.
#[derive(Debug)]
pub struct HeldMemory {
    memory: Arc<Memory>,
    /// Number of bytes reserved in the usual half.
    usual: usize,
    /// The reservation in the large half, if any: permits of the project's share, then as many of
    /// the whole half.
    large: Option<(OwnedSemaphorePermit, OwnedSemaphorePermit)>,
}

/// A request waited 10 seconds, and there was still not enough free memory for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The server is short of memory: this request can take {wanted} bytes, and all such requests \
     together may take {limit}. Try again later."
)]
pub struct OutOfMemory {
    /// Number of bytes that the request asked for.
    pub wanted: usize,
    /// Number of bytes that all requests of this kind can reserve together: the usual half, or the
    /// share of a project.
    pub limit: usize,
}

impl OutOfMemory {
    /// Value of `Retry-After`, in seconds.
    pub(crate) const RETRY_AFTER: &str = "5";
}

impl Memory {
    #[must_use]
    pub fn new(bytes: usize) -> Arc<Self> {
        let half = bytes / 2;
        Arc::new(Self {
            half,
            taken: AtomicUsize::new(0),
            large: Arc::new(Semaphore::new(half / UNIT)),
            shares: Mutex::default(),
        })
    }

    /// The number of reserved bytes.
    #[must_use]
    pub fn held(&self) -> usize {
        let free = self.large.available_permits() * UNIT;
        self.taken.load(Ordering::Relaxed) + self.half.saturating_sub(free)
    }

    /// Waits until this many bytes of the usual half are free, and reserves them.
    pub async fn hold(self: &Arc<Self>, bytes: usize) -> Result<HeldMemory, OutOfMemory> {
        if let Some(held) = self.try_hold(bytes) {
            return Ok(held);
        }
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            sleep(PAUSE).await;
            if let Some(held) = self.try_hold(bytes) {
                return Ok(held);
            }
        }
        Err(OutOfMemory { wanted: bytes, limit: self.half })
    }

    fn try_hold(self: &Arc<Self>, bytes: usize) -> Option<HeldMemory> {
        let taken = self.taken.fetch_add(bytes, Ordering::Relaxed);
        let held = HeldMemory { memory: Arc::clone(self), usual: bytes, large: None };
        // If the bytes don't fit, dropping `held` gives them back.
        (taken + bytes <= self.half).then_some(held)
    }

    /// Waits until this many bytes of the large half are free for a project, and reserves them.
    pub async fn hold_large(
        self: &Arc<Self>,
        bytes: usize,
        project_id: &str,
    ) -> Result<HeldMemory, OutOfMemory> {
        let share = self.half / SHARE;
        let failed = OutOfMemory { wanted: bytes, limit: share };
        // A request for more than a share waits for the whole share.
        let units = u32::try_from(bytes.min(share).div_ceil(UNIT)).map_err(|_| failed)?;
        let deadline = (Instant::now() + PATIENCE).into();
        let own = self.share_of(project_id).acquire_many_owned(units);
        let own = timeout_at(deadline, own).await.map_err(|_| failed)?.map_err(|_| failed)?;
        let all = Arc::clone(&self.large).acquire_many_owned(units);
        let all = timeout_at(deadline, all).await.map_err(|_| failed)?.map_err(|_| failed)?;
        Ok(HeldMemory { memory: Arc::clone(self), usual: 0, large: Some((own, all)) })
    }

    /// Like [`Self::hold_large`], but returns `None` instead of waiting.
    #[must_use]
    pub fn try_hold_large(self: &Arc<Self>, bytes: usize, project_id: &str) -> Option<HeldMemory> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).ok()?;
        let own = self.share_of(project_id).try_acquire_many_owned(units).ok()?;
        let all = Arc::clone(&self.large).try_acquire_many_owned(units).ok()?;
        Some(HeldMemory { memory: Arc::clone(self), usual: 0, large: Some((own, all)) })
    }

    /// Number of reservations of the large half that a project holds or waits for.
    #[must_use]
    pub fn n_large(&self, project_id: &str) -> usize {
        let shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        shares.get(project_id).map_or(0, Weak::strong_count)
    }

    fn share_of(&self, project_id: &str) -> Arc<Semaphore> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = shares.get(project_id).and_then(Weak::upgrade) {
            return share;
        }
        shares.retain(|_, it| it.strong_count() > 0);
        let share = Arc::new(Semaphore::new(self.half / SHARE / UNIT));
        shares.insert(project_id.into(), Arc::downgrade(&share));
        share
    }
}

impl HeldMemory {
    /// Changes the size of the reservation. Excess bytes are freed. Missing bytes are taken even if
    /// no memory is free, because the caller already uses them.
    pub fn resize(&mut self, bytes: usize) {
        if let Some((own, all)) = &mut self.large {
            let units = bytes.div_ceil(UNIT);
            let surplus = all.num_permits().saturating_sub(units);
            drop((own.split(surplus), all.split(surplus)));
        } else {
            self.memory.taken.fetch_add(bytes, Ordering::Relaxed);
            self.memory.taken.fetch_sub(self.usual, Ordering::Relaxed);
            self.usual = bytes;
        }
    }
}

impl Drop for HeldMemory {
    fn drop(&mut self) {
        self.memory.taken.fetch_sub(self.usual, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    const MIB: usize = 1 << 20;

    fn is_ready<T>(future: impl Future<Output = T>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
    }

    #[test]
    fn what_is_dropped_can_be_held_again() {
        let memory = Memory::new(2 * MIB);

        let first = memory.try_hold(MIB);
        assert!(first.is_some());
        assert!(memory.try_hold(1).is_none());
        drop(first);

        assert_eq!(memory.held(), 0);
        assert!(memory.try_hold(MIB).is_some());
    }

    #[test]
    fn large_holds_leave_the_usual_half_alone() {
        let runtime = runtime();
        let _entered = runtime.enter();
        let memory = Memory::new(8 * MIB);

        let large: Vec<_> = ["a", "b", "c", "d"]
            .into_iter()
            .map(|it| is_ready(memory.hold_large(MIB, it)).unwrap().unwrap())
            .collect();

        assert!(is_ready(memory.hold_large(1, "e")).is_none());
        assert!(memory.try_hold(4 * MIB).is_some());
        assert_eq!(memory.held(), 4 * MIB);
        drop(large);
        assert_eq!(memory.held(), 0);
    }

    #[test]
    fn a_project_holds_a_quarter_of_the_large_half_at_most() {
        let runtime = runtime();
        let _entered = runtime.enter();
        let memory = Memory::new(8 * MIB);

        let own = is_ready(memory.hold_large(MIB, "a")).unwrap().unwrap();

        assert!(is_ready(memory.hold_large(1, "a")).is_none());
        assert!(is_ready(memory.hold_large(1, "b")).is_some());
        drop(own);
        assert!(is_ready(memory.hold_large(1, "a")).is_some());
    }

    #[test]
    fn what_a_project_holds_is_counted() {
        let memory = Memory::new(8 * MIB);

        let held: Vec<_> = (0..3).map(|_| memory.try_hold_large(UNIT, "a").unwrap()).collect();

        assert_eq!((memory.n_large("a"), memory.n_large("b")), (3, 0));
        assert!(memory.try_hold_large(MIB, "a").is_none());
        drop(held);
        assert_eq!((memory.n_large("a"), memory.held()), (0, 0));
    }

    #[test]
    fn what_an_answer_does_not_need_is_free_at_once() {
        let runtime = runtime();
        let _entered = runtime.enter();
        let memory = Memory::new(8 * MIB);
        let mut held = is_ready(memory.hold_large(MIB, "a")).unwrap().unwrap();

        held.resize(UNIT);

        assert_eq!(memory.held(), UNIT);
        assert!(is_ready(memory.hold_large(MIB - UNIT, "a")).is_some());
    }

    #[test]
    fn shares_of_projects_that_hold_nothing_are_forgotten() {
        let runtime = runtime();
        let _entered = runtime.enter();
        let memory = Memory::new(8 * MIB);

        for n in 0..100 {
            drop(is_ready(memory.hold_large(UNIT, &format!("project {n}"))).unwrap());
        }

        assert!(memory.shares.lock().unwrap().len() <= 1);
    }
}
