//! A workload with all kinds of writes to a store, from many threads, and the items that it leads
//! to.

use std::{
    sync::{Mutex, PoisonError},
    thread,
};

use fastrand::Rng;
use ferronova_compute::{
    Change, Content, Decision, Documents, EventEnd, EventResult, Infrastructure, Instance,
    InstanceAction, Lifecycle, Lock, LockedBy, Network, Scope, Scratch, Server, Servers, TaskState,
    Timestamp, Transition, Work,
};
use ferronova_store_conformance::{
    building::{
        OTHER_PROJECT, action, any_address, bare_lock, begun, deleted, lock, network, second,
        server,
    },
    wait,
};
use uuid::Uuid;

use super::{
    items::{ItemKey, ItemValue, Items, Phase, Step, Timeline},
    recording_disk::RecordingDisk,
};
use crate::RedbStore;

/// The number of threads that work at the same time.
const WORKERS: usize = 6;

/// The number of requests that each worker makes.
const STEPS: usize = 14;

/// Runs the workload on a new store, loading content into it twice. Returns the possible items at
/// every moment.
pub(super) fn work(store: &RedbStore, disk: &RecordingDisk, random: &mut Rng) -> Vec<Phase> {
    let mut progress = Progress { store, disk, phases: Vec::new() };
    for cidr in ["10.0.0.0/24", "fd00::/64"] {
        let network = network(cidr);
        progress.load(&network, random);
        progress.work_at_once(&network, random);
        progress.purge();
        progress.work_alone(&network, random);
    }
    progress.phases
}

struct Progress<'a> {
    store: &'a RedbStore,
    disk: &'a RecordingDisk,
    phases: Vec<Phase>,
}

impl Progress<'_> {
    fn known(&self) -> Items {
        let nothing = || Items::from([(ItemKey::Networks, ItemValue::Networks(Vec::new()))]);
        self.phases.last().map_or_else(nothing, Phase::end)
    }

    /// Loads content that replaces all servers. One of the new servers is deleted.
    fn load(&mut self, network: &Network, random: &mut Rng) {
        let before = self.known();
        let mut after = before.clone();
        after.retain(|key, _| matches!(key, ItemKey::Document(_)));
        let networks = vec![network.clone()];
        after.insert(ItemKey::Networks, ItemValue::Networks(networks.clone()));
        let mut servers = vec![server("shared"), deleted(server("gone"), second(1))];
        servers.extend((0..random.usize(2..6)).map(|n| server(&format!("loaded-{n}"))));
        let servers: Vec<_> = servers.into_iter().map(|it| (it, vec![action("create")])).collect();
        for (n, (server, actions)) in servers.iter().enumerate() {
            let server = Server { number: n as u64 + 1, version: 1, ..server.clone() };
            after.insert(
                ItemKey::Server(server.id),
                ItemValue::Server(Box::new(server), actions.clone()),
            );
        }
        let infrastructure = Infrastructure { networks, ..Infrastructure::default() };
        let begun = self.disk.now();
        wait(self.store.load(Content { infrastructure, servers, ..Content::default() })).unwrap();
        let steps = vec![Step { begun, acknowledged: Some(self.disk.now()), after }];
        self.phases.push(Phase { begun, timelines: vec![Timeline { before, steps }] });
    }

    /// Lets many workers work at the same time, each on servers of its own and all on a shared one.
    /// Deleted servers are purged meanwhile.
    fn work_at_once(&mut self, network: &Network, random: &mut Rng) {
        let begun = self.disk.now();
        let mut rest = Timeline { before: self.known(), steps: Vec::new() };
        let shared = SharedServer::take(&mut rest.before);
        let (store, disk) = (self.store, self.disk);
        let workers = (0..WORKERS).map(|n| {
            let name = format!("{}-{n}", self.phases.len());
            Worker::new(store, disk, network, random.fork(), &name)
        });
        let mut workers: Vec<Worker<'_>> = workers.collect();
        thread::scope(|scope| {
            for worker in &mut workers {
                let shared = &shared;
                scope.spawn(move || {
                    for step in 0..STEPS {
                        worker.step();
                        if step % 3 == 0 {
                            shared.change(store, disk, &format!("{}-{step}", worker.name));
                        }
                    }
                });
            }
            purge(store, disk, second(100), &mut rest);
        });
        let mut timelines: Vec<Timeline> = workers.into_iter().map(|it| it.timeline).collect();
        timelines.extend([rest, shared.into_timeline()]);
        self.phases.push(Phase { begun, timelines });
    }

    fn purge(&mut self) {
        let begun = self.disk.now();
        let mut timeline = Timeline { before: self.known(), steps: Vec::new() };
        purge(self.store, self.disk, second(100_000), &mut timeline);
        self.phases.push(Phase { begun, timelines: vec![timeline] });
    }

    /// Lets a single worker work, so that no request waits for the commit of another.
    fn work_alone(&mut self, network: &Network, random: &mut Rng) {
        let begun = self.disk.now();
        let rest = Timeline { before: self.known(), steps: Vec::new() };
        let name = format!("{}-alone", self.phases.len());
        let mut worker = Worker::new(self.store, self.disk, network, random.fork(), &name);
        for _ in 0..2 * STEPS {
            worker.step();
        }
        self.phases.push(Phase { begun, timelines: vec![worker.timeline, rest] });
    }
}

