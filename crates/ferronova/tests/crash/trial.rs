//! Rounds of work, kill and restart on one data folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use fastrand::Rng;

use crate::{
    agreement::check_lists,
    cloud::Callers,
    model::{Outcome, Pace, Server, Who},
    record::Record,
    storage::Storage,
    support::program::{Finished, Program, serve},
    traffic::Work,
};

/// Maximum time of a start after a kill. Usually a start is much faster, but the machine may be
/// busy.
const LONGEST_START: Duration = Duration::from_secs(5);

/// Maximum time of work that was interrupted: about ten times as long as it takes.
const LONGEST_WORK: Duration = Duration::from_secs(5);

/// A data folder and its expected content.
pub(crate) struct Trial {
    pace: Pace,
    random: Rng,
    storage: Storage,
    /// The library that disables syncs, if it is used.
    without_syncs: Option<PathBuf>,
    living: BTreeMap<String, Server>,
    gone: BTreeSet<String>,
}

impl Trial {
    /// Returns a trial with a new data folder on this storage.
    pub(crate) fn on(storage: Storage, pace: Pace) -> Self {
        let variable = storage.seed_variable();
        let seed = number_in(variable).unwrap_or_else(|| fastrand::u64(..));
        eprintln!("{variable}={seed} chooses the same calls again, though not the same moments");
        Self {
            pace,
            random: Rng::with_seed(seed),
            storage,
            without_syncs: None,
            living: BTreeMap::new(),
            gone: BTreeSet::new(),
        }
    }

    /// Returns the trial with a library that disables syncs.
    pub(crate) fn without_syncs(mut self, library: PathBuf) -> Self {
        self.without_syncs = Some(library);
        self
    }

    /// Runs this many rounds, or as many as the environment variable says.
    pub(crate) fn run(mut self, rounds: u64) {
        let mut program = self.start();
        let callers = Callers::log_in(&program.base_url());
        if self.without_syncs.is_some() {
            // Syncs first, so that only changes of the callers can be lost and not the whole cloud.
            self.storage.sync();
        }
        for round in 1..=number_in(self.storage.rounds_variable()).unwrap_or(rounds) {
            let record = Record::of(self.living.clone(), self.pace);
            let work = Work { callers: &callers, record: &record, storage: &self.storage };
            work.kill(program, &mut self.random);
            self.storage.come_back();
            let (answered, in_flight) = record.count();
            eprintln!("round {round}: {answered} calls answered, {in_flight} in flight");
            program = self.restart();
            // The tokens from before the kill must still be valid.
            self.check(&callers.at(&program.base_url()), &record);
        }
        program.signal("TERM");
        let Finished { status, stdout, stderr } = program.finish();
        assert_eq!(status, Some(0), "{stdout}{stderr}");
    }

    fn start(&self) -> Program {
        let times = match self.pace {
            Pace::AtOnce => ["--build-time", "0s", "--action-time", "0s"],
            Pace::InTime => ["--build-time", "200ms", "--action-time", "100ms"],
        };
        let begun = Instant::now();
        let program = Program::start_serving(&mut self.serve(times));
        let taken = begun.elapsed();
        assert!(taken < LONGEST_START, "it took {taken:?} to start");
        program
    }

    fn serve<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = serve(&self.storage.path(), arguments);
        if let Some(library) = &self.without_syncs {
            command.env("LD_PRELOAD", library);
        }
        command
    }

    /// Restarts the program. Sometimes another start is killed first.
    fn restart(&mut self) -> Program {
        if self.random.bool() {
            let program = Program::start(&mut self.serve([]));
            thread::sleep(Duration::from_millis(self.random.u64(..60)));
            self.storage.cut_off();
            drop(program);
            self.storage.come_back();
        }
        self.start()
    }

    /// Fails unless every acknowledged change is there, and none is there only partly.
    fn check(&mut self, callers: &Callers, record: &Record) {
        for (id, it) in callers.list(Who::Admin, "", "all_tenants=1") {
            assert!(!self.gone.contains(&id), "{id} was deleted and is there again");
            if !record.ids().contains(&id) {
                record.end_create(it["name"].as_str().expect("it has a name"), &id);
            }
        }
        look(callers, record);
        wait_for_work(callers);
        let seen = look(callers, record);
        record.check();

        let gone: Vec<String> =
            record.ids().into_iter().filter(|it| !seen.contains_key(it)).collect();
        self.living = seen;
        check_lists(callers, &self.living, &gone);
        self.gone.extend(gone);
        for id in &self.gone {
            assert_eq!(callers.see(Who::Owner, id), Outcome::Missing, "{id} was deleted");
        }
    }
}

/// Shows every known server to both callers, and returns those that exist.
fn look(callers: &Callers, record: &Record) -> BTreeMap<String, Server> {
    let mut found = BTreeMap::new();
    for id in record.ids() {
        for who in [Who::Owner, Who::Admin] {
            let outcome = callers.see(who, &id);
            record.see(&id, outcome.clone());
            if let Outcome::Shown(server) = outcome {
                found.insert(id.clone(), server);
            }
        }
    }
    found
}

/// Waits until no server has work in progress.
fn wait_for_work(callers: &Callers) {
    let deadline = Instant::now() + LONGEST_WORK;
    loop {
        let servers = callers.list(Who::Admin, "/detail", "all_tenants=1");
        let mut at_work = servers.values().filter(|it| !it["OS-EXT-STS:task_state"].is_null());
        let Some(server) = at_work.next() else {
            return;
        };
        assert!(Instant::now() < deadline, "its work does not go on: {server}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn number_in(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}
