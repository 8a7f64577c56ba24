//! The compute model of Ferronova: servers, their locks, what they are made from, and an operation
//! for each thing that a caller can do with them.
//!
//! This crate uses no HTTP, no JSON and no database. Everything outside is used through ports: the
//! storage ports in [`Ports`], [`Documents`], [`Policy`], [`Identity`], [`HypervisorDriver`] and
//! [`Clock`].
//!
//! Start reading at [`Compute`], which has the operations, and at [`locking`], which has the lock
//! rules that this project exists for.

#![warn(missing_docs)]

mod boot_from_volume;
mod caller;
mod census;
mod column;
mod disk_config;
mod error;
mod error_chain;
mod floating_ip;
mod host_name;
mod ignore_case;
mod image_error;
mod infrastructure;
mod instance_action;
mod key_pair;
mod later_errors;
mod lock;
pub mod locking;
mod log_throttle;
mod network_error;
mod network_request;
mod operations;
mod order;
mod partial_server;
mod parts;
mod ports;
mod query;
mod request_error;
mod scratch;
mod security_group;
mod security_group_rule;
mod server;
mod server_flavor;
mod server_group;
mod ssh_key;
mod states;
mod tags;
#[cfg(feature = "testing")]
pub mod testing;
mod timestamp;
mod unseen_work;
mod volume;
mod volume_error;
mod work;

pub use boot_from_volume::BootFromVolumeError;
pub use caller::{Caller, Request, RequestId, Rules, Scope, Subject};
pub use census::Census;
pub use column::Column;
pub use disk_config::DiskConfig;
pub use error::{Error, StoreError, WrongState};
pub use error_chain::error_chain;
pub use floating_ip::{FloatingIp, FloatingIpError};
pub use host_name::derived_host_name;
pub use ignore_case::{compare_texts, fold_case, is_same_text};
pub use image_error::ImageError;
pub use infrastructure::{
    Cidr, Flavor, FloatingPool, HostStatus, Hypervisor, Image, ImageStatus, Infrastructure,
    Network, Visibility,
};
pub use instance_action::{ActionEvent, EventEnd, EventResult, InstanceAction, KEPT_ACTIONS};
pub use key_pair::{KeyPair, KeyPairError, KeyPairFlaw, MAX_KEY_PAIRS};
pub use later_errors::{PinError, TagError};
pub use lock::{Lock, LockedBy};
pub use locking::Operation;
pub use log_throttle::{HeldBack, LogThrottle};
pub use network_error::{AddressError, NetworkError};
pub use network_request::NetworkRequest;
pub use operations::{
    AssignedFloatingIp, Backup, Compute, Evacuation, FlavorAccess, FloatingIpTarget,
    HypervisorLoad, ImageList, Interface, LiveMigration, MAX_BYTES_AT_ONCE, MAX_IMAGE_METADATA,
    MAX_METADATA, MAX_SERVERS_AT_ONCE, MAX_USER_DATA, MetadataChange, NewImage, NewInterface,
    NewServer, ProjectUsage, RebootType, Rebuild, ResetTo, Resize, ServerListRequest, ServerUpdate,
    Tail,
};
pub use order::{Order, Place, SortDirection, SortKey, SortValue};
pub use partial_server::PartialServer;
pub use parts::{Part, Parts};
pub use ports::{
    Change, Clock, Collector, Content, ContentError, Decide, DecideImage, Decision, Documents,
    Flavors, FloatingIps, HypervisorDriver, Hypervisors, Identity, IdentityError, ImageChange,
    ImageDecision, ImageQuery, ImageSlice, Images, KeyPairs, LeadingFloatingIp, Lifecycle,
    MAX_SNAPSHOTS, Need, Needs, Networks, PlacedImage, Policy, PortFuture, Ports, Related,
    Rotation, SecurityGroups, ServerCount, Servers, SideEffects, Slice, Store, SystemClock, Target,
    Validated, Visit, Visitor,
};
pub use query::{Condition, DeletionFilter, PAGE_BYTES, Pattern, Query};
pub use request_error::{FlavorError, HostError, LimitError, Move};
pub use scratch::{Instance, Note, Scratch};
pub(crate) use security_group::SecurityGroupRef;
pub use security_group::{
    DEFAULT_GROUP, MAX_SECURITY_GROUPS, SecurityGroup, SecurityGroupChange, SecurityGroupError,
};
pub use security_group_rule::{
    Direction, EtherType, IpPrefix, MAX_SECURITY_GROUP_RULES, Remote, SecurityGroupRule, Traffic,
    TrafficError,
};
pub use server::{
    Address, AddressKind, NO_HINTS, ROOT_DEVICE, Server, ServerFault, ServerRef, parse_id,
    parse_id_in_any_case,
};
pub use server_flavor::ServerFlavor;
pub use server_group::{ServerGroup, ServerGroupPolicy};
pub use states::{PowerState, Status, TaskState, VmState};
pub use tags::{MAX_TAGS, TagFlaw, check_tag, sorted_tags};
pub use timestamp::Timestamp;
pub use unseen_work::{ShownWork, UnseenWork};
pub use volume::Volume;
pub use volume_error::VolumeError;
pub use work::{Transition, Work};
