//! Logins: who gets a token, for which scope, and with which content.

use std::{
    future::{Future, poll_fn},
    task::Poll,
};

use ferronova_compute::{Subject, Timestamp};
use ferronova_identity::{
    AuthError, Directory, DomainRef, IdAndName, LoginMethod, ProjectRef, RequestedScope, TokenData,
    User, UserRef,
};

use crate::support::*;

fn named(id: &str, name: &str) -> IdAndName {
    IdAndName { id: id.to_owned(), name: name.to_owned() }
}

#[test]
fn a_right_password_gets_a_token_that_says_everything() {
    let cloud = Cloud::new();

    let data = cloud.login("demo", in_project("demo")).unwrap().token_data;

    let [audit_id] = &data.audit_ids[..] else { panic!("{data:?}") };
    assert_eq!(audit_id.len(), 22);
    assert_eq!(
        data,
        TokenData {
            user: named("demo-user", "demo"),
            project: Some(named(DEMO, "demo")),
            roles: vec![named("member-id", "member"), named("reader-id", "reader")],
            issued_at: Timestamp::from_seconds(START),
            expires_at: Timestamp::from_seconds(START + 24 * 60 * 60),
            methods: vec!["password"],
            audit_ids: data.audit_ids.clone(),
        }
    );
}

#[test]
fn users_and_projects_may_be_named_by_id_or_by_name_and_domain() {
    let cloud = Cloud::new();
    let users = [
        UserRef::Id("demo-user"),
        UserRef::Name { name: "demo", domain: DomainRef::Id("default") },
        UserRef::Name { name: "demo", domain: DomainRef::Name("Default") },
        UserRef::Name { name: "demo", domain: DomainRef::Name("default") },
    ];
    let projects = [
        ProjectRef::Id(DEMO),
        ProjectRef::Name { name: "demo", domain: DomainRef::Id("default") },
        ProjectRef::Name { name: "demo", domain: DomainRef::Name("Default") },
    ];
    for user in users {
        for project in projects {
            let issued =
                cloud.login_with(user, "secret", RequestedScope::Project(project)).unwrap();

            assert_eq!(issued.token_data.user.id, "demo-user");
            assert_eq!(issued.token_data.project.unwrap().id, DEMO);
        }
    }
}

#[test]
fn wrong_user_wrong_password_and_wrong_domain_are_told_apart_by_nobody() {
    let cloud = Cloud::new();
    let wrong = [
        (by_name("demo"), "wrong"),
        (by_name("demo"), ""),
        (by_name("nobody"), "secret"),
        (by_name("off"), "secret"),
        (by_name("off"), "wrong"),
        (UserRef::Id("nobody"), "secret"),
        (UserRef::Name { name: "demo", domain: DomainRef::Id("Default") }, "secret"),
        (UserRef::Name { name: "demo", domain: DomainRef::Name("other") }, "secret"),
    ];
    for (user, password) in wrong {
        let error = cloud.login_with(user, password, RequestedScope::Unscoped).unwrap_err();

        assert!(matches!(error, AuthError::WrongCredentials), "{user:?}: {error}");
    }
}

#[test]
fn a_wrong_password_is_wrong_also_after_a_right_one() {
    let cloud = Cloud::new();
    cloud.login("demo", RequestedScope::Unscoped).unwrap();

    let error = cloud.login_with(by_name("demo"), "wrong", RequestedScope::Unscoped).unwrap_err();

    assert!(matches!(error, AuthError::WrongCredentials));
    cloud.login("demo", RequestedScope::Unscoped).unwrap();
}

#[test]
fn a_project_that_is_unknown_disabled_or_somebody_elses_is_refused() {
    let cloud = Cloud::new();
    let domain = DomainRef::Name("other");
    let wrong = [
        in_project("nowhere"),
        in_project("closed"),
        in_project("admin"),
        RequestedScope::Project(ProjectRef::Id("nowhere")),
        RequestedScope::Project(ProjectRef::Id("demo")),
        RequestedScope::Project(ProjectRef::Name { name: "demo", domain }),
    ];
    for scope in wrong {
        let error = cloud.login("demo", scope).unwrap_err();

        assert!(matches!(error, AuthError::WrongProject), "{scope:?}: {error}");
    }
}

