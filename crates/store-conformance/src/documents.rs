//! Rules of documents.

use ferronova_compute::Documents;

use crate::wait;

/// This holds for any name and any content.
pub fn a_document_comes_back_as_it_was_written(documents: &dyn Documents) {
    let all: Vec<(String, Vec<u8>)> = [
        ("empty", Vec::new()),
        ("every-byte", (0..=255).collect()),
        ("large", vec![7; 100_000]),
        ("näme", b"\0".to_vec()),
    ]
    .into_iter()
    .map(|(name, content)| (name.to_owned(), content))
    .collect();

    wait(documents.write(all.clone(), Vec::new())).unwrap();

    assert_eq!(documents.list("").unwrap(), all);
}

/// The prefix of a document's name tells to which driver the document belongs.
pub fn documents_are_listed_by_prefix_in_the_order_of_their_names(documents: &dyn Documents) {
    write(documents, &["users/b", "users/a", "users", "users-of-others/a", "keys/1", "v"]);

    assert_eq!(listed(documents, "users/"), ["users/a", "users/b"]);
    assert_eq!(listed(documents, "users"), ["users", "users-of-others/a", "users/a", "users/b"]);
    assert_eq!(listed(documents, "keys/1"), ["keys/1"]);
    assert_eq!(listed(documents, "nobody/"), Vec::<String>::new());
    assert_eq!(listed(documents, "").len(), 6);
}

pub fn a_document_is_replaced_and_removed(documents: &dyn Documents) {
    write(documents, &["a", "b"]);

    wait(documents.write(vec![("a".to_owned(), b"new".to_vec())], Vec::new())).unwrap();
    wait(documents.write(Vec::new(), vec!["b".to_owned(), "never there".to_owned()])).unwrap();

    assert_eq!(documents.list("").unwrap(), [("a".to_owned(), b"new".to_vec())]);
}

/// One document can thus replace another without a moment in which both or neither exist.
pub fn writing_and_removing_happen_in_one_step(documents: &dyn Documents) {
    write(documents, &["old"]);

    let written = vec![("new".to_owned(), b"new".to_vec())];
    wait(documents.write(written.clone(), vec!["old".to_owned()])).unwrap();

    assert_eq!(documents.list("").unwrap(), written);
}

pub fn writing_nothing_is_not_an_error(documents: &dyn Documents) {
    wait(documents.write(Vec::new(), Vec::new())).unwrap();

    assert_eq!(documents.list("").unwrap(), []);
}

fn write(documents: &dyn Documents, names: &[&str]) {
    let written = names.iter().map(|it| ((*it).to_owned(), it.as_bytes().to_vec())).collect();
    wait(documents.write(written, Vec::new())).unwrap();
}

fn listed(documents: &dyn Documents, prefix: &str) -> Vec<String> {
    documents.list(prefix).unwrap().into_iter().map(|(name, _)| name).collect()
}
