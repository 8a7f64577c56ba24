//! Input files that are missing or invalid: the start fails with one line that names the file, the
//! place in it, and the reason.

use std::{fs, path::Path};

use crate::{
    assert_refused, names_in, new_folder, run,
    support::program::{Program, serve},
};

#[test]
fn a_seed_that_is_missing_or_wrong_is_refused() {
    refuses("--seed", "seed.yaml", None, &["can't use the seed", "No such file"]);
    for (text, what) in [
        ("servers:\n  - {name: web, project: dem}\n", "seed.yaml:2:26: there is no project `dem`"),
        ("servers:\n  - {name: web, project: dem}\n", "did you mean `demo`?"),
        ("flavours: []\n", "seed.yaml:1:1: `flavours` is no key here; did you mean `flavors`?"),
        ("servers:\n  - name: web\n", "seed.yaml:2:5: the key `project` is missing"),
        ("servers:\n  - name: web\nproject: demo\n", "it is in line 3, indented by no spaces"),
        ("servers:\n  - name: web\n      project: demo\n", "seed.yaml:3:7: `project` is indented"),
        ("servers:\n  - name: web\n  project: demo\n", "give it 4 spaces, as `name` in line 2"),
        (
            "servers:\n  - name: web\n   project: demo\n",
            "seed.yaml:3:4: `project` is indented by 3",
        ),
        ("servers:\n  - name: web\n - name: b\n", "seed.yaml:3:2: the `-` is indented by 1 space"),
        ("servers:\n\t- name: web\n", "seed.yaml:2:1: this line is indented with a tab"),
        ("servers:\n  - name:web\n", "(a space must follow the colon of `name:`)"),
        ("servers:\n  - name: web\n    metadata:\n    a: b\n", "nothing is indented below"),
        ("servers:\n  name: web\n", "here must be a list, such as `- name: web`"),
        ("servers: {\n", "seed.yaml:"),
        ("servers:\n\t- a\n", "seed.yaml:"),
        ("flavors:\n  - {name: a, ram: many, disk: 1, vcpus: 1}\n", "`many` is not a whole number"),
        ("networks:\n  - {name: a, cidr: 10.0.0.1/8}\n", "seed.yaml:2:"),
        ("users: []\nusers: []\n", "`users` is given twice"),
        ("a: &a [*a]\n", "seed.yaml:"),
        ("\u{feff}- 1\n", "seed.yaml:"),
    ] {
        refuses("--seed", "seed.yaml", Some(text.as_bytes()), &["can't use the seed", what]);
    }
    refuses("--seed", "seed.yaml", Some(b"\xff\xfe"), &["seed.yaml", "not UTF-8"]);
}

#[test]
fn a_policy_that_is_missing_or_wrong_is_refused() {
    refuses("--policy-file", "policy.json", None, &["can't use the policy file", "No such file"]);
    for (text, what) in [
        ("{\n\"compute:start\": \n}", "policy.json:3: not a policy in JSON"),
        ("[]", "policy.json"),
        ("{\n\"compute:start\": 1}", "policy.json:2: rule `compute:start` is a number"),
        ("{\n\n\"compute:start\": \"rule:adnin_api\"}", "policy.json:3: rule `compute:start`"),
        ("{\"compute:start\": \"role:admin or\"}", "policy.json:1: rule `compute:start`"),
        ("{\"compute:start\": \"http://example.org/\"}", "policy.json:1: rule `compute:start`"),
        ("{\"a\": \"rule:b\", \"b\": \"rule:a\"}", "in a circle"),
        ("{\"a\": \"\",\n\"a\": \"!\"}", "policy.json:2: rule `a` is already in line 1"),
    ] {
        let file = Some(text.as_bytes());
        refuses("--policy-file", "policy.json", file, &["can't use the policy file", what]);
    }
    refuses("--policy-file", "policy.json", Some(b"{\"\xff\""), &["policy.json", "UTF-8"]);
}

#[test]
fn a_configuration_that_is_missing_or_wrong_is_refused() {
    refuses("--config", "conf.toml", None, &["conf.toml", "No such file"]);
    for (text, what) in [
        ("listen = 1\nlisten", "conf.toml:2: "),
        ("\nbuild-time = 5", "conf.toml:2: `build-time` must be a text, in quotation marks"),
        ("build-time = '5'", "conf.toml:1: `build-time` is wrong: `5` has no unit; write 5s"),
        ("listen = '8774'", "conf.toml:1: `listen` is wrong: `8774` has no port"),
        ("ephemeral = 'yes'", "conf.toml:1: `ephemeral` must be true or false"),
        ("[v2]\ndisabled = 'OS-DCF'", "conf.toml:2: `disabled` must be a list of texts"),
        ("ephemeral = true\ndata = 'data'", "remove one of them"),
    ] {
        refuses("--config", "conf.toml", Some(text.as_bytes()), &[what]);
    }
    refuses("--config", "conf.toml", Some(b"\xff"), &["conf.toml"]);
}

#[test]
fn a_folder_is_no_file() {
    for flag in ["--seed", "--policy-file", "--config"] {
        let folder = new_folder();

        let finished = run(folder.path(), ["serve", "--data", "data", flag, "."]);

        assert_refused(&finished, &["directory"]);
        assert_eq!(names_in(folder.path()), [""; 0]);
    }
}

#[test]
fn a_wrong_policy_leaves_the_data_as_it_is() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    program.signal("TERM");
    program.finish();
    let before = content(&folder.path().join("data"));
    fs::write(folder.path().join("policy.json"), "{").expect("it can be written");

    let finished = Program::start(&mut serve(folder.path(), ["--policy-file", "policy.json"]));

    assert_refused(&finished.finish(), &["policy.json:1: "]);
    assert_eq!(content(&folder.path().join("data")), before);
}

#[test]
fn a_seed_is_read_for_a_new_database_only() {
    let folder = new_folder();
    drop(Program::start_serving(&mut serve(folder.path(), [])));
    fs::write(folder.path().join("seed.yaml"), "{").expect("it can be written");

    let program = Program::start_serving(&mut serve(folder.path(), ["--seed", "seed.yaml"]));

    program.signal("TERM");
    assert_eq!(program.finish().status, Some(0));
}

/// Fails unless a start with this file, which is missing if `content` is `None`, ends with an error
/// message that contains these texts, and leaves nothing behind.
#[track_caller]
fn refuses(flag: &str, name: &str, content: Option<&[u8]>, texts: &[&str]) {
    let folder = new_folder();
    if let Some(content) = content {
        fs::write(folder.path().join(name), content).expect("it can be written");
    }

    let mut arguments = vec!["serve", "--data", "data", flag, name];
    // The usual port may be in use. A configuration file can choose another port itself.
    if flag != "--config" {
        arguments.extend(["--listen", "127.0.0.1:0"]);
    }

    let finished = run(folder.path(), arguments);

    let texts: Vec<&str> = texts.iter().copied().chain([name]).collect();
    assert_refused(&finished, &texts);
    let expected = content.map(|_| name);
    assert_eq!(names_in(folder.path()), expected.as_slice());
}

/// Returns the names and bytes of all files in a folder.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |name: String| {
        let bytes = fs::read(folder.join(&name)).expect("it is readable");
        (name, bytes)
    };
    names_in(folder).into_iter().map(read).collect()
}
