//! Recordings of former versions of the program. The check must always accept them.

use std::{fs, path::Path};

use crate::{
    model::{Answer, Operation},
    recording::{Line, Outcome, Recording},
};

fn recordings() -> Vec<Recording> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/history/recorded");
    let entries = fs::read_dir(folder).expect("there are recordings");
    let paths = entries.map(|it| it.expect("it is readable").path());
    let recordings: Vec<Recording> = paths.map(|it| Recording::read(&it)).collect();
    assert!(!recordings.is_empty());
    recordings
}

#[test]
fn what_was_recorded_is_accepted() {
    for recording in recordings() {
        if let Err(explanation) = recording.check() {
            panic!("{explanation}");
        }
    }
}

#[test]
fn what_was_recorded_is_rejected_without_any_lock() {
    for Recording(mut lines) in recordings() {
        let is_lock = |it: &Line| {
            it.operation == Operation::Lock && matches!(it.outcome, Outcome::Of(_, Answer::Done))
        };
        lines.retain(|it| !is_lock(it));

        let checked = Recording(lines).check();

        assert!(checked.is_err(), "nobody locked, and nobody noticed: {checked:?}");
    }
}

#[test]
fn a_recording_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("written.jsonl");
    for Recording(lines) in recordings() {
        Recording(lines.clone()).write(&path);

        assert_eq!(Recording::read(&path).0, lines);
    }
}
