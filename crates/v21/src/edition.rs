//! Editions: what the API is at one microversion, as the sum of the rows of the table up to it.

use std::{collections::HashMap, sync::LazyLock};

use ferronova_extend::schema::{QuerySchema, Schema};
use ferronova_http::{HeaderName, HeaderValue};

use crate::{
    body::Body,
    microversion::{LATEST, Shown, version_headers},
    query::Query,
    route::{Action, Route},
    schemas::queries,
    table::{Change, Feature, TABLE},
    view::{FlavorMember, FlavorView, Member, ServerView},
};

/// What the API is at one microversion.
pub(crate) struct Edition {
    /// The headers of its replies.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    servers: [Vec<&'static Member>; ServerView::COUNT],
    flavors: [Vec<&'static FlavorMember>; FlavorView::COUNT],
    schemas: [Schema; Body::COUNT],
    queries: [QuerySchema; Query::COUNT],
    /// The filters of lists of servers that are open to all.
    open_filters: Vec<&'static str>,
    features: Vec<Feature>,
    routes: Vec<&'static Route>,
    actions: HashMap<&'static str, Action>,
}

impl Edition {
    /// The edition of a microversion, by its minor number.
    pub(crate) fn of(minor: u16) -> &'static Self {
        static ALL: LazyLock<Vec<Edition>> =
            LazyLock::new(|| (0..=LATEST).map(Edition::up_to).collect());
        &ALL[usize::from(minor.min(LATEST))]
    }

    fn up_to(minor: u16) -> Self {
        let mut edition = Self {
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
            changes.iter().for_each(|it| edition.apply(it));
        }
        if edition.has(Feature::WholeUpdates) {
            edition.servers[ServerView::Updated as usize] =
                edition.servers[ServerView::Shown as usize].clone();
        }
        edition
    }

    fn apply(&mut self, change: &'static Change) {
        match change {
            Change::Shows(views, members) => {
                for view in *views {
                    let shown = &mut self.servers[*view as usize];
                    members.iter().for_each(|it| put(shown, it, |it| it.key.as_str()));
                }
            }
            Change::ShowsFlavor(views, members) => {
                for view in *views {
                    let shown = &mut self.flavors[*view as usize];
                    members.iter().for_each(|it| put(shown, it, |it| it.key.as_str()));
                }
            }
            Change::HidesFlavor(keys) => {
                for shown in &mut self.flavors {
                    shown.retain(|it| !keys.contains(&it.key.as_str()));
                }
            }
            Change::Takes(body, schema) => self.schemas[*body as usize] = schema,
            Change::Asks(query, schema) => self.queries[*query as usize] = *schema,
            Change::OpensFilters(names) => self.open_filters.extend_from_slice(names),
            Change::Begins(feature) => self.features.push(*feature),
            Change::Routes(routes) => self.routes.extend(*routes),
            Change::Actions(actions) => {
                self.actions.extend(actions.iter().map(|it| (it.name, *it)));
            }
        }
    }

    /// The members of a view of servers, in their order.
    pub(crate) fn shown(&self, view: ServerView) -> &[&'static Member] {
        &self.servers[view as usize]
    }

    /// The members of a view of flavors, in their order.
    pub(crate) fn shown_of_flavor(&self, view: FlavorView) -> &[&'static FlavorMember] {
        &self.flavors[view as usize]
    }

    /// The schema of a body.
    pub(crate) fn schema(&self, body: Body) -> Schema {
        self.schemas[body as usize]
    }

    /// The schema of a query.
    pub(crate) fn query(&self, query: Query) -> &QuerySchema {
        &self.queries[query as usize]
    }

    /// Whether everybody can filter lists of servers by this name.
    pub(crate) fn opens_filter(&self, name: &str) -> bool {
        self.open_filters.contains(&name)
    }

    /// Whether the API behaves so.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }

    /// Whether the API has this route.
    pub(crate) fn has_route(&self, route: &Route) -> bool {
        self.routes.iter().any(|it| it.method == route.method && it.path == route.path)
    }

    /// The action of this name.
    pub(crate) fn action(&self, name: &str) -> Option<Action> {
        self.actions.get(name).copied()
    }
}

/// Puts a member where the one with the same key is, or at the end.
fn put<T>(shown: &mut Vec<&'static T>, member: &'static T, key: fn(&T) -> &'static str) {
    match shown.iter_mut().find(|it| key(it) == key(member)) {
        Some(place) => *place = member,
        None => shown.push(member),
    }
}
