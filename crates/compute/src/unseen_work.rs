//! Work that was over within the call that asked for it, and is shown once as if it went on:
//! clients wait for what a server is while it lasts before they wait for what follows.

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

/// How long work waits to be shown. Clients that wait for it look at least once a second; who comes
/// later should see what is.
const SHOWN_FOR: Duration = Duration::from_secs(2);

/// How much work waits to be shown at most; the oldest goes. It takes 2 MiB.
const MAX_WAITING: usize = 10_000;

/// Work of which only the end is stored, until a show or a detail has said it. It is in the memory
/// of this process alone.
///
/// What the store has of a server decides everything else: rules, filters, counts and records.
pub struct UnseenWork {
    clock: Arc<dyn Clock>,
    /// How much there is: where there is none, a show looks at this number and at nothing else.
    n_servers: AtomicUsize,
    waiting: Mutex<WaitingWork>,
}

/// What waits to be shown.
#[derive(Default)]
struct WaitingWork {
    by_id: HashMap<Uuid, Unseen>,
    /// The same in the order in which it ends, with what was shown meanwhile.
    in_order: VecDeque<Unseen>,
}

/// What a server is shown to be while it is worked on. Its `progress` is 0 then and in the end;
/// whatever else is shown is what it is in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unseen {
    /// The id of the server.
    id: Uuid,
    /// The version that the work left of it: any other change of the server ends this.
    version: u64,
    /// The time of the clock at which this ends.
    until: Duration,
    vm_state: VmState,
    task_state: TaskState,
}

/// Work that stands in a view of a server. Unless it [was seen](Self::seen), the next one who asks
/// is shown it.
#[must_use = "it counts as shown when it was seen"]
pub struct ShownWork {
    unseen: Arc<UnseenWork>,
    work: Option<Unseen>,
}

impl UnseenWork {
    /// None so far, by that clock, of which only the time that passes is asked.
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, n_servers: AtomicUsize::new(0), waiting: Mutex::default() }
    }

    /// Puts the work of a server that nobody has been shown into it, for a view. Two who ask at the
    /// same time do not both get it.
    pub fn show(self: &Arc<Self>, server: &mut Server) -> Option<ShownWork> {
        if self.is_empty() {
            return None;
        }
        let work = self.take(server)?;
        work.put_into(server);
        Some(ShownWork { unseen: Arc::clone(self), work: Some(work) })
    }

    /// Ends all of it.
    pub fn clear(&self) {
        self.change(|waiting| *waiting = WaitingWork::default());
    }

    /// Has the next view of this server, as the work left it, show the work by these states; if it
    /// has a status of its own, since for others nobody waits. Puts them into the server.
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

    /// Ends that of a server about which another call has arrived.
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
            // Who reads an older state of the server, as a long list may, has no part in this.
            let work = waiting.by_id.get(&server.id);
            let work = *work.filter(|it| it.version <= server.version && it.until > now)?;
            waiting.by_id.remove(&work.id);
            (work.version == server.version).then_some(work)
        })
    }

    fn give_back(&self, work: Unseen) {
        self.change(|waiting| {
            // It is in the order still, unless it is too old.
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

    /// Removes what has ended, and the oldest as long as there is too much.
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
    /// The view was answered with.
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
