//! Editions: what the API is at one microversion.

use ferronova_extend::schema::{QuerySchema, Schema};

use crate::{
    kit::{Action, Body, Edition, Feature, Query, Route},
    view::{FlavorMember, FlavorView, Member, ServerView},
};

impl Edition {
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
