//! Tests that a damaged image affects no other image, and that a damaged list shows no image to a
//! project that may not see it.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use ferronova_compute::{
    Content, Decision, Error, Image, ImageChange, ImageDecision, Images, Lifecycle, Rotation,
    Scope, Scratch, Server, Servers, StoreError,
};
use ferronova_store_conformance::{
    building::{change_with_images, create, find, server},
    images::{image, images_of},
    wait,
};
use ferronova_store_redb::RedbStore;
use redb::{Database, ReadableTable, TableDefinition, WriteTransaction};
use tempfile::TempDir;
use uuid::Uuid;

const IMAGES: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("images");
const IMAGE_LISTS: TableDefinition<&[u8], &[u8; 16]> = TableDefinition::new("image-lists");

/// Makes a store with images 1 to 3, of which the second is a backup, and image 4 of another
/// project. Closes it, applies `edit` to its database, and opens it again.
fn damaged(edit: impl FnOnce(&WriteTransaction)) -> (TempDir, RedbStore) {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    let of_other = Image { project_id: Some("other".to_owned()), ..image(4, "other's") };
    let images = vec![image(1, "one"), backup(), image(3, "three"), of_other];
    wait(store.load(Content { images, ..Content::default() })).unwrap();
    drop(store);
    let database = Database::open(folder.path().join("ferronova.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    edit(&transaction);
    transaction.commit().unwrap();
    drop(database);
    let store = RedbStore::open(folder.path()).unwrap();
    (folder, store)
}

fn backup() -> Image {
    let metadata = [("image_type", "backup"), ("backup_type", "daily")];
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    Image { metadata, ..image(2, "two") }
}

fn flip_image(transaction: &WriteTransaction, id: u128) {
    let id = id.to_be_bytes();
    let mut images = transaction.open_table(IMAGES).unwrap();
    let mut row = images.get(&id).unwrap().unwrap().value().to_vec();
    let middle = row.len() / 2;
    row[middle] ^= 1;
    images.insert(&id, row.as_slice()).unwrap();
}

fn names(store: &RedbStore, scope: &Scope) -> Vec<String> {
    images_of(store, Some(scope)).into_iter().map(|it| it.name).collect()
}

fn own() -> Scope {
    Scope::Project("p".to_owned())
}

fn change(store: &RedbStore, images: &[ImageChange]) -> Result<Server, Error> {
    let id = create(store, server("web")).id;
    let decide = |it: &Server, _: &Scratch| {
        let renamed = Server { name: "renamed".to_owned(), ..it.clone() };
        let change = change_with_images(renamed, images.to_vec());
        Ok(Decision::Write(Box::new(change)))
    };
    let changed = wait(store.change(id, &Scope::All, &decide)).map(|it| it.server);
    if changed.is_ok() {
        assert_eq!(find(store, id).unwrap().name, "renamed");
    }
    changed
}

#[test]
fn a_damaged_image_is_left_out_of_lists_and_fails_alone() {
    let (_folder, store) = damaged(|it| flip_image(it, 2));

    let found = wait(store.find_image(Uuid::from_u128(2)));

    let what = "the record of image 00000000-0000-0000-0000-000000000002: its checksum is wrong";
    assert!(matches!(found, Err(StoreError::Damaged { what: it }) if it == what));
    assert_eq!(names(&store, &own()), ["three", "one"]);
    assert_eq!(names(&store, &Scope::All), ["other's", "three", "one"]);
    let removed = wait(store.change_image(Uuid::from_u128(2), &|_| Ok(ImageDecision::Remove)));
    assert!(matches!(removed, Err(Error::Store(StoreError::Damaged { .. }))), "{removed:?}");
    assert!(store.health().is_ok());
}

#[test]
fn a_damaged_image_does_not_prevent_a_change_that_removes_it() {
    let (_folder, store) = damaged(|it| flip_image(it, 2));
    let rotation = Rotation {
        server_id: image(2, "two").server_id.unwrap(),
        backup_type: "daily".to_owned(),
        kept: 0,
    };

    change(&store, &[ImageChange::Remove(Uuid::from_u128(2))]).unwrap();
    change(&store, &[ImageChange::Rotate(rotation)]).unwrap();
    change(&store, &[ImageChange::Add(Box::new(image(9, "new")))]).unwrap();

    assert_eq!(names(&store, &own()), ["new", "three", "one"]);
}

#[test]
fn a_damaged_list_does_not_lead_to_images_of_others() {
    let (_folder, store) = damaged(|it| {
        let mut lists = it.open_table(IMAGE_LISTS).unwrap();
        let keys: Vec<Vec<u8>> =
            lists.iter().unwrap().map(|it| it.unwrap().0.value().to_vec()).collect();
        // The keys with these first bytes are of the lists of a project's snapshots, and of
        // backups.
        for key in keys.iter().filter(|it| matches!(it[0], 3 | 5)) {
            lists.insert(key.as_slice(), &4_u128.to_be_bytes()).unwrap();
        }
    });
    let rotation = Rotation {
        server_id: image(2, "two").server_id.unwrap(),
        backup_type: "daily".to_owned(),
        kept: 0,
    };

    change(&store, &[ImageChange::Rotate(rotation)]).unwrap();

    assert_eq!(names(&store, &own()), [""; 0]);
    assert_eq!(names(&store, &Scope::All), ["other's", "three", "two", "one"]);
}
