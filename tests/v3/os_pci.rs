//! The plugin `os-pci`: a simulated host has no PCI devices.

use serde_json::json;

use crate::cloud_of_plugins::{assert_keys, both_servers, start, start_without};

#[test]
fn the_key_is_in_show_and_detail() {
    let rule = "compute_extension:v3:os-pci:pci_servers";
    assert_keys("os-pci", rule, &["os-pci:pci_devices"], &["show", "detail"]);
}

#[test]
fn a_server_has_no_devices() {
    let Some(cloud) = start() else { return };

    for server in both_servers(cloud.owner()) {
        assert_eq!(server["os-pci:pci_devices"], json!([]));
    }
}

#[test]
fn a_hypervisor_has_no_statistics_of_devices_in_show_and_detail() {
    let Some(cloud) = start() else { return };

    let shown = cloud.admin().get("os-hypervisors/1").expect(200);
    let detail = cloud.admin().get("os-hypervisors/detail").expect(200);
    let brief = cloud.admin().get("os-hypervisors").expect(200);

    assert_eq!(shown.at("/hypervisor/os-pci:pci_stats"), json!([]));
    assert_eq!(detail.at("/hypervisors/0/os-pci:pci_stats"), json!([]));
    assert!(!brief.text().contains("os-pci"), "{}", brief.text());
}

#[test]
fn switched_off_the_plugin_is_gone_from_hypervisors_too() {
    let Some(cloud) = start_without("os-pci") else { return };

    let shown = cloud.admin().get("os-hypervisors/1").expect(200);

    assert!(!shown.text().contains("os-pci"), "{}", shown.text());
}
