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
        ["clouds.yaml", "ferronova.redb", "ferronova.reserve", "ferronova.sock", "openrc"]
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

#[cfg(unix)]
#[test]
fn what_is_in_the_way_of_a_new_database_is_neither_followed_nor_waited_for_nor_removed() {
    let folder = with_backup();
    let data = folder.path().join("data");
    let unfinished = data.join("ferronova.redb.new");
    let theirs = folder.path().join("theirs");
    fs::create_dir_all(&data).expect("a folder can be made");
    fs::write(&theirs, "theirs").expect("it can be written");
    let restore = ["restore", "old.backup", "--data", "data", "--force"];

    for (what, place) in [
        ("is a link", "ln -s ../theirs"),
        ("is a link", "ln -s /nowhere"),
        ("is not a file", "mkfifo"),
        ("is a folder", "mkdir"),
    ] {
        let place = format!("{place} data/ferronova.redb.new");
        let mut shell = std::process::Command::new("sh");
        let placed = shell.args(["-c", &place]).current_dir(folder.path()).status();
        assert!(placed.is_ok_and(|it| it.success()), "{place}");

        let refused = run(folder.path(), restore);

        assert_refused(&refused, &["data/ferronova.redb.new", what, "move it away"]);
        assert!(fs::symlink_metadata(&unfinished).is_ok(), "{place}: it is gone");
        assert_eq!(fs::read(&theirs).expect("it is there"), b"theirs");
        let removed = fs::remove_file(&unfinished).or_else(|_| fs::remove_dir(&unfinished));
        removed.expect("it can be removed");
    }
    fs::write(&unfinished, "half of something").expect("it can be written");

    assert_done(&run(folder.path(), restore), "data holds the ");

    assert_eq!(served(folder.path()), ["web"]);
    assert!(!unfinished.exists());
}

#[cfg(unix)]
#[test]
fn a_new_database_is_readable_by_its_owner_alone_whatever_a_killed_restoration_left() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = with_backup();
    let data = folder.path().join("data");
    let unfinished = data.join("ferronova.redb.new");
    fs::create_dir_all(&data).expect("a folder can be made");
    fs::write(&unfinished, "half of something").expect("it can be written");
    fs::set_permissions(&unfinished, fs::Permissions::from_mode(0o666)).expect("it is ours");

    let restored = run(folder.path(), ["restore", "old.backup", "--data", "data", "--force"]);

    assert_done(&restored, "data holds the ");
    let mode = |path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(data.join("ferronova.redb")), 0o600);
}
