//! Rules of security groups.

use ferronova_compute::{
    Change, Content, DEFAULT_GROUP, Decision, Direction, Error, EtherType, IpPrefix,
    MAX_SECURITY_GROUP_RULES, Remote, Scope, Scratch, SecurityGroup, SecurityGroupError,
    SecurityGroupRule, Server, SideEffects, Store, Traffic,
};
use uuid::Uuid;

use crate::{
    building::{OTHER_PROJECT, PROJECT, create, deleted, find, second, server},
    wait,
};

pub fn a_new_group_comes_after_the_default_one_of_its_project(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    let db = add(store, "db").unwrap();

    assert_eq!((web.number, db.number), (2, 3));
    let default = group(1, DEFAULT_GROUP, DEFAULT_GROUP);
    assert_eq!(groups(store, PROJECT), [db, default, web.clone()]);
    assert_eq!(wait(store.find_security_group(PROJECT, "web")).unwrap(), Some(web));
    assert_eq!(wait(store.find_security_group(OTHER_PROJECT, "web")).unwrap(), None);
}

/// Names are unique per project.
pub fn a_group_of_a_name_that_the_project_has_is_refused(store: &dyn Store) {
    add(store, "web").unwrap();

    for name in ["web", DEFAULT_GROUP] {
        let again = add(store, name);
        let is_refused =
            matches!(again, Err(Error::SecurityGroup(SecurityGroupError::Exists { .. })));
        assert!(is_refused, "{again:?}");
    }
    let other = SecurityGroup { project_id: OTHER_PROJECT.to_owned(), ..group(0, "web", "x") };
    assert_eq!(wait(store.add_security_group(other)).unwrap().number, 4);
    assert_eq!(wait(store.security_groups(&Scope::All)).unwrap().len(), 4);
}

/// A group that exists already stays unchanged, and no group is created for a deleted server.
pub fn ensured_groups_exist_once(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    let within = |name: &str, groups: &[&str]| Server {
        security_groups: groups.iter().map(|it| (*it).to_owned()).collect(),
        ..server(name)
    };
    let one = create(store, within("one", &["web", "db"]));
    let gone = create(store, deleted(within("two", &["gone"]), second(5)));

    for _ in 0..2 {
        wait(store.ensure_groups_of(one.id)).unwrap();
        wait(store.ensure_groups_of(gone.id)).unwrap();
        wait(store.ensure_groups_of(Uuid::from_u128(99))).unwrap();
        wait(store.ensure_default_group(PROJECT)).unwrap();
    }
    wait(store.ensure_default_group(OTHER_PROJECT)).unwrap();

    let default = group(1, DEFAULT_GROUP, DEFAULT_GROUP);
    assert_eq!(groups(store, PROJECT), [group(3, "db", "db"), default.clone(), web]);
    let mut theirs = SecurityGroup { number: 4, project_id: OTHER_PROJECT.to_owned(), ..default };
    theirs.rules = theirs.first_rules();
    assert_eq!(groups(store, OTHER_PROJECT), [theirs]);
}

pub fn a_group_that_a_server_needs_must_be_there(store: &dyn Store) {
    add(store, "web").unwrap();
    let new = |name: &str, needs: &str| {
        let change = coming_into(server(name), needs);
        wait(store.create(vec![change]))
    };

    let refused = new("one", "db");
    let web = new("two", "web").unwrap().remove(0).server;

    let is_missing = |it: &Result<_, _>| {
        matches!(it, Err(Error::SecurityGroup(SecurityGroupError::NotFound { .. })))
    };
    assert!(is_missing(&refused.map(drop)));
    let decide = |it: &Server, _: &Scratch| {
        let change = coming_into(it.clone(), "db");
        Ok(Decision::Write(Box::new(change)))
    };
    let refused = wait(store.change(web.id, &Scope::All, &decide));
    assert!(is_missing(&refused.map(drop)));
    assert_eq!(find(store, web.id), Some(web));
}

