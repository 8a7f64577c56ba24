//! Error messages of seeds.

use std::fs;

use ferronova_server::{Seed, SeedError};

use crate::{error, now, server_error};

#[test]
fn a_holder_that_contradicts_the_project_is_refused() {
    assert!(
        server_error("lock: {holder: owner, project: alt}")
            .starts_with("a lock is held by the `owner` only if its `project` is the server's")
    );
    assert!(
        server_error("lock: {holder: admin, user: admin, project: demo}")
            .starts_with("a lock is held by an `admin` only if its `project` is not the server's")
    );
    assert!(
        server_error("lock: {holder: admin, project: demo}")
            .starts_with("a lock is held by an `admin` only if its `project` is not the server's")
    );
    assert_eq!(
        server_error("lock: {holder: admin, user: demo}"),
        "nobody is an admin in another project; say who locked, with `user` and `project`"
    );
}

#[test]
fn a_mistake_in_the_form_is_named_with_its_place_and_what_would_be_right() {
    for (text, expected) in [
        (
            "servers:\n- name: web\n  project: demo\n  colour: red\n  x: y",
            "seed.yaml:4:3: `colour` is no key here (known are id, number, name, project",
        ),
        (
            "servers:\n- name: web\n  project: demo\n  actions:\n  - action: stop\n    events:\n\
             \x20   - {event: a}\n    - {event: b, finish_time: null, result: Error}\n",
            "seed.yaml:8:7: an event that goes on has no result",
        ),
        ("server: []", "seed.yaml:1:1: `server` is no key here; did you mean `servers`?"),
        ("servers:\n- name: web\n", "seed.yaml:2:3: the key `project` is missing"),
        ("servers:\n- name: web\n  name: db\n", "seed.yaml:3:3: `name` is given twice"),
        (
            "servers:\n- name:\n  project: demo\n",
            "seed.yaml:2:7: a value is missing; an empty text is written \"\"",
        ),
        (
            "servers: web\n",
            "seed.yaml:1:10: here must be a list, such as `- name: web`, or [] for an empty one",
        ),
        ("servers:\n- web\n", "seed.yaml:2:3: here must be keys and values, such as `name: web`"),
        (
            "servers:\n- name: [web]\n",
            "seed.yaml:2:9: here must be one value, not a list and no keys",
        ),
        ("- servers\n", "seed.yaml:1:1: here must be keys and values"),
        ("servers: []\n---\nservers: []\n", "seed.yaml:3:1: a seed is one document"),
        ("servers: [\n", "seed.yaml:1:10: "),
        (
            "servers:\n\t- name: web\n",
            "seed.yaml:2:1: this line is indented with a tab; use spaces",
        ),
        ("servers: *web\n", "seed.yaml:1:10: reference to unknown value"),
        ("time: yesterday\n", "seed.yaml:1:7: `yesterday` is not a time since 1970 such as"),
    ] {
        let error = error(text);
        assert!(error.starts_with(expected), "{text}\n{error}");
    }
}

