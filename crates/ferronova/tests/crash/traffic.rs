//! Concurrent callers until the program is killed.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use fastrand::Rng;

use crate::{
    cloud::Callers,
    model::{Operation, Who},
    record::Record,
    storage::Storage,
    support::program::Program,
};

const CALLERS: usize = 32;

/// Number of servers: about as many as there are callers, so that calls conflict.
const SERVERS: usize = 40;

/// The callers, and everything that they need for their calls.
pub(crate) struct Work<'a> {
    pub(crate) callers: &'a Callers,
    pub(crate) record: &'a Record,
    pub(crate) storage: &'a Storage,
}

impl Work<'_> {
    /// Kills the program while callers are at work, and returns when all have stopped.
    pub(crate) fn kill(&self, program: Program, random: &mut Rng) {
        let base_url = program.base_url();
        let is_killed = AtomicBool::new(false);
        thread::scope(|scope| {
            let mut workers = Vec::new();
            for n in 0..CALLERS {
                let worker = Worker {
                    callers: self.callers.at(&base_url),
                    record: self.record,
                    random: random.fork(),
                    name: format!("{n}-{}", random.u32(..)),
                    is_killed: &is_killed,
                };
                workers.push(scope.spawn(move || worker.run()));
            }
            while self.record.count().0 < self.storage.least_answers()
                && workers.iter().any(|it| !it.is_finished())
            {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(random.u64(5..500)));
            is_killed.store(true, Ordering::SeqCst);
            self.storage.cut_off();
            drop(program);
        });
    }
}

struct Worker<'a> {
    callers: Callers,
    record: &'a Record,
    random: Rng,
    /// A prefix of names that is unique to this worker.
    name: String,
    is_killed: &'a AtomicBool,
}

impl Worker<'_> {
    /// Calls until there is no response, which must be because the program was killed.
    fn run(mut self) {
        for n in 0.. {
            let name = format!("{}-{n}", self.name);
            let targets = self.record.targets();
            let is_answered = if targets.len() < SERVERS {
                self.create(&name)
            } else {
                let target = self.random.usize(..targets.len());
                self.call(&targets[target], &name)
            };
            if !is_answered {
                assert!(self.is_killed.load(Ordering::SeqCst), "no answer from a living server");
                return;
            }
        }
    }

    fn create(&self, name: &str) -> bool {
        self.record.begin_create(name);
        let Some(id) = self.callers.try_create(name) else {
            return false;
        };
        self.record.end_create(name, &id);
        true
    }

    fn call(&mut self, id: &str, name: &str) -> bool {
        let who = if self.random.u8(..10) < 6 { Who::Owner } else { Who::Admin };
        let operation = match self.random.u8(..100) {
            0..15 => Operation::Show,
            15..35 => Operation::Rename(name.to_owned()),
            35..55 => Operation::Lock,
            55..75 => Operation::Unlock,
            75..85 => Operation::Stop,
            85..95 => Operation::Start,
            _ => Operation::Delete,
        };
        let number = self.record.begin(id, who, &operation);
        let Some(outcome) = self.callers.try_do(who, id, &operation) else {
            return false;
        };
        self.record.end(id, number, outcome);
        true
    }
}
