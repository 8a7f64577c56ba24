//! A first start that is killed while it fills the database.

use std::{fmt::Write as _, fs, path::Path, process::Command, thread, time::Instant};

use crate::{
    cloud::Callers,
    model::Who,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

/// Number of servers in the seed: so many that storing them takes a while.
const SERVERS: usize = 1500;

/// Number of moments, between the start and the first response, at which the program is killed.
const MOMENTS: u32 = 12;

#[test]
fn a_first_start_that_was_killed_is_made_up_for_by_the_next() {
    let begun_undisturbed = tempfile::tempdir().expect("a folder can be made");
    write_seed(begun_undisturbed.path());
    let begun = Instant::now();
    let program = start(begun_undisturbed.path());
    let whole = begun.elapsed();
    let announced = without_address(&program.stdout());
    drop(program);

    for moment in 0..=MOMENTS {
        let delay = whole * moment / MOMENTS;
        let folder = tempfile::tempdir().expect("a folder can be made");
        write_seed(folder.path());
        for delay in [delay, delay / 2] {
            let program = Program::start(&mut serve_seed(folder.path()));
            thread::sleep(delay);
            drop(program);
        }

        let program = start(folder.path());

        eprintln!("killed after {delay:?} of {whole:?}");
        check_whole(&program.base_url());
        assert_eq!(without_address(&program.stdout()), announced);
        check_files(&folder.path().join("data"));
    }
}

fn start(folder: &Path) -> Program {
    Program::start_serving(&mut serve_seed(folder))
}

fn serve_seed(folder: &Path) -> Command {
    serve(folder, ["--seed", "seed.yaml"])
}

fn write_seed(folder: &Path) {
    let mut seed = "servers:\n".to_owned();
    for n in 0..SERVERS {
        writeln!(seed, "  - {{name: web-{n}, project: demo}}").expect("it is a text");
    }
    fs::write(folder.join("seed.yaml"), seed).expect("the folder can be written to");
}

fn check_whole(base_url: &str) {
    let callers = Callers::log_in(base_url);
    let servers = callers.list(Who::Owner, "", "");
    assert_eq!(servers.len(), SERVERS);
    let flavors = callers.owner.call("GET", "flavors", None).body;
    assert_eq!(flavors["flavors"].as_array().map(Vec::len), Some(5), "{flavors}");
    let images = callers.owner.call("GET", "images", None).body;
    assert_eq!(images["images"].as_array().map(Vec::len), Some(2), "{images}");
    for user in ["alt", "reader"] {
        let project = if user == "alt" { "alt" } else { "demo" };
        Caller::log_in_to(base_url, user, project);
    }
    assert!(callers.try_create("one-more").is_some());
}

/// Fails if unfinished files are left.
fn check_files(data: &Path) {
    let entries = fs::read_dir(data).expect("the data folder is there");
    let mut names: Vec<String> = entries
        .map(|it| it.expect("it is readable").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["clouds.yaml", "ferronova.redb", "ferronova.reserve", "ferronova.sock", "openrc"]
    );
}

/// Returns the lines without the folder and the port, which differ at each start.
fn without_address(stdout: &str) -> Vec<String> {
    let lines = stdout.lines().filter(|it| !it.contains("127.0.0.1") && !it.contains("data"));
    lines.map(str::to_owned).collect()
}