/// Deleted servers do not keep a group from being removed.
pub fn a_group_that_a_server_is_in_is_not_removed(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    let within = |name: &str| Server { security_groups: vec!["web".to_owned()], ..server(name) };
    let one = create(store, within("one"));
    create(store, deleted(within("two"), second(5)));
    let elsewhere = Server { project_id: OTHER_PROJECT.to_owned(), ..within("three") };
    create(store, elsewhere);

    let refused = wait(store.remove_security_group(web.clone()));
    assert!(
        matches!(refused, Err(Error::SecurityGroup(SecurityGroupError::InUse { .. }))),
        "{refused:?}"
    );

    let decide = |it: &Server, _: &Scratch| {
        let gone = deleted(it.clone(), second(6));
        Ok(Decision::Write(Box::new(Change::to(gone))))
    };
    wait(store.change(one.id, &Scope::All, &decide)).unwrap();
    wait(store.remove_security_group(web.clone())).unwrap();
    assert_eq!(wait(store.find_security_group(PROJECT, "web")).unwrap(), None);
    let again = wait(store.remove_security_group(web));
    assert!(
        matches!(again, Err(Error::SecurityGroup(SecurityGroupError::NoSuchId { .. }))),
        "{again:?}"
    );
}

/// The group also keeps its number, and its old name can be used again.
pub fn a_renamed_group_keeps_its_servers(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    let within = |name: &str, groups: &[&str]| Server {
        security_groups: groups.iter().map(|it| (*it).to_owned()).collect(),
        ..server(name)
    };
    let one = create(store, within("one", &[DEFAULT_GROUP, "web", "db"]));
    let outside = create(store, within("two", &[DEFAULT_GROUP]));
    let gone = create(store, deleted(within("three", &["web"]), second(5)));
    let theirs =
        Server { project_id: OTHER_PROJECT.to_owned(), ..within("four", &["web", DEFAULT_GROUP]) };
    let theirs = create(store, theirs);

    let wanted = SecurityGroup { description: "new".to_owned(), ..group(web.number, "dmz", "") };
    let renamed = wait(store.update_security_group(wanted.clone())).unwrap();

    assert_eq!(renamed, wanted);
    assert_eq!(wait(store.find_security_group(PROJECT, "dmz")).unwrap(), Some(wanted));
    assert_eq!(wait(store.find_security_group(PROJECT, "web")).unwrap(), None);
    let mut expected = within("one", &[DEFAULT_GROUP, "dmz", "db"]);
    (expected.id, expected.number) = (one.id, one.number);
    expected.version = one.version + 1;
    assert_eq!(find(store, one.id), Some(expected));
    for untouched in [outside, gone, theirs] {
        assert_eq!(find(store, untouched.id), Some(untouched));
    }
    assert_eq!(add(store, "web").unwrap().number, web.number + 1);
    let refused = wait(store.remove_security_group(renamed));
    assert!(
        matches!(refused, Err(Error::SecurityGroup(SecurityGroupError::InUse { .. }))),
        "{refused:?}"
    );
}

/// Also tests that the description of a group can change alone, and that a removed group can't be
/// changed.
pub fn a_group_is_not_renamed_as_another(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    let db = add(store, "db").unwrap();
    let one = Server { security_groups: vec!["web".to_owned()], ..server("one") };
    let one = create(store, one);

    let described = group(web.number, "web", "described");
    assert_eq!(wait(store.update_security_group(described.clone())).unwrap(), described);
    for name in ["db", DEFAULT_GROUP] {
        let refused = wait(store.update_security_group(group(web.number, name, "x")));
        assert!(
            matches!(refused, Err(Error::SecurityGroup(SecurityGroupError::NameTaken { .. }))),
            "{refused:?}"
        );
    }
    wait(store.remove_security_group(db.clone())).unwrap();
    let refused = wait(store.update_security_group(db));
    assert!(
        matches!(refused, Err(Error::SecurityGroup(SecurityGroupError::NoSuchId { .. }))),
        "{refused:?}"
    );

    let default = group(1, DEFAULT_GROUP, DEFAULT_GROUP);
    assert_eq!(groups(store, PROJECT), [default, described]);
    assert_eq!(find(store, one.id), Some(one));
}

/// In the end the group has the last name, and each server is in a group that exists.
pub fn a_group_can_be_renamed_while_servers_are_added_to_it(store: &dyn Store) {
    let mut web = add(store, "web").unwrap();
    for round in 0..20 {
        let new = group(web.number, &format!("web-{round}"), "x");
        let comer = Server { security_groups: vec![web.name.clone()], ..server("comer") };
        let change = coming_into(comer.clone(), &web.name);
        let came = std::thread::scope(|scope| {
            let renaming = scope.spawn(|| wait(store.update_security_group(new.clone())));
            let came = wait(store.create(vec![change]));
            web = renaming.join().unwrap().unwrap();
            came.is_ok()
        });

        let groups = find(store, comer.id).map(|it| it.security_groups);
        assert_eq!(groups, came.then(|| vec![new.name]), "round {round}");
    }
}

