//! Rules of lists of images (their scope, order and slices), and of the maximum number of snapshots
//! per project.

use std::{collections::BTreeMap, thread};

use ferronova_compute::{
    Decision, Error, Image, ImageChange, ImageDecision, ImageError, ImageQuery, MAX_SNAPSHOTS,
    Scope, Scratch, Server, Store, Visibility,
};
use uuid::Uuid;

use crate::{
    building::{change_with_images, create, find, server},
    images::{add, change, find_image, image, images, images_of, names, with_images},
    wait,
};

/// Makes an image whose metadata has about this many bytes.
fn large(id: u128, bytes: usize) -> Image {
    let metadata = BTreeMap::from([("filler".to_owned(), "x".repeat(bytes))]);
    Image { metadata, ..image(id, &format!("large-{id}")) }
}

fn of_project(id: u128, project_id: &str) -> Image {
    Image { project_id: Some(project_id.to_owned()), ..image(id, project_id) }
}

/// The order does not depend on the ids of the images.
pub fn images_come_newest_first(store: &dyn Store) {
    with_images(store, &[image(3, "a"), image(1, "b"), image(2, "c")]);
    let server = create(store, server("web"));

    change(store, server.id, &[add(&image(0, "d"))]);

    let listed: Vec<_> =
        images_of(store, Some(&Scope::All)).into_iter().map(|it| it.name).collect();
    assert_eq!(listed, ["d", "c", "b", "a"]);
}

/// A project sees its own images and the public ones, each of them once.
pub fn a_list_holds_the_images_of_its_scope(store: &dyn Store) {
    let own_public = Image { visibility: Visibility::Public, ..of_project(3, "p") };
    let of_the_cloud = Image {
        project_id: None,
        visibility: Visibility::Public,
        server_id: None,
        ..image(4, "c")
    };
    let nobodys = Image { project_id: None, server_id: None, ..image(5, "n") };
    let uploaded = Image { server_id: None, ..of_project(6, "p") };
    // The id of project `p` is the beginning of the id of project `pq`.
    let others = [of_project(1, "q"), of_project(2, "pq"), of_project(7, "")];
    with_images(
        store,
        &[&others[..], &[own_public, of_the_cloud, nobodys, uploaded, of_project(8, "p")]].concat(),
    );
    let ids = |scope: Option<&Scope>| -> Vec<u128> {
        images_of(store, scope).into_iter().map(|it| it.id.as_u128()).collect()
    };
    let project = |id: &str| ids(Some(&Scope::Project(id.to_owned())));

    assert_eq!(project("p"), [8, 6, 4, 3]);
    assert_eq!(project("pq"), [4, 3, 2]);
    assert_eq!(project("unknown"), [4, 3]);
    assert_eq!(ids(None), [4, 3]);
    assert_eq!(ids(Some(&Scope::All)), [8, 6, 5, 4, 3, 7, 2, 1]);
}

/// An image that is removed leaves all lists; one that becomes public is in the lists of all
/// projects.
pub fn a_list_follows_changes_of_images(store: &dyn Store) {
    with_images(store, &[of_project(1, "p"), of_project(2, "p"), of_project(3, "p")]);
    let publish = |it: &Image| {
        Ok(ImageDecision::Write(Box::new(Image { visibility: Visibility::Public, ..it.clone() })))
    };

    wait(store.change_image(Uuid::from_u128(1), &publish)).unwrap();
    wait(store.change_image(Uuid::from_u128(2), &|_| Ok(ImageDecision::Remove))).unwrap();

    let ids = |id: &str| -> Vec<u128> {
        let scope = Scope::Project(id.to_owned());
        images_of(store, Some(&scope)).into_iter().map(|it| it.id.as_u128()).collect()
    };
    assert_eq!(ids("p"), [3, 1]);
    assert_eq!(ids("q"), [1]);
}

/// This holds even if the image at that place was removed.
pub fn a_list_continues_after_a_place(store: &dyn Store) {
    with_images(store, &[image(1, "a"), image(2, "b"), image(3, "c"), image(4, "d")]);
    let place = wait(store.find_image(Uuid::from_u128(3))).unwrap().unwrap().place;
    let after_place = || {
        let query = ImageQuery { scope: Some(Scope::Project("p".to_owned())), after: Some(place) };
        let slice = wait(store.images(&query)).unwrap();
        slice.images.into_iter().map(|it| it.image.name).collect::<Vec<_>>()
    };
    assert_eq!(after_place(), ["b", "a"]);

    wait(store.change_image(Uuid::from_u128(3), &|_| Ok(ImageDecision::Remove))).unwrap();

    assert_eq!(after_place(), ["b", "a"]);
}

