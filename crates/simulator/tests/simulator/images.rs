//! The images that are made of servers.

use ferronova_compute::{ImageStatus, ResetTo};

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
        assert!(cloud.find(id).system_metadata.is_empty());
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
fn of_no_backup_that_is_kept_nothing_is_left() {
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
