//! The stored documents, and how the identity service is opened from them.

use std::sync::{Arc, atomic::Ordering};

use ferronova_compute::testing::MemoryDocuments;
use ferronova_identity::{Directory, EmbeddedIdentity, OpenError, RequestedScope};

use crate::support::*;

fn installed() -> Arc<MemoryDocuments> {
    let documents = Arc::new(MemoryDocuments::default());
    run(EmbeddedIdentity::install(&*documents, &directory())).unwrap();
    documents
}

fn refusal(documents: &Arc<MemoryDocuments>) -> OpenError {
    open_now(documents).err().unwrap()
}

#[test]
fn an_installation_is_one_write() {
    let documents = installed();

    assert_eq!(documents.names(), ["identity/directory", "identity/keys"]);
    assert_eq!(documents.n_writes.load(Ordering::Relaxed), 1);
    open_now(&documents).unwrap();
    assert_eq!(documents.n_writes.load(Ordering::Relaxed), 1);
}

#[test]
fn the_directory_comes_back_as_it_was_installed() {
    let mut installed = directory();
    installed.users[0].email = Some("admin@example.org".to_owned());
    installed.users[0].description = Some("the “boss”".to_owned());
    installed.users[0].default_project_id = Some(DEMO.to_owned());
    installed.projects[0].description = "all of it".to_owned();

    let cloud = Cloud::with(&installed);

    assert_eq!(*cloud.identity.accounts().directory(), installed);
}

#[test]
fn a_wrong_directory_is_not_installed() {
    let documents = Arc::new(MemoryDocuments::default());
    let wrong = Directory { roles: Vec::new(), ..directory() };

    let refused = run(EmbeddedIdentity::install(&*documents, &wrong));

    assert!(matches!(refused, Err(OpenError::Directory(_))));
    assert!(documents.names().is_empty());
}

#[test]
fn nothing_opens_without_a_directory() {
    let documents = Arc::new(MemoryDocuments::default());
    assert!(matches!(refusal(&documents), OpenError::NoDirectory));

    let documents = installed();
    documents.remove("identity/directory");
    assert!(matches!(refusal(&documents), OpenError::NoDirectory));
}

#[test]
fn missing_keys_are_made_when_they_are_needed() {
    let cloud = Cloud::new();
    let issued = cloud.login("demo", RequestedScope::Unscoped).unwrap();
    cloud.documents.remove("identity/keys");

    let cloud = cloud.restart();

    assert_eq!(cloud.documents.get("identity/keys"), [1]);
    assert!(!cloud.is_valid(&issued.token));
    let issued = cloud.login("demo", RequestedScope::Unscoped).unwrap();
    assert!(cloud.restart().is_valid(&issued.token));
}

#[test]
fn two_installations_have_different_keys() {
    let keys = || {
        let cloud = Cloud::new();
        cloud.login("demo", RequestedScope::Unscoped).unwrap();
        cloud.documents.get("identity/keys")
    };

    assert_ne!(keys(), keys());
}

#[test]
fn an_installation_ends_the_tokens_of_one_before() {
    let cloud = Cloud::new();
    let issued = cloud.login("demo", RequestedScope::Unscoped).unwrap();

    run(EmbeddedIdentity::install(&*cloud.documents, &directory())).unwrap();

    assert!(!cloud.restart().is_valid(&issued.token));
}

#[test]
fn a_damaged_document_is_named() {
    let directory = installed().get("identity/directory");
    let id = "0123456789abcdef0123456789abcdef";
    let revoked = format!("identity/revoked/{id}");
    let cases: &[(&str, &[u8])] = &[
        ("identity/directory", b""),
        ("identity/directory", b"\x00{}"),
        ("identity/directory", b"\x01{}"),
        ("identity/directory", &directory[..directory.len() - 1]),
        ("identity/key", b""),
        ("identity/key", b"\x01short"),
        ("identity/key", &[1; 34]),
        ("identity/keys", b""),
        ("identity/keys", b"\x01short"),
        ("identity/keys", &[0; 42]),
        ("identity/keys", &[1; 43]),
        (&revoked, b"\x01"),
        (&revoked, b"\x02"),
        (&revoked, &[1; 10]),
        (&revoked, &[2; 10]),
        ("identity/revoked/", &[1; 9]),
        ("identity/revoked/+123456789abcdef0123456789abcdef", &[1; 9]),
    ];
    for (name, bytes) in cases {
        let documents = installed();
        documents.put(name, bytes);

        let error = refusal(&documents);

        assert!(matches!(&error, OpenError::Damaged { .. }), "{name}: {error:?}");
        assert_eq!(error.to_string(), format!("the document {name} is damaged"));
    }
}

#[test]
fn a_document_of_a_newer_version_is_left_alone() {
    let revoked = "identity/revoked/0123456789abcdef0123456789abcdef";
    let names =
        [("identity/directory", 3), ("identity/keys", 2), ("identity/key", 2), (revoked, 3)];
    for (name, version) in names {
        let documents = installed();
        let bytes = vec![version; 33];
        documents.put(name, &bytes);

        let error = refusal(&documents);

        assert_eq!(
            error.to_string(),
            format!("the document {name} has format {version}, which this version does not know")
        );
        assert_eq!(documents.get(name), bytes);
    }
}

#[test]
fn a_stored_directory_is_checked_too() {
    let documents = installed();
    let text = String::from_utf8(documents.get("identity/directory")).unwrap();
    documents.put("identity/directory", text.replace("m=8192", "m=81920000").as_bytes());

    assert!(matches!(refusal(&documents), OpenError::Directory(_)));
}

#[test]
fn a_failing_store_is_said_to_have_failed() {
    let documents = installed();
    documents.fails.store(true, Ordering::Relaxed);

    assert!(matches!(refusal(&documents), OpenError::Failed(_)));
    let install = run(EmbeddedIdentity::install(&*documents, &directory()));
    assert!(matches!(install, Err(OpenError::Failed(_))));
}

#[test]
fn documents_of_others_do_not_matter() {
    let documents = installed();
    documents.put("identityx/directory", b"\xff");
    documents.put("other/key", b"\xff");
    documents.put("identity/more", b"\xff");

    open_now(&documents).unwrap();
}