/// Tests a list of large images and a list of many images. No image is lost between two slices.
pub fn a_long_list_comes_in_slices(store: &dyn Store) {
    let query = ImageQuery { scope: Some(Scope::All), after: None };
    for images in [
        (0..40).map(|it| large(it, 64 << 10)).collect::<Vec<_>>(),
        (0..1500).map(|it| image(it, "small")).collect(),
    ] {
        with_images(store, &images);

        let first = wait(store.images(&query)).unwrap();

        assert!(first.images.len() < images.len() && first.next.is_some());
        assert_eq!(crate::images::images(store), images);
    }
}

/// Makes this many snapshots, all of project `p`.
fn snapshots(count: usize) -> Vec<Image> {
    (0..count as u128).map(|it| image(1000 + it, "snapshot")).collect()
}

fn try_add(store: &dyn Store, id: Uuid, added: &[Image]) -> Result<Server, Error> {
    let changes: Vec<ImageChange> = added.iter().map(add).collect();
    let decide = |it: &Server, _: &Scratch| {
        let renamed = Server { name: "renamed".to_owned(), ..it.clone() };
        let change = change_with_images(renamed, changes.clone());
        Ok(Decision::Write(Box::new(change)))
    };
    wait(store.change(id, &Scope::All, &decide)).map(|it| it.server)
}

#[track_caller]
fn assert_too_many(result: Result<Server, Error>, expected: u128) {
    match result {
        Err(Error::Image(ImageError::TooManySnapshots { image_id })) => {
            assert_eq!(image_id, Uuid::from_u128(expected));
        }
        other => panic!("expected too many, got {other:?}"),
    }
}

/// At the maximum, a change of a server that adds another snapshot is refused as a whole. After an
/// image is deleted, a snapshot can be added again.
pub fn a_project_has_a_bounded_number_of_snapshots(store: &dyn Store) {
    with_images(store, &snapshots(MAX_SNAPSHOTS - 1));
    let server = create(store, server("web"));

    assert_too_many(try_add(store, server.id, &[image(1, "a"), image(2, "b")]), 2);
    assert_eq!(find_image(store, Uuid::from_u128(1)), None);
    assert_eq!(find(store, server.id).unwrap().name, "web");
    try_add(store, server.id, &[image(1, "a")]).unwrap();
    assert_too_many(try_add(store, server.id, &[image(2, "b")]), 2);

    wait(store.change_image(Uuid::from_u128(1), &|_| Ok(ImageDecision::Remove))).unwrap();
    try_add(store, server.id, &[image(2, "b")]).unwrap();
    assert_eq!(names(store).len(), MAX_SNAPSHOTS);
}

/// Images of other projects do not count, nor do images that were not made from servers.
pub fn only_snapshots_of_the_project_count(store: &dyn Store) {
    let uploaded = snapshots(MAX_SNAPSHOTS).into_iter().map(|it| Image { server_id: None, ..it });
    with_images(store, &uploaded.collect::<Vec<_>>());
    let server = create(store, server("web"));
    try_add(store, server.id, &snapshots_of("q")).unwrap();

    try_add(store, server.id, &[image(1, "a")]).unwrap();

    assert_too_many(try_add(store, server.id, &[of_project(2, "q")]), 2);
    assert_eq!(images(store).len(), 2 * MAX_SNAPSHOTS + 1);
}

/// Makes as many snapshots of a project as it can have.
fn snapshots_of(project_id: &str) -> Vec<Image> {
    (0..MAX_SNAPSHOTS as u128).map(|it| of_project(10_000 + it, project_id)).collect()
}

pub fn of_concurrent_writers_who_want_the_last_snapshot_one_gets_it(store: &dyn Store) {
    with_images(store, &snapshots(MAX_SNAPSHOTS - 1));
    let servers: Vec<Server> = (0..8).map(|_| create(store, server("web"))).collect();

    let given = thread::scope(|scope| {
        let ask = |(id, server): (u128, &Server)| {
            let server_id = server.id;
            scope.spawn(move || try_add(store, server_id, &[image(id, "last")]).is_ok())
        };
        let asking: Vec<_> = (1..).zip(&servers).map(ask).collect();
        asking.into_iter().map(|it| it.join().unwrap()).filter(|it| *it).count()
    });

    assert_eq!(given, 1);
    assert_eq!(names(store).len(), MAX_SNAPSHOTS);
}
