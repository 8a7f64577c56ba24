//! `ferronova restore`.

use std::fs;

use crate::{
    assert_done, assert_refused, boot, names_in, new_folder, run, served,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
    with_backup,
};

#[test]
fn a_restored_folder_serves_and_its_tokens_stay_valid() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let id = boot(&caller, "web");
    let mut command = crate::backup(folder.path(), &program.base_url(), &[]);
    assert_done(&Program::start(&mut command).finish(), "a backup of ");
    boot(&caller, "later");

    let elsewhere = new_folder();
    let file = folder.path().join("ferronova.backup");
    let file = file.to_str().expect("it is UTF-8");
    let finished = run(elsewhere.path(), ["restore", file, "--data", "data"]);

    assert_done(&finished, "data holds the ");
    assert_eq!(names_in(&elsewhere.path().join("data")), ["ferronova.redb"]);
    let restored = Program::start_serving(&mut serve(elsewhere.path(), []));
    let caller = caller.at(&restored.base_url());
    let servers = caller.call("GET", "servers", None).body["servers"].clone();
    assert_eq!(servers.as_array().map(Vec::len), Some(1));
    assert_eq!(servers[0]["id"], *id);
    boot(&caller, "new");
    assert_eq!(
        names_in(&elsewhere.path().join("data")),
        ["clouds.yaml", "ferronova.redb", "ferronova.sock", "openrc"]
    );
}

#[test]
fn a_database_that_is_there_is_replaced_by_force_only() {
    let folder = with_backup();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    boot(&Caller::log_in(&program.base_url(), "demo"), "newer");
    let restore = ["restore", "old.backup", "--data", "data"];
    let forced = [&restore[..], &["--force"]].concat();

    let in_use = run(folder.path(), forced.clone());
    program.signal("TERM");
    program.finish();
    let refused = run(folder.path(), restore);
    let before = served(folder.path());
    let replaced = run(folder.path(), forced);

    assert_refused(&in_use, &["old.backup was not restored", "in use by another process"]);
    assert_refused(&refused, &["data/ferronova.redb is there already", "--data", "--force"]);
    assert_eq!(before, ["newer"]);
    assert_done(&replaced, "data holds the ");
    assert_eq!(served(folder.path()), ["web"]);
}

#[test]
fn what_is_no_whole_backup_is_refused_and_changes_nothing() {
    let folder = with_backup();
    let whole = fs::read(folder.path().join("old.backup")).expect("it is there");
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let cases: [(&[u8], &str); 5] = [
        (b"", "it is cut short"),
        (b"# no backup\n", "it is not a backup made by Ferronova"),
        (&whole[..whole.len() - 1], "it is cut short"),
        (&whole[..whole.len() / 2], "it is cut short"),
        (&flipped, "it is damaged before byte"),
    ];
    for (bytes, text) in cases {
        fs::write(folder.path().join("x.backup"), bytes).expect("it can be written");

        let finished = run(folder.path(), ["restore", "x.backup", "--data", "data"]);

        assert_refused(&finished, &["x.backup can't be restored", text]);
        assert!(!folder.path().join("data/ferronova.redb").exists());
        assert!(!folder.path().join("data/ferronova.redb.new").exists());
    }
    let finished = run(folder.path(), ["restore", "missing", "--data", "data"]);
    assert_refused(&finished, &["can't read missing"]);
}
