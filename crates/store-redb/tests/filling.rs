//! Tests the creation of many servers in one commit.

use ferronova_compute::{Change, Content, Error, ImageError, Server, Servers};
use ferronova_store_conformance::{
    building::{PROJECT, action, create, everything, find, id_of, names, server},
    wait,
};
use ferronova_store_redb::RedbStore;
use tempfile::TempDir;

fn change(server: Server) -> Change {
    Change { action: Some(action("create")), ..Change::to(server) }
}

fn some(names: &[&str]) -> Vec<Change> {
    names.iter().map(|it| change(server(it))).collect()
}

fn all(supply: impl IntoIterator<Item = Vec<Change>>) -> Vec<Result<Vec<Change>, Error>> {
    supply.into_iter().map(Ok).collect()
}

#[test]
fn servers_are_stored_in_order_after_the_existing_ones() {
    let store = RedbStore::in_memory().unwrap();
    let web = create(&store, server("web"));
    let supply = all([some(&["a", "b"]), some(&["c"])]);

    let n_servers = wait(store.fill(None, supply.into_iter())).unwrap();

    assert_eq!(n_servers, 3);
    assert_eq!(names(&store, &everything()), ["c", "b", "a", "web"]);
    assert_eq!(find(&store, web.id), Some(web.clone()));
    assert_eq!(wait(store.actions(id_of(&store, web.number + 3))).unwrap(), [action("create")]);
}

#[test]
fn content_is_there_before_the_servers() {
    let store = RedbStore::in_memory().unwrap();
    create(&store, server("old"));
    let seeded = Content { servers: vec![(server("seeded"), Vec::new())], ..Content::default() };

    wait(store.fill(Some(seeded), all([some(&["a"])]).into_iter())).unwrap();

    assert_eq!(names(&store, &everything()), ["a", "seeded"]);
    assert!(!store.is_new());
}

#[test]
fn an_error_among_the_servers_leaves_everything_as_it_was() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    let web = create(&store, server("web"));
    let with_its_id = Ok(vec![change(web.clone())]);
    let refused =
        [(Some(Content::default()), Err(Error::Image(ImageError::NotFound))), (None, with_its_id)];

    for (content, refused) in refused {
        let supply = [Ok(some(&["a"])), refused, Ok(some(&["b"]))];
        wait(store.fill(content, supply.into_iter())).unwrap_err();
    }

    assert_eq!(names(&store, &everything()), ["web"]);
    drop(store);
    let store = RedbStore::open(folder.path()).unwrap();
    assert_eq!(names(&store, &everything()), ["web"]);
    assert!(store.is_new());
    assert_eq!(create(&store, server("next")).number, web.number + 1);
    assert_eq!(create(&store, server("last")).project_id, PROJECT);
}
