//! The row of a server's state, which has the values of the server that often change, in few bytes.

use ferronova_compute::{PowerState, TaskState, Transition, VmState, Work};
use serde::{Deserialize, Serialize};

use super::{
    lock::{LockRow, UnusualLockRow, rows_of},
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
    /// This is the first field, so that it can be read without the rest (see [`decode_version`]).
    pub(super) version: u64,
    pub(super) actions: u64,
    pub(super) vm_state: AsNumber<VmState>,
    pub(super) task_state: Option<AsNumber<TaskState>>,
    pub(super) power_state: AsNumber<PowerState>,
    pub(super) transition: Option<TransitionRow>,
    pub(super) progress: u8,
    pub(super) updated: Micros,
    pub(super) launched_at: Option<Micros>,
    pub(super) terminated_at: Option<Micros>,
    pub(super) deleted_at: Option<Micros>,
    pub(super) lock: Option<LockRow<'a>>,
    /// Since format 8.
    #[serde(default)]
    pub(super) unusual_lock: Option<UnusualLockRow<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct TransitionRow {
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

fn damaged(number: u64, damage: &Damage) -> EngineError {
    EngineError::damaged(format_args!("the state of server {number}"), damage)
}

impl TransitionRow {
    fn of(transition: Transition) -> Self {
        let Transition { work, step, due } = transition;
        Self { work: AsNumber(work), step, due: due.into() }
    }

    pub(super) fn into_transition(self) -> Transition {
        Transition { work: self.work.0, step: self.step, due: self.due.into() }
    }
}
