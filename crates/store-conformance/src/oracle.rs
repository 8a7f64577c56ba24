//! Compares all lists and counts with a simple implementation that filters all servers.

use std::collections::BTreeMap;

use ferronova_compute::{
    Census, Condition, Content, Decision, DeletionFilter, Infrastructure, Instance, LockedBy,
    Query, Scope, Scratch, Server, ServerCount, Store,
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};

use crate::{
    building::find,
    queries::{any_query, any_server, change_to},
    wait,
};

/// Tests this with random servers, changes and queries.
pub fn every_page_and_count_is_what_filtering_all_servers_gives(store: &dyn Store) {
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let created = vec(any_server(), 0..25);
    let changed = vec((any::<Index>(), any_server()), 0..6);
    let asked = vec((any_query(), any::<Option<Index>>()), 20);

    let result = TestRunner::new(config).run(&(created, changed, asked), |random| {
        let (created, changed, asked) = random;
        let instances = live_through(store, created, changed);
        let servers: Vec<Server> = instances.iter().map(|it| it.server.clone()).collect();
        for (mut query, meant) in asked {
            aim_at_servers(&mut query, meant, &servers);
            let page = wait(store.page(&query)).unwrap();
            prop_assert_eq!(page, expected(&servers, &query), "{:?}", query);
            let mut counts = wait(store.count(&query)).unwrap();
            counts.sort();
            prop_assert_eq!(counts, server_counts(&servers, &query), "{:?}", query);
        }
        prop_assert_eq!(store.census(), counted(&servers));
        let mut busy = wait(store.in_transition()).unwrap();
        busy.sort_by_key(|it| it.server.number);
        let is_busy = |it: &&Instance| it.scratch.transition.is_some();
        prop_assert_eq!(busy, instances.iter().filter(is_busy).cloned().collect::<Vec<_>>());
        Ok(())
    });

    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Stores servers, the first half by loading them as content and the others by creating them, and
/// then changes some. Returns the final states of all, ordered by number.
fn live_through(
    store: &dyn Store,
    created: Vec<Server>,
    changed: Vec<(Index, Server)>,
) -> Vec<Instance> {
    let mut loaded = created;
    let new = loaded.split_off(loaded.len() / 2);
    // Content must not have addresses on networks that are not part of it.
    for server in &mut loaded {
        server.addresses.clear();
    }
    let servers = loaded.into_iter().map(|it| (it, Vec::new())).collect();
    let infrastructure = Infrastructure::default();
    wait(store.load(Content { infrastructure, servers, ..Content::default() })).unwrap();
    let new = wait(store.create(new.into_iter().map(change_to).collect())).unwrap();

    let mut instances: Vec<Instance> = Vec::new();
    for number in 1.. {
        let ids = wait(store.with_number(number, &Scope::All)).unwrap();
        let Some(server) = ids.first().and_then(|id| find(store, *id)) else {
            break;
        };
        let created = new.iter().find(|it| it.server.number == number).cloned();
        instances.push(created.unwrap_or_else(|| server.clone().into()));
        assert_eq!(instances.last().map(|it| &it.server), Some(&server));
    }
    for (index, becomes) in changed {
        if instances.is_empty() {
            break;
        }
        let changed = index.get(&instances).server.id;
        let decide =
            |_: &Server, _: &Scratch| Ok(Decision::Write(Box::new(change_to(becomes.clone()))));
        let stored = wait(store.change(changed, &Scope::All, &decide)).unwrap();
        for instance in instances.iter_mut().filter(|it| it.server.id == changed) {
            *instance = stored.clone();
        }
    }
    instances
}

/// Replaces the random ids and the marker in a query by the ids of servers, since random ones never
/// match. Without a server in scope, the query gets no marker.
fn aim_at_servers(query: &mut Query, meant: Option<Index>, servers: &[Server]) {
    let marker = query.marker.take();
    let Some(index) = meant.filter(|_| !servers.is_empty()) else {
        return;
    };
    for condition in &mut query.conditions {
        if let Condition::Id(id) = condition {
            *id = index.get(servers).id;
        }
    }
    let in_scope = servers.iter().filter(|it| query.scope.contains(&it.project_id));
    let in_scope: Vec<&Server> = in_scope.collect();
    query.marker = marker.filter(|_| !in_scope.is_empty()).map(|_| index.get(&in_scope).id);
}

/// Returns the page of a query, found by filtering and sorting all servers.
pub(crate) fn expected(servers: &[Server], query: &Query) -> Vec<Server> {
    let Query { order, .. } = query;
    let compare = |a: &Server, b: &Server| order.compare(&order.place_of(a), &order.place_of(b));
    let marker = servers.iter().find(|it| Some(it.id) == query.marker);
    let is_wanted = |it: &&Server| {
        query.scope.contains(&it.project_id)
            && query.deletion.contains(it)
            && query.conditions.iter().all(|condition| condition.matches(it))
            && marker.is_none_or(|marker| compare(it, marker).is_gt())
    };
    let mut page: Vec<Server> = servers.iter().filter(is_wanted).cloned().collect();
    page.sort_by(compare);
    page.truncate(query.limit);
    page
}

/// Counts the servers that satisfy a query, ignoring its marker and its limit.
pub(crate) fn server_counts(servers: &[Server], query: &Query) -> Vec<ServerCount> {
    let mut counts: BTreeMap<_, u64> = BTreeMap::new();
    for it in expected(servers, &Query { marker: None, limit: usize::MAX, ..query.clone() }) {
        *counts.entry((it.host, it.flavor.id, it.task_state.is_some())).or_default() += 1;
    }
    let server_count = |((host, flavor_id, is_busy), n_servers)| ServerCount {
        host,
        flavor_id,
        is_busy,
        n_servers,
    };
    counts.into_iter().map(server_count).collect()
}

fn counted(servers: &[Server]) -> Census {
    let living: Vec<&Server> =
        servers.iter().filter(|it| DeletionFilter::Living.contains(it)).collect();
    let by = |holder| living.iter().filter(|it| it.locked_by() == holder).count() as u64;
    Census {
        unlocked: by(None),
        locked_by_owner: by(Some(LockedBy::Owner)),
        locked_by_admin: by(Some(LockedBy::Admin)),
    }
}