fn purge(store: &RedbStore, disk: &RecordingDisk, before: Timestamp, timeline: &mut Timeline) {
    let mut after = timeline.end().clone();
    let is_kept = |value: &ItemValue| match value {
        ItemValue::Server(server, _) => server.deleted_at.is_none_or(|it| it >= before),
        ItemValue::Document(_) | ItemValue::Networks(_) => true,
    };
    after.retain(|_, value| is_kept(value));
    let begun = disk.now();
    let purged = wait(store.purge(before)).unwrap();
    assert_eq!(usize::try_from(purged), Ok(timeline.end().len() - after.len()));
    timeline.steps.push(Step { begun, acknowledged: Some(disk.now()), after });
}

/// A server that all workers change.
struct SharedServer {
    before: Items,
    id: Uuid,
    changes: Mutex<Vec<SharedChange>>,
}

struct SharedChange {
    begun: usize,
    acknowledged: usize,
    after: Server,
    action: InstanceAction,
}

impl SharedServer {
    /// Removes the shared server from the known items, and returns it.
    fn take(known: &mut Items) -> Self {
        let is_shared = |value: &ItemValue| match value {
            ItemValue::Server(server, _) => server.name == "shared",
            ItemValue::Document(_) | ItemValue::Networks(_) => false,
        };
        let before: Items = known.extract_if(.., |_, value| is_shared(value)).collect();
        let Some(ItemKey::Server(id)) = before.keys().next().cloned() else {
            panic!("there is no shared server in {known:?}");
        };
        Self { before, id, changes: Mutex::default() }
    }

    fn change(&self, store: &RedbStore, disk: &RecordingDisk, who: &str) {
        let action = action(who);
        let decide = |it: &Server, _: &Scratch| {
            let mut server = it.clone();
            server.metadata.insert("last".to_owned(), who.to_owned());
            let action = Some(action.clone());
            Ok(Decision::Write(Box::new(Change { action, ..Change::to(server) })))
        };
        let begun = disk.now();
        let after = wait(store.change(self.id, &Scope::All, &decide)).unwrap().server;
        let acknowledged = disk.now();
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.push(SharedChange { begun, acknowledged, after, action });
    }

    /// Returns the timeline of the shared server, with its changes in the order in which they were
    /// stored.
    fn into_timeline(self) -> Timeline {
        let mut changes = self.changes.into_inner().unwrap_or_else(PoisonError::into_inner);
        changes.sort_by_key(|it| it.after.version);
        let mut timeline = Timeline { before: self.before, steps: Vec::new() };
        for SharedChange { begun, acknowledged, after, action } in changes {
            let mut known = timeline.end().clone();
            let Some(ItemValue::Server(server, actions)) = known.get_mut(&ItemKey::Server(self.id))
            else {
                panic!("the shared server is gone");
            };
            assert_eq!(after.version, server.version + 1, "a change is lost, or done twice");
            **server = after;
            actions.push(action);
            timeline.steps.push(Step { begun, acknowledged: Some(acknowledged), after: known });
        }
        timeline
    }
}

/// A worker with servers and documents of its own.
pub(super) struct Worker<'a> {
    store: &'a RedbStore,
    disk: &'a RecordingDisk,
    network: &'a Network,
    random: Rng,
    name: String,
    steps: i64,
    pub(super) timeline: Timeline,
}

impl<'a> Worker<'a> {
    pub(super) fn new(
        store: &'a RedbStore,
        disk: &'a RecordingDisk,
        network: &'a Network,
        random: Rng,
        name: &str,
    ) -> Self {
        let name = name.to_owned();
        Self { store, disk, network, random, name, steps: 0, timeline: Timeline::default() }
    }

