//! Listing servers.

use std::sync::Arc;

use super::Compute;
use crate::{
    Condition, DeletionFilter, Error, Position, Query, Request, Scope, Server, ServerRef, Status,
    Target, Visitor, parse_id_in_any_case, ports::Collector,
};

/// The rule that is asked for a list of all projects. Nova 2014.2's lets everybody ask, and shows
/// all projects to administrators alone; another one shows them to whom it lets ask.
const ALL_TENANTS: &str = "compute:get_all_tenants";

/// What a caller asks of a list.
#[derive(Clone, Debug)]
pub struct ServerListRequest {
    /// Whether servers of every project are wanted; not everybody gets them.
    pub all_projects: bool,
    /// Whether living, soft-deleted and deleted servers are wanted.
    pub deletion: DeletionFilter,
    /// What every server of the list satisfies.
    pub conditions: Vec<Condition>,
    /// The id of the last server of the page before.
    pub marker: Option<String>,
    /// How many servers at most.
    pub limit: usize,
}

impl Compute {
    /// Shows the servers of a page to `visitor`, newest first. Callers who are not administrators
    /// get those of their own project, unless the policy was changed so that they get all.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] by `compute:get_all` or `compute:get_all_tenants`,
    /// [`Error::DeletedNeedsAdmin`], [`Error::MarkerNotFound`].
    pub async fn list_servers(
        &self,
        request: Request<'_>,
        list: ServerListRequest,
        visitor: Arc<dyn Visitor>,
    ) -> Result<(), Error> {
        let query = self.query_of(request, list).await?;
        Ok(self.ports.servers.visit(&query, visitor).await?)
    }

    /// What `pick` makes of each server of a page, newest first. The servers themselves are not
    /// kept.
    ///
    /// # Errors
    ///
    /// As [`list_servers`](Self::list_servers).
    pub async fn collect_servers<T: Send + 'static>(
        &self,
        request: Request<'_>,
        list: ServerListRequest,
        pick: impl Fn(Server) -> T + Send + Sync + 'static,
    ) -> Result<Vec<T>, Error> {
        let query = self.query_of(request, list).await?;
        self.collect(&query, pick).await
    }

    /// What `pick` makes of each server that satisfies a query.
    pub(super) async fn collect<T: Send + 'static>(
        &self,
        query: &Query,
        pick: impl Fn(Server) -> T + Send + Sync + 'static,
    ) -> Result<Vec<T>, Error> {
        let collector = Arc::new(Collector::new(pick));
        self.ports.servers.visit(query, collector.clone()).await?;
        Ok(collector.take())
    }

    async fn query_of(
        &self,
        request: Request<'_>,
        list: ServerListRequest,
    ) -> Result<Query, Error> {
        let caller = request.caller;
        self.allow(request, "compute:get_all", Target::own(caller))?;
        if list.all_projects {
            self.allow(request, ALL_TENANTS, Target::own(caller))?;
        }
        let wants_deleted = asks_only_for_deleted(&list.conditions);
        if wants_deleted && !caller.is_admin {
            return Err(Error::DeletedNeedsAdmin);
        }

        let reaches_all = caller.is_admin || self.policy.is_changed(ALL_TENANTS);
        let scope = if list.all_projects && reaches_all {
            Scope::All
        } else {
            Scope::Project(caller.project_id.clone())
        };
        let after = match &list.marker {
            Some(marker) => Some(self.find_marker(marker, &scope).await?),
            None => None,
        };
        Ok(Query {
            scope,
            deletion: if wants_deleted {
                DeletionFilter::DeletedOrSoftDeleted
            } else {
                list.deletion
            },
            conditions: list.conditions,
            after,
            limit: list.limit,
        })
    }

    /// The place of a marker. A deleted server is one as long as its record is there, so that a
    /// page never ends with a link that leads nowhere.
    async fn find_marker(&self, marker: &str, scope: &Scope) -> Result<Position, Error> {
        let not_found = || Error::MarkerNotFound { marker: marker.to_owned() };
        let id = parse_id_in_any_case(marker).map(ServerRef::Id).ok_or_else(not_found)?;
        let server = self.ports.servers.find(id, scope).await?;
        server.map(|it| Position::of(&it)).ok_or_else(not_found)
    }
}

fn asks_only_for_deleted(conditions: &[Condition]) -> bool {
    conditions.iter().any(|it| {
        matches!(it, Condition::Status(any_of)
            if !any_of.is_empty() && any_of.iter().all(|status| *status == Status::Deleted))
    })
}
