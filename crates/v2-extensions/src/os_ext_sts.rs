//! Shows the task state, VM state and power state of a server.

use ferronova_compute::{Server, TaskState};
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const TASK_STATE: Key = Key::new("OS-EXT-STS:task_state");
const VM_STATE: Key = Key::new("OS-EXT-STS:vm_state");
const POWER_STATE: Key = Key::new("OS-EXT-STS:power_state");

ferronova_v2::register!(Extension {
    alias: "OS-EXT-STS",
    name: "ExtendedStatus",
    namespace: "http://docs.openstack.org/compute/ext/extended_status/api/v1.1",
    updated: "2011-11-03T00:00:00Z",
    description: "Extended Status support.",
    rule: Some("compute_extension:extended_status"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/server-states.yaml")],
        server: Keys::new(&[TASK_STATE, VM_STATE, POWER_STATE], write),
        ..Adds::NOTHING
    },
});

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(TASK_STATE, &server.task_state.map(TaskState::as_str))
        .field(VM_STATE, server.vm_state.as_str())
        .field(POWER_STATE, &server.power_state.as_number());
}
