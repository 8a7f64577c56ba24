//! Shows whether a server is locked, and by whom.

use ferronova_compute::{Condition, LockedBy, Server};
use ferronova_v2::{Adds, Extension, Fields, Filter, Key, Keys, Related};

const LOCKED: Key = Key::new("locked");
const LOCKED_BY: Key = Key::new("locked_by");

ferronova_v2::register!(Extension {
    alias: "os-server-locked-status",
    name: "ServerLockStatus",
    namespace: "http://docs.openstack.org/compute/ext/server_locked_status/api/v2",
    updated: "2014-10-16T00:00:00Z",
    description: "Whether a server is locked, and by whom.",
    rule: Some("compute_extension:server_locked_status"),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/locks.yaml"),
            include_str!("../../../api-ref/v2/os-server-locked-status.yaml"),
        ],
        server: Keys::new(&[LOCKED, LOCKED_BY], write),
        hypervisor_server: Keys::new(&[LOCKED, LOCKED_BY], write),
        filters: &[
            Filter::bool("locked", Condition::Locked),
            Filter::word(
                "locked_by",
                &[
                    ("admin", || Condition::LockedBy(LockedBy::Admin)),
                    ("owner", || Condition::LockedBy(LockedBy::Owner)),
                ],
            ),
        ],
        ..Adds::NOTHING
    },
});

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(LOCKED, &server.locked_by().is_some())
        .field(LOCKED_BY, &server.locked_by().map(LockedBy::as_str));
}
