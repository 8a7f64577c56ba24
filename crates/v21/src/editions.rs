//! Makes the edition of each microversion: the sum of the rows of the table up to it.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    kit::{Body, Edition, Feature, Query},
    microversion::{LATEST, Shown, version_headers},
    schemas::queries,
    table::{Change, TABLE},
    view::ServerView,
};

/// The edition of a microversion, by its minor number.
pub(crate) fn edition_of(minor: u16) -> &'static Edition {
    static ALL: LazyLock<Vec<Edition>> = LazyLock::new(|| (0..=LATEST).map(up_to).collect());
    &ALL[usize::from(minor.min(LATEST))]
}

fn up_to(minor: u16) -> Edition {
    let mut edition = Edition {
        headers: version_headers(&Shown(minor).to_string()),
        servers: Default::default(),
        flavors: Default::default(),
        schemas: [&[]; Body::COUNT],
        queries: [queries::FREE; Query::COUNT],
        open_filters: Vec::new(),
        features: Vec::new(),
        routes: Vec::new(),
        actions: HashMap::new(),
    };
    for (_, changes) in TABLE.iter().filter(|(since, _)| *since <= minor) {
        changes.iter().for_each(|it| apply(&mut edition, it));
    }
    if edition.has(Feature::WholeUpdates) {
        let shown = edition.shown(ServerView::Shown).to_vec();
        edition.servers[ServerView::Updated as usize] = shown;
    }
    edition
}

fn apply(edition: &mut Edition, change: &'static Change) {
    match change {
        Change::Shows(views, members) => {
            for view in *views {
                let shown = &mut edition.servers[*view as usize];
                members.iter().for_each(|it| put(shown, it, |it| it.key.as_str()));
            }
        }
        Change::ShowsFlavor(views, members) => {
            for view in *views {
                let shown = &mut edition.flavors[*view as usize];
                members.iter().for_each(|it| put(shown, it, |it| it.key.as_str()));
            }
        }
        Change::HidesFlavor(keys) => {
            for shown in &mut edition.flavors {
                shown.retain(|it| !keys.contains(&it.key.as_str()));
            }
        }
        Change::Takes(body, schema) => edition.schemas[*body as usize] = schema,
        Change::Asks(query, schema) => edition.queries[*query as usize] = *schema,
        Change::OpensFilters(names) => edition.open_filters.extend_from_slice(names),
        Change::Begins(feature) => edition.features.push(*feature),
        Change::Routes(routes) => edition.routes.extend(*routes),
        Change::Actions(actions) => {
            edition.actions.extend(actions.iter().map(|it| (it.name, *it)));
        }
    }
}

/// Puts a member where the one with the same key is, or at the end.
fn put<T>(shown: &mut Vec<&'static T>, member: &'static T, key: fn(&T) -> &'static str) {
    match shown.iter_mut().find(|it| key(it) == key(member)) {
        Some(place) => *place = member,
        None => shown.push(member),
    }
}
