//! Rules of images: how changes of servers add, change and remove images, and how their owners
//! change them.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
};

use ferronova_compute::{
    Content, Decision, Error, Image, ImageChange, ImageDecision, ImageError, ImageQuery,
    ImageStatus, Rotation, Scope, Scratch, Server, Store, Visibility,
};
use uuid::Uuid;

use crate::{
    building::{change_with_images, create, second, server},
    wait,
};

#[must_use]
pub fn image(id: u128, name: &str) -> Image {
    Image {
        id: Uuid::from_u128(id),
        name: name.to_owned(),
        status: ImageStatus::Queued,
        project_id: Some("p".to_owned()),
        visibility: Visibility::Private,
        is_protected: false,
        is_hidden: false,
        size: 7,
        min_ram_mb: 1,
        min_disk_gb: 2,
        disk_format: "qcow2".to_owned(),
        container_format: "bare".to_owned(),
        checksum: None,
        created: second(1),
        updated: second(1),
        metadata: [("color".to_owned(), "blue".to_owned())].into(),
        tags: BTreeSet::new(),
        server_id: Some(Uuid::from_u128(9)),
    }
}

/// Reads all images, oldest first.
#[must_use]
pub fn images(store: &dyn Store) -> Vec<Image> {
    let mut images = images_of(store, Some(&Scope::All));
    images.reverse();
    images
}

/// Reads all images in a scope, newest first, slice by slice.
#[must_use]
pub fn images_of(store: &dyn Store, scope: Option<&Scope>) -> Vec<Image> {
    let mut query = ImageQuery { scope: scope.cloned(), after: None };
    let mut images = Vec::new();
    loop {
        let slice = wait(store.images(&query)).unwrap();
        images.extend(slice.images.into_iter().map(|it| it.image));
        if slice.next.is_none() {
            return images;
        }
        query.after = slice.next;
    }
}

pub(crate) fn names(store: &dyn Store) -> Vec<String> {
    images(store).into_iter().map(|it| it.name).collect()
}

#[must_use]
pub fn find_image(store: &dyn Store, id: Uuid) -> Option<Image> {
    let found = wait(store.find_image(id)).unwrap().map(|it| it.image);
    assert_eq!(store.image(id).unwrap(), found);
    found
}

/// Changes images as a part of a change of the server with this id.
pub(crate) fn change(store: &dyn Store, id: Uuid, images: &[ImageChange]) {
    let decide = |it: &Server, _: &Scratch| {
        let change = change_with_images(it.clone(), images.to_vec());
        Ok(Decision::Write(Box::new(change)))
    };
    wait(store.change(id, &Scope::All, &decide)).unwrap();
}

pub(crate) fn add(image: &Image) -> ImageChange {
    ImageChange::Add(Box::new(image.clone()))
}

pub(crate) fn with_images(store: &dyn Store, images: &[Image]) {
    wait(store.load(Content { images: images.to_vec(), ..Content::default() })).unwrap();
}

/// The new image comes after the existing ones.
pub fn an_image_is_added_with_the_change_of_its_server(store: &dyn Store) {
    with_images(store, &[image(1, "first")]);
    let server = create(store, server("web"));

    change(store, server.id, &[add(&image(2, "second")), add(&image(3, "third"))]);

    assert_eq!(names(store), ["first", "second", "third"]);
    assert_eq!(find_image(store, Uuid::from_u128(3)), Some(image(3, "third")));
    assert_eq!(find_image(store, Uuid::from_u128(4)), None);
}

pub fn an_image_reaches_a_status_and_is_removed_in_the_order_of_the_changes(store: &dyn Store) {
    let server = create(store, server("web"));
    let (id, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    change(store, server.id, &[add(&image(1, "a")), add(&image(2, "b"))]);

    let reached = ImageChange::Reach(id, ImageStatus::Active, second(5));
    change(store, server.id, &[reached, ImageChange::Remove(other)]);

    let expected = Image { status: ImageStatus::Active, updated: second(5), ..image(1, "a") };
    assert_eq!(images(store), [expected]);
}

/// Such a change does not recreate an image that was deleted meanwhile.
pub fn changes_of_an_image_that_does_not_exist_are_ignored(store: &dyn Store) {
    let server = create(store, server("web"));
    let id = Uuid::from_u128(1);

    let reached = ImageChange::Reach(id, ImageStatus::Active, second(5));
    change(store, server.id, &[reached, ImageChange::Remove(id)]);

    assert_eq!(names(store), [""; 0]);
}

/// Makes a backup of server 9 with this backup type.
fn backup(id: u128, backup_type: &str) -> Image {
    let metadata = [("image_type", "backup"), ("backup_type", backup_type)];
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    Image { metadata, ..image(id, &format!("{backup_type}-{id}")) }
}

fn rotate(backup_type: &str, kept: usize) -> ImageChange {
    let (server_id, backup_type) = (Uuid::from_u128(9), backup_type.to_owned());
    ImageChange::Rotate(Rotation { server_id, backup_type, kept })
}

/// When its metadata changes, an image can become a backup, or stop being one.
pub fn a_rotation_follows_the_metadata_of_images(store: &dyn Store) {
    with_images(store, &[backup(1, "daily"), backup(2, "weekly"), image(3, "plain")]);
    let server = create(store, server("web"));
    let say = |id: u128, backup_type: &'static str| {
        let decide = move |it: &Image| {
            let metadata = backup(id, backup_type).metadata;
            Ok(ImageDecision::Write(Box::new(Image { metadata, ..it.clone() })))
        };
        wait(store.change_image(Uuid::from_u128(id), &decide)).unwrap();
    };
    say(1, "weekly");
    say(3, "daily");

    change(store, server.id, &[rotate("daily", 0), rotate("weekly", 1)]);

    assert_eq!(names(store), ["weekly-2"]);
}

