//! Damages databases at random: a check finds everything that readers would notice.

use std::{
    collections::BTreeMap,
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use fastrand::Rng;
use ferronova_compute::{
    DeletionFilter, Documents, Lifecycle, LockedBy, Query, Scope, Servers, Status,
};
use ferronova_store_conformance::{building::everything, images::images_of, wait};
use ferronova_store_redb::RedbStore;
use tempfile::TempDir;

use super::{
    folder,
    raw::{ALONE, TABLES, edit, put, remove, rows},
    try_check,
};

/// The environment variable that sets the number of rounds.
const ROUNDS: &str = "FERRONOVA_CHECK_ROUNDS";
/// The environment variable that sets the seed of the damage.
const SEED: &str = "FERRONOVA_CHECK_SEED";

const FILE: &str = "ferronova.redb";

/// Returns everything that can be read from a store, as text; `None` if a part of it can't be read.
fn observe(folder: &Path) -> Option<BTreeMap<String, String>> {
    let store = RedbStore::open(folder).ok()?;
    let mut seen = BTreeMap::new();
    let mut see = |what: String, text: String| drop(seen.insert(what, text));
    let mut queries = vec![everything()];
    for deletion in [DeletionFilter::Living, DeletionFilter::DeletedOrSoftDeleted] {
        for scope in ["de000000000000000000000000000001", "a1000000000000000000000000000001"] {
            queries.push(Query {
                scope: Scope::Project(scope.to_owned()),
                deletion,
                ..everything()
            });
        }
    }
    for query in queries.clone() {
        use ferronova_compute::Condition::{Locked, LockedBy as By, Status as In};
        let narrowed = LockedBy::ALL.iter().map(|it| By(*it)).chain([true, false].map(Locked));
        let narrowed = narrowed.chain(Status::ALL.iter().map(|it| In(vec![*it])));
        queries.extend(narrowed.map(|it| Query { conditions: vec![it], ..query.clone() }));
    }
    for (n, query) in queries.iter().enumerate() {
        see(format!("list {n}"), format!("{:?}", wait(store.page(query)).ok()?));
    }
    see("work".to_owned(), format!("{:?}", wait(store.in_transition()).ok()?));
    for server in wait(store.page(&everything())).ok()? {
        let by_id = wait(store.find(server.id, &Scope::All)).ok()?;
        see(format!("id {}", server.number), format!("{by_id:?}"));
        let actions = wait(store.actions(server.id)).ok()?;
        see(format!("actions {}", server.number), format!("{actions:?}"));
    }
    see("documents".to_owned(), format!("{:?}", store.list("").ok()?));
    see("infrastructure".to_owned(), format!("{:?}", store.infrastructure()));
    see("images".to_owned(), format!("{:?}", images_of(&store, Some(&Scope::All))));
    Some(seen)
}

fn rounds(rounds: u64) -> (u64, Rng) {
    let number = |name| env::var(name).ok().map(|it: String| it.parse().unwrap());
    let seed = number(SEED).unwrap_or_else(|| fastrand::u64(..));
    eprintln!("{SEED}={seed} does the same damage again");
    (number(ROUNDS).unwrap_or(rounds), Rng::with_seed(seed))
}

#[test]
fn every_randomly_changed_row_is_found() {
    let folder = folder();
    let path = folder.path().join(FILE);
    let whole = fs::read(&path).unwrap();
    let (rounds, mut random) = rounds(60);
    for round in 0..rounds {
        fs::write(&path, &whole).unwrap();
        let done = edit(folder.path(), |transaction| {
            let table = TABLES[random.usize(..TABLES.len())];
            let rows = rows(transaction, table);
            let (key, mut value) = rows[random.usize(..rows.len())].clone();
            if key == b"format" {
                return None;
            }
            let damage = random.u8(..3);
            match damage {
                0 => {
                    let at = random.usize(..value.len());
                    value[at] ^= random.u8(1..);
                    put(transaction, table, &(key.clone(), value));
                }
                1 if !ALONE.contains(&table) => remove(transaction, table, &key),
                _ => {
                    let other = &rows[random.usize(..rows.len())];
                    if *other == (key.clone(), value) {
                        return None;
                    }
                    put(transaction, table, &(key.clone(), other.1.clone()));
                }
            }
            (rows != self::rows(transaction, table)).then(|| format!("{table} {key:?} {damage}"))
        });
        let Some(done) = done else { continue };

        let found = try_check(folder.path());

        let is_found = found.as_ref().is_ok_and(|(_, it)| !it.is_empty());
        assert!(is_found, "round {round}: {done} is not found");
    }
}

#[test]
fn whatever_a_reader_would_notice_is_found() {
    let sound = folder();
    let path = sound.path().join(FILE);
    let whole = fs::read(&path).unwrap();
    let expected = observe(sound.path());
    let whole_after = fs::read(&path).unwrap();
    assert!(expected.is_some());
    let (rounds, mut random) = rounds(60);
    let mut noticed = 0;
    for round in 0..rounds {
        let mut broken = if random.bool() { whole.clone() } else { whole_after.clone() };
        for _ in 0..random.usize(1..4) {
            // Most of the file is unused space, which is zero and not worth damaging.
            let at = loop {
                let at = random.usize(..broken.len());
                if broken[at] != 0 {
                    break at;
                }
            };
            let len = random.usize(1..32).min(broken.len() - at);
            broken[at..at + len].iter_mut().for_each(|it| *it ^= random.u8(..));
        }
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join(FILE), &broken).unwrap();

        let found = try_check(folder.path());

        assert!(fs::read(folder.path().join(FILE)).unwrap() == broken, "the file was changed");
        let observed = catch_unwind(AssertUnwindSafe(|| observe(folder.path())));
        let stumbled = !matches!(observed, Ok(it) if it == expected);
        let is_found = found.as_ref().map_or(true, |(_, it)| !it.is_empty());
        noticed += u32::from(stumbled);
        assert!(is_found || !stumbled, "round {round}: nothing is found");
    }
    eprintln!("{noticed} of {rounds} rounds had damage that readers notice");
}