#[test]
fn whoever_wants_no_scope_gets_none() {
    let cloud = Cloud::new();

    let issued = cloud.login("demo", RequestedScope::Unscoped).unwrap();

    assert_eq!(issued.token_data.project, None);
    assert!(issued.token_data.roles.is_empty());
    let subject = cloud.validate(&issued.token).unwrap().subject;
    assert_eq!(subject, Subject::Unscoped { user_id: "demo-user".to_owned() });
}

#[test]
fn whoever_names_no_scope_gets_the_default_project_if_it_may() {
    let with_default = |project_id: Option<&str>| -> Directory {
        let mut directory = directory();
        let user = User { default_project_id: project_id.map(str::to_owned), ..user("n", "new") };
        directory.users.push(user);
        directory.assignments.push(assignment("n", DEMO, "member"));
        directory.assignments.push(assignment("n", "closed", "member"));
        directory
    };
    let project = |directory: &Directory| {
        let issued = Cloud::with(directory).login("new", RequestedScope::Default).unwrap();
        issued.token_data.project.map(|it| it.name)
    };

    assert_eq!(project(&with_default(Some(DEMO))).as_deref(), Some("demo"));
    assert_eq!(project(&with_default(None)), None);
    assert_eq!(project(&with_default(Some("closed"))), None);
    assert_eq!(project(&with_default(Some(ADMIN))), None);
}

#[test]
fn a_token_gets_a_token_for_another_project_that_ends_with_it() {
    let cloud = Cloud::new();
    let first = cloud.login("admin", RequestedScope::Unscoped).unwrap();
    cloud.pass_seconds(3600);

    let second = cloud.login_by_token(&first.token, in_project("demo")).unwrap();
    let third = cloud.login_by_token(&second.token, in_project("admin")).unwrap();

    assert_eq!(second.token_data.issued_at, Timestamp::from_seconds(START + 3600));
    assert_eq!(second.token_data.expires_at, first.token_data.expires_at);
    assert_eq!(third.token_data.expires_at, first.token_data.expires_at);
    assert_eq!(second.token_data.methods, ["token", "password"]);
    let first_id = &first.token_data.audit_ids[0];
    for token in [second, third] {
        let [own, chain] = &token.token_data.audit_ids[..] else { panic!("{token:?}") };
        assert_eq!(chain, first_id);
        assert_ne!(own, first_id);
    }
}

#[test]
fn an_invalid_token_gets_no_token() {
    let cloud = Cloud::new();
    let first = cloud.login("admin", RequestedScope::Unscoped).unwrap();
    cloud.revoke(&first.token).unwrap();

    for token in [&*first.token, "", "secret", "gAAAAABnobody"] {
        let error = cloud.login_by_token(token, in_project("admin")).unwrap_err();

        assert!(matches!(error, AuthError::InvalidToken), "{error}");
    }
}

#[test]
fn a_token_gets_no_token_for_a_project_its_user_has_no_role_in() {
    let cloud = Cloud::new();
    let first = cloud.login("demo", in_project("demo")).unwrap();

    let error = cloud.login_by_token(&first.token, in_project("admin")).unwrap_err();

    assert!(matches!(error, AuthError::WrongProject));
}

#[test]
fn what_holds_a_password_or_a_token_does_not_show_it() {
    let cloud = Cloud::new();
    let user = by_name("demo");
    let issued = cloud.login("demo", in_project("demo")).unwrap();

    let shown = format!(
        "{:?} {:?} {issued:?}",
        LoginMethod::Password { user, password: "hush-hush" },
        LoginMethod::Token(&issued.token),
    );

    assert!(!shown.contains("hush-hush"), "{shown}");
    assert!(!shown.contains(&issued.token), "{shown}");
    assert!(shown.contains("demo"), "{shown}");
}

#[test]
fn many_logins_at_once_succeed() {
    let cloud = Cloud::new();

    let n_tokens = run(async {
        let login = |it| {
            let user = by_name(if it % 2 == 0 { "demo" } else { "admin" });
            let method = LoginMethod::Password { user, password: "secret" };
            cloud.identity.authenticate(method, in_project("demo"))
        };
        let mut logins: Vec<_> = (0..200).map(|it| Box::pin(login(it))).collect();
        let mut n_tokens = 0;
        // All logins are polled before any of them can finish, so that they all wait at the same
        // time.
        poll_fn(|context| {
            logins.retain_mut(|login| match login.as_mut().poll(context) {
                Poll::Ready(result) => {
                    n_tokens += usize::from(result.is_ok());
                    false
                }
                Poll::Pending => true,
            });
            if logins.is_empty() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        n_tokens
    });

    assert_eq!(n_tokens, 200);
}
