//! `/servers` and `/servers/{id}`. The query strings of lists are in
//! [`server_queries`](super::server_queries).

use ferronova_extend::schema::{
    Check::{self, All, NoOthers, Optional, Required},
    IPV4, IPV6, Schema,
};

use super::types::{DESCRIPTION, DISK_CONFIG, FQDN, HOSTNAME, NAME, SHORT_STRING_OR_NULL};

/// `PUT /servers/{id}`, from 2.1 on.
pub(crate) const UPDATE_1: Schema =
    &[Check::OBJECT, Required("server", &[Check::OBJECT, All(MEMBERS_1), NoOthers]), NoOthers];
/// The same, from 2.19 on.
pub(crate) const UPDATE_19: Schema =
    &[Check::OBJECT, Required("server", &[Check::OBJECT, All(MEMBERS_19), NoOthers]), NoOthers];
/// The same, from 2.90 on.
pub(crate) const UPDATE_90: Schema =
    &[Check::OBJECT, Required("server", &[Check::OBJECT, All(MEMBERS_90), NoOthers]), NoOthers];
/// The same, from 2.94 on.
pub(crate) const UPDATE_94: Schema =
    &[Check::OBJECT, Required("server", &[Check::OBJECT, All(MEMBERS_94), NoOthers]), NoOthers];
/// The same, from 2.104 on.
pub(crate) const UPDATE_104: Schema =
    &[Check::OBJECT, Required("server", &[Check::OBJECT, All(MEMBERS_104), NoOthers]), NoOthers];

const MEMBERS_1: Schema = &[
    Optional("name", NAME),
    Optional("OS-DCF:diskConfig", DISK_CONFIG),
    Optional("accessIPv4", IPV4),
    Optional("accessIPv6", IPV6),
];
const MEMBERS_19: Schema = &[All(MEMBERS_1), Optional("description", DESCRIPTION)];
const MEMBERS_90: Schema = &[All(MEMBERS_19), Optional("hostname", HOSTNAME)];
const MEMBERS_94: Schema = &[All(MEMBERS_19), Optional("hostname", FQDN)];
const MEMBERS_104: Schema =
    &[All(MEMBERS_94), Optional("pinned_availability_zone", SHORT_STRING_OR_NULL)];
