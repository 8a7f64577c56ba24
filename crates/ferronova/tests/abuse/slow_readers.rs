//! Clients that request large responses and do not read them.

use crate::{
    cloud::Cloud,
    raw::{Raw, wait_until},
};

/// Number of clients that do not read. Only the deadline for reading is short, because in a debug
/// build creating the responses takes longer than a short deadline.
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

    // If responses were kept, four more rounds would take four times the memory of the first.
    assert!(last < first * 2, "{first} KiB after one round, {last} KiB after five");
}

/// The forms of a reader's requests, each with the number of requests: a usual one, one that closes
/// the connection, several pipelined ones.
const FORMS: [(&str, usize); 3] = [("", 1), ("Connection: close\r\n", 1), ("", 4)];

#[track_caller]
fn ask(cloud: &Cloud, (line, times): (&str, usize)) -> Raw {
    let mut raw = cloud.connect();
    let head = cloud.head("GET", "servers/detail");
    raw.send(format!("{head}{line}\r\n").repeat(times));
    raw
}

/// A cloud with a list of servers of some megabytes, more than a socket buffers.
#[track_caller]
fn cloud_with_large_servers() -> Cloud {
    let cloud = Cloud::start(["--send-timeout", "1s"]);
    cloud.boot_large_servers(100);
    cloud
}
