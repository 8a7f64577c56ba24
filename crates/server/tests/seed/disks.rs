//! The disks of servers in seeds: each has a device of its own.

use crate::{error, seed, servers};

const ONE: &str = "id: a0000000-0000-4000-8000-000000000001";
const OTHER: &str = "id: a0000000-0000-4000-8000-000000000002";

/// A seed with a server that has these lines; the first of them is line 4.
fn seed_with(lines: &[String]) -> String {
    format!("servers:\n- name: web\n  project: demo\n  {}\n", lines.join("\n  "))
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|it| it.replace("ONE", ONE).replace("OTHER", OTHER)).collect()
}

#[test]
fn two_disks_at_one_device_are_refused() {
    for (given, expected) in [
        (
            lines(&["volumes:", "- {ONE, device: /dev/vdb}", "- {OTHER, device: /dev/vdb}"]),
            "seed.yaml:6:5: the device `/dev/vdb` is taken by line 5 already",
        ),
        (
            lines(&[
                "image: null",
                "volumes:",
                "- {ONE, device: /dev/vda}",
                "- {OTHER, device: /dev/vda, boot_index: 0}",
            ]),
            "seed.yaml:7:5: the device `/dev/vda` is taken by line 6 already",
        ),
        (
            lines(&["volumes:", "- {ONE, device: /dev/vda}"]),
            "seed.yaml:5:5: `/dev/vda` is the device of the root disk, as there is no \
             `root_device_name`; write another `device` or a `root_device_name`",
        ),
        (
            lines(&["root_device_name: /dev/sda", "volumes: [{ONE, device: /dev/sda}]"]),
            "seed.yaml:5:13: `/dev/sda` is the device of the root disk, the `root_device_name` of \
             line 4; write another `device`",
        ),
        (
            lines(&[
                "image: null",
                "volumes:",
                "- {ONE, boot_index: 0}",
                "- {OTHER, device: /dev/sda}",
                "root_device_name: /dev/sda",
            ]),
            "seed.yaml:7:5: `/dev/sda` is the device of the root disk, the `root_device_name` of \
             line 8; write another `device`",
        ),
    ] {
        let error = error(&seed_with(&given));
        assert_eq!(error, expected, "{given:?}");
    }
}

#[test]
fn two_root_devices_are_refused() {
    let text = seed_with(&lines(&[
        "image: null",
        "root_device_name: /dev/vda",
        "volumes: [{ONE, device: /dev/sda, boot_index: 0}]",
    ]));

    assert_eq!(
        error(&text),
        "seed.yaml:6:13: the device of this root disk is `/dev/sda`, and the `root_device_name` of \
         line 5 is `/dev/vda`; leave one of them out"
    );
}

#[test]
fn the_root_device_is_that_of_the_root_disk() {
    for (given, expected) in [
        (lines(&["volumes: [{ONE, device: /dev/vdb}]"]), Some("/dev/vda")),
        (lines(&["root_device_name: null", "volumes: [{ONE, device: /dev/vda}]"]), None),
        (
            lines(&["root_device_name: /dev/sda", "volumes: [{ONE, device: /dev/vda}]"]),
            Some("/dev/sda"),
        ),
        (lines(&["volumes: [{ONE, boot_index: 0}]", "image: null"]), Some("/dev/vda")),
        (
            lines(&["volumes: [{ONE, device: /dev/sda, boot_index: 0}]", "image: null"]),
            Some("/dev/sda"),
        ),
        (
            lines(&[
                "volumes: [{ONE, device: /dev/sda, boot_index: 0}, {OTHER, device: /dev/vda}]",
                "root_device_name: /dev/sda",
                "image: null",
            ]),
            Some("/dev/sda"),
        ),
        // Which of its volumes it boots from is not known.
        (lines(&["volumes: [{ONE, device: /dev/vda}]", "image: null"]), Some("/dev/vda")),
    ] {
        let seed = seed(&seed_with(&given));

        assert_eq!(servers(&seed)[0].root_device_name.as_deref(), expected, "{given:?}");
    }
}
