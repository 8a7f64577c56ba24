//! Rules of the orders of lists.

use ferronova_compute::{
    Change, Condition, Decision, Lock, LockedBy, Order, Query, Scope, Scratch, Server,
    SortDirection, SortKey, VmState,
};
use uuid::Uuid;

use crate::{
    building::{bare_lock, create, deleted, everything, ids, lock, names, second, server},
    fill::Fill,
    wait,
};

const USUAL: [SortKey; 4] = [SortKey::Created, SortKey::Updated, SortKey::Name, SortKey::Locked];

pub fn servers_come_in_the_order_of_each_key_and_direction(store: &dyn Fill) {
    // Each server has the lowest, the middle or the highest value of every key, in that order.
    let low = Server {
        id: Uuid::from_u128(1),
        created: second(1),
        updated: second(1),
        vm_state: VmState::Active,
        progress: 0,
        user_id: "u".to_owned(),
        ..server("a")
    };
    let middle = Server {
        id: Uuid::from_u128(2),
        created: second(2),
        updated: second(2),
        host: Some("host-1".to_owned()),
        progress: 5,
        user_id: "v".to_owned(),
        lock: lock(LockedBy::Owner),
        vm_state: VmState::Paused,
        ..server("B")
    };
    let high = Server {
        id: Uuid::from_u128(3),
        created: second(3),
        updated: second(3),
        host: Some("host-2".to_owned()),
        progress: 9,
        user_id: "W".to_owned(),
        lock: lock(LockedBy::Admin),
        vm_state: VmState::Stopped,
        ..server("c")
    };
    for it in [&middle, &high, &low] {
        create(store, it.clone());
    }

    for key in [
        SortKey::Created,
        SortKey::Updated,
        SortKey::Name,
        SortKey::Host,
        SortKey::Progress,
        SortKey::User,
        SortKey::LockedBy,
        SortKey::VmState,
        SortKey::Id,
    ] {
        assert_eq!(by(store, key, SortDirection::Ascending), ["a", "B", "c"], "{key}");
        assert_eq!(by(store, key, SortDirection::Descending), ["c", "B", "a"], "{key}");
    }
    assert_eq!(by(store, SortKey::Locked, SortDirection::Ascending), ["a", "B", "c"]);
    assert_eq!(by(store, SortKey::Locked, SortDirection::Descending), ["B", "c", "a"]);
    assert_eq!(by(store, SortKey::Number, SortDirection::Ascending), ["B", "c", "a"]);
}

pub fn servers_with_equal_values_come_by_id_whatever_the_direction(store: &dyn Fill) {
    for (id, name) in [(3, "Web"), (1, "web"), (2, "wEB")] {
        create(store, Server { id: Uuid::from_u128(id), ..server(name) });
    }

    for key in USUAL {
        for direction in SortDirection::ALL {
            assert_eq!(by(store, key, *direction), ["web", "wEB", "Web"], "{key} {direction}");
        }
    }
}

/// No server is missing, and none is on two pages, wherever pages are cut.
pub fn pages_of_every_usual_order_put_together_are_the_whole_list(store: &dyn Fill) {
    for n in 0..12_u8 {
        let it = Server {
            id: Uuid::from_u128(u128::from(n) * 7 % 12),
            created: second(i64::from(n / 4)),
            updated: second(i64::from(n % 3)),
            lock: if n % 2 == 0 { lock(LockedBy::Owner) } else { Lock::default() },
            ..server(["a", "b", "c"][usize::from(n / 2 % 3)])
        };
        create(store, if n % 5 == 0 { deleted(it, second(20)) } else { it });
    }

    for key in USUAL {
        for direction in SortDirection::ALL {
            let order = Order::by([(key, *direction)]);
            let whole = ids(store, &Query { order: order.clone(), ..everything() });
            assert_eq!(whole.len(), 12);
            for limit in 1..=13 {
                let mut query = Query { order: order.clone(), limit, ..everything() };
                let mut together = Vec::new();
                loop {
                    let page = ids(store, &query);
                    assert!(page.len() <= limit);
                    let Some(last) = page.last() else {
                        break;
                    };
                    query.marker = Some(*last);
                    together.extend(page);
                }
                assert_eq!(together, whole, "{key} {direction} {limit}");
            }
        }
    }
}

