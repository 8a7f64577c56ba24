//! The entries of Juno's versions in the version documents.

use ferronova_http::VersionEntry;

pub const V2_0: VersionEntry = VersionEntry {
    id: "v2.0",
    status: "CURRENT",
    updated: "2011-01-21T11:33:21Z",
    segment: "v2",
    media_types: &[
        ("application/xml", "application/vnd.openstack.compute+xml;version=2"),
        ("application/json", "application/vnd.openstack.compute+json;version=2"),
    ],
};

/// The entry of v3, which Juno already calls v2.1.
pub const V2_1: VersionEntry = VersionEntry {
    id: "v2.1",
    status: "EXPERIMENTAL",
    updated: "2013-07-23T11:33:21Z",
    segment: "v3",
    media_types: &[("application/json", "application/vnd.openstack.compute+json;version=2.1")],
};
