//! The keys of a seed file; `docs/seed.md` is its reference.

use std::{
    collections::BTreeMap,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ferronova_compute::{
    AddressKind, Cidr, DiskConfig, EventResult, ImageStatus, LockedBy, PowerState,
    ServerGroupPolicy, TaskState, Timestamp, VmState,
};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;
use serde_saphyr::Spanned;
use uuid::Uuid;

use super::{
    limited::{HostName, List, ShortText, Tag, UserData},
    scalar::{
        Checksum, Factor, FaultCode, Mac, Name, Nullable, RequestText, ReservationId, RowNumber,
        Text, UpTo,
    },
    volume_entry::VolumeEntry,
};

/// An id or a name, with its place in the file.
pub(super) type Reference = Spanned<String>;

/// The entries of a section, with their places.
pub(super) type Section<T> = Option<Spanned<Vec<Spanned<T>>>>;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedFile {
    pub(super) time: Option<Text<Timestamp>>,
    pub(super) roles: Section<RoleEntry>,
    pub(super) projects: Section<ProjectEntry>,
    pub(super) users: Section<UserEntry>,
    pub(super) flavors: Section<FlavorEntry>,
    pub(super) images: Section<ImageEntry>,
    pub(super) networks: Section<NetworkEntry>,
    pub(super) floating_pools: Section<FloatingPoolEntry>,
    pub(super) hypervisors: Section<HypervisorEntry>,
    pub(super) key_pairs: Section<KeyPairEntry>,
    pub(super) server_groups: Section<ServerGroupEntry>,
    pub(super) servers: Section<ServerEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleEntry {
    pub(super) id: Option<String>,
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectEntry {
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) enabled: Option<Text<bool>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserEntry {
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) password: Option<String>,
    pub(super) password_hash: Option<String>,
    pub(super) email: Option<String>,
    pub(super) description: Option<String>,
    pub(super) default_project: Option<Reference>,
    pub(super) enabled: Option<Text<bool>>,
    #[serde(default)]
    pub(super) roles: InOrder<Vec<Reference>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlavorEntry {
    pub(super) id: Option<Text<Name>>,
    pub(super) name: Text<Name>,
    pub(super) ram: Text<u32>,
    pub(super) disk: Text<u32>,
    pub(super) vcpus: Text<u32>,
    pub(super) ephemeral: Option<Text<u32>>,
    pub(super) swap: Option<Text<u32>>,
    pub(super) rxtx_factor: Option<Text<Factor>>,
    pub(super) public: Option<Text<bool>>,
    pub(super) disabled: Option<Text<bool>>,
    #[serde(default)]
    pub(super) extra_specs: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) access: Vec<Reference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImageEntry {
    pub(super) id: Option<Text<Uuid>>,
    pub(super) name: Text<Name>,
    pub(super) status: Option<Text<ImageStatus>>,
    pub(super) project: Option<Reference>,
    pub(super) public: Option<Text<bool>>,
    pub(super) size: Option<Text<u64>>,
    pub(super) min_ram: Option<Text<u32>>,
    pub(super) min_disk: Option<Text<u32>>,
    pub(super) disk_format: Option<String>,
    pub(super) container_format: Option<String>,
    pub(super) checksum: Option<Text<Checksum>>,
    pub(super) created: Option<Text<Timestamp>>,
    pub(super) updated: Option<Text<Timestamp>>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) server: Option<Text<Uuid>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkEntry {
    pub(super) id: Option<Text<Uuid>>,
    pub(super) name: Text<Name>,
    pub(super) subnet_id: Option<Text<Uuid>>,
    pub(super) cidr: Text<Cidr>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FloatingPoolEntry {
    pub(super) id: Option<Text<Uuid>>,
    pub(super) name: Text<Name>,
    pub(super) cidr: Text<Cidr>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HypervisorEntry {
    pub(super) id: Option<Text<RowNumber>>,
    pub(super) hostname: Text<Name>,
    pub(super) host: Option<Text<Name>>,
    pub(super) zone: Option<Text<Name>>,
    pub(super) host_ip: Option<Text<IpAddr>>,
    #[serde(rename = "type")]
    pub(super) hypervisor_type: Option<Text<Name>>,
    pub(super) version: Option<Text<u32>>,
    pub(super) vcpus: Option<Text<u32>>,
    pub(super) memory_mb: Option<Text<u32>>,
    pub(super) local_gb: Option<Text<u32>>,
    pub(super) cpu_info: Option<String>,
    pub(super) up: Option<Text<bool>>,
    pub(super) disabled_reason: Option<String>,
    pub(super) forced_down: Option<Text<bool>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyPairEntry {
    pub(super) user: Reference,
    pub(super) name: Text<Name>,
    pub(super) public_key: Spanned<String>,
    pub(super) created: Option<Text<Timestamp>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerGroupEntry {
    pub(super) id: Option<Text<Uuid>>,
    pub(super) name: Text<Name>,
    pub(super) project: Reference,
    pub(super) user: Option<Reference>,
    pub(super) policy: Text<ServerGroupPolicy>,
    pub(super) rules: Option<Spanned<GroupRulesEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupRulesEntry {
    pub(super) max_server_per_host: Text<RowNumber>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerEntry {
    pub(super) id: Option<Text<Uuid>>,
    pub(super) number: Option<Spanned<Text<RowNumber>>>,
    pub(super) name: Text<Name>,
    pub(super) project: Reference,
    pub(super) user: Option<Reference>,
    pub(super) created: Option<Text<Timestamp>>,
    pub(super) updated: Option<Text<Timestamp>>,
    #[serde(default)]
    pub(super) launched_at: Nullable<Text<Timestamp>>,
    pub(super) terminated_at: Option<Text<Timestamp>>,
    pub(super) deleted_at: Option<Text<Timestamp>>,
    pub(super) vm_state: Option<Text<VmState>>,
    pub(super) task_state: Option<Text<TaskState>>,
    pub(super) power_state: Option<Text<PowerState>>,
    pub(super) lock: Option<Spanned<LockEntry>>,
    pub(super) progress: Option<Text<UpTo<100>>>,
    pub(super) fault: Option<FaultEntry>,
    #[serde(default)]
    pub(super) image: Nullable<Reference>,
    pub(super) flavor: Option<Reference>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, Text<ShortText>>,
    #[serde(default)]
    pub(super) system_metadata: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) addresses: Vec<Spanned<AddressEntry>>,
    #[serde(default)]
    pub(super) networks: Vec<Reference>,
    pub(super) access_ipv4: Option<Text<Ipv4Addr>>,
    pub(super) access_ipv6: Option<Text<Ipv6Addr>>,
    #[serde(default)]
    pub(super) host: Nullable<Reference>,
    pub(super) node: Option<Text<Name>>,
    pub(super) availability_zone: Option<Text<Name>>,
    pub(super) key_name: Option<Text<Name>>,
    pub(super) security_groups: Option<Vec<Text<Name>>>,
    pub(super) user_data: Option<Text<UserData>>,
    pub(super) config_drive: Option<Text<bool>>,
    pub(super) disk_config: Option<Text<DiskConfig>>,
    #[serde(default)]
    pub(super) volumes: Vec<Spanned<VolumeEntry>>,
    pub(super) reservation_id: Option<Text<ReservationId>>,
    #[serde(default)]
    pub(super) description: Nullable<Text<ShortText>>,
    #[serde(default)]
    pub(super) hostname: Nullable<Text<HostName>>,
    pub(super) tags: Option<Spanned<List<Tag>>>,
    pub(super) trusted_certs: Option<Spanned<List<Name>>>,
    #[serde(default)]
    pub(super) pinned_zone: Nullable<Text<Name>>,
    #[serde(default)]
    pub(super) scheduler_hints: Nullable<Spanned<BTreeMap<String, Value>>>,
    pub(super) server_group: Option<Reference>,
    pub(super) migration: Option<Spanned<MigrationEntry>>,
    pub(super) embedded_flavor: Option<EmbeddedFlavorEntry>,
    pub(super) image_properties: Option<BTreeMap<String, String>>,
    #[serde(default)]
    pub(super) kernel_id: Nullable<Text<ShortText>>,
    #[serde(default)]
    pub(super) ramdisk_id: Nullable<Text<ShortText>>,
    pub(super) launch_index: Option<Text<u32>>,
    #[serde(default)]
    pub(super) root_device_name: Nullable<Spanned<Text<Name>>>,
    pub(super) actions: Option<Spanned<Vec<ActionEntry>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MigrationEntry {
    pub(super) old_flavor: Option<Reference>,
    pub(super) new_flavor: Option<Reference>,
    pub(super) old_host: Option<Reference>,
    pub(super) new_host: Option<Reference>,
    pub(super) old_vm_state: Option<Text<VmState>>,
}

/// The values in which a server's copy of its flavor differs from the flavor.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EmbeddedFlavorEntry {
    pub(super) name: Option<Text<Name>>,
    pub(super) vcpus: Option<Text<u32>>,
    pub(super) ram: Option<Text<u32>>,
    pub(super) disk: Option<Text<u32>>,
    pub(super) ephemeral: Option<Text<u32>>,
    pub(super) swap: Option<Text<u32>>,
    pub(super) extra_specs: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LockEntry {
    pub(super) locked: Option<Text<bool>>,
    #[serde(default)]
    pub(super) holder: Nullable<Text<LockedBy>>,
    pub(super) reason: Option<Text<ShortText>>,
    #[serde(default)]
    pub(super) user: Nullable<Reference>,
    #[serde(default)]
    pub(super) project: Nullable<Reference>,
    #[serde(default)]
    pub(super) time: Nullable<Text<Timestamp>>,
    pub(super) request_id: Option<Text<RequestText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultEntry {
    pub(super) code: Option<Text<FaultCode>>,
    pub(super) message: String,
    pub(super) details: Option<String>,
    pub(super) created: Option<Text<Timestamp>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressEntry {
    pub(super) network: Reference,
    pub(super) ip: Text<IpAddr>,
    #[serde(rename = "type")]
    pub(super) kind: Option<Text<AddressKind>>,
    pub(super) mac: Option<Text<Mac>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActionEntry {
    pub(super) action: Text<Name>,
    pub(super) request_id: Option<Text<RequestText>>,
    pub(super) user: Option<Reference>,
    pub(super) project: Option<Reference>,
    pub(super) time: Option<Text<Timestamp>>,
    pub(super) written: Option<Text<Timestamp>>,
    pub(super) message: Option<String>,
    #[serde(default)]
    pub(super) events: Vec<Spanned<EventEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventEntry {
    pub(super) event: Text<Name>,
    pub(super) start_time: Option<Text<Timestamp>>,
    #[serde(default)]
    pub(super) finish_time: Nullable<Text<Timestamp>>,
    pub(super) result: Option<Text<EventResult>>,
    pub(super) traceback: Option<String>,
    pub(super) details: Option<String>,
}

/// Keys and values in the order of the file.
pub(super) struct InOrder<V>(pub(super) Vec<(Reference, V)>);

impl<V> Default for InOrder<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for InOrder<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<V>(Vec<(Reference, V)>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Pairs<V> {
            type Value = InOrder<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("keys and values")
            }

            fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<InOrder<V>, A::Error> {
                while let Some(pair) = map.next_entry()? {
                    self.0.push(pair);
                }
                Ok(InOrder(self.0))
            }
        }

        deserializer.deserialize_map(Pairs(Vec::new()))
    }
}
