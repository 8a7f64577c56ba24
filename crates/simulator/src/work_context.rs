use ferronova_compute::{
    Change, Infrastructure, Lifecycle, PowerState, ServerFault, Timestamp, VmState, Work,
};

use crate::Times;

/// What the functions of a work read besides the server.
#[derive(Clone, Copy)]
pub(crate) struct Resources<'a> {
    pub(crate) lifecycle: &'a dyn Lifecycle,
    pub(crate) infrastructure: &'a Infrastructure,
}

/// A change of a server, and what is needed to take the steps of a work in it.
pub(crate) struct WorkContext<'a> {
    pub(crate) change: &'a mut Change,
    pub(crate) times: Times,
    pub(crate) resources: Resources<'a>,
    pub(crate) now: Timestamp,
    /// The work that begins when the current one has ended.
    pub(crate) next: Option<Work>,
    /// Whether a work failed in this change.
    pub(crate) has_failed: bool,
}

impl<'a> WorkContext<'a> {
    pub(crate) fn of(
        change: &'a mut Change,
        times: Times,
        resources: Resources<'a>,
        now: Timestamp,
    ) -> Self {
        Self { change, times, resources, now, next: None, has_failed: false }
    }

    pub(crate) fn set_states(&mut self, vm_state: VmState, power_state: PowerState) {
        let server = &mut self.change.server;
        server.vm_state = vm_state;
        server.power_state = power_state;
        if vm_state == VmState::Active {
            server.launched_at.get_or_insert(self.now.whole_second());
        }
    }

    /// Sets the launch time of the server to now.
    pub(crate) fn mark_launched(&mut self) {
        self.change.server.launched_at = Some(self.now.whole_second());
    }

    /// Ends the operation in progress on the server, without setting the server's vm and power
    /// state.
    pub(crate) fn clear_task(&mut self) {
        self.change.server.task_state = None;
        self.change.scratch.transition = None;
    }

    pub(crate) fn fail(&mut self, message: String, details: Option<String>) {
        self.fail_as(500, message);
        if let Some(fault) = &mut self.change.server.fault {
            fault.details = details;
        }
    }

    /// Ends the work in error, and gives the server a fault with this code.
    pub(crate) fn fail_as(&mut self, code: u16, message: String) {
        self.clear_task();
        self.has_failed = true;
        let server = &mut self.change.server;
        server.vm_state = VmState::Error;
        let created = self.now.whole_second();
        server.fault = Some(ServerFault { code, created, message, details: None });
    }
}
