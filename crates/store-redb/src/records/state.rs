//! The row of a server's state, which has the values of the server that often change, in few bytes.

use std::borrow::Cow;

use ferronova_compute::{
    Lock, LockedBy, PowerState, RequestId, TaskState, Transition, VmState, Work,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{numbers::AsNumber, stored::Stored, stored_id::StoredId, time::Micros};
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
}

#[derive(Serialize, Deserialize)]
pub(super) struct TransitionRow {
    work: AsNumber<Work>,
    step: u8,
    due: Micros,
}

#[derive(Serialize, Deserialize)]
pub(super) struct LockRow<'a> {
    holder: AsNumber<LockedBy>,
    reason: Option<Cow<'a, str>>,
    user_id: StoredId<'a>,
    project_id: StoredId<'a>,
    request_id: Option<[u8; 16]>,
    locked_at: Micros,
}

pub(crate) fn encode_state(stored: &Stored) -> Result<Vec<u8>, EngineError> {
    let server = &stored.server;
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
        lock: server.lock.as_ref().map(LockRow::of),
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

impl<'a> LockRow<'a> {
    fn of(lock: &'a Lock) -> Self {
        Self {
            holder: AsNumber(lock.holder),
            reason: lock.reason.as_deref().map(Cow::Borrowed),
            user_id: StoredId::of(&lock.user_id),
            project_id: StoredId::of(&lock.project_id),
            request_id: lock.request_id.map(|it| it.0.into_bytes()),
            locked_at: lock.locked_at.into(),
        }
    }

    pub(super) fn into_lock(self) -> Lock {
        Lock {
            holder: self.holder.0,
            reason: self.reason.map(Cow::into_owned),
            user_id: self.user_id.into_string(),
            project_id: self.project_id.into_string(),
            request_id: self.request_id.map(|it| RequestId(Uuid::from_bytes(it))),
            locked_at: self.locked_at.into(),
        }
    }
}
