//! Work that finished within the request that started it, and that is shown once as if it were
//! still in progress: clients wait for the transitional state before they wait for the final state.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use uuid::Uuid;

use crate::{Clock, Server, Status, TaskState, VmState};

/// How long finished work can still be shown. Clients that wait for the work poll at least once a
/// second; other clients should see the final state.
const SHOWN_FOR: Duration = Duration::from_secs(2);

/// Maximum number of entries that wait to be shown; the oldest are dropped. This many entries take
/// 2 MiB.
const MAX_WAITING: usize = 10_000;

/// Finished work that no `show` or `detail` call has shown yet. It is kept only in the memory of
/// this process.
///
/// Rules, filters, counts and records are not affected: they use the server as it is stored.
pub struct UnseenWork {
    clock: Arc<dyn Clock>,
    /// The number of entries, so that a view can skip taking the lock if there are none.
    n_servers: AtomicUsize,
    waiting: Mutex<WaitingWork>,
}

/// The work that waits to be shown.
#[derive(Default)]
struct WaitingWork {
    by_id: HashMap<Uuid, Unseen>,
    /// The same entries in the order in which they expire. The queue also contains entries that
    /// were shown or replaced meanwhile.
    in_order: VecDeque<Unseen>,
}

/// The states that a server is shown with while its work seems to go on. `progress` is 0 in all of
/// these states; all other fields are shown with their values after the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unseen {
    id: Uuid,
    /// The server's version after the work. Any later change of the server ends this entry.
    version: u64,
    /// The monotonic time at which the entry expires.
    until: Duration,
    vm_state: VmState,
    task_state: TaskState,
}

/// Work that was put into the view of a server. If this is dropped without a call of
/// [`seen`](Self::seen), the work waits for the next view again.
#[must_use = "it counts as shown when it was seen"]
pub struct ShownWork {
    unseen: Arc<UnseenWork>,
    work: Option<Unseen>,
}

impl UnseenWork {
    /// Makes an empty set. It uses only the monotonic time of `clock`.
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, n_servers: AtomicUsize::new(0), waiting: Mutex::default() }
    }

    /// If no view has shown the finished work of `server` yet, puts the states of this work into
    /// `server`, which is then shown. Returns `None` if there is no such work. Of two concurrent
    /// calls, only one gets the work.
    pub fn show(self: &Arc<Self>, server: &mut Server) -> Option<ShownWork> {
        if self.is_empty() {
            return None;
        }
        let work = self.take(server)?;
        work.put_into(server);
        Some(ShownWork { unseen: Arc::clone(self), work: Some(work) })
    }

    /// Drops all entries.
    pub fn clear(&self) {
        self.change(|waiting| *waiting = WaitingWork::default());
    }

    /// Puts these states, which belong to work that just finished, into `server`, and makes the
    /// next view of the server show them, too. Does nothing if the task does not change the
    /// server's status, as clients don't wait for such a task.
    pub(crate) fn add(&self, server: &mut Server, vm_state: VmState, task_state: TaskState) {
        if Status::of(vm_state, Some(task_state)) == Status::of(vm_state, None) {
            return;
        }
        let now = self.clock.monotonic();
        let (id, version) = (server.id, server.version);
        let until = now.saturating_add(SHOWN_FOR);
        let work = Unseen { id, version, until, vm_state, task_state };
        self.change(|waiting| {
            waiting.add(work);
            waiting.tidy(now);
        });
        work.put_into(server);
    }

    /// Drops the entry of a server. Called when another request to change the server has arrived.
    pub(crate) fn end(&self, server: &Server) {
        if !self.is_empty() {
            self.change(|waiting| waiting.by_id.remove(&server.id));
        }
    }

    fn is_empty(&self) -> bool {
        self.n_servers.load(Ordering::Acquire) == 0
    }

    fn take(&self, server: &Server) -> Option<Unseen> {
        let now = self.clock.monotonic();
        self.change(|waiting| {
            waiting.tidy(now);
            // A reader with an older version of the server, as in a long list, neither shows the
            // work nor consumes it.
            let work = waiting.by_id.get(&server.id);
            let work = *work.filter(|it| it.version <= server.version && it.until > now)?;
            waiting.by_id.remove(&work.id);
            (work.version == server.version).then_some(work)
        })
    }

    fn give_back(&self, work: Unseen) {
        self.change(|waiting| {
            // The work is still in the queue, unless it has expired or was dropped.
            if waiting.in_order.contains(&work) {
                waiting.by_id.entry(work.id).or_insert(work);
            }
        });
    }

    fn change<T>(&self, change: impl FnOnce(&mut WaitingWork) -> T) -> T {
        let mut waiting = self.waiting();
        let result = change(&mut waiting);
        self.n_servers.store(waiting.by_id.len(), Ordering::Release);
        result
    }

    fn waiting(&self) -> MutexGuard<'_, WaitingWork> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WaitingWork {
    fn add(&mut self, work: Unseen) {
        self.by_id.insert(work.id, work);
        self.in_order.push_back(work);
    }

    /// Removes expired entries, and the oldest ones if there are too many.
    fn tidy(&mut self, now: Duration) {
        while let Some(oldest) = self.in_order.front()
            && (oldest.until <= now || self.in_order.len() > MAX_WAITING)
        {
            if self.by_id.get(&oldest.id) == Some(oldest) {
                self.by_id.remove(&oldest.id);
            }
            self.in_order.pop_front();
        }
    }
}

impl Unseen {
    fn put_into(self, server: &mut Server) {
        server.vm_state = self.vm_state;
        server.task_state = Some(self.task_state);
    }
}

impl ShownWork {
    /// Confirms that the view was sent.
    pub fn seen(mut self) {
        self.work = None;
    }
}

impl Drop for ShownWork {
    fn drop(&mut self) {
        if let Some(work) = self.work {
            self.unseen.give_back(work);
        }
    }
}
