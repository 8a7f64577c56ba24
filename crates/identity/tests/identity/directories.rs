//! Valid directories, and the errors of invalid ones.

use ferronova_compute::error_chain;
use ferronova_identity::{Directory, DirectoryError, User, implied_roles};

use crate::support::*;

/// The error message for a directory, with its causes.
fn refusal(change: impl FnOnce(&mut Directory)) -> String {
    let mut directory = directory();
    change(&mut directory);
    error_chain(&directory.check().unwrap_err())
}

#[test]
fn a_directory_without_contradictions_is_accepted() {
    directory().check().unwrap();
    Directory::default().check().unwrap();
}

#[test]
fn an_id_or_a_name_is_there_once() {
    assert_eq!(refusal(|it| it.users.push(user("off", "new"))), "two users have the id off");
    assert_eq!(
        refusal(|it| it.projects.push(project("new", "demo"))),
        "two projects have the name \"demo\""
    );
    assert_eq!(refusal(|it| it.roles.push(role("admin"))), "two roles have the id admin-id");
}

#[test]
fn an_id_has_up_to_64_characters_that_paths_and_headers_can_hold() {
    let longest = "x".repeat(64);
    let mut directory = directory();
    directory.projects.push(project(&longest, "longest"));
    directory.check().unwrap();

    for id in ["", "a/b", "a b", "ä", "..", "-", "a\n", &format!("{longest}x")] {
        let message = refusal(|it| it.projects.push(project(id, "new")));
        assert!(
            message.starts_with(&format!("the project id {id:?} is not a letter")),
            "{message}"
        );
    }
}

#[test]
fn a_name_is_neither_empty_nor_endless_and_has_no_control_characters() {
    let message = "the name of user new is empty, longer than 255 characters or has a control \
                   character";
    for name in ["", "a\nb", &"é".repeat(256)] {
        assert_eq!(refusal(|it| it.users.push(user("new", name))), message);
    }
    let mut directory = directory();
    directory.users.push(user("new", &"é".repeat(255)));
    directory.check().unwrap();
}

#[test]
fn an_assignment_speaks_of_what_exists() {
    let cases = [
        (
            assignment("nobody", DEMO, "member"),
            format!(
                "there is no user \"nobody\" for the assignment of role \"member\" to user \
                 \"nobody\" in project \"{DEMO}\""
            ),
        ),
        (
            assignment("off", "nowhere", "member"),
            "there is no project \"nowhere\" for the assignment of role \"member\" to user \
             \"off\" in project \"nowhere\""
                .to_owned(),
        ),
        (
            assignment("off", DEMO, "king"),
            format!(
                "there is no role \"king\" for the assignment of role \"king\" to user \"off\" \
                 in project \"{DEMO}\""
            ),
        ),
    ];
    for (dangling, message) in cases {
        assert_eq!(refusal(|it| it.assignments.push(dangling)), message);
    }
}

#[test]
fn an_assignment_is_there_once() {
    let message = refusal(|it| it.assignments.push(assignment(ADMIN, DEMO, "member")));

    assert_eq!(
        message,
        format!(
            "there are two assignments of role \"member\" to user \"{ADMIN}\" in project \
             \"{DEMO}\""
        )
    );
}

#[test]
fn a_default_project_exists() {
    let message = refusal(|it| it.users[0].default_project_id = Some("nowhere".to_owned()));

    assert_eq!(message, "the default project \"nowhere\" of user \"admin\" does not exist");
}

#[test]
fn a_password_hash_can_be_verified_at_a_bearable_cost() {
    assert_eq!(
        refusal(|it| it.users[0].password_hash = "secret".to_owned()),
        "the password hash of user \"admin\" can't be used: it is not an argon2id hash as \
         $argon2id$v=19$m=8192,t=1,p=1$<salt>$<hash>"
    );
    let hash = user("x", "x").password_hash.replace("m=8192", "m=1048576");
    assert_eq!(
        refusal(|it| it.users[0].password_hash = hash),
        "the password hash of user \"admin\" can't be used: it asks for m=1048576 (KiB), t=1, \
         p=1; at most m=262144, t=16, p=16 is accepted"
    );
}

#[test]
fn an_administrator_has_every_role_below() {
    assert_eq!(implied_roles("admin"), ["manager", "member", "reader"]);
    assert_eq!(implied_roles("manager"), ["member", "reader"]);
    assert_eq!(implied_roles("member"), ["reader"]);
    assert!(implied_roles("reader").is_empty());
    assert!(implied_roles("king").is_empty());
}

#[test]
fn neither_a_directory_nor_its_errors_show_a_hash() {
    let directory = directory();
    let error = DirectoryError::Password {
        user: "x".to_owned(),
        error: ferronova_identity::PasswordError::Malformed,
    };

    let shown = format!("{directory:?} {error:?} {error}");

    let User { password_hash, .. } = &directory.users[0];
    assert!(!shown.contains(password_hash) && !shown.contains("m=8192,t=1,p=1$c"), "{shown}");
}

#[test]
fn users_and_projects_are_found_by_id_and_name() {
    use ferronova_identity::{DomainRef, ProjectRef, UserRef};
    let cloud = Cloud::new();

    let user = |it| cloud.identity.accounts().find_user(it).map(|it| it.name.clone());
    let project = |it| cloud.identity.accounts().find_project(it).map(|it| it.id.clone());

    assert_eq!(user(UserRef::Id("demo-user")).as_deref(), Some("demo"));
    assert_eq!(user(by_name("off")).as_deref(), Some("off"));
    assert_eq!(user(UserRef::Id("demo")), None);
    let domain = DomainRef::Name("other");
    assert_eq!(user(UserRef::Name { name: "demo", domain }), None);
    assert_eq!(project(ProjectRef::Id("closed")).as_deref(), Some("closed"));
    let domain = DomainRef::Name("Default");
    assert_eq!(project(ProjectRef::Name { name: "demo", domain }).as_deref(), Some(DEMO));
    let domain = DomainRef::Id("other");
    assert_eq!(project(ProjectRef::Name { name: "demo", domain }), None);
}

#[test]
fn a_user_sees_the_enabled_projects_it_has_a_role_in() {
    let accounts = Cloud::new().identity.accounts();

    let names =
        |id| -> Vec<&str> { accounts.projects_of(id).into_iter().map(|it| &*it.name).collect() };

    assert_eq!(names(ADMIN), ["admin", "demo"]);
    assert_eq!(names("demo-user"), ["demo"]);
    assert!(names("nobody").is_empty());
}

#[test]
fn implied_roles_that_a_directory_leaves_out_are_there_nevertheless() {
    let cloud =
        Cloud::with(&Directory { roles: vec![role("admin"), role("member")], ..directory() });

    let accounts = cloud.identity.accounts();
    let names: Vec<_> = accounts.directory().roles.iter().map(|it| &*it.name).collect();
    let token = cloud.login("admin", in_project("admin")).unwrap();

    assert_eq!(names, ["admin", "member", "manager", "reader"]);
    let roles: Vec<_> = token.token_data.roles.iter().map(|it| (&*it.name, &*it.id)).collect();
    assert_eq!(
        roles,
        [
            ("admin", "admin-id"),
            ("manager", "manager"),
            ("member", "member-id"),
            ("reader", "reader")
        ]
    );
}
