//! Clients that ask for large answers and do not read them.

use crate::{
    cloud::Cloud,
    raw::{Raw, wait_until},
};

/// How many of them there are. Others keep their usual deadlines: in a debug build the answers
/// alone take longer than short ones.
const READERS: usize = 6;

#[test]
fn who_does_not_read_an_answer_loses_the_connection() {
    let cloud = cloud_with_large_servers();
    let before = cloud.open_files();

    cloud.beside_others(|| {
        let readers: Vec<Raw> = (0..READERS).map(|n| ask(&cloud, FORMS[n % FORMS.len()])).collect();
        wait_until("their connections are closed", || cloud.open_files() < before + READERS / 2);
        drop(readers);
    });
}

#[test]
fn who_reads_an_answer_bit_by_bit_loses_the_connection() {
    let cloud = cloud_with_large_servers();
    let before = cloud.open_files();

    cloud.beside_others(|| {
        let mut readers: Vec<Raw> = (0..READERS).map(|_| ask(&cloud, FORMS[0])).collect();
        wait_until("their answers wait", || cloud.open_files() >= before + READERS);
        wait_until("their connections are closed", || {
            readers.iter_mut().for_each(Raw::read_little);
            cloud.open_files() < before + READERS / 2
        });
    });
}

#[test]
fn the_memory_of_answers_that_are_not_read_is_given_back() {
    let cloud = cloud_with_large_servers();
    let before = cloud.open_files();
    let abuse = || {
        let readers: Vec<Raw> = (0..READERS).map(|_| ask(&cloud, FORMS[0])).collect();
        wait_until("their answers wait", || cloud.open_files() >= before + READERS);
        wait_until("their connections are closed", || cloud.open_files() <= before);
        drop(readers);
        cloud.resident()
    };
    let first = abuse();

    let mut last = first;
    for _ in 0..4 {
        last = abuse();
    }

    // Kept, the answers of four more rounds would be four times what the first took.
    assert!(last < first * 2, "{first} KiB after one round, {last} KiB after five");
}

/// What a reader asks for: one answer, the last one of its connection, several at once.
const FORMS: [(&str, usize); 3] = [("", 1), ("Connection: close\r\n", 1), ("", 4)];

#[track_caller]
fn ask(cloud: &Cloud, (line, times): (&str, usize)) -> Raw {
    let mut raw = cloud.connect();
    let head = cloud.head("GET", "servers/detail");
    raw.send(format!("{head}{line}\r\n").repeat(times));
    raw
}

/// One whose list of servers is some megabytes, more than a socket holds.
#[track_caller]
fn cloud_with_large_servers() -> Cloud {
    let cloud = Cloud::start(["--send-timeout", "1s"]);
    cloud.boot_large_servers(100);
    cloud
}
