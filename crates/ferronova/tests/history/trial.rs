//! Rounds of traffic on one program, each recorded and checked.

use std::{
    env, fs,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use fastrand::Rng;
use tempfile::TempDir;

use crate::{
    callers::{Callers, SEED},
    recording::Recording,
    support::program::{Finished, Program, ferronova, serve},
    traffic::{self, Mix, Traffic},
};

/// Environment variable: the number of rounds.
const ROUNDS: &str = "FERRONOVA_HISTORY_ROUNDS";
/// Environment variable: the seconds of each round.
const SECONDS: &str = "FERRONOVA_HISTORY_SECONDS";
/// Environment variable: the seed of the random calls.
const SEED_OF_CHANCE: &str = "FERRONOVA_HISTORY_SEED";
/// Environment variable: the folder for a short recording of each round.
const RECORD: &str = "FERRONOVA_HISTORY_RECORD";

/// Approximate number of calls in a short recording.
const RECORDED_CALLS: u64 = 300;

/// Where servers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    Memory,
    Disk,
}

/// Starts a program in a new folder.
pub(crate) fn start(storage: Storage, seed: &str) -> (TempDir, Program) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::write(folder.path().join("seed.yaml"), seed).expect("the folder can be written to");
    let mut command: Command = match storage {
        Storage::Memory => ferronova(folder.path(), ["serve", "--listen", "127.0.0.1:0"]),
        Storage::Disk => serve(folder.path(), []),
    };
    if storage == Storage::Memory {
        command.arg("--ephemeral");
    }
    // Slow writes on a busy machine must not fail the test. By default, a response can show
    // finished work as in progress once, which is not linearizable; an action time of 0 switches
    // that off.
    command
        .args(["--seed", "seed.yaml", "--slow-write", "1h", "--action-time", "0s"])
        .env("RUST_LOG", "warn");
    let program = Program::start_serving(&mut command);
    (folder, program)
}

/// Stops a program, which must not have logged warnings.
#[track_caller]
pub(crate) fn end(program: Program) {
    program.signal("TERM");
    let Finished { status, stdout, stderr } = program.finish();
    assert_eq!((status, stderr.as_str()), (Some(0), ""), "{stdout}");
}

/// Records and checks rounds of traffic, as many as the environment variable says.
pub(crate) fn run(storage: Storage) {
    let seed = number_in(SEED_OF_CHANCE).unwrap_or_else(|| fastrand::u64(..));
    eprintln!("{SEED_OF_CHANCE}={seed} chooses the same calls again, though not their moments");
    let mut random = Rng::with_seed(seed);
    let folder_of_recordings = env::var_os(RECORD).map(PathBuf::from);
    let time = Duration::from_secs(number_in(SECONDS).unwrap_or(3));
    let calls = folder_of_recordings.as_ref().map_or(u64::MAX / 2, |_| RECORDED_CALLS);
    let (_folder, program) = start(storage, SEED);
    let callers = Callers::log_in(&program.base_url());
    for round in 1..=number_in(ROUNDS).unwrap_or(2) {
        let mix = if round % 2 == 1 { Mix::Everyday } else { Mix::ShortLives };
        let traffic = Traffic { mix, servers: random.usize(2..7), time, calls };
        let recording = traffic::record(&callers, &mut random, traffic);
        check(&recording, storage, round);
        if let Some(folder) = &folder_of_recordings {
            recording.write(&folder.join(format!("{storage:?}-{round}.jsonl").to_lowercase()));
        }
    }
    end(program);
}

/// If a recording is inconsistent, keeps it and fails.
#[track_caller]
fn check(recording: &Recording, storage: Storage, round: u64) {
    let begun = Instant::now();
    match recording.check() {
        Ok(checked) => {
            eprintln!("{storage:?}, round {round}: {checked:?} in {:?}", begun.elapsed());
        }
        Err(explanation) => {
            let name = format!("ferronova-history-{:016x}.jsonl", fastrand::u64(..));
            let path = env::temp_dir().join(name);
            recording.write(&path);
            panic!("the recording is kept in {}\n{explanation}", path.display());
        }
    }
}

fn number_in(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}
