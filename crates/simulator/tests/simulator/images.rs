//! Tests the images that are made from servers.

use std::collections::BTreeMap;

use ferronova_compute::{Backup, ImageStatus, Note, ResetTo, Scratch};

use crate::cloud::{Cloud, backup, image, run};

fn named(name: &str, status: ImageStatus) -> (String, ImageStatus) {
    (name.to_owned(), status)
}

#[test]
fn an_image_is_queued_then_saved_then_active() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create_active().await;

        cloud.compute.create_image(cloud.request(), id, image("a")).await.unwrap();
        let mut seen = [ImageStatus::Killed; 5];
        for slot in &mut seen {
            *slot = cloud.images()[0].1;
            cloud.pass_seconds(1).await;
        }

        let expected = ["queued", "queued", "queued", "saving", "active"];
        assert_eq!(seen.map(ImageStatus::as_str), expected);
        assert_eq!(cloud.scratch(id), Scratch::default());
    });
}

#[test]
fn an_image_that_is_not_finished_goes_with_its_server_or_with_its_work() {
    run(async {
        let cloud = Cloud::taking(4);
        for is_deleted in [true, false] {
            let id = cloud.create_active().await;
            cloud.compute.create_image(cloud.request(), id, image("a")).await.unwrap();
            cloud.pass_seconds(1).await;

            if is_deleted {
                cloud.compute.delete_server(cloud.request(), id).await.unwrap();
            } else {
                cloud.compute.reset_state(cloud.request(), id, ResetTo::Active).await.unwrap();
            }

            assert_eq!(cloud.images(), []);
        }
    });
}

#[test]
fn a_backup_that_is_given_up_leaves_no_note() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create_active().await;
        cloud.compute.create_backup(cloud.request(), id, backup(1)).await.unwrap();

        cloud.compute.reset_state(cloud.request(), id, ResetTo::Active).await.unwrap();

        assert_eq!(cloud.scratch(id), Scratch::default());
    });
}

#[test]
fn the_oldest_backups_of_a_kind_are_removed_when_there_are_too_many() {
    run(async {
        let cloud = Cloud::taking(0);
        let id = cloud.create().await;
        let other = cloud.create().await;
        cloud.compute.create_image(cloud.request(), id, image("snapshot")).await.unwrap();
        cloud.compute.create_backup(cloud.request(), other, backup(1)).await.unwrap();

        for n in 0..4 {
            let mut backup = backup(2);
            backup.image.name = format!("backup-{n}");
            cloud.pass_seconds(1).await;
            cloud.compute.create_backup(cloud.request(), id, backup).await.unwrap();
        }

        let names: Vec<String> = cloud.images().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["snapshot", "backup", "backup-2", "backup-3"]);
    });
}

#[test]
fn a_backup_with_rotation_zero_leaves_no_image() {
    run(async {
        let cloud = Cloud::taking(3);
        let id = cloud.create_active().await;
        cloud.compute.create_backup(cloud.request(), id, backup(1)).await.unwrap();
        cloud.pass_seconds(3).await;
        assert_eq!(cloud.images(), [named("backup", ImageStatus::Active)]);

        cloud.compute.create_backup(cloud.request(), id, backup(0)).await.unwrap();
        cloud.pass_seconds(3).await;

        assert_eq!(cloud.images(), []);
    });
}

#[test]
fn what_users_note_meanwhile_does_not_make_another_image_a_backup_of_the_kind() {
    run(async {
        let cloud = Cloud::taking(3);
        let id = cloud.create_active().await;
        cloud.compute.create_image(cloud.request(), id, image("snapshot")).await.unwrap();
        cloud.pass_seconds(3).await;
        let (image, backup_type) = (image("weekly"), "weekly".to_owned());
        let weekly = Backup { image, backup_type, rotation: 1 };
        cloud.compute.create_backup(cloud.request(), id, weekly).await.unwrap();
        cloud.pass_seconds(3).await;
        let nothing = BTreeMap::new();
        cloud.set_metadata("snapshot", &nothing);
        let weekly = ["image_type", "backup_type"].into_iter().zip(["backup", "weekly"]);
        let weekly = weekly.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();

        for metadata in [nothing, weekly] {
            cloud.compute.create_backup(cloud.request(), id, backup(1)).await.unwrap();
            cloud.set_metadata("backup", &metadata);
            cloud.pass_seconds(3).await;
        }

        let names: Vec<String> = cloud.images().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["snapshot", "weekly", "backup", "backup"]);
        assert_eq!(cloud.scratch(id), Scratch::default());
    });
}

#[test]
fn a_backup_whose_type_was_not_noted_ends_and_removes_nothing() {
    run(async {
        let cloud = Cloud::taking(3);
        let id = cloud.create_active().await;
        cloud.compute.create_backup(cloud.request(), id, backup(1)).await.unwrap();
        cloud.pass_seconds(3).await;
        cloud.compute.create_backup(cloud.request(), id, backup(1)).await.unwrap();
        cloud.set(id, |it| drop(it.scratch.take_note(Note::BackupType)));

        cloud.pass_seconds(3).await;

        let backup = named("backup", ImageStatus::Active);
        assert_eq!(cloud.images(), [backup.clone(), backup]);
        assert_eq!(cloud.scratch(id), Scratch::default());
    });
}
