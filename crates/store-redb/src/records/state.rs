//! The row of a server's state, which has the values of the server that often change, in few bytes.

use ferronova_compute::{PowerState, TaskState, Transition, VmState, Work};
use serde::{Deserialize, Serialize};

use super::{
    lock::{LockRow, UnusualLockRow, lock_of, rows_of},
    numbers::AsNumber,
    stored::Stored,
    time::Micros,
};
use crate::{
    engine_error::EngineError,
    seal::{self, Damage},
};

#[derive(Serialize, Deserialize)]
pub(super) struct StateRow<'a> {
    /// The version is the first field, so that it can be read without the rest (see
    /// [`decode_version`]).
    version: u64,
    actions: u64,
    vm_state: AsNumber<VmState>,
    task_state: Option<AsNumber<TaskState>>,
    power_state: AsNumber<PowerState>,
    transition: Option<TransitionRow>,
    progress: u8,
    updated: Micros,
    launched_at: Option<Micros>,
    terminated_at: Option<Micros>,
    deleted_at: Option<Micros>,
    lock: Option<LockRow<'a>>,
    /// Stored since format 8.
    #[serde(default)]
    unusual_lock: Option<UnusualLockRow<'a>>,
}

#[derive(Serialize, Deserialize)]
struct TransitionRow {
    work: AsNumber<Work>,
    step: u8,
    due: Micros,
}

pub(crate) fn encode_state(stored: &Stored) -> Result<Vec<u8>, EngineError> {
    let server = &stored.server;
    let (lock, unusual_lock) = rows_of(&server.lock);
    let row = StateRow {
        version: server.version,
        actions: stored.actions,
        vm_state: AsNumber(server.vm_state),
        task_state: server.task_state.map(AsNumber),
        power_state: AsNumber(server.power_state),
        transition: stored.scratch.transition.map(TransitionRow::of),
        progress: server.progress,
        updated: server.updated.into(),
        launched_at: server.launched_at.map(Micros::from),
        terminated_at: server.terminated_at.map(Micros::from),
        deleted_at: server.deleted_at.map(Micros::from),
        lock,
        unusual_lock,
    };
    seal::seal(&server.number.to_be_bytes(), &row).map_err(EngineError::Encoding)
}

pub(super) fn decode_state(number: u64, sealed: &[u8]) -> Result<StateRow<'static>, EngineError> {
    seal::unseal(&number.to_be_bytes(), sealed).map_err(|it| damaged(number, &it))
}

/// Reads the version of a server without the rest of its state.
pub(crate) fn decode_version(number: u64, sealed: &[u8]) -> Result<u64, EngineError> {
    let content =
        seal::unseal_row(&number.to_be_bytes(), sealed).map_err(|it| damaged(number, &it))?;
    let (version, _) =
        postcard::take_from_bytes(content).map_err(|_| damaged(number, &Damage::Content))?;
    Ok(version)
}

impl StateRow<'_> {
    /// Sets the fields of a server that are stored here.
    pub(super) fn complete(self, stored: &mut Stored) {
        let Stored { server, scratch, actions, .. } = stored;
        server.version = self.version;
        *actions = self.actions;
        server.vm_state = self.vm_state.0;
        server.task_state = self.task_state.map(|it| it.0);
        server.power_state = self.power_state.0;
        scratch.transition = self.transition.map(TransitionRow::into_transition);
        server.progress = self.progress;
        server.updated = self.updated.into();
        server.launched_at = self.launched_at.map(Into::into);
        server.terminated_at = self.terminated_at.map(Into::into);
        server.deleted_at = self.deleted_at.map(Into::into);
        server.lock = lock_of(self.lock, self.unusual_lock);
    }
}

fn damaged(number: u64, damage: &Damage) -> EngineError {
    EngineError::damaged(format_args!("the state of server {number}"), damage)
}

impl TransitionRow {
    fn of(transition: Transition) -> Self {
        let Transition { work, step, due } = transition;
        Self { work: AsNumber(work), step, due: due.into() }
    }

    fn into_transition(self) -> Transition {
        Transition { work: self.work.0, step: self.step, due: self.due.into() }
    }
}