    /// Makes a random request.
    pub(super) fn step(&mut self) {
        self.steps += 1;
        let living: Vec<Uuid> = self.living();
        if living.len() < 3 {
            let servers = if self.random.bool() { 1 } else { 3 };
            return self.create(servers);
        }
        let id = living[self.random.usize(..living.len())];
        let steps = self.steps;
        let holder = if self.random.bool() { LockedBy::Owner } else { LockedBy::Admin };
        let is_usual = self.random.bool();
        let lock =
            if is_usual { lock(holder) } else { bare_lock(self.random.bool(), Some(holder)) };
        let name = format!("{}-{}", self.name, self.steps);
        match self.random.u8(..10) {
            0 => self.create(2),
            1 => self.write_documents(),
            2 | 3 => self.change(id, "lock", |it| it.server.lock.clone_from(&lock)),
            4 => self.change(id, "unlock", |it| it.server.lock = Lock::default()),
            5 => self.change(id, "rename", |it| name.clone_into(&mut it.server.name)),
            6 => self.change(id, "move", |it| OTHER_PROJECT.clone_into(&mut it.server.project_id)),
            7 => self.change(id, "delete", |it| {
                it.server = deleted(it.server.clone(), second(1000 + steps));
            }),
            _ => {
                self.change(id, "stop", |it| {
                    it.server.task_state = Some(TaskState::PoweringOff);
                    it.scratch.transition =
                        Some(Transition { work: Work::Stop, step: 0, due: second(steps) });
                });
                self.change(id, "", |it| {
                    it.server.task_state = None;
                    it.scratch.transition = None;
                });
            }
        }
    }

    fn living(&self) -> Vec<Uuid> {
        let servers = self.timeline.end().values().filter_map(|it| match it {
            ItemValue::Server(server, _) => Some(server),
            ItemValue::Document(_) | ItemValue::Networks(_) => None,
        });
        servers.filter(|it| !it.is_deleted()).map(|it| it.id).collect()
    }

    fn note(&mut self, begun: usize, after: Items) {
        let acknowledged = Some(self.disk.now());
        self.timeline.steps.push(Step { begun, acknowledged, after });
    }

    /// Creates this many servers in one request.
    fn create(&mut self, servers: usize) {
        let changes = (0..servers).map(|n| Change {
            action: Some(action("create")),
            allocate: vec![any_address(self.network)],
            ..Change::to(server(&format!("{}-{}-{n}", self.name, self.steps)))
        });
        let changes = changes.collect();
        let begun = self.disk.now();
        let created = wait(self.store.create(changes)).unwrap();
        let mut after = self.timeline.end().clone();
        for Instance { server, .. } in created {
            let key = ItemKey::Server(server.id);
            after.insert(key, ItemValue::Server(Box::new(server), vec![action("create")]));
        }
        self.note(begun, after);
    }

    /// Changes a server. With a name, the change adds an action of that name that begins an event;
    /// with an empty name it ends the last event instead.
    fn change(
        &mut self,
        id: Uuid,
        name: &'static str,
        becomes: impl Fn(&mut Instance) + Send + Sync,
    ) {
        let mut after = self.timeline.end().clone();
        let Some(ItemValue::Server(server, actions)) = after.get_mut(&ItemKey::Server(id)) else {
            panic!("there is no server {id}");
        };
        let begins = InstanceAction { events: vec![begun("event", second(1))], ..action(name) };
        let ends =
            EventEnd { event: "event", finish_time: second(2), result: EventResult::Success };
        let change = |it: &Server, scratch: &Scratch| {
            let mut new = Instance { server: it.clone(), scratch: scratch.clone() };
            becomes(&mut new);
            let (action, ended) =
                if name.is_empty() { (None, Some(ends)) } else { (Some(begins.clone()), None) };
            Change { scratch: new.scratch, action, ended, ..Change::to(new.server) }
        };
        let Change { server: changed, action, ended, .. } = change(server, &Scratch::default());
        if let Some(ended) = ended {
            ended.apply(actions);
        }
        actions.extend(action);
        **server = Server { version: server.version + 1, ..changed };
        let decide =
            |it: &Server, scratch: &Scratch| Ok(Decision::Write(Box::new(change(it, scratch))));
        let begun = self.disk.now();
        let stored = wait(self.store.change(id, &Scope::All, &decide)).unwrap();
        assert_eq!(stored.server, **server);
        self.note(begun, after);
    }

    /// In one request, writes two documents and removes another one, which may not exist.
    fn write_documents(&mut self) {
        let mut after = self.timeline.end().clone();
        let name = |n: i64| format!("documents/{}-{n}", self.name);
        let written = [self.steps, self.steps + 1000]
            .map(|it| (name(it), name(it).repeat(self.random.usize(1..200)).into_bytes()));
        let removed = name(self.random.i64(1..=self.steps));
        for (name, content) in written.clone() {
            after.insert(ItemKey::Document(name), ItemValue::Document(content));
        }
        after.remove(&ItemKey::Document(removed.clone()));
        let begun = self.disk.now();
        wait(Documents::write(self.store, written.to_vec(), vec![removed])).unwrap();
        self.note(begun, after);
    }
}
