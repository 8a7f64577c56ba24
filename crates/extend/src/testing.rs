//! Samples for unit tests of an extension: one of every value that an extension's functions get,
//! and a function that returns the JSON that they write.
//!
//! A sample always has the same values, so that a test can compare whole texts. Set only the fields
//! that a test is about: `Server { name: "db".to_owned(), ..testing::server() }`.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, Ipv4Addr},
};

use ferronova_compute::{
    Address, AddressKind, Flavor, Hypervisor, Image, ImageStatus, Infrastructure, Lock, LockedBy,
    NewServer, PowerState, Related, Server, ServerFlavor, Timestamp, Visibility, VmState, parse_id,
};
use serde_json::{Map, Value};

use crate::{Creation, Fields, write_object};

/// 2014-10-16T12:00:00Z, the time in all samples.
pub const NOON: Timestamp = Timestamp::from_seconds(1_413_460_800);

const SERVER_ID: &str = "5e000000-0000-4000-8000-000000000001";
const IMAGE_ID: &str = "1a000000-0000-4000-8000-000000000001";
const NETWORK_ID: &str = "4e000000-0000-4000-8000-000000000001";

/// Returns the JSON text of an object whose keys `write` writes.
#[must_use]
pub fn json(write: impl FnOnce(&mut Fields<'_>)) -> String {
    let mut buffer = Vec::new();
    write_object(&mut buffer, write);
    String::from_utf8_lossy(&buffer).into_owned()
}

/// Parses a JSON object, for [`crate::Members`].
///
/// # Panics
///
/// If the text is not a JSON object.
#[must_use]
pub fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// A server that is active and unlocked: `web` of the project `a-project`, on the host
/// `compute-1`.
#[must_use]
pub fn server() -> Server {
    Server {
        id: parse_id(SERVER_ID).unwrap_or_default(),
        number: 1,
        version: 1,
        name: "web".to_owned(),
        project_id: "a-project".to_owned(),
        user_id: "a-user".to_owned(),
        created: NOON,
        updated: NOON,
        launched_at: Some(NOON),
        vm_state: VmState::Active,
        power_state: PowerState::Running,
        progress: 100,
        image_id: parse_id(IMAGE_ID),
        flavor: ServerFlavor::from(&flavor()),
        addresses: vec![address()],
        host: Some("compute-1".to_owned()),
        node: Some("compute-1.example.org".to_owned()),
        security_groups: vec!["default".to_owned()],
        reservation_id: "r-00000001".to_owned(),
        description: Some("web".to_owned()),
        hostname: Some("web".to_owned()),
        scheduler_hints: Some("{}".to_owned()),
        kernel_id: Some(String::new()),
        ramdisk_id: Some(String::new()),
        root_device_name: Some("/dev/vda".to_owned()),
        ..Server::default()
    }
}

/// [`server`], locked by its owner because of `an audit`.
#[must_use]
pub fn locked_server() -> Server {
    let lock = Lock {
        is_set: true,
        holder: Some(LockedBy::Owner),
        reason: Some("an audit".to_owned()),
        user_id: Some("a-user".to_owned()),
        project_id: Some("a-project".to_owned()),
        request_id: None,
        locked_at: Some(NOON),
    };
    Server { lock, ..server() }
}

/// The address of [`server`]: 10.0.0.2 on the network `private`.
#[must_use]
pub fn address() -> Address {
    Address {
        network_id: parse_id(NETWORK_ID).unwrap_or_default(),
        label: "private".to_owned(),
        ip: IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2)),
        kind: AddressKind::Fixed,
        mac: "fa:16:3e:00:00:01".to_owned(),
    }
}

/// The flavor of [`server`]: `m1.tiny`.
#[must_use]
pub fn flavor() -> Flavor {
    Flavor {
        id: "1".to_owned(),
        name: "m1.tiny".to_owned(),
        ram_mb: 512,
        disk_gb: 1,
        vcpus: 1,
        ephemeral_gb: 0,
        swap_mb: 0,
        rxtx_factor: 1.0,
        is_public: true,
        is_disabled: false,
        extra_specs: BTreeMap::new(),
        access: Vec::new(),
    }
}

/// The image of [`server`]: `cirros`, which belongs to the cloud.
#[must_use]
pub fn image() -> Image {
    Image {
        id: parse_id(IMAGE_ID).unwrap_or_default(),
        name: "cirros".to_owned(),
        status: ImageStatus::Active,
        project_id: None,
        visibility: Visibility::Public,
        is_protected: false,
        is_hidden: false,
        size: 13_287_936,
        min_ram_mb: 64,
        min_disk_gb: 1,
        disk_format: "qcow2".to_owned(),
        container_format: "bare".to_owned(),
        checksum: None,
        created: NOON,
        updated: NOON,
        metadata: BTreeMap::new(),
        tags: BTreeSet::new(),
        server_id: None,
    }
}

/// The hypervisor that [`server`] runs on: `compute-1`, in the zone `north`.
#[must_use]
pub fn hypervisor() -> Hypervisor {
    Hypervisor {
        id: 1,
        hostname: "compute-1.example.org".to_owned(),
        host: "compute-1".to_owned(),
        zone: "north".to_owned(),
        host_ip: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
        hypervisor_type: "QEMU".to_owned(),
        hypervisor_version: 2_001_000,
        vcpus: 16,
        memory_mb: 65_536,
        local_gb: 1_000,
        cpu_info: "{}".to_owned(),
        is_up: true,
        disabled_reason: None,
        is_forced_down: false,
    }
}

/// An infrastructure of these samples, for [`crate::Related::all`].
#[must_use]
pub fn infrastructure() -> Infrastructure {
    Infrastructure {
        flavors: vec![flavor()],
        networks: Vec::new(),
        hypervisors: vec![hypervisor()],
        floating_pools: Vec::new(),
        server_groups: Vec::new(),
    }
}

/// The data related to the samples, with [`NOON`] as the time.
#[must_use]
pub fn related() -> Related {
    Related::all(&infrastructure()).at(NOON)
}

/// A request for a server like [`server`], before any extension has read its members.
#[must_use]
pub fn creation() -> Creation {
    let image_id = parse_id(IMAGE_ID).unwrap_or_default();
    Creation::of(NewServer::new("web".to_owned(), image_id, "1".to_owned()))
}
