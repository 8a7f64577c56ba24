//! Locking and unlocking servers.

use super::Compute;
use crate::{
    Change, Decision, Error, InstanceAction, Lock, LockedBy, Operation, Request, Server, ServerRef,
    Target, Timestamp,
    locking::{self, LockEffect, UnlockEffect},
};

impl Compute {
    /// Locks a server in any state. Locking a locked server succeeds; [`locking::lock`] decides
    /// what changes. If the lock is renewed or taken over and no new reason is given, the lock
    /// keeps its reason.
    ///
    /// # Errors
    ///
    /// [`Error::ServerNotFound`], and [`Error::Forbidden`] by the rule `compute:lock`.
    pub async fn lock(
        &self,
        request: Request<'_>,
        id: ServerRef,
        reason: Option<String>,
    ) -> Result<(), Error> {
        self.change(request, id, |server, now| {
            self.allow(request, "compute:lock", Target::server(server))?;
            let holder = LockedBy::counting(request.caller, &server.project_id);
            let lock = match locking::lock(&server.lock, holder) {
                LockEffect::Nothing => return Ok(Decision::Keep),
                LockEffect::Renew if reason.is_none() => server.lock.clone(),
                LockEffect::Renew | LockEffect::Take => {
                    let reason = reason.clone().or_else(|| server.lock.reason.clone());
                    new_lock(request, holder, reason, now)
                }
            };
            Ok(written(request, Operation::Lock, Server { lock, ..server.clone() }, now))
        })
        .await?;
        Ok(())
    }

    /// Unlocks a server in any state. Unlocking an unlocked server succeeds.
    ///
    /// # Errors
    ///
    /// - [`Error::ServerNotFound`].
    /// - [`Error::Forbidden`] by the rule `compute:unlock`, or by the rule
    ///   `compute:unlock_override` if [`locking::unlock`] requires the override.
    pub async fn unlock(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.change(request, id, |server, now| {
            self.allow(request, "compute:unlock", Target::server(server))?;
            let caller = LockedBy::counting(request.caller, &server.project_id);
            match locking::unlock(&server.lock, caller) {
                UnlockEffect::RecordOnly | UnlockEffect::Release => {}
                UnlockEffect::ReleaseWithOverride => {
                    self.allow_special(request, "compute:unlock_override", Target::server(server))?;
                }
            }
            let unlocked = Server { lock: Lock::default(), ..server.clone() };
            Ok(written(request, Operation::Unlock, unlocked, now))
        })
        .await?;
        Ok(())
    }
}

fn new_lock(
    request: Request<'_>,
    holder: LockedBy,
    reason: Option<String>,
    now: Timestamp,
) -> Lock {
    Lock {
        is_set: true,
        holder: Some(holder),
        reason,
        user_id: Some(request.caller.user_id.clone()),
        project_id: Some(request.caller.project_id.clone()),
        request_id: Some(request.id.to_string()),
        locked_at: Some(now),
    }
}

fn written(request: Request<'_>, operation: Operation, server: Server, now: Timestamp) -> Decision {
    let mut change = Change::to(server);
    let event = if operation == Operation::Lock { "api_lock" } else { "api_unlock" };
    let action = InstanceAction::by(request, operation.as_str(), now);
    change.action = Some(action.with_event(event, now));
    Decision::Write(Box::new(change))
}
