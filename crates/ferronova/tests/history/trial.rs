//! Rounds of traffic on one program, each of them recorded and checked.

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

/// How many rounds there are, if not so many.
const ROUNDS: &str = "FERRONOVA_HISTORY_ROUNDS";
/// How long each is, if not so long.
const SECONDS: &str = "FERRONOVA_HISTORY_SECONDS";
/// What chooses the calls, if not chance.
const SEED_OF_CHANCE: &str = "FERRONOVA_HISTORY_SEED";
/// Where a short recording of each round is kept, even if it is good.
const RECORD: &str = "FERRONOVA_HISTORY_RECORD";

/// How many calls a recording has that is to be kept, about.
const RECORDED_CALLS: u64 = 300;

/// Where servers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    Memory,
    Disk,
}

/// A program that serves, in a folder of its own.
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
    // What a busy machine makes slow is nothing to complain of here. Work that is seen once is an
    // exception from the order that is looked for.
    command
        .args(["--seed", "seed.yaml", "--slow-write", "1h", "--action-time", "0s"])
        .env("RUST_LOG", "warn");
    let program = Program::start_serving(&mut command);
    (folder, program)
}

/// Ends a program, which must have had nothing to complain of.
#[track_caller]
pub(crate) fn end(program: Program) {
    program.signal("TERM");
    let Finished { status, stdout, stderr } = program.finish();
    assert_eq!((status, stderr.as_str()), (Some(0), ""), "{stdout}");
}

/// Records rounds of traffic, as many as the environment says, and checks each.
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

/// Fails, and keeps the recording, if it can't be explained.
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
