//! Listing servers.

use std::sync::Arc;

use super::Compute;
use crate::{
    Condition, DeletionFilter, Error, Order, Parts, Query, Request, Rules, Scope, Server, Status,
    Target, Visitor, parse_id_in_any_case, ports::Collector,
};

/// The policy rule that is checked for a list of all projects. In Nova 2014.2, this rule allows
/// everybody to ask for such a list, but only administrators get it; other callers get the servers
/// of their own project. If the rule is changed, everybody whom it allows gets all projects.
const ALL_TENANTS: &str = "compute:get_all_tenants";

/// A request for a list of servers.
#[derive(Clone, Debug)]
pub struct ServerListRequest {
    /// Whether the caller wants the servers of all projects, which not every caller gets.
    pub all_projects: bool,
    /// Whether the caller wants deleted and soft-deleted servers.
    pub deletion: DeletionFilter,
    /// The conditions that every server of the list satisfies.
    pub conditions: Vec<Condition>,
    /// The order of the list.
    pub order: Order,
    /// The id of the last server of the previous page. A deleted server is a valid marker while its
    /// record exists, so that the link to the next page always works.
    pub marker: Option<String>,
    /// Maximum number of servers.
    pub limit: usize,
    /// The parts of the servers that are wanted.
    pub parts: Parts,
}

impl Compute {
    /// Shows the servers of a page to `visitor`, in the order of the list. Callers who are not
    /// administrators get the servers of their own project. They can get the servers of all
    /// projects only if the rule `compute:get_all_tenants` was changed.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] by the rule `compute:get_all` or `compute:get_all_tenants`.
    /// - [`Error::DeletedNeedsAdmin`] if the caller asks only for deleted servers and is not an
    ///   administrator.
    /// - [`Error::MarkerNotFound`] if the marker is not the id of a server that the caller may
    ///   list.
    pub async fn list_servers(
        &self,
        request: Request<'_>,
        list: ServerListRequest,
        visitor: Arc<dyn Visitor>,
    ) -> Result<(), Error> {
        let marker = list.marker.clone();
        let query = self.query_of(request, list)?;
        let visited = self.ports.servers.visit(&query, visitor).await;
        visited.map_err(|error| as_sent(error, marker))
    }

    /// Returns the results of `pick` for each server of a page, in the order of the list. The
    /// servers themselves are not kept in memory.
    pub async fn collect_servers<T: Send + 'static>(
        &self,
        request: Request<'_>,
        list: ServerListRequest,
        pick: impl Fn(Server) -> T + Send + Sync + 'static,
    ) -> Result<Vec<T>, Error> {
        let marker = list.marker.clone();
        let query = self.query_of(request, list)?;
        self.collect(&query, pick).await.map_err(|error| as_sent(error, marker))
    }

    /// Returns the results of `pick` for each server that satisfies a query.
    pub(super) async fn collect<T: Send + 'static>(
        &self,
        query: &Query,
        pick: impl Fn(Server) -> T + Send + Sync + 'static,
    ) -> Result<Vec<T>, Error> {
        let collector = Arc::new(Collector::new(pick));
        self.ports.servers.visit(query, collector.clone()).await?;
        Ok(collector.take())
    }

    fn query_of(&self, request: Request<'_>, list: ServerListRequest) -> Result<Query, Error> {
        let caller = request.caller;
        self.allow(request, "compute:get_all", Target::own(caller))?;
        if list.all_projects {
            self.allow_special(request, ALL_TENANTS, Target::own(caller))?;
        }
        let wants_deleted = asks_only_for_deleted(&list.conditions);
        if wants_deleted && !caller.is_admin {
            return Err(Error::DeletedNeedsAdmin);
        }

        let reaches_all = match request.rules {
            Rules::OfOperations => caller.is_admin || self.policy.is_changed(ALL_TENANTS),
            Rules::OfCall(_) => true,
        };
        let scope = if list.all_projects && reaches_all {
            Scope::All
        } else {
            Scope::Project(caller.project_id.clone())
        };
        let parse = |marker: String| match parse_id_in_any_case(&marker) {
            Some(id) => Ok(id),
            None => Err(Error::MarkerNotFound { marker }),
        };
        Ok(Query {
            deletion: if wants_deleted {
                DeletionFilter::DeletedOrSoftDeleted
            } else {
                list.deletion
            },
            conditions: list.conditions,
            order: list.order,
            marker: list.marker.map(parse).transpose()?,
            limit: list.limit,
            parts: list.parts,
            ..Query::of(scope)
        })
    }
}

/// Returns the error of a list. If the marker was not found, the returned error has the marker as
/// the caller sent it.
fn as_sent(error: Error, sent: Option<String>) -> Error {
    match (error, sent) {
        (Error::MarkerNotFound { .. }, Some(marker)) => Error::MarkerNotFound { marker },
        (error, _) => error,
    }
}

fn asks_only_for_deleted(conditions: &[Condition]) -> bool {
    conditions.iter().any(|it| {
        matches!(it, Condition::Status(any_of)
            if !any_of.is_empty() && any_of.iter().all(|status| *status == Status::Deleted))
    })
}
