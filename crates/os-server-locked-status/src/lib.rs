//! Shows whether a server is locked, and by whom.

use ferronova_compute::{Condition, LockedBy, Server};
use ferronova_v2::{Extension, Fields, Filter, Key, Related};

const LOCKED: Key = Key::new("locked");
const LOCKED_BY: Key = Key::new("locked_by");

struct ServerLockStatus;

impl Extension for ServerLockStatus {
    const ALIAS: &str = "os-server-locked-status";
    const NAME: &str = "ServerLockStatus";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/server_locked_status/api/v2";
    const UPDATED: &str = "2014-10-16T00:00:00Z";
    const DESCRIPTION: &str = "Whether a server is locked, and by whom.";
    const RULE: Option<&str> = Some("compute_extension:server_locked_status");
    const SERVER_KEYS: &[Key] = &[LOCKED, LOCKED_BY];
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/locks.yaml"),
        include_str!("../../../api-ref/v2/os-server-locked-status.yaml"),
    ];
    const SERVER_FILTERS: &[Filter] = &[
        Filter::bool("locked", Condition::Locked),
        Filter::word(
            "locked_by",
            &[
                ("admin", || Condition::LockedBy(LockedBy::Admin)),
                ("owner", || Condition::LockedBy(LockedBy::Owner)),
            ],
        ),
    ];

    const HYPERVISOR_SERVER_KEYS: &[Key] = &[LOCKED, LOCKED_BY];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn extend_hypervisor_server(server: &Server, out: &mut Fields<'_>) {
        write(server, out);
    }
}

fn write(server: &Server, out: &mut Fields<'_>) {
    out.field(LOCKED, &server.is_locked())
        .field(LOCKED_BY, &server.locked_by().map(LockedBy::as_str));
}

ferronova_v2::register!(ServerLockStatus);
