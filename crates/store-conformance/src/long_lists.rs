//! Rules of lists and counts over many servers, which a store may read in slices.

use ferronova_compute::{
    Column, Condition, Content, Order, Pattern, Place, Query, Server, SortDirection, SortKey, Store,
};
use uuid::Uuid;

use crate::{
    building::{deleted, everything, ids, names, second, server},
    counting::{count, server_count},
    wait,
};

/// Tested with many servers, since a store may read a long list in slices.
pub fn a_list_over_many_servers_is_complete(store: &dyn Store) {
    const SERVERS: i64 = 9000;
    let numbered = |n| {
        let it = Server {
            created: second(n),
            progress: u8::try_from(n % 100).unwrap_or(0),
            ..server(&format!("n-{n}"))
        };
        (if n % 3 == 0 { deleted(it, second(n)) } else { it }, Vec::new())
    };
    let servers = (0..SERVERS).map(numbered).collect();
    wait(store.load(Content { servers, ..Content::default() })).unwrap();
    let rare = Pattern::new("^77$".to_owned(), |it| it == "77");
    let conditions = vec![Condition::Column(Column::Progress, rare)];

    let all = names(store, &everything());
    let few = names(store, &Query { conditions: conditions.clone(), ..everything() });
    let first = names(store, &Query { conditions, limit: 3, ..everything() });

    let expected: Vec<String> = (0..SERVERS).rev().map(|n| format!("n-{n}")).collect();
    assert_eq!(all, expected);
    let expected: Vec<String> =
        (0..SERVERS).rev().filter(|n| n % 100 == 77).map(|n| format!("n-{n}")).collect();
    assert_eq!(few, expected);
    assert_eq!(first, expected[..3]);
}

/// Tested with many servers, since a store may count in slices.
pub fn a_count_over_many_servers_is_complete(store: &dyn Store) {
    const SERVERS: u64 = 9000;
    let numbered = |n: u64| {
        let it = Server {
            created: second(i64::try_from(n / 2).unwrap_or(0)),
            progress: u8::try_from(n % 100).unwrap_or(0),
            host: Some(format!("host-{}", n % 3)),
            ..server(&format!("n-{n}"))
        };
        (if n.is_multiple_of(2) { deleted(it, second(0)) } else { it }, Vec::new())
    };
    let servers = (0..SERVERS).map(numbered).collect();
    wait(store.load(Content { servers, ..Content::default() })).unwrap();
    let rare = Pattern::new("^77$".to_owned(), |it| it == "77");
    let conditions = vec![Condition::Column(Column::Progress, rare)];

    let all = count(store, &everything());
    let few = count(store, &Query { conditions, ..everything() });

    let each = |n| {
        let hosts = ["host-0", "host-1", "host-2"];
        hosts.map(|it| server_count(Some(it), "1", false, n))
    };
    assert_eq!(all, each(SERVERS / 3));
    assert_eq!(few, each(SERVERS / 300));
}

/// Tested with many servers, since a store may sort a long list piece by piece.
pub fn a_long_list_in_an_order_without_an_index_is_complete(store: &dyn Store) {
    const SERVERS: u64 = 5000;
    load(store, SERVERS);
    let order = Order::by([(SortKey::Progress, SortDirection::Descending)]);

    let whole = wait(store.page(&Query { order: order.clone(), ..everything() })).unwrap();
    let marker = Some(whole[2000].id);
    let page = ids(store, &Query { order: order.clone(), marker, limit: 1500, ..everything() });

    assert_eq!(whole.len() as u64, SERVERS);
    assert!(is_sorted(&order, &whole));
    assert!(page.iter().eq(whole[2001..3501].iter().map(|it| &it.id)));
}

/// Tested with few and with many servers that changed, since a store may find few in another way
/// than many.
pub fn servers_that_changed_since_some_time_come_in_every_order(store: &dyn Store) {
    const SERVERS: u64 = 22_000;
    load(store, SERVERS);

    for (since, number) in [(SERVERS - 3, 3), (1000, SERVERS - 1000)] {
        let since = second(i64::try_from(since).unwrap());
        let conditions = vec![Condition::ChangesSince(since)];
        for order in [
            Order::newest_first(),
            Order::by([(SortKey::Created, SortDirection::Ascending)]),
            Order::by([(SortKey::Updated, SortDirection::Descending)]),
            Order::by([(SortKey::Name, SortDirection::Ascending)]),
            Order::by([(SortKey::Progress, SortDirection::Ascending)]),
        ] {
            let query = Query { conditions: conditions.clone(), order, ..everything() };
            let whole = wait(store.page(&query)).unwrap();
            assert_eq!(whole.len() as u64, number, "{query:?}");
            let first = Query { limit: 50, ..query.clone() };
            assert!(ids(store, &first).iter().eq(whole.iter().take(50).map(|it| &it.id)));
            assert!(is_sorted(&query.order, &whole), "{query:?}");
        }
    }
}

/// Loads servers that have one order by number, and another by most of their values.
fn load(store: &dyn Store, servers: u64) {
    let numbered = |n: u64| {
        let mixed = n * 7919 % servers;
        let it = Server {
            id: Uuid::from_u128(u128::from(mixed) << 64 | u128::from(n)),
            created: second(i64::try_from(mixed / 10).unwrap()),
            updated: second(i64::try_from(n).unwrap()),
            progress: u8::try_from(mixed % 100).unwrap(),
            ..server(&format!("n-{mixed}"))
        };
        (it, Vec::new())
    };
    let servers = (0..servers).map(numbered).collect();
    wait(store.load(Content { servers, ..Content::default() })).unwrap();
}

fn is_sorted(order: &Order, servers: &[Server]) -> bool {
    let places: Vec<Place> = servers.iter().map(|it| order.place_of(it)).collect();
    places.windows(2).all(|pair| order.compare(&pair[0], &pair[1]).is_lt())
}