pub fn an_order_follows_changes_of_servers(store: &dyn Fill) {
    for (n, name) in (1..).zip(["a", "b", "c"]) {
        let it = Server { id: Uuid::from_u128(n), updated: second(1), ..server(name) };
        create(store, it);
    }
    let becomes = |id, change: &(dyn Fn(Server) -> Server + Send + Sync)| {
        let decide = |it: &Server, _: &Scratch| {
            Ok(Decision::Write(Box::new(Change::to(change(it.clone())))))
        };
        let id = Uuid::from_u128(id);
        wait(store.change(id, &Scope::All, &decide)).unwrap();
    };
    becomes(1, &|it| Server { updated: second(9), name: "z".to_owned(), ..it });
    becomes(2, &|it| Server { updated: second(5), lock: lock(LockedBy::Owner), ..it });

    assert_eq!(by(store, SortKey::Updated, SortDirection::Descending), ["z", "b", "c"]);
    assert_eq!(by(store, SortKey::Name, SortDirection::Ascending), ["b", "c", "z"]);
    assert_eq!(by(store, SortKey::Locked, SortDirection::Descending), ["b", "z", "c"]);
    becomes(2, &|it| Server { lock: Lock::default(), ..it });
    becomes(3, &|it| deleted(it, second(10)));
    assert_eq!(by(store, SortKey::Locked, SortDirection::Descending), ["z", "b"]);
    assert_eq!(by(store, SortKey::Created, SortDirection::Ascending), ["z", "b"]);
}

/// This holds even if the servers are filtered by the holder or by the flag.
pub fn an_order_by_lock_goes_by_the_flag(store: &dyn Fill) {
    use LockedBy::{Admin, Owner};
    for (n, (name, lock)) in (1..).zip([
        ("unlocked", Lock::default()),
        ("unset owner", bare_lock(false, Some(Owner))),
        ("owner", lock(Owner)),
        ("flag", bare_lock(true, None)),
        ("unset admin", bare_lock(false, Some(Admin))),
    ]) {
        create(store, Server { id: Uuid::from_u128(n), lock, ..server(name) });
    }
    let having = |conditions: Vec<Condition>, direction| {
        let order = Order::by(vec![(SortKey::Locked, direction)]);
        names(store, &Query { conditions, order, ..everything() })
    };
    let (up, down) = (SortDirection::Ascending, SortDirection::Descending);

    let all = ["unlocked", "unset owner", "unset admin", "owner", "flag"];
    assert_eq!(having(Vec::new(), up), all);
    let all = ["owner", "flag", "unlocked", "unset owner", "unset admin"];
    assert_eq!(having(Vec::new(), down), all);
    let of_owner = || vec![Condition::LockedBy(Owner)];
    assert_eq!(having(of_owner(), up), ["unset owner", "owner"]);
    assert_eq!(having(of_owner(), down), ["owner", "unset owner"]);
    assert_eq!(having(vec![Condition::LockedBy(Admin)], down), ["unset admin"]);
    assert_eq!(having(vec![Condition::Locked(true)], down), ["owner", "flag"]);
    let unset = vec![Condition::Locked(false)];
    assert_eq!(having(unset, down), ["unlocked", "unset owner", "unset admin"]);
}

/// The marker can have changed before all of these servers.
pub fn a_marker_can_be_outside_of_the_servers_that_changed(store: &dyn Fill) {
    let names_and_times = [("a", 1), ("b", 5), ("c", 9)];
    let of = |(name, seconds)| Server { updated: second(seconds), ..server(name) };
    let ids: Vec<Uuid> =
        store.put(names_and_times.map(of).to_vec()).iter().map(|it| it.id).collect();
    let list = |direction, marker: usize| {
        let conditions = vec![Condition::ChangesSince(second(5))];
        let order = Order::by([(SortKey::Updated, direction)]);
        names(store, &Query { conditions, order, marker: Some(ids[marker]), ..everything() })
    };

    assert_eq!(list(SortDirection::Ascending, 0), ["b", "c"]);
    assert_eq!(list(SortDirection::Ascending, 1), ["c"]);
    assert_eq!(list(SortDirection::Ascending, 2), Vec::<String>::new());
    assert_eq!(list(SortDirection::Descending, 2), ["b"]);
    assert_eq!(list(SortDirection::Descending, 1), Vec::<String>::new());
    assert_eq!(list(SortDirection::Descending, 0), Vec::<String>::new());
}

pub fn an_order_is_kept_among_filtered_servers(store: &dyn Fill) {
    for (n, name) in (1..).zip(["d", "a", "c", "b"]) {
        let is_locked = name != "a";
        create(
            store,
            Server {
                id: Uuid::from_u128(9 - n),
                created: second(1),
                lock: if is_locked { lock(LockedBy::Owner) } else { Lock::default() },
                ..server(name)
            },
        );
    }
    let locked = |key, direction| {
        let conditions = vec![Condition::Locked(true)];
        names(store, &Query { conditions, order: Order::by([(key, direction)]), ..everything() })
    };

    assert_eq!(locked(SortKey::Name, SortDirection::Ascending), ["b", "c", "d"]);
    assert_eq!(locked(SortKey::Created, SortDirection::Descending), ["b", "c", "d"]);
    assert_eq!(locked(SortKey::Locked, SortDirection::Ascending), ["b", "c", "d"]);
    assert_eq!(locked(SortKey::Host, SortDirection::Ascending), ["b", "c", "d"]);
}

/// The names of the living servers, sorted by one key.
fn by(store: &dyn Fill, key: SortKey, direction: SortDirection) -> Vec<String> {
    let order = Order::by([(key, direction)]);
    names(store, &Query { order, ..Query::of(Scope::All) })
}
