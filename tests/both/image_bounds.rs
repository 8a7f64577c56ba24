//! Limits: the number of a project's snapshots, and the size of a page of images.

use std::{collections::BTreeSet, fmt::Write as _};

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Value, json};

use crate::support::start_seeded;

/// Maximum number of snapshots of a project.
const MAX_SNAPSHOTS: usize = 1000;

/// Maximum size of a page.
const PAGE_BYTES: usize = 16 << 20;

/// A cloud whose project `demo` may have this many more snapshots.
fn start_with_room_for(snapshots: usize) -> Option<Cloud> {
    let mut seed = String::from("images:\n");
    for n in snapshots..MAX_SNAPSHOTS {
        let _ = writeln!(seed, "  - {{name: old-{n}, project: demo, server: {}}}", server(n));
    }
    // Servers are made from the newest.
    seed.push_str("  - {name: base}\n");
    start_seeded(seed.leak())
}

fn server(n: usize) -> String {
    format!("5e000000-0000-4000-8000-{n:012}")
}

#[track_caller]
fn assert_too_many(response: &Response) {
    let message = response.at("/forbidden/message");
    let id = message.as_str().and_then(|it| {
        let id = it.strip_prefix("Quota exceeded or out of space for image ")?;
        id.strip_suffix(" in the image service.")
    });
    assert_eq!(id.map(str::len), Some(36), "{message}");
    assert_eq!((response.status(), response.at("/forbidden/code")), (403, json!(403)));
    assert_eq!(response.header("retry-after"), None);
}

#[test]
fn a_project_has_a_thousand_snapshots() {
    let Some(cloud) = start_with_room_for(1) else { return };
    let owner = cloud.owner();
    let (id, aside) = (owner.boot("web"), owner.boot("aside"));
    let create_image = || owner.action(&id, &json!({"createImage": {"name": "snap"}}));
    let last = create_image().expect(202);

    assert_too_many(&create_image());
    let backup = json!({"name": "b", "backup_type": "daily", "rotation": 1});
    assert_too_many(&owner.action(&id, &json!({ "createBackup": backup })));
    assert_too_many(&owner.action(&aside, &json!({"shelve": null})));
    for id in [&id, &aside] {
        assert_eq!(owner.show(id).at("/server/status"), "ACTIVE");
    }

    let image = last.header("location").and_then(|it| it.rsplit('/').next()).unwrap_or_default();
    assert_eq!(owner.delete(&format!("images/{image}")).status(), 204);
    assert_eq!(owner.action(&aside, &json!({"shelve": null})).status(), 202);
    assert_too_many(&create_image());
}

#[test]
fn snapshots_of_others_do_not_count() {
    let Some(cloud) = start_with_room_for(0) else { return };
    let id = cloud.other().boot("web");

    let response = cloud.other().action(&id, &json!({"createImage": {"name": "snap"}}));

    assert_eq!(response.status(), 202);
}

#[test]
fn the_last_snapshot_is_given_to_one_of_many() {
    let Some(cloud) = start_with_room_for(1) else { return };
    let owner = cloud.owner();
    let ids: Vec<String> = (0..6).map(|n| owner.boot(&format!("web-{n}"))).collect();

    let statuses = std::thread::scope(|scope| {
        let ask = |id: &String| {
            let body = json!({"createImage": {"name": "snap"}});
            let id = id.clone();
            scope.spawn(move || owner.action(&id, &body).status())
        };
        let asking: Vec<_> = ids.iter().map(ask).collect();
        asking.into_iter().map(|it| it.join().expect("it answers")).collect::<Vec<_>>()
    });

    assert_eq!(statuses.iter().filter(|it| **it == 202).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|it| **it == 403).count(), 5, "{statuses:?}");
}

/// A cloud with a base image, three images of 6 MiB each and, as the newest, one of 17 MiB.
fn start_with_large_images() -> Option<Cloud> {
    let mut seed = String::from("time: 2014-10-16T12:00:00Z\nimages:\n");
    for (n, size) in [0, 6, 6, 6, 17].into_iter().enumerate() {
        let filler = "x".repeat(size << 20);
        let _ = writeln!(
            seed,
            "  - {{name: image-{n}, created: 2014-10-0{}T00:00:00Z, metadata: {{a: {filler:?}}}}}",
            n + 1
        );
    }
    start_seeded(seed.leak())
}

/// The names on each page of a list. A page of several images is not too long.
fn pages(client: &Client, path: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut next = Some(path.to_owned());
    let mut seen = BTreeSet::new();
    while let Some(path) = next {
        assert!(seen.insert(path.clone()), "{path} was seen before");
        let response = client.get(&path).expect(200);
        let body = response.json();
        let images = body["images"].as_array().expect("a list of images");
        assert!(images.len() < 2 || response.text().len() <= PAGE_BYTES + 1024);
        let name = |it: &Value| it["name"].as_str().unwrap_or_default().to_owned();
        pages.push(images.iter().map(name).collect());
        let link = body["images_links"][0]["href"].as_str();
        next = link.and_then(|it| it.strip_prefix(client.base_url())).map(str::to_owned);
    }
    pages
}

#[test]
fn a_page_of_images_ends_before_it_is_too_long() {
    let Some(cloud) = start_with_large_images() else { return };
    let owner = cloud.owner();

    let brief = pages(owner, "images");
    let detailed = pages(owner, "images/detail");
    let filtered = pages(owner, "images/detail?status=active&limit=3");

    let names = |numbers: &[u8]| -> Vec<String> {
        numbers.iter().map(|it| format!("image-{it}")).collect()
    };
    assert_eq!(brief, [names(&[4, 3, 2, 1, 0])]);
    assert_eq!(detailed, [names(&[4]), names(&[3, 2]), names(&[1, 0])]);
    assert_eq!(filtered, [names(&[4]), names(&[3, 2]), names(&[1, 0])]);
}