#[test]
fn a_wrong_value_of_a_server_is_refused() {
    for (line, expected) in [
        ("vm_state: activ", "`activ` is no vm state; did you mean `active`? (known are active, "),
        ("task_state: sleeping", "`sleeping` is no task state"),
        ("power_state: 2", "`2` is no power state: 0 (unknown), 1 (running)"),
        ("progress: 101", "`101` is not a whole number from 0 to 100"),
        ("number: 0", "`0` is not a whole number from 1 to 2147483647"),
        ("id: web", "`web` is not a UUID in lower case such as"),
        ("created: 2026-01-01", "`2026-01-01` is not a time since 1970 such as"),
        ("config_drive: yes", "`yes` is not true or false"),
        ("disk_config: auto", "`auto` is no disk configuration; did you mean `AUTO`?"),
        ("access_ipv4: '::1'", "`::1` is not an IPv4 address"),
        ("volumes: [a]", "`a` is not a UUID"),
        ("volumes: [5]", "`5` is no UUID of a volume"),
        ("volumes: [-5]", "`-5` is no UUID of a volume"),
        ("volumes: [0.5]", "`0.5` is no UUID of a volume"),
        ("volumes: [true]", "`true` is no UUID of a volume"),
        ("volumes: [null]", "`null` is no UUID of a volume"),
        ("volumes: [[a]]", "here must be the UUID of a volume, or keys such as `id`"),
        ("reservation_id: r-1", "`r-1` is not a reservation id"),
        ("lock: {holder: demo}", "`demo` is no holder of a lock (known are owner, admin)"),
        ("lock: {reason: mine}", "the key `holder` is missing"),
        ("lock: {locked: yes}", "`yes` is not true or false"),
        ("lock: {locked: false, reason: mine}", "the rest of this lock is lost, as it is neither"),
        ("lock: {holder: null, time: '2026-01-01T00:00:00Z'}", "the rest of this lock is lost"),
        ("lock: {holder: owner, user: nobody}", "there is no user `nobody`"),
        ("lock: {holder: owner, request_id: ''}", "the id of a request has 1 to 255 characters"),
        ("lock: owner", "here must be keys and values"),
        ("fault: {code: 500}", "the key `message` is missing"),
        ("fault: {code: 200, message: a}", "`200` is no code of a fault, 400 to 599"),
        ("user: dem", "there is no user `dem`; did you mean `demo`?"),
        ("image: cirros", "there is no image `cirros`"),
        ("flavor: m1.tini", "there is no flavor `m1.tini`; did you mean `m1.tiny`?"),
        ("host: cmp3", "there is no host `cmp3`; did you mean `cmp1`?"),
        ("networks: [public]", "there is no network `public`"),
        ("addresses: [{network: private, ip: 10.0.0.300}]", "`10.0.0.300` is not an address"),
        (
            "addresses: [{network: private, ip: 192.0.2.1}]",
            "192.0.2.1 is not an address of network `private`, which has 10.0.0.0/8; a fixed",
        ),
        ("addresses: [{ip: 10.0.0.5}]", "the key `network` is missing"),
        (
            "addresses: [{network: private, ip: 10.0.0.5, type: fix}]",
            "`fix` is no type of address (known are fixed, floating)",
        ),
        (
            "addresses: [{network: private, ip: 10.0.0.5, mac: 1}]",
            "`1` is not a hardware address such as fa:16:3e:00:00:01",
        ),
        ("actions: [{time: '2026-01-01T00:00:00Z'}]", "the key `action` is missing"),
        ("actions: [{action: a, request_id: ''}]", "the id of a request has 1 to 255 characters"),
        ("actions: [{action: stop, events: [{result: Success}]}]", "the key `event` is missing"),
        (
            "actions: [{action: stop, events: [{event: a, result: success}]}]",
            "`success` is no result of an event; did you mean `Success`? (known are Success, Error)",
        ),
        (
            "actions: [{action: stop, events: [{event: a, start_time: now}]}]",
            "`now` is not a time since 1970 such as",
        ),
        (
            "actions: [{action: stop, events: [{event: a, end: now}]}]",
            "`end` is no key here (known are event, start_time, finish_time, result, traceback, ",
        ),
        ("actions: [{action: stop, events: stop}]", "here must be a list"),
        (
            "actions: [{action: stop, events: [{event: a, finish_time: null, result: Error}]}]",
            "an event that goes on has no result; remove `result` or give a `finish_time`",
        ),
        (
            "actions: [{action: stop, events: [{event: a, finish_time: '2000-01-01T00:00:00Z'}]}]",
            "an event can't end before it begins; mind its `finish_time`",
        ),
        ("user_data: [a]", "here must be one value, not a list and no keys"),
        ("host: null\n  node: cmp1", "a server with a `node` needs a `host`"),
        (
            "vm_state: deleted\n  networks: [private]",
            "a deleted server has no addresses; remove `addresses` and `networks`",
        ),
        ("metadata: {a: }", "a value is missing; an empty text is written \"\""),
    ] {
        let error = server_error(line);
        assert!(error.starts_with(expected), "{line}\n{error}");
    }
}

