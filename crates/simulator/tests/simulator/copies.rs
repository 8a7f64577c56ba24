//! Tests what a server keeps of its request, its flavor and its image.

use std::collections::BTreeMap;

use ferronova_compute::{NewServer, Rebuild, Resize, Server, ServerFlavor, ServerRef};
use uuid::Uuid;

use crate::cloud::{Cloud, run};

async fn create(cloud: &Cloud, new: NewServer) -> Vec<Server> {
    cloud.compute.create_servers(cloud.request(), new).await.unwrap()
}

fn new_server(name: &str) -> NewServer {
    NewServer::new(name.to_owned(), Uuid::nil(), "1".to_owned())
}

fn metadata(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Renames every flavor and gives it other sizes.
fn change_flavors(cloud: &Cloud) {
    cloud.change_infrastructure(|it| {
        for flavor in &mut it.flavors {
            flavor.name.push_str(", changed");
            flavor.ram_mb = 1;
        }
    });
}

#[test]
fn a_new_server_has_what_its_request_says_and_what_follows_from_it() {
    run(async {
        let cloud = Cloud::taking(0);
        let properties = metadata(&[("os_distro", "cirros"), ("kernel_id", "aki-1")]);
        cloud.set_metadata("cirros", &properties);
        let hints = r#"{"query":"[]"}"#;
        let asked = NewServer {
            availability_zone: Some("north".to_owned()),
            scheduler_hints: Some(hints.to_owned()),
            ..new_server("Web_1")
        };

        let server = create(&cloud, asked).await.remove(0);

        assert_eq!(server.description.as_deref(), Some("Web_1"));
        assert_eq!(server.hostname.as_deref(), Some("web-1"));
        assert_eq!(server.pinned_zone.as_deref(), Some("north"));
        assert_eq!(server.scheduler_hints.as_deref(), Some(hints));
        assert_eq!(server.image_id, Some(Uuid::nil()));
        assert_eq!(server.image_properties, properties);
        assert_eq!(server.kernel_id.as_deref(), Some("aki-1"));
        assert_eq!(server.ramdisk_id.as_deref(), Some(""));
        assert_eq!(server.root_device_name.as_deref(), Some("/dev/vda"));
        assert_eq!((server.flavor.name.as_str(), server.flavor.ram_mb), ("m1.tiny", 512));
    });
}

#[test]
fn a_server_whose_request_says_nothing_is_not_pinned_and_has_no_hints() {
    run(async {
        let cloud = Cloud::taking(0);

        let server = create(&cloud, new_server("web")).await.remove(0);

        assert_eq!(server.pinned_zone, None);
        assert_eq!(server.scheduler_hints.as_deref(), Some("{}"));
        assert_eq!((server.tags.len(), server.trusted_certs, server.server_group), (0, None, None));
    });
}

#[test]
fn servers_of_one_request_have_places_in_it_and_host_names_of_their_own() {
    run(async {
        let cloud = Cloud::taking(0);
        let several = NewServer { min_count: 3, max_count: 3, ..new_server("web") };

        let servers = create(&cloud, several).await;

        let places: Vec<u32> = servers.iter().map(|it| it.launch_index).collect();
        assert_eq!(places, [0, 1, 2]);
        for server in servers {
            assert_eq!(server.hostname, Some(format!("web-{}", server.id)));
            assert_eq!(server.description.as_deref(), Some("web"));
        }
    });
}

#[test]
fn a_server_keeps_its_flavor_as_it_was_until_it_is_resized() {
    run(async {
        let cloud = Cloud::taking(0);
        let id = cloud.create().await;
        let kept = cloud.find(id).flavor;
        change_flavors(&cloud);

        assert_eq!(cloud.find(id).flavor, kept);
        cloud.compute.migrate(cloud.request(), id).await.unwrap();
        cloud.compute.confirm_resize(cloud.request(), id).await.unwrap();
        assert_eq!(cloud.find(id).flavor, kept);
        let resize = Resize { flavor_id: "2".to_owned(), disk_config: None };
        cloud.compute.resize(cloud.request(), id, resize).await.unwrap();

        let resized = cloud.find(id).flavor;
        let expected = ServerFlavor {
            id: "2".to_owned(),
            name: "m1.tiny, changed".to_owned(),
            ram_mb: 1,
            ..kept.clone()
        };
        assert_eq!(resized, expected);
        cloud.compute.revert_resize(cloud.request(), id).await.unwrap();
        assert_eq!(cloud.find(id).flavor, ServerFlavor { id: kept.id, ..resized });
    });
}

#[test]
fn a_server_keeps_the_metadata_of_its_image_until_it_is_rebuilt() {
    run(async {
        let cloud = Cloud::taking(0);
        let before = metadata(&[("os_distro", "cirros")]);
        cloud.set_metadata("cirros", &before);
        let id: ServerRef = cloud.create().await;
        let after = metadata(&[("ramdisk_id", "ari-1")]);
        cloud.set_metadata("cirros", &after);

        assert_eq!(cloud.find(id).image_properties, before);
        let rebuild = Rebuild::from(Uuid::nil());
        cloud.compute.rebuild(cloud.request(), id, rebuild).await.unwrap();

        let server = cloud.find(id);
        assert_eq!(server.image_properties, after);
        assert_eq!(server.ramdisk_id.as_deref(), Some("ari-1"));
    });
}
