//! Shows the task state, VM state and power state of a server, whether the server is locked, and by
//! whom.

use ferronova_compute::{Condition, LockedBy, Server, TaskState};
use ferronova_v3::{Adds, Fields, Filter, Key, Keys, Plugin, Related};

const TASK_STATE: Key = Key::new("OS-EXT-STS:task_state");
const VM_STATE: Key = Key::new("OS-EXT-STS:vm_state");
const POWER_STATE: Key = Key::new("OS-EXT-STS:power_state");
const LOCKED: Key = Key::new("OS-EXT-STS:locked");
const LOCKED_BY: Key = Key::new("OS-EXT-STS:locked_by");

ferronova_v3::register!(Plugin {
    alias: "os-extended-status",
    name: "ExtendedStatus",
    description: "Extended Status support.",
    version: 1,
    rule: Some("compute_extension:v3:os-extended-status"),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/server-states.yaml"),
            include_str!("../../../api-ref/common/locks.yaml"),
            include_str!("../../../api-ref/v3/os-extended-status.yaml"),
        ],
        server: Keys::new(&[TASK_STATE, VM_STATE, POWER_STATE, LOCKED, LOCKED_BY], write),
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
    out.field(TASK_STATE, &server.task_state.map(TaskState::as_str))
        .field(VM_STATE, server.vm_state.as_str())
        .field(POWER_STATE, &server.power_state.as_number())
        .field(LOCKED, &server.locked_by().is_some())
        .field(LOCKED_BY, &server.locked_by().map(LockedBy::as_str));
}
