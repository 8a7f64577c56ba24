//! The content of the checked-in database of format 1, as it is after the upgrade. It never
//! changes, since each new format has a database and content of its own. The program that wrote the
//! database was removed with the format.

use std::collections::{BTreeMap, BTreeSet};

use ferronova_compute::{
    Address, AddressKind, Cidr, Content, DiskConfig, Flavor, Hypervisor, Image, ImageStatus,
    Infrastructure, InstanceAction, Lock, LockedBy, Network, PowerState, RequestId, Server,
    ServerFault, ServerFlavor, TaskState, Timestamp, Visibility, VmState, Volume,
};
use uuid::Uuid;

/// Servers, their actions and the infrastructure.
pub(crate) fn content() -> Content {
    let actions = ["create", "lock"].map(action).to_vec();
    Content {
        infrastructure: infrastructure(),
        images: vec![image()],
        servers: vec![
            (full_server(), actions),
            (bare_server(), Vec::new()),
            (deleted_server(), vec![action("delete")]),
        ],
        ..Content::default()
    }
}

pub(crate) fn documents() -> Vec<(String, Vec<u8>)> {
    vec![("keys/1".to_owned(), vec![0, 1, 255]), ("users/1".to_owned(), b"someone".to_vec())]
}

/// A server with every field set.
pub(crate) fn full_server() -> Server {
    Server {
        id: Uuid::from_u128(0x0a11),
        number: 7,
        version: 1,
        name: "wéb-1".to_owned(),
        project_id: "de000000000000000000000000000001".to_owned(),
        user_id: "5e000000-0000-0000-0000-000000000001".to_owned(),
        created: second(1),
        updated: second(2),
        launched_at: Some(second(3)),
        terminated_at: Some(second(4)),
        vm_state: VmState::Stopped,
        task_state: Some(TaskState::PoweringOn),
        power_state: PowerState::Shutdown,
        lock: Lock {
            is_set: true,
            holder: Some(LockedBy::Admin),
            reason: Some(text("maintenance")),
            user_id: Some(text("someone")),
            project_id: Some(text("ad000000000000000000000000000001")),
            request_id: Some(RequestId(Uuid::from_u128(0x4e9)).to_string()),
            locked_at: Some(second(6)),
        },
        progress: 50,
        fault: Some(ServerFault {
            code: 500,
            created: second(7),
            message: "No valid host was found.".to_owned(),
            details: Some(text("details")),
        }),
        image_id: Some(Uuid::from_u128(0x13a6e)),
        flavor: flavor(),
        metadata: texts("role", "web"),
        system_metadata: texts("os-example", "{}"),
        addresses: vec![
            address("10.0.0.2", AddressKind::Fixed),
            address("172.24.4.2", AddressKind::Floating),
        ],
        access_ipv4: Some([192, 0, 2, 1].into()),
        access_ipv6: Some([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into()),
        host: Some(text("compute-1")),
        node: Some(text("compute-1.example.org")),
        availability_zone: Some(text("nova")),
        key_name: Some(text("key")),
        security_groups: vec!["default".to_owned()],
        config_drive: true,
        disk_config: DiskConfig::Auto,
        volumes: vec![Volume::of_id(Uuid::from_u128(0x701))],
        reservation_id: "r-12345678".to_owned(),
        description: Some("wéb-1".to_owned()),
        hostname: Some("wéb-1".to_owned()),
        pinned_zone: Some(text("nova")),
        scheduler_hints: Some(text("{}")),
        image_properties: texts("os", "linux"),
        kernel_id: Some(String::new()),
        ramdisk_id: Some(String::new()),
        root_device_name: Some(text("/dev/vda")),
        ..Server::default()
    }
}

/// A server in which hardly any field is set.
pub(crate) fn bare_server() -> Server {
    Server {
        id: Uuid::from_u128(0xba4e),
        number: 8,
        name: String::new(),
        description: Some(String::new()),
        hostname: Some(text("Server-00000000-0000-0000-0000-00000000ba4e")),
        pinned_zone: None,
        image_properties: BTreeMap::new(),
        user_id: String::new(),
        launched_at: None,
        terminated_at: None,
        vm_state: VmState::Active,
        task_state: None,
        power_state: PowerState::Running,
        lock: Lock::default(),
        progress: 0,
        fault: None,
        image_id: None,
        metadata: BTreeMap::new(),
        system_metadata: BTreeMap::new(),
        addresses: Vec::new(),
        access_ipv4: None,
        access_ipv6: None,
        host: None,
        node: None,
        availability_zone: None,
        key_name: None,
        security_groups: Vec::new(),
        config_drive: false,
        disk_config: DiskConfig::Manual,
        volumes: Vec::new(),
        ..full_server()
    }
}

/// A deleted server of another project.
pub(crate) fn deleted_server() -> Server {
    Server {
        id: Uuid::from_u128(0xde1),
        number: 9,
        name: "gone".to_owned(),
        description: Some(text("gone")),
        hostname: Some(text("gone")),
        project_id: "other".to_owned(),
        vm_state: VmState::Deleted,
        deleted_at: Some(second(8)),
        ..bare_server()
    }
}

pub(crate) fn action(name: &str) -> InstanceAction {
    InstanceAction {
        action: name.to_owned(),
        request_id: Some(RequestId(Uuid::from_u128(0xac7)).to_string()),
        user_id: "5e000000000000000000000000000001".to_owned(),
        project_id: "de000000000000000000000000000001".to_owned(),
        start_time: second(9),
        message: Some(text("it failed")),
        events: Vec::new(),
    }
}

pub(crate) fn infrastructure() -> Infrastructure {
    let flavor = Flavor {
        id: "1".to_owned(),
        name: "m1.tiny".to_owned(),
        ram_mb: 512,
        disk_gb: 1,
        vcpus: 1,
        ephemeral_gb: 2,
        swap_mb: 3,
        rxtx_factor: 1.5,
        is_public: true,
        is_disabled: false,
        extra_specs: texts("hw:cpu_policy", "shared"),
        access: vec!["other".to_owned()],
    };
    let hypervisor = Hypervisor {
        id: 1,
        hostname: "compute-1.example.org".to_owned(),
        host: "compute-1".to_owned(),
        zone: "nova".to_owned(),
        host_ip: [192, 0, 2, 7].into(),
        hypervisor_type: "QEMU".to_owned(),
        hypervisor_version: 2_001_000,
        vcpus: 8,
        memory_mb: 32_768,
        local_gb: 500,
        cpu_info: "{}".to_owned(),
        is_up: true,
        disabled_reason: Some(text("maintenance")),
        is_forced_down: false,
    };
    let networks = vec![network(1, "private", "10.0.0.0/24"), network(2, "six", "fd00::/64")];
    Infrastructure {
        flavors: vec![flavor],
        networks,
        hypervisors: vec![hypervisor],
        floating_pools: Vec::new(),
        server_groups: Vec::new(),
    }
}

/// The flavor of all servers, as it is when the database is upgraded.
fn flavor() -> ServerFlavor {
    ServerFlavor {
        id: "1".to_owned(),
        name: "m1.tiny".to_owned(),
        vcpus: 1,
        ram_mb: 512,
        disk_gb: 1,
        ephemeral_gb: 2,
        swap_mb: 3,
        extra_specs: texts("hw:cpu_policy", "shared"),
    }
}

fn image() -> Image {
    Image {
        id: Uuid::from_u128(0x13a6e),
        name: "cirros".to_owned(),
        status: ImageStatus::Active,
        project_id: Some(text("other")),
        visibility: Visibility::Public,
        is_protected: false,
        is_hidden: false,
        size: 13_200_896,
        min_ram_mb: 64,
        min_disk_gb: 1,
        disk_format: "qcow2".to_owned(),
        container_format: "bare".to_owned(),
        checksum: Some(text("ee1eca47dc88f4879d8a229cc70a07c6")),
        created: second(10),
        updated: second(11),
        metadata: texts("os", "linux"),
        tags: BTreeSet::new(),
        server_id: Some(Uuid::from_u128(0x0a11)),
    }
}

fn network(id: u128, name: &str, cidr: &str) -> Network {
    let cidr: Result<Cidr, String> = cidr.parse();
    Network {
        id: Uuid::from_u128(id),
        name: name.to_owned(),
        subnet_id: Uuid::from_u128(id + 16),
        cidr: cidr.expect("it is a block of addresses"),
    }
}

fn address(ip: &str, kind: AddressKind) -> Address {
    Address {
        network_id: Uuid::from_u128(1),
        label: "private".to_owned(),
        ip: ip.parse().expect("it is an address"),
        kind,
        mac: "fa:16:3e:00:00:07".to_owned(),
    }
}

fn second(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_700_000_000 + seconds)
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn texts(key: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(text(key), text(value))])
}
