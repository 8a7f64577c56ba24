//! Shows the task, vm and power state of a server.

use ferronova_compute::{Server, TaskState};
use ferronova_v2::{Extension, Fields, Key, Related};

const TASK_STATE: Key = Key::new("OS-EXT-STS:task_state");
const VM_STATE: Key = Key::new("OS-EXT-STS:vm_state");
const POWER_STATE: Key = Key::new("OS-EXT-STS:power_state");

struct ExtendedStatus;

impl Extension for ExtendedStatus {
    const ALIAS: &str = "OS-EXT-STS";
    const NAME: &str = "ExtendedStatus";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/extended_status/api/v1.1";
    const UPDATED: &str = "2011-11-03T00:00:00Z";
    const DESCRIPTION: &str = "Extended Status support.";
    const RULE: Option<&str> = Some("compute_extension:extended_status");
    const SERVER_KEYS: &[Key] = &[TASK_STATE, VM_STATE, POWER_STATE];
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-states.yaml")];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.field(TASK_STATE, &server.task_state.map(TaskState::as_str))
            .field(VM_STATE, server.vm_state.as_str())
            .field(POWER_STATE, &server.power_state.as_number());
    }
}

ferronova_v2::register!(ExtendedStatus);
