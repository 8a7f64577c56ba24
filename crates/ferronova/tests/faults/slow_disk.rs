//! A disk that does not respond for a while.

use std::thread;

use ureq::Agent;

use crate::{
    cloud::{ask_for_server, servers},
    mount::Freezer,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

#[test]
fn a_write_that_waits_for_the_disk_is_told_and_goes_on_and_reads_do_not_wait() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let Some(disk) = Freezer::new(&folder.path().join("data")) else {
        return;
    };
    let mut program = Program::start_serving(&mut serve(folder.path(), ["--slow-write", "200ms"]));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let base_url = program.base_url();
    let health = || get(&format!("{base_url}/healthz"));
    assert_eq!(health().0, 200);

    let frozen = disk.freeze();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| ask_for_server(&caller, "patient", 0));

        let is_slow = |_: &Program| health().1.contains("has been waiting for the disk for 1 s");
        assert!(program.wait_until(is_slow), "it ended: {}", program.stderr());
        assert_eq!(health().0, 503);
        assert!(program.wait_until(|it| warnings(it) == 1), "it ended: {}", program.stderr());
        assert!(servers(&caller).is_empty());
        let metrics = get(&format!("{base_url}/metrics")).1;
        assert!(metrics.contains("\nferronova_store_healthy 0\n"), "{metrics}");
        let wait = metrics.lines().find(|it| it.starts_with("ferronova_store_write_wait_seconds"));
        let wait = wait.and_then(|it| it.split_once(' ')).expect("it is counted").1;
        assert!(wait.parse::<f64>().expect("it is a number") >= 1.0, "{wait}");

        drop(frozen);
        let answer = waiting.join().expect("it is answered");
        assert_eq!(answer.status, 202, "{}", answer.body);
    });

    assert!(program.wait_until(|_| health().0 == 200), "it ended: {}", program.stderr());
    assert!(program.wait_until(|it| warnings(it) == 2), "it ended: {}", program.stderr());
    assert_eq!(servers(&caller).len(), 1);
    program.signal("TERM");
    let finished = program.finish();
    assert_eq!(finished.status, Some(0), "{}", finished.stderr);
    assert!(!finished.stderr.contains("ERROR"), "{}", finished.stderr);
}

/// Returns the status and the body.
#[track_caller]
fn get(url: &str) -> (u16, String) {
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = agent.get(url).call().expect("it answers");
    (answer.status().as_u16(), answer.body_mut().read_to_string().expect("it is text"))
}

/// Counts the warnings about the wait in the log.
fn warnings(program: &Program) -> usize {
    let log = program.stderr();
    log.lines().filter(|it| it.contains("WARN") && it.contains("wait")).count()
}