/// The number of a removed group is not used again either.
pub fn a_number_is_used_once(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    wait(store.remove_security_group(web.clone())).unwrap();

    let again = add(store, "web").unwrap();

    assert_eq!((web.number, again.number), (2, 3));
}

/// Either the server is added to the group or the group is removed, never both.
pub fn a_group_is_not_removed_while_a_server_is_added_to_it(store: &dyn Store) {
    for round in 0..20 {
        let web = add(store, "web").unwrap();
        let comer = Server { security_groups: vec!["web".to_owned()], ..server("comer") };
        let change = coming_into(comer.clone(), "web");
        let (came, went) = std::thread::scope(|scope| {
            let removing = scope.spawn(|| wait(store.remove_security_group(web.clone())));
            let came = wait(store.create(vec![change]));
            (came.is_ok(), removing.join().unwrap().is_ok())
        });

        assert_ne!(came, went, "round {round}");
        if came {
            let decide = |it: &Server, _: &Scratch| {
                let gone = deleted(it.clone(), second(6));
                Ok(Decision::Write(Box::new(Change::to(gone))))
            };
            wait(store.change(comer.id, &Scope::All, &decide)).unwrap();
            wait(store.remove_security_group(web)).unwrap();
        }
    }
}

/// No other groups exist after content was loaded.
pub fn content_creates_the_groups_of_its_servers(store: &dyn Store) {
    add(store, "old").unwrap();
    let groups_of = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
    let one = Server { security_groups: groups_of(&[DEFAULT_GROUP, "web"]), ..server("one") };
    let two = Server { security_groups: groups_of(&["web"]), ..server("two") };
    let gone = Server { security_groups: groups_of(&["gone"]), ..server("gone") };
    let servers = [one, two, deleted(gone, second(5))].map(|it| (it, Vec::new())).into();

    wait(store.load(Content { servers, ..Content::default() })).unwrap();

    let expected = [group(1, DEFAULT_GROUP, DEFAULT_GROUP), group(2, "web", "web")];
    assert_eq!(groups(store, PROJECT), expected);
}

/// A new group allows all outgoing traffic. A default group also allows traffic that its own
/// servers send to each other.
pub fn a_new_group_has_the_default_rules(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    let default = wait(store.find_security_group(PROJECT, DEFAULT_GROUP)).unwrap().unwrap();

    let seen = |group: &SecurityGroup| -> Vec<(Direction, EtherType, Option<Remote>)> {
        let traffic = group.rules.iter().map(|it| &it.traffic);
        traffic.map(|it| (it.direction, it.ethertype, it.remote)).collect()
    };
    let out =
        [(Direction::Egress, EtherType::Ipv4, None), (Direction::Egress, EtherType::Ipv6, None)];
    assert_eq!(seen(&web), out);
    let own = Some(Remote::Group(default.id()));
    let within =
        [(Direction::Ingress, EtherType::Ipv4, own), (Direction::Ingress, EtherType::Ipv6, own)];
    assert_eq!(seen(&default), [out, within].concat());
}

/// Also tests that a renamed group keeps its rules.
pub fn rules_are_added_and_removed(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    let db = add(store, "db").unwrap();
    let ssh = rule(1, "ssh", IpPrefix::parse("10.0.0.0/8").map(Remote::Prefix));
    let from_db = rule(2, "from db", Some(Remote::Group(db.id())));

    wait(store.add_security_group_rule(web.clone(), ssh.clone())).unwrap();
    wait(store.add_security_group_rule(web.clone(), from_db.clone())).unwrap();

    let rules = |name: &str| {
        let group = wait(store.find_security_group(PROJECT, name)).unwrap().unwrap();
        group.rules
    };
    let first = web.first_rules();
    let all = [&first[..], &[ssh.clone(), from_db.clone()]].concat();
    assert_eq!(rules("web"), all);
    assert_eq!(rules("db"), db.rules);
    // The group keeps its rules although the caller who renames it does not pass them all.
    let renamed = SecurityGroup { name: "dmz".to_owned(), ..web.clone() };
    assert_eq!(wait(store.update_security_group(renamed)).unwrap().rules, all);
    assert_eq!(rules("dmz"), all);
    // The rules are removed from the group with this number, although the caller passes its old
    // name.
    wait(store.remove_security_group_rule(web.clone(), ssh.id)).unwrap();
    wait(store.remove_security_group_rule(web.clone(), first[0].id)).unwrap();
    assert_eq!(rules("dmz"), [first[1].clone(), from_db.clone()]);
    // Removing a group removes the rules of other groups that name it, and no other rules.
    wait(store.remove_security_group(db)).unwrap();
    assert_eq!(rules("dmz"), [first[1].clone()]);
    for id in [ssh.id, from_db.id] {
        let again = wait(store.remove_security_group_rule(web.clone(), id));
        assert!(
            matches!(again, Err(Error::SecurityGroup(SecurityGroupError::NoSuchRule { .. }))),
            "{again:?}"
        );
    }
}

