//! The lock rules, for every holder, caller and operation.

use ferronova_compute::{
    Caller, LockedBy, Operation,
    locking::{self, LockEffect, UnlockEffect},
};
use proptest::prelude::*;

fn kind() -> impl Strategy<Value = LockedBy> {
    prop_oneof![Just(LockedBy::Owner), Just(LockedBy::Admin)]
}

fn holder() -> impl Strategy<Value = Option<LockedBy>> {
    prop_oneof![Just(None), kind().prop_map(Some)]
}

fn operation() -> impl Strategy<Value = Operation> {
    proptest::sample::select(Operation::ALL)
}

/// A call of `lock` or `unlock`: what the caller counts as, and whether the override rule allows
/// the caller to unlock.
#[derive(Clone, Copy, Debug)]
struct Step {
    locks: bool,
    caller: LockedBy,
    passes_override: bool,
}

fn step() -> impl Strategy<Value = Step> {
    (any::<bool>(), kind(), any::<bool>()).prop_map(|(locks, caller, passes_override)| Step {
        locks,
        caller,
        passes_override,
    })
}

/// The holder of the lock after a step.
fn after(holder: Option<LockedBy>, step: Step) -> Option<LockedBy> {
    if step.locks {
        return match locking::lock(holder, step.caller) {
            LockEffect::Take => Some(step.caller),
            LockEffect::Renew | LockEffect::Nothing => holder,
        };
    }
    match locking::unlock(holder, step.caller) {
        UnlockEffect::Release => None,
        UnlockEffect::ReleaseWithOverride if step.passes_override => None,
        UnlockEffect::RecordOnly | UnlockEffect::ReleaseWithOverride => holder,
    }
}

proptest! {
    #[test]
    fn a_server_is_locked_after_lock_whoever_locks(holder in holder(), caller in kind()) {
        let step = Step { locks: true, caller, passes_override: false };

        prop_assert!(after(holder, step).is_some());
    }

    #[test]
    fn an_owner_never_takes_or_loosens_the_lock_of_an_admin(steps in prop::collection::vec(step(), 0..20)) {
        let by_owner = |step: &Step| step.caller == LockedBy::Owner && !step.passes_override;
        let mut holder = Some(LockedBy::Admin);

        for step in steps.into_iter().filter(by_owner) {
            holder = after(holder, step);
        }

        prop_assert_eq!(holder, Some(LockedBy::Admin));
    }

    #[test]
    fn an_admin_who_locks_holds_the_lock(holder in holder()) {
        let step = Step { locks: true, caller: LockedBy::Admin, passes_override: false };

        prop_assert_eq!(after(holder, step), Some(LockedBy::Admin));
    }

    #[test]
    fn whoever_passes_the_override_can_unlock_everything(holder in holder(), caller in kind()) {
        let step = Step { locks: false, caller, passes_override: true };

        prop_assert_eq!(after(holder, step), None);
    }

    #[test]
    fn whoever_holds_the_lock_can_unlock_it_without_the_override(caller in kind()) {
        prop_assert_eq!(locking::unlock(Some(caller), caller), UnlockEffect::Release);
    }

    #[test]
    fn locking_twice_is_locking_once(holder in holder(), step in step()) {
        let once = after(holder, Step { locks: true, ..step });

        prop_assert_eq!(after(once, Step { locks: true, ..step }), once);
    }

    #[test]
    fn an_admin_is_never_refused(holder in holder(), operation in operation()) {
        prop_assert!(!locking::refuses(holder, operation, true));
    }

    #[test]
    fn an_unlocked_server_refuses_nothing(operation in operation(), is_admin in any::<bool>()) {
        prop_assert!(!locking::refuses(None, operation, is_admin));
    }

    #[test]
    fn it_makes_no_difference_who_holds_the_lock(operation in operation(), is_admin in any::<bool>()) {
        prop_assert_eq!(
            locking::refuses(Some(LockedBy::Owner), operation, is_admin),
            locking::refuses(Some(LockedBy::Admin), operation, is_admin)
        );
    }

    #[test]
    fn only_the_project_makes_a_caller_the_owner(is_admin in any::<bool>(), same in any::<bool>()) {
        let project_id = if same { "theirs" } else { "another" }.to_owned();
        let caller = Caller { user_id: "user".to_owned(), project_id, roles: Vec::new(), is_admin };

        let counts_as = LockedBy::counting(&caller, "theirs");

        prop_assert_eq!(counts_as == LockedBy::Owner, same);
    }
}

#[test]
fn a_lock_refuses_what_changes_or_ends_a_server_and_nothing_else() {
    let refused: Vec<&str> = Operation::ALL
        .iter()
        .filter(|it| locking::refuses(Some(LockedBy::Owner), **it, false))
        .map(|it| it.as_str())
        .collect();

    assert_eq!(
        refused,
        [
            "delete",
            "start",
            "stop",
            "reboot",
            "pause",
            "unpause",
            "suspend",
            "resume",
            "soft_delete",
            "force_delete",
            "restore",
            "resize",
            "migrate",
            "confirm_resize",
            "revert_resize",
            "live_migrate",
            "rebuild",
            "set_admin_password",
            "rescue",
            "unrescue",
            "shelve",
            "shelve_offload",
            "unshelve",
            "reset_network",
            "inject_network_info",
            "attach_interface",
            "detach_interface",
            "attach_volume",
            "detach_volume",
            "swap_volume",
            "update_instance_metadata",
            "delete_instance_metadata",
            "add_fixed_ip",
            "remove_fixed_ip"
        ]
    );
}
