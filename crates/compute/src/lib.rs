//! The compute model of Ferronova: servers, their locks, what they are made from, and one
//! operation for each thing a caller can do with them.
//!
//! It knows no HTTP, no JSON and no database. What it needs from outside it asks through its
//! ports: those that [`Ports`] has of a store, [`Documents`], [`Policy`], [`Identity`],
//! [`HypervisorDriver`] and [`Clock`].
//!
//! Start reading at [`Compute`], which has the operations, and at [`locking`], which has the rules
//! that this project exists for.

#![warn(missing_docs)]

mod boot_from_volume;
mod caller;
mod census;
mod error;
mod error_chain;
mod floating_ip;
mod image_error;
mod infrastructure;
mod instance_action;
mod key_pair;
mod letters;
mod lock;
pub mod locking;
mod network_error;
mod network_request;
mod operations;
mod ports;
mod query;
mod refusals;
mod repeats;
mod scratch;
mod security_group;
mod security_group_rule;
mod server;
mod ssh_key;
mod states;
#[cfg(feature = "testing")]
pub mod testing;
mod timestamp;
mod unseen_work;
mod volume_error;
mod work;

pub use boot_from_volume::BootFromVolumeError;
pub use caller::{Caller, Request, RequestId, Scope, Subject};
pub use census::Census;
pub use error::{Error, StoreError, WrongState};
pub use error_chain::error_chain;
pub use floating_ip::{FloatingIp, FloatingIpError};
pub use image_error::ImageError;
pub use infrastructure::{
    Cidr, Flavor, FloatingPool, Hypervisor, Image, ImageStatus, Infrastructure, Network, Visibility,
};
pub use instance_action::{ActionEvent, EventEnd, EventResult, InstanceAction, KEPT_ACTIONS};
pub use key_pair::{KeyPair, KeyPairError, KeyPairFlaw, MAX_KEY_PAIRS};
pub use letters::{compare_texts, is_same_text};
pub use lock::{Lock, LockedBy};
pub use locking::Operation;
pub use network_error::{AddressError, NetworkError};
pub use network_request::NetworkRequest;
pub use operations::{
    AssignedFloatingIp, Backup, Compute, Evacuation, FlavorAccess, HypervisorLoad, ImageList,
    Interface, LeadsTo, List, LiveMigration, MAX_BYTES_AT_ONCE, MAX_IMAGE_METADATA, MAX_METADATA,
    MAX_SERVERS_AT_ONCE, MAX_USER_DATA, MetadataChange, NewImage, NewInterface, NewServer,
    ProjectUsage, RebootType, Rebuild, ResetTo, Resize, ServerUpdate, Tail,
};
pub use ports::{
    Beside, Change, Clock, Collector, Content, ContentError, Decide, DecideImage, Decision,
    Documents, FloatingIps, HypervisorDriver, Identity, IdentityError, ImageChange, ImageDecision,
    ImageQuery, ImageSlice, Images, KeyPairs, LeadingFloatingIp, Lifecycle, MAX_SNAPSHOTS, Need,
    Needs, PlacedImage, Policy, PortFuture, Ports, Related, Rotation, SecurityGroups, ServerCount,
    Servers, Store, SystemClock, Target, Validated, Visit, Visitor,
};
pub use query::{Column, Condition, Life, PAGE_BYTES, Pattern, Position, Query};
pub use refusals::{FlavorError, HostError, LimitError, Move};
pub use repeats::{More, Repeats};
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
    Address, AddressKind, DiskConfig, Server, ServerFault, ServerRef, parse_id,
    parse_id_in_any_case,
};
pub use states::{PowerState, Status, TaskState, VmState};
pub use timestamp::Timestamp;
pub use unseen_work::{Showing, UnseenWork};
pub use volume_error::VolumeError;
pub use work::{Transition, Work};
