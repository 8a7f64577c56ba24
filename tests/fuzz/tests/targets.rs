//! Every target with its corpus, and with inputs that are derived from it at random.
//!
//! The corpus has inputs that once found a fault, and those that `cargo fuzz cmin` kept.

use std::{fs, path::Path, sync::Arc};

use ferronova_fuzz_targets::TARGETS;
use proptest::{
    collection::vec,
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};

/// Number of inputs that are made for a target.
const CASES: u32 = 1000;

/// The longest input that is made.
const LONGEST: usize = 4096;

fn target(name: &str) -> fn(&[u8]) {
    let found = TARGETS.iter().find(|(it, _)| *it == name);
    found.unwrap_or_else(|| panic!("there is no target `{name}`")).1
}

fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let read = |path: &Path| fs::read(path).expect("the corpus can be read");
    let paths = entries.map(|it| it.expect("the corpus can be listed").path());
    let mut corpus: Vec<_> = paths.map(|path| (path.display().to_string(), read(&path))).collect();
    corpus.sort();
    assert!(!corpus.is_empty(), "{} is empty", folder.display());
    corpus
}

/// One change of an input.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, Index),
    /// Repeats a part of it elsewhere.
    Repeat(Index, Index, Index),
    /// Joins its beginning and the end of another one.
    Join(Index, Index, Index),
}

impl Change {
    fn any() -> impl Strategy<Value = Self> {
        let at = any::<Index>;
        prop_oneof![
            (at(), any::<u8>()).prop_map(|(at, byte)| Self::Set(at, byte)),
            (at(), vec(any::<u8>(), 1..6)).prop_map(|(at, bytes)| Self::Insert(at, bytes)),
            (at(), at()).prop_map(|(from, to)| Self::Remove(from, to)),
            (at(), at(), at()).prop_map(|(from, to, at)| Self::Repeat(from, to, at)),
            (at(), at(), at()).prop_map(|(other, from, at)| Self::Join(other, from, at)),
        ]
    }

    fn apply(&self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let n_places = input.len() + 1;
        let range = |from: &Index, to: &Index| {
            let (from, to) = (from.index(n_places), to.index(n_places));
            from.min(to)..from.max(to)
        };
        match self {
            Self::Set(at, byte) => {
                if let Some(it) = input.get_mut(at.index(n_places)) {
                    *it = *byte;
                }
            }
            Self::Insert(at, bytes) => {
                let at = at.index(n_places);
                input.splice(at..at, bytes.iter().copied());
            }
            Self::Remove(from, to) => {
                input.drain(range(from, to));
            }
            Self::Repeat(from, to, at) => {
                let part = input[range(from, to)].to_vec();
                let at = at.index(n_places);
                input.splice(at..at, part);
            }
            Self::Join(other, from, at) => {
                let other = other.get(corpus);
                input.truncate(at.index(n_places));
                input.extend_from_slice(&other[from.index(other.len() + 1)..]);
            }
        }
        input.truncate(LONGEST);
    }
}

/// Inputs similar to those of the corpus, and some random ones.
fn inputs(corpus: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let corpus = Arc::new(corpus);
    let changed = (any::<Index>(), vec(Change::any(), 1..6)).prop_map(move |(start, changes)| {
        let mut input = start.get(&corpus).clone();
        for change in changes {
            change.apply(&mut input, &corpus);
        }
        input
    });
    prop_oneof![9 => changed, 1 => vec(any::<u8>(), 0..64)]
}

#[expect(clippy::print_stdout, reason = "a test that fails shows the file that it fails with")]
fn run(name: &str) {
    let target = target(name);
    let corpus = corpus(name);
    for (path, input) in &corpus {
        println!("{path}");
        target(input);
    }
    let inputs = inputs(corpus.into_iter().map(|(_, input)| input).collect());
    let config = Config { failure_persistence: None, ..Config::with_cases(CASES) };
    TestRunner::new(config)
        .run(&inputs, |input| {
            target(&input);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// One test for each target, so that they run side by side.
macro_rules! targets {
    ($($name:ident,)+) => {
        $(
            #[test]
            fn $name() {
                run(stringify!($name));
            }
        )+

        #[test]
        fn every_target_is_run() {
            assert_eq!([$(stringify!($name)),+], *TARGETS.iter().map(|it| it.0).collect::<Vec<_>>());
        }
    };
}

targets! {
    action,
    command,
    configuration,
    create,
    login,
    policy,
    query,
    record,
    seed,
    token,
}
