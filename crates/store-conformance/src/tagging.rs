//! Rules of the tags of servers.

use ferronova_compute::{
    Change, Condition, Decision, Order, Query, Scope, Scratch, Server, SortDirection, SortKey,
};
use uuid::Uuid;

use crate::{
    building::{create, everything, names, second, server},
    fill::Fill,
    wait,
};

/// The case of letters does not count, neither in tags nor in conditions.
pub fn servers_are_found_by_their_tags(store: &dyn Fill) {
    four(store);

    let having = |condition| names(store, &Query { conditions: vec![condition], ..everything() });

    assert_eq!(having(Condition::Tags(tags(&["blue"]))), ["c", "b", "a"]);
    assert_eq!(having(Condition::Tags(tags(&["prod", "BLUE"]))), ["b", "a"]);
    assert_eq!(having(Condition::TagsAny(tags(&["red", "prod", "PROD"]))), ["d", "b", "a"]);
    assert_eq!(having(Condition::NotTags(tags(&["prod", "blue"]))), ["d", "c"]);
    assert_eq!(having(Condition::NotTagsAny(tags(&["prod", "red"]))), ["c"]);
    assert_eq!(having(Condition::Tags(tags(&["blu"]))), Vec::<String>::new());
}

pub fn tagged_servers_come_in_every_order_and_on_every_page(store: &dyn Fill) {
    let ids = four(store);
    let list = |key, direction, marker: Option<Uuid>| {
        let conditions = vec![Condition::TagsAny(tags(&["blue", "prod"]))];
        let order = Order::by([(key, direction)]);
        names(store, &Query { conditions, order, marker, limit: 2, ..everything() })
    };

    assert_eq!(list(SortKey::Created, SortDirection::Descending, None), ["c", "b"]);
    assert_eq!(list(SortKey::Created, SortDirection::Descending, Some(ids[1])), ["a"]);
    assert_eq!(list(SortKey::Created, SortDirection::Ascending, None), ["a", "b"]);
    assert_eq!(
        list(SortKey::Created, SortDirection::Ascending, Some(ids[3])),
        Vec::<String>::new()
    );
    assert_eq!(list(SortKey::Name, SortDirection::Descending, None), ["c", "b"]);
    assert_eq!(list(SortKey::Host, SortDirection::Ascending, Some(ids[0])), ["b", "c"]);
}

pub fn a_list_by_tag_follows_the_tags(store: &dyn Fill) {
    let ids = four(store);
    let decide = |it: &Server, _: &Scratch| {
        let tags = tags(&["green"]);
        Ok(Decision::Write(Box::new(Change::to(Server { tags, ..it.clone() }))))
    };
    wait(store.change(ids[0], &Scope::All, &decide)).unwrap();

    let having = |tag| {
        let conditions = vec![Condition::Tags(tags(&[tag]))];
        let order = Order::by([(SortKey::Created, SortDirection::Ascending)]);
        names(store, &Query { conditions, order, ..everything() })
    };

    assert_eq!(having("green"), ["a"]);
    assert_eq!(having("blue"), ["b", "c"]);
}

/// Creates four servers, `d` the newest, and returns their ids.
fn four(store: &dyn Fill) -> Vec<Uuid> {
    let kinds: [(&str, &[&str]); 4] =
        [("a", &["BLUE", "prod"]), ("b", &["blue", "Prod"]), ("c", &["blue"]), ("d", &["red"])];
    let mut ids = Vec::new();
    for (n, (name, own)) in (1..).zip(kinds) {
        let id = Uuid::from_u128(n);
        let created = second(i64::try_from(n).unwrap());
        create(store, Server { id, created, tags: tags(own), ..server(name) });
        ids.push(id);
    }
    ids
}

fn tags(tags: &[&str]) -> Vec<String> {
    tags.iter().map(|it| (*it).to_owned()).collect()
}