/// A rule is refused if the group already has it, if the rule names an unknown group, or if the
/// group that it is added to does not exist.
pub fn an_invalid_rule_is_refused(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    let theirs = SecurityGroup { project_id: OTHER_PROJECT.to_owned(), ..group(0, "web", "x") };
    let theirs = wait(store.add_security_group(theirs)).unwrap();
    let ssh = rule(1, "ssh", None);
    wait(store.add_security_group_rule(web.clone(), ssh.clone())).unwrap();
    let before = groups(store, PROJECT);
    let refused = |group: &SecurityGroup, rule: SecurityGroupRule| match wait(
        store.add_security_group_rule(group.clone(), rule),
    ) {
        Err(Error::SecurityGroup(reason)) => reason,
        other => panic!("expected a refusal: {other:?}"),
    };

    let again = refused(&web, rule(2, "the same but for its description", None));
    let foreign = refused(&web, rule(3, "x", Some(Remote::Group(theirs.id()))));
    let nowhere = refused(&SecurityGroup { number: 99, ..web.clone() }, rule(4, "x", None));

    assert_eq!(again, SecurityGroupError::RuleExists { rule_id: ssh.id, group_id: web.id() });
    assert_eq!(foreign, SecurityGroupError::NoSuchId { id: theirs.id().to_string() });
    assert!(matches!(nowhere, SecurityGroupError::NoSuchId { .. }), "{nowhere:?}");
    assert_eq!(groups(store, PROJECT), before);
}

/// The limit applies to all groups of a project together. At the limit, rules can still be removed.
pub fn a_project_has_a_limited_number_of_rules(store: &dyn Store) {
    let web = add(store, "web").unwrap();
    let numbered = |n: usize| {
        let n = u16::try_from(n).unwrap();
        let mut rule = rule(n.into(), "x", None);
        (rule.traffic.port_range_min, rule.traffic.port_range_max) = (Some(n), Some(n));
        rule
    };
    for n in 1..=MAX_SECURITY_GROUP_RULES {
        wait(store.add_security_group_rule(web.clone(), numbered(n))).unwrap();
    }
    let db = add(store, "db").unwrap();

    let refused = wait(store.add_security_group_rule(db.clone(), numbered(1)));

    assert!(
        matches!(refused, Err(Error::SecurityGroup(SecurityGroupError::TooManyRules))),
        "{refused:?}"
    );
    wait(store.remove_security_group_rule(web, numbered(1).id)).unwrap();
    wait(store.add_security_group_rule(db, numbered(1))).unwrap();
}

/// Makes a rule that allows TCP to port 22.
fn rule(id: u128, description: &str, remote: Option<Remote>) -> SecurityGroupRule {
    let traffic = Traffic {
        protocol: Some("tcp".to_owned()),
        port_range_min: Some(22),
        port_range_max: Some(22),
        remote,
        ..Traffic::any(Direction::Ingress, EtherType::Ipv4)
    };
    SecurityGroupRule { id: Uuid::from_u128(id), traffic, description: description.to_owned() }
}

fn add(store: &dyn Store, name: &str) -> Result<SecurityGroup, Error> {
    wait(store.add_security_group(group(0, name, "for tests")))
}

/// Makes a group as it is when it is first stored.
fn group(number: u64, name: &str, description: &str) -> SecurityGroup {
    let mut group = SecurityGroup {
        number,
        project_id: PROJECT.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        rules: Vec::new(),
    };
    group.rules = group.first_rules();
    group
}

fn groups(store: &dyn Store, project_id: &str) -> Vec<SecurityGroup> {
    wait(store.security_groups(&Scope::Project(project_id.to_owned()))).unwrap()
}

/// Makes a change that adds `server` to a group of its project.
fn coming_into(server: Server, group: &str) -> Change {
    let side_effects =
        SideEffects { needs_groups: vec![group.to_owned()], ..SideEffects::default() };
    Change { side_effects, ..Change::to(server) }
}
