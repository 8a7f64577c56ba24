//! What only v2.1 shows of servers in seeds, and what belongs to it.

use ferronova_compute::{
    HostStatus, Hypervisor, Note, Scratch, Server, ServerFlavor, ServerGroup, ServerGroupPolicy,
    Volume, parse_id,
};
use uuid::Uuid;

use crate::{error, seed, server_error, servers};

const GROUP: &str = "b33ebe95-be2d-5534-b828-5520dda4b092";

fn server(lines: &str) -> Server {
    let seed = seed(&format!("servers:\n- name: Web_1\n  project: demo\n  {lines}\n"));
    servers(&seed)[0].clone()
}

#[expect(clippy::unnecessary_wraps, reason = "the values that it is compared with are optional")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn what_is_left_out_is_what_a_new_server_gets() {
    let plain = server("availability_zone: nova");

    assert_eq!(plain.description, text("Web_1"));
    assert_eq!(plain.hostname, text("web-1"));
    assert_eq!(plain.tags, [""; 0]);
    assert_eq!(plain.trusted_certs, None);
    assert_eq!(plain.pinned_zone, text("nova"));
    assert_eq!(plain.scheduler_hints, text("{}"));
    assert_eq!(plain.server_group, None);
    assert_eq!((plain.kernel_id, plain.ramdisk_id), (text(""), text("")));
    assert_eq!(plain.launch_index, 0);
    assert_eq!(plain.root_device_name, text("/dev/vda"));
    assert_eq!((plain.flavor.name.as_str(), plain.flavor.ram_mb), ("m1.tiny", 512));
}