#[test]
fn what_contradicts_something_else_in_the_file_is_refused() {
    for (text, expected) in [
        (
            "servers:\n- {name: a, project: demo, number: 1}\n- {name: b, project: demo, number: 1}",
            "seed.yaml:3:36: another server has the number 1",
        ),
        (
            "servers:\n- {name: a, project: demo, id: &id a0000000-0000-4000-8000-000000000001}\n\
             - {name: b, project: demo, id: *id}",
            "seed.yaml:3:3: another server has the id a0000000-0000-4000-8000-000000000001",
        ),
        (
            "servers:\n- {name: a, project: demo, addresses: [{network: private, ip: 10.0.0.5}]}\n\
             - {name: b, project: demo, addresses: [{network: private, ip: 10.0.0.5}]}",
            "seed.yaml:3:40: 10.0.0.5 is taken by line 2 already",
        ),
        (
            "servers:\n\
             - {name: a, project: demo, addresses: [{network: private, ip: 172.24.4.5, type: floating}]}\n\
             - {name: b, project: demo, addresses: [{network: private, ip: 172.24.4.5, type: floating}]}",
            "seed.yaml:3:40: 172.24.4.5 is taken by line 2 already",
        ),
        (
            "servers:\n\
             - {name: a, project: demo, addresses: [{network: private, ip: 172.24.4.1, type: floating}]}",
            "seed.yaml:2:40: the pool `public`, which has 172.24.4.0/24, does not give 172.24.4.1",
        ),
        (
            "floating_pools: [{name: a, cidr: fd00::/64}]",
            "seed.yaml:1:18: fd00::/64 is no block of IPv4 addresses, which floating ones are",
        ),
        (
            "floating_pools:\n- {name: a, cidr: 192.0.2.0/24}\n- {name: b, cidr: 192.0.2.128/25}",
            "seed.yaml:3:3: 192.0.2.128/25 has addresses of the pool `a`, which has 192.0.2.0/24",
        ),
        (
            "networks: [{name: small, cidr: 10.0.0.0/30}]\nservers:\n\
             - {name: a, project: demo, networks: [small]}\n\
             - {name: b, project: demo, networks: [small]}",
            "seed.yaml:4:39: network `small` has no address left in 10.0.0.0/30",
        ),
        (
            "flavors: []\nservers:\n- {name: a, project: demo}",
            "seed.yaml:3:3: a server needs a flavor, and `flavors` is empty",
        ),
        (
            "flavors:\n- {name: a, ram: 1, disk: 1, vcpus: 1}\n- {name: a, ram: 1, disk: 1, vcpus: 1}",
            "seed.yaml:3:3: another flavor is called `a`",
        ),
        ("images: [{name: a}, {name: a}]", "seed.yaml:1:21: another image has the id "),
        (
            "images:\n- {name: a, id: 1a9e0000-0000-4000-8000-000000000001}\n- {name: a}\n\
             servers: [{name: a, project: demo, image: a}]",
            "seed.yaml:4:43: more than one image is called `a`; give its id",
        ),
        (
            "hypervisors: [{hostname: a.b}, {hostname: a.c}]",
            "seed.yaml:1:32: another host has the id a",
        ),
        ("hypervisors: [{hostname: a, id: 1}, {hostname: b, id: 1}]", "seed.yaml:1:37: another"),
        ("networks: [{name: a, cidr: 10.0.0.1/8}]", "seed.yaml:1:28: `10.0.0.1/8` has bits set"),
        (
            "projects: [{name: shop}]",
            "seed.yaml:1:11: with `projects` of its own a seed needs `users` of its own",
        ),
        (
            "projects: [{name: shop}]\nusers: []\nservers: [{name: a, project: shop}]",
            "seed.yaml:3:30: no user has a role in `shop`; say whose it is with `user`",
        ),
    ] {
        let error = error(text);
        assert!(error.starts_with(expected), "{text}\n{error}");
    }
}

#[test]
fn a_user_who_cannot_be_is_refused() {
    for (text, expected) in [
        ("{name: a}", "seed.yaml:2:3: user `a` needs either `password` or `password_hash`"),
        (
            "{name: a, password: a, password_hash: a}",
            "seed.yaml:2:3: user `a` needs either `password` or `password_hash`",
        ),
        (
            "{name: a, password_hash: secret}",
            "seed.yaml:2:3: the password hash of user \"a\" can't be used: it is not an argon2id",
        ),
        ("{name: a, password: a, id: a b}", "seed.yaml:2:3: the user id \"a b\" is not a letter"),
        (
            "{name: a, password: a, roles: {dem: [member]}}",
            "seed.yaml:2:34: there is no project `dem`; did you mean `demo`?",
        ),
        (
            "{name: a, password: a, roles: {demo: [membr]}}",
            "seed.yaml:2:41: there is no role `membr`; did you mean `member`? (known are admin,",
        ),
        (
            "{name: a, password: a, roles: {demo: [member, member]}}",
            "seed.yaml:2:49: `member` is given twice",
        ),
        ("{name: a, password: a, roles: [member]}", "seed.yaml:2:33: here must be keys and values"),
        (
            "{name: a, password: a, default_project: dmo}",
            "seed.yaml:2:43: there is no project `dmo`; did you mean `demo`?",
        ),
        ("{name: a, password: a}\n- {name: a, password: a}", "seed.yaml:3:3: another user is"),
    ] {
        let error = error(&format!("users:\n- {text}\n"));
        assert!(error.starts_with(expected), "{text}\n{error}");
    }
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.yaml");
    let binary = folder.path().join("binary.yaml");
    fs::write(&binary, b"servers: \xff").unwrap();

    let of_missing = Seed::read(&missing, now()).err().unwrap();
    let of_folder = Seed::read(folder.path(), now()).err().unwrap();
    let of_binary = Seed::read(&binary, now()).err().unwrap();

    let source = |error: &SeedError| std::error::Error::source(error).map(ToString::to_string);
    assert!(of_missing.to_string().ends_with("missing.yaml: the file can't be read"));
    assert!(source(&of_missing).is_some_and(|it| it.starts_with("No such file")));
    assert!(source(&of_folder).is_some());
    assert!(of_binary.to_string().ends_with("binary.yaml: the file is not UTF-8 text"));
}
