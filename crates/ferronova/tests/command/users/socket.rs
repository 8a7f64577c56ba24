//! The socket: its permissions and its protocol.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::Shutdown,
    os::unix::{
        fs::{FileTypeExt as _, PermissionsExt as _},
        net::UnixStream,
    },
    time::Duration,
};

use super::*;
use crate::{
    names_in, new_folder,
    support::program::{Program, serve},
};

/// Sends bytes, optionally closes the sending direction, and returns the reply.
#[track_caller]
fn send(folder: &Path, bytes: &[u8], ends: bool) -> String {
    let mut stream = UnixStream::connect(folder.join("data/ferronova.sock")).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    stream.write_all(bytes).unwrap();
    if ends {
        stream.shutdown(Shutdown::Write).unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with('\n') && answer.lines().count() == 1, "not one line: {answer}");
    answer
}

#[test]
fn it_is_for_the_user_of_the_server_alone_and_goes_with_it() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let path = folder.path().join("data/ferronova.sock");

    let found = fs::metadata(&path).unwrap();

    assert!(found.file_type().is_socket());
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
    program.signal("TERM");
    assert_eq!(program.finish().status, Some(0));
    assert!(!path.exists());
}

#[test]
fn what_is_no_request_is_refused_in_one_line_and_the_server_goes_on() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let demo = Caller::log_in(&program.base_url(), "demo");
    let before = users(folder.path());
    let deep = "[".repeat(60_000);
    let garbage: [&[u8]; 10] = [
        b"",
        b"\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\xff\xfe\x00\n",
        b"{}",
        b"null\n",
        b"{\"command\": \"set-password\", \"user\": \"demo\"}\n",
        b"{\"command\": \"disable\", \"user\": \"demo\", \"more\": 1}\n",
        b"{\"command\": \"disable\", \"user\": \"demo\"} x\n",
        deep.as_bytes(),
    ];

    for bytes in garbage {
        let answer = send(folder.path(), bytes, true);

        assert!(answer.contains("this is no request"), "{answer}");
        assert!(!answer.contains("demo"), "{answer}");
    }
    for ends in [true, false] {
        let answer = send(folder.path(), &vec![b'x'; 1 << 20], ends);
        assert!(answer.contains("more than 65536 bytes"), "{answer}");
    }
    let answer = send(folder.path(), b"{\"command\": ", false);
    assert!(answer.contains("did not end within 10 s"), "{answer}");

    assert_eq!(users(folder.path()), before);
    assert_eq!(status(&demo), 200);
}

#[test]
fn connections_that_say_nothing_are_bounded_and_end() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let demo = Caller::log_in(&program.base_url(), "demo");
    let path = folder.path().join("data/ferronova.sock");
    let silent: Vec<_> = (0..16).map(|_| UnixStream::connect(&path).unwrap()).collect();

    let answer = send(folder.path(), b"{\"command\": \"list\"}\n", true);
    assert!(answer.contains("16 other commands are under way"), "{answer}");
    assert_eq!(status(&demo), 200);
    for mut stream in silent {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("did not end within 10 s"), "{answer}");
    }
    assert_eq!(users(folder.path()).as_array().unwrap().len(), 4);
}

#[test]
fn a_folder_with_a_long_path_has_one_too() {
    let folder = new_folder();
    let long = folder.path().join("x".repeat(100)).join("y".repeat(100));
    fs::create_dir_all(&long).unwrap();
    let program = Program::start_serving(&mut serve(&long, []));
    assert!(names_in(&long.join("data")).contains(&"ferronova.sock".to_owned()));

    let mut set = ferronova(&long, ["user", "disable", "demo", "--data"]);
    let said = Program::start(set.arg(long.join("data"))).finish();

    assert_said(&said, "disabled user `demo`; its tokens are not valid any more");
    assert_cannot_log_in(&program.base_url(), "demo", "secret");
    program.signal("TERM");
    assert_eq!(program.finish().status, Some(0));
    assert_eq!(
        names_in(&long.join("data")),
        ["clouds.yaml", "ferronova.redb", "ferronova.reserve", "openrc"]
    );
}

#[test]
fn a_file_in_its_place_is_left_alone_and_the_server_serves() {
    let folder = new_folder();
    let path = folder.path().join("data/ferronova.sock");
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(&path, "mine").unwrap();

    let mut program = Program::start_serving(&mut serve(folder.path(), []));

    assert!(program.wait_until(|it| it.stderr().contains("is in its place")));
    program.signal("TERM");
    assert_eq!(program.finish().status, Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}