#[test]
fn a_server_has_what_the_seed_says() {
    let seed = seed(&format!(
        "server_groups:\n\
         - {{id: {GROUP}, name: grp1, project: demo, policy: anti-affinity, \
         rules: {{max_server_per_host: 2}}}}\n\
         servers:\n\
         - name: rich\n\
         \x20 project: demo\n\
         \x20 hostname: rich.example.org\n\
         \x20 description: a server with everything\n\
         \x20 tags: [prod, Blue]\n\
         \x20 trusted_certs: [cert-1, cert-2]\n\
         \x20 availability_zone: nova\n\
         \x20 pinned_zone: az2\n\
         \x20 scheduler_hints: {{group: {GROUP}, query: '[\"=\",\"$a\",1]', other: [1, true]}}\n\
         \x20 server_group: grp1\n\
         \x20 embedded_flavor: {{name: old, vcpus: 2, ram: 3, disk: 4, ephemeral: 5, swap: 6, \
         extra_specs: {{a: b}}}}\n\
         \x20 image_properties: {{hw_disk_bus: virtio}}\n\
         \x20 kernel_id: aki\n\
         \x20 ramdisk_id: null\n\
         \x20 launch_index: 7\n\
         \x20 root_device_name: null\n\
         \x20 volumes:\n\
         \x20 - e7d27294-f282-5245-902b-35f6a5630d2a\n\
         \x20 - id: 0426424b-a31d-5d3f-98bb-2887f201fb23\n\
         \x20   device: /dev/vdb\n\
         \x20   tag: data\n\
         \x20   delete_on_termination: true\n\
         \x20   attachment_id: 0426424b-a31d-5d3f-98bb-2887f201fb24\n\
         \x20   boot_index: 1\n"
    ));

    let rich = servers(&seed)[0].clone();
    let id = |text: &str| parse_id(text).unwrap();
    assert_eq!(rich.hostname, text("rich.example.org"));
    assert_eq!(rich.description, text("a server with everything"));
    assert_eq!(rich.tags, ["Blue", "prod"]);
    assert_eq!(rich.trusted_certs.unwrap(), ["cert-1", "cert-2"]);
    assert_eq!((rich.availability_zone, rich.pinned_zone), (text("nova"), text("az2")));
    let hints = format!(r#"{{"group":"{GROUP}","other":[1,true],"query":"[\"=\",\"$a\",1]"}}"#);
    assert_eq!(rich.scheduler_hints, Some(hints));
    assert_eq!(rich.server_group, parse_id(GROUP));
    let flavor = ServerFlavor {
        id: "1".to_owned(),
        name: "old".to_owned(),
        vcpus: 2,
        ram_mb: 3,
        disk_gb: 4,
        ephemeral_gb: 5,
        swap_mb: 6,
        extra_specs: [("a".to_owned(), "b".to_owned())].into(),
    };
    assert_eq!(rich.flavor, flavor);
    assert_eq!(rich.image_properties["hw_disk_bus"], "virtio");
    assert_eq!((rich.kernel_id, rich.ramdisk_id), (text("aki"), None));
    assert_eq!((rich.launch_index, rich.root_device_name), (7, None));
    let data = Volume {
        id: id("0426424b-a31d-5d3f-98bb-2887f201fb23"),
        device: text("/dev/vdb"),
        delete_on_termination: true,
        tag: text("data"),
        attachment_id: Some(id("0426424b-a31d-5d3f-98bb-2887f201fb24")),
        boot_index: Some(1),
    };
    let plain = Volume::of_id(id("e7d27294-f282-5245-902b-35f6a5630d2a"));
    assert_eq!(rich.volumes, [plain, data]);
}

#[test]
fn a_server_keeps_the_metadata_of_its_image() {
    let text_of = |server: &str| {
        format!(
            "images: [{{name: a, metadata: {{os_distro: cirros, kernel_id: aki}}}}]\n\
             servers: [{{name: web, project: demo{server}}}]"
        )
    };
    let first = |text: &str| servers(&seed(text))[0].clone();

    let usual = first(&text_of(""));
    let without = first(&text_of(", image_properties: {}, kernel_id: null"));
    let from_volume = first(&text_of(", image: null"));

    assert_eq!(usual.image_properties["os_distro"], "cirros");
    assert_eq!((usual.kernel_id, usual.ramdisk_id), (text("aki"), text("")));
    assert!(without.image_properties.is_empty() && without.kernel_id.is_none());
    assert!(from_volume.image_properties.is_empty());
    assert_eq!(from_volume.kernel_id, text(""));
}

#[test]
fn null_is_not_the_default() {
    let none = server(
        "availability_zone: nova\n  description: null\n  hostname: null\n  pinned_zone: null",
    );
    let without_spec = server("availability_zone: nova\n  scheduler_hints: null");

    assert_eq!((none.description, none.hostname, none.pinned_zone), (None, None, None));
    assert_eq!(none.scheduler_hints, text("{}"));
    assert_eq!((without_spec.scheduler_hints, without_spec.pinned_zone), (None, None));
}

#[test]
fn a_hint_that_is_not_quoted_is_what_yaml_makes_of_it() {
    let plain = server("scheduler_hints: {a: yes, b: off, c: 18446744073709551616}");
    let quoted = server("scheduler_hints: {a: 'yes', b: 'off', c: '18446744073709551616'}");
    let of_64_bits = server("scheduler_hints: {a: 18446744073709551615}");

    let json = |server: &Server| server.scheduler_hints.clone().unwrap();
    assert_eq!(json(&plain), r#"{"a":true,"b":false,"c":1.8446744073709552e+19}"#);
    assert_eq!(json(&quoted), r#"{"a":"yes","b":"off","c":"18446744073709551616"}"#);
    assert_eq!(json(&of_64_bits), r#"{"a":18446744073709551615}"#);
}

#[test]
fn a_server_group_belongs_to_a_user_of_its_project() {
    let seed = seed(
        "server_groups:\n\
         - {name: apart, project: demo, policy: soft-anti-affinity}\n\
         - {name: apart, project: alt, user: admin, policy: affinity}\n",
    );

    let groups = &seed.content.infrastructure.server_groups;
    let expected = |group: &ServerGroup, user: &str, policy| ServerGroup {
        user_id: user.to_owned(),
        policy,
        max_server_per_host: None,
        ..group.clone()
    };
    let demo = "de000000000000000000000000000002";
    assert_eq!(groups[0], expected(&groups[0], demo, ServerGroupPolicy::SoftAntiAffinity));
    let admin = "ad000000000000000000000000000002";
    assert_eq!(groups[1], expected(&groups[1], admin, ServerGroupPolicy::Affinity));
    assert_ne!(groups[0].id, groups[1].id);
    assert_ne!(groups[0].id, Uuid::nil());
}

#[test]
fn the_status_of_a_host_follows_from_what_is_said_of_it() {
    let seed = seed(
        "hypervisors:\n\
         - {hostname: a}\n\
         - {hostname: b, forced_down: true, disabled_reason: worn out}\n\
         - {hostname: c, disabled_reason: worn out}\n\
         - {hostname: d, up: false}\n",
    );

    let hypervisors = &seed.content.infrastructure.hypervisors;
    let statuses: Vec<HostStatus> = hypervisors.iter().map(Hypervisor::host_status).collect();
    let expected = [HostStatus::Up, HostStatus::Down, HostStatus::Maintenance, HostStatus::Unknown];
    assert_eq!(statuses, expected);
    let up: Vec<bool> = hypervisors.iter().map(|it| it.is_up).collect();
    assert_eq!(up, [true, false, true, false]);
}

#[test]
fn a_migration_is_kept_with_the_work_on_the_server() {
    let seed = seed(
        "servers:\n\
         - {name: a, project: demo, vm_state: resized, \
         migration: {old_flavor: m1.small, old_host: cmp2, old_vm_state: stopped}}\n\
         - {name: b, project: demo, task_state: resize_migrating, \
         migration: {new_flavor: '3', new_host: cmp2}}\n\
         - {name: c, project: demo}\n",
    );

    let scratch = |index: usize| {
        let id = servers(&seed)[index].id;
        seed.content.scratches.get(&id).cloned().unwrap_or_default()
    };
    let note = |index, note| scratch(index).note(note).map(str::to_owned);
    assert_eq!(note(0, Note::OldFlavor), text("2"));
    assert_eq!(note(0, Note::OldHost), text("cmp2"));
    assert_eq!(note(0, Note::OldVmState), text("stopped"));
    assert_eq!(note(1, Note::NewFlavor), text("3"));
    assert_eq!(note(1, Note::NewHost), text("cmp2"));
    assert_eq!(scratch(2), Scratch::default());
}

#[test]
fn what_a_server_cannot_have_is_refused() {
    for (lines, expected) in [
        ("server_group: grp", "there is no server group `grp`"),
        ("tags: [blue, BLUE]", "`blue` and `BLUE` are one tag, as case does not count"),
        ("tags: ['a,b']", "`a,b` is no tag; a tag has 1 to 60 characters, none of them `/` or `,`"),
        ("tags: blue", "here must be a list, such as `[blue, prod]`"),
        ("tags: 5", "here must be a list, such as `[blue, prod]`"),
        ("tags: {blue: prod}", "here must be a list, such as `[blue, prod]`"),
        ("trusted_certs: cert-1", "here must be a list, such as `[cert-1]`"),
        (
            "migration: {old_host: cmp1}",
            "only a server that is `resized`, or in a task such as `resize_migrating` or",
        ),
        ("vm_state: resized\n  migration: {old_host: cmp9}", "there is no host `cmp9`"),
        ("scheduler_hints: [group]", "here must be keys and values"),
        (
            "scheduler_hints: null\n  pinned_zone: nova",
            "a server with `scheduler_hints: null` has no request spec, so it is not pinned; \
             remove `pinned_zone` or write `scheduler_hints: {}`",
        ),
        ("trusted_certs: []", "here must be 1 to 50 different ids; leave out for none"),
        ("trusted_certs: [a, b, c, b]", "`b` is given twice"),
        ("embedded_flavor: {id: 2}", "`id` is no key here"),
        ("volumes: [{device: /dev/vdb}]", "the key `id` is missing"),
        ("volumes: [{id: a}]", "`a` is not a UUID"),
        (
            "volumes: [{id: a0000000-0000-4000-8000-000000000001, boot_index: 0}]",
            "the root disk of a server with an image is no volume; write `image: null`",
        ),
    ] {
        let error = server_error(lines);
        assert!(error.starts_with(expected), "{lines}\n{error}");
    }
}

#[test]
fn a_mistake_is_told_with_its_place() {
    for (text, expected) in [
        (
            "servers:\n- name: web\n  project: demo\n  image: null\n  volumes:\n\
             \x20 - {id: a0000000-0000-4000-8000-000000000001, boot_index: 0}\n\
             \x20 - {id: a0000000-0000-4000-8000-000000000002, boot_index: 0}\n",
            "seed.yaml:7:5: the server has a root disk already, in line 6; only one volume has",
        ),
        (
            "servers:\n- name: web\n  project: demo\n  volumes:\n\
             \x20 - a0000000-0000-4000-8000-000000000001\n\
             \x20 - a0000000-0000-4000-8000-000000000001\n",
            "seed.yaml:6:5: the server has the volume a0000000-0000-4000-8000-000000000001 already",
        ),
        (
            "servers:\n- name: web\n  project: demo\n  trusted_certs: [a, a]",
            "seed.yaml:4:22: `a` is given twice",
        ),
        (
            "servers:\n- name: web\n  project: demo\n  volumes: [null]",
            "seed.yaml:4:13: `null` is no UUID of a volume",
        ),
        (
            "server_groups: [{name: theirs, project: alt, policy: affinity}]\n\
             servers:\n- name: web\n  project: demo\n  server_group: theirs",
            "seed.yaml:5:17: the server group `theirs` is of project `alt`, not of the server's \
             project `demo`",
        ),
        (
            "server_groups:\n- {name: a, project: demo, policy: apart}",
            "seed.yaml:2:36: `apart` is no policy of a server group (known are affinity,",
        ),
        (
            "server_groups:\n\
             - {name: a, project: demo, policy: affinity, rules: {max_server_per_host: 2}}",
            "seed.yaml:2:53: only a group with the policy `anti-affinity` has rules",
        ),
        (
            "server_groups:\n\
             - {name: a, project: demo, policy: anti-affinity, rules: {max_server_per_host: 0}}",
            "seed.yaml:2:80: `0` is not a whole number from 1 to 2147483647",
        ),
        (
            "hypervisors:\n- {hostname: a, up: true, forced_down: true}",
            "seed.yaml:2:3: a host that is forced down is not up; remove `up` or `forced_down`",
        ),
    ] {
        let error = error(text);
        assert!(error.starts_with(expected), "{text}\n{error}");
    }
}
