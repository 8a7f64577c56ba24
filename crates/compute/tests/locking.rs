//! The lock rules, for every lock, caller and operation.

use ferronova_compute::{
    Caller, Lock, LockedBy, Operation,
    locking::{self, LockEffect, UnlockEffect},
};
use proptest::prelude::*;

fn kind() -> impl Strategy<Value = LockedBy> {
    prop_oneof![Just(LockedBy::Owner), Just(LockedBy::Admin)]
}

/// A lock by its flag and its holder, which may disagree.
fn any_lock() -> impl Strategy<Value = Lock> {
    let holder = prop_oneof![Just(None), kind().prop_map(Some)];
    (any::<bool>(), holder).prop_map(|(is_set, holder)| lock(is_set, holder))
}

fn lock(is_set: bool, holder: Option<LockedBy>) -> Lock {
    Lock { is_set, holder, ..Lock::default() }
}

fn held_by(holder: LockedBy) -> Lock {
    lock(true, Some(holder))
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

/// The lock after a step.
fn after(before: Lock, step: Step) -> Lock {
    if step.locks {
        return match locking::lock(&before, step.caller) {
            LockEffect::Take => held_by(step.caller),
            LockEffect::Renew | LockEffect::Nothing => before,
        };
    }
    match locking::unlock(&before, step.caller) {
        UnlockEffect::Release => Lock::default(),
        UnlockEffect::ReleaseWithOverride if step.passes_override => Lock::default(),
        UnlockEffect::RecordOnly | UnlockEffect::ReleaseWithOverride => before,
    }
}

proptest! {
    #[test]
    fn a_server_is_locked_after_lock_whoever_locks(lock in any_lock(), caller in kind()) {
        let step = Step { locks: true, caller, passes_override: false };

        prop_assert!(after(lock, step).is_set);
    }

    #[test]
    fn an_owner_never_takes_or_loosens_the_lock_of_an_admin(steps in prop::collection::vec(step(), 0..20)) {
        let by_owner = |step: &Step| step.caller == LockedBy::Owner && !step.passes_override;
        let mut lock = held_by(LockedBy::Admin);

        for step in steps.into_iter().filter(by_owner) {
            lock = after(lock, step);
        }

        prop_assert_eq!(lock, held_by(LockedBy::Admin));
    }

    #[test]
    fn an_admin_who_locks_holds_the_lock(lock in any_lock()) {
        let step = Step { locks: true, caller: LockedBy::Admin, passes_override: false };

        prop_assert_eq!(after(lock, step), held_by(LockedBy::Admin));
    }

    #[test]
    fn whoever_passes_the_override_can_unlock_everything(lock in any_lock(), caller in kind()) {
        let step = Step { locks: false, caller, passes_override: true };

        prop_assert_eq!(after(lock, step), Lock::default());
    }

    #[test]
    fn whoever_holds_the_lock_can_unlock_it_without_the_override(
        is_set in any::<bool>(),
        caller in kind(),
    ) {
        let effect = locking::unlock(&lock(is_set, Some(caller)), caller);

        prop_assert_eq!(effect, UnlockEffect::Release);
    }

    #[test]
    fn locking_twice_is_locking_once(lock in any_lock(), step in step()) {
        let once = after(lock, Step { locks: true, ..step });

        prop_assert_eq!(after(once.clone(), Step { locks: true, ..step }), once);
    }

    #[test]
    fn an_admin_is_never_refused(lock in any_lock(), operation in operation()) {
        prop_assert!(!locking::refuses(&lock, operation, true));
    }

    #[test]
    fn an_unlocked_server_refuses_nothing(operation in operation(), is_admin in any::<bool>()) {
        prop_assert!(!locking::refuses(&Lock::default(), operation, is_admin));
    }

    #[test]
    fn the_flag_alone_decides_what_is_refused(
        lock in any_lock(),
        operation in operation(),
        is_admin in any::<bool>(),
    ) {
        let of_owner = Lock { holder: Some(LockedBy::Owner), ..lock.clone() };

        prop_assert_eq!(
            locking::refuses(&lock, operation, is_admin),
            locking::refuses(&of_owner, operation, is_admin)
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

/// Rows that only others write into Nova's database, as observed with Nova 34.
#[test]
fn a_flag_without_a_holder_and_a_holder_without_the_flag_are_as_in_nova() {
    use LockedBy::{Admin, Owner};
    let (flag_alone, holder_alone) = (lock(true, None), lock(false, Some(Owner)));
    let by = |caller, locks| Step { locks, caller, passes_override: false };

    for (before, step, expected) in [
        (&flag_alone, by(Owner, true), flag_alone.clone()),
        (&flag_alone, by(Admin, true), held_by(Admin)),
        (&flag_alone, by(Owner, false), Lock::default()),
        (&flag_alone, by(Admin, false), Lock::default()),
        (&holder_alone, by(Owner, true), held_by(Owner)),
        (&holder_alone, by(Admin, true), held_by(Admin)),
        (&holder_alone, by(Owner, false), Lock::default()),
        (&holder_alone, by(Admin, false), holder_alone.clone()),
    ] {
        assert_eq!(after(before.clone(), step), expected, "{before:?} {step:?}");
    }
    assert!(locking::refuses(&flag_alone, Operation::Stop, false));
    assert!(!locking::refuses(&holder_alone, Operation::Stop, false));
}

#[test]
fn a_lock_refuses_what_changes_or_ends_a_server_and_nothing_else() {
    let refused: Vec<&str> = Operation::ALL
        .iter()
        .filter(|it| locking::refuses(&held_by(LockedBy::Owner), **it, false))
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