/// A protected image is removed neither by changes of servers nor by rotations.
pub fn a_protected_image_stays(store: &dyn Store) {
    let protected = Image { is_protected: true, ..backup(1, "daily") };
    with_images(store, &[protected, backup(2, "daily"), backup(3, "daily")]);
    let server = create(store, server("web"));
    let removed = ImageChange::Remove(Uuid::from_u128(1));

    change(store, server.id, &[removed, rotate("daily", 1)]);

    assert_eq!(names(store), ["daily-1", "daily-3"]);
}

/// Only the newest backups of one server and one type are kept. A rotation removes no other images.
pub fn the_oldest_backups_of_a_type_are_removed(store: &dyn Store) {
    let mut elsewhere = backup(5, "daily");
    elsewhere.server_id = Some(Uuid::from_u128(8));
    let mut snapshot = backup(6, "daily");
    snapshot.metadata.insert("image_type".to_owned(), "snapshot".to_owned());
    let mut untyped = backup(7, "daily");
    untyped.metadata.remove("backup_type");
    let images = [1, 2, 3].map(|it| backup(it, "daily"));
    with_images(
        store,
        &[&images[..], &[backup(4, "weekly"), elsewhere, snapshot, untyped]].concat(),
    );
    let server = create(store, server("web"));

    change(store, server.id, &[add(&backup(8, "daily")), rotate("daily", 2), rotate("none", 0)]);

    let expected = ["daily-3", "weekly-4", "daily-5", "daily-6", "daily-7", "daily-8"];
    assert_eq!(names(store), expected);
    change(store, server.id, &[rotate("daily", 0)]);
    assert_eq!(names(store), ["weekly-4", "daily-5", "daily-6", "daily-7"]);
}

/// The images may have changed since the rotation was decided.
pub fn a_rotation_uses_the_images_as_of_its_commit(store: &dyn Store) {
    with_images(store, &[backup(1, "daily"), backup(2, "daily")]);
    let server = create(store, server("web"));
    let forget = |it: &Image| {
        let forgotten = Image { metadata: BTreeMap::new(), ..it.clone() };
        Ok(ImageDecision::Write(Box::new(forgotten)))
    };
    let decide = |it: &Server, _: &Scratch| {
        // Before this decision is stored, another change takes the backup type from the first
        // image.
        let first = Uuid::from_u128(1);
        if find_image(store, first).is_some_and(|it| !it.metadata.is_empty()) {
            thread::scope(|it| {
                it.spawn(|| wait(store.change_image(first, &forget)).unwrap());
            });
        }
        let change = change_with_images(it.clone(), vec![rotate("daily", 1)]);
        Ok(Decision::Write(Box::new(change)))
    };

    wait(store.change(server.id, &Scope::All, &decide)).unwrap();

    assert_eq!(names(store), ["daily-1", "daily-2"]);
}

pub fn a_refused_change_of_a_server_leaves_images_alone(store: &dyn Store) {
    let server = create(store, server("web"));
    let refuse = |_: &Server, _: &Scratch| Err(Error::NotResized);

    wait(store.change(server.id, &Scope::All, &refuse)).unwrap_err();
    let new = change_with_images(server, vec![add(&image(1, "a"))]);
    wait(store.create(vec![new])).unwrap_err();

    assert_eq!(names(store), [""; 0]);
}

pub fn an_image_is_changed_and_keeps_its_place_and_its_id(store: &dyn Store) {
    with_images(store, &[image(1, "first"), image(2, "second")]);
    let rename = |it: &Image| {
        let renamed = Image { id: Uuid::nil(), name: "new".to_owned(), ..it.clone() };
        Ok(ImageDecision::Write(Box::new(renamed)))
    };

    wait(store.change_image(Uuid::from_u128(1), &rename)).unwrap();

    assert_eq!(images(store), [image(1, "new"), image(2, "second")]);
}

pub fn an_image_is_removed(store: &dyn Store) {
    with_images(store, &[image(1, "first"), image(2, "second")]);
    let remove = |_: &Image| Ok(ImageDecision::Remove);

    wait(store.change_image(Uuid::from_u128(1), &remove)).unwrap();

    assert_eq!(names(store), ["second"]);
    let again = wait(store.change_image(Uuid::from_u128(1), &remove));
    assert!(matches!(again, Err(Error::Image(ImageError::NotFound))));
}

pub fn a_refused_change_of_an_image_changes_nothing(store: &dyn Store) {
    with_images(store, &[image(1, "first")]);

    wait(
        store.change_image(Uuid::from_u128(1), &|_| Err(Error::Image(ImageError::NoSuchMetadata))),
    )
    .unwrap_err();
    wait(store.change_image(Uuid::from_u128(1), &|_| Ok(ImageDecision::Keep))).unwrap();

    assert_eq!(images(store), [image(1, "first")]);
}

/// The images then have the order of the new content.
pub fn content_replaces_the_images(store: &dyn Store) {
    with_images(store, &[image(1, "first"), image(2, "second")]);

    with_images(store, &[image(3, "third"), image(1, "first")]);

    assert_eq!(names(store), ["third", "first"]);
}
