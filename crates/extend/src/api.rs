//! One version of the compute API: passes each request to the handler of its route.

use std::sync::Arc;

use ferronova_compute::{Caller, Compute, Subject};
use ferronova_http::{
    Answer, AnswerFuture, Fault, Gate, Incoming, Method, Mount, RouteConflict, RouteOrAction,
    RouteTable, StatusCode, not_found_page,
};

use crate::{
    Dialect, RegistryError,
    kit::{Call, Registry, Route, Version},
};

/// A mounted version of the compute API.
pub struct Api {
    version: Version,
    routes: RouteTable<Route>,
    gate: Arc<Gate>,
}

impl Api {
    /// Returns an API version with this dialect, and the routes of the core and of every extension
    /// that is enabled in `registry`.
    ///
    /// # Errors
    ///
    /// [`RegistryError`] if two routes conflict.
    pub fn new(
        dialect: Dialect,
        registry: Registry,
        compute: Compute,
        gate: Arc<Gate>,
    ) -> Result<Self, RegistryError> {
        let mut routes = RouteTable::new();
        for (module, route) in registry.routes() {
            add(&mut routes, module, route.path, route)?;
        }
        Ok(Self {
            version: Version { dialect, registry: Arc::new(registry), compute },
            routes,
            gate,
        })
    }

    /// Makes the routes of `path` available at `other`, too. For requests to `other`, metrics and
    /// logs name `path`.
    ///
    /// # Errors
    ///
    /// [`RegistryError`] if another route has the path `other`.
    pub fn also_at(mut self, other: &'static str, path: &str) -> Result<Self, RegistryError> {
        for (module, route) in self.version.registry.routes().filter(|it| it.1.path == path) {
            add(&mut self.routes, module, other, route)?;
        }
        Ok(self)
    }

    /// The dialect of this version.
    #[must_use]
    pub fn dialect(&self) -> &Dialect {
        &self.version.dialect
    }

    /// The extensions of this version.
    #[must_use]
    pub fn registry(&self) -> &Arc<Registry> {
        &self.version.registry
    }

    async fn serve(&self, incoming: &Incoming<'_>) -> Answer {
        let unrouted = |reply| Answer { reply, route: None };
        if matches!(incoming.rest(), "" | "/") && *incoming.method() == Method::GET {
            let reply = self.version.dialect.version.document(incoming.base_url());
            return Answer { reply: reply.negotiated(incoming.headers()), route: Some("/") };
        }
        let session = match self.gate.admit_request(incoming).await {
            Ok(session) => session,
            Err(reply) => return unrouted(reply),
        };
        let without_format = strip_format(incoming.rest());
        let (project, path) = if self.version.dialect.project_in_path {
            split_project(without_format)
        } else {
            (None, without_format)
        };
        let is_nowhere = project.is_some_and(str::is_empty);
        let found = self.routes.find(incoming.method(), path).filter(|_| !is_nowhere);
        let Some(found) = found else {
            return unrouted(not_found_page(incoming.headers()));
        };

        let route = found.route;
        let reply = match self.admit(&session.subject, project, route) {
            Ok(caller) => {
                let call = Call::new(&self.version, incoming, &session, caller, found.params);
                let words = route.words.unwrap_or(self.version.dialect.words);
                (route.run)(call).await.map_err(|it| it.into_fault(words, RouteOrAction::Route))
            }
            Err(fault) => Err(fault),
        };
        let reply = reply.unwrap_or_else(|fault| fault.to_reply());
        // A format in the path takes precedence over `Accept`.
        let names_format = without_format.len() < incoming.rest().len();
        let reply = if names_format { reply } else { reply.negotiated(incoming.headers()) };
        Answer { reply, route: Some(route.path) }
    }

    /// Returns the caller, if the token is for the project in the path, and the caller passes the
    /// rule of the route.
    fn admit<'s>(
        &self,
        subject: &'s Subject,
        project: Option<&str>,
        route: &Route,
    ) -> Result<&'s Caller, Fault> {
        let caller = match (subject, project) {
            (Subject::Scoped(caller), Some(project)) if caller.project_id == project => caller,
            (Subject::Scoped(caller), None) => caller,
            (Subject::Scoped(caller), Some(project)) => {
                return Err(other_project(project, &caller.project_id));
            }
            (Subject::Unscoped { .. }, Some(project)) => {
                return Err(other_project(project, "None"));
            }
            (Subject::Unscoped { .. }, None) => {
                return Err(Fault::new(StatusCode::FORBIDDEN, "Not authorized."));
            }
        };
        if let Some(rule) = route.rule {
            self.version.require(caller, rule)?;
        }
        Ok(caller)
    }
}

impl Mount for Api {
    fn segments(&self) -> &'static [&'static str] {
        self.version.dialect.segments
    }

    fn request_id_header(&self) -> Option<&'static str> {
        self.version.dialect.request_id_header
    }

    fn routes(&self) -> Vec<&'static str> {
        self.routes.patterns().chain(["/"]).collect()
    }

    fn actions(&self) -> Vec<&'static str> {
        self.version.registry.actions().map(|it| it.name).collect()
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        Box::pin(self.serve(incoming))
    }
}

fn add(
    routes: &mut RouteTable<Route>,
    module: &'static str,
    path: &'static str,
    route: Route,
) -> Result<(), RegistryError> {
    routes.add(route.method.clone(), path, route).map_err(|error| {
        let reason = match error {
            RouteConflict::Taken => "another route has that path".to_owned(),
            RouteConflict::Pattern(reason) => reason,
        };
        RegistryError::Route { path, module, reason }
    })
}

/// Returns the error (400) for a path with the project `project`, if the token is for the project
/// `own`.
fn other_project(project: &str, own: &str) -> Fault {
    Fault::bad_request(format!(
        "Malformed request URL: URL's project_id '{project}' doesn't match Context's project_id \
         '{own}'"
    ))
}

/// Returns the path without `.json` or `.xml` at its end.
fn strip_format(path: &str) -> &str {
    path.strip_suffix(".json").or_else(|| path.strip_suffix(".xml")).unwrap_or(path)
}

/// Splits `/{project}/servers` into the project and `/servers`.
fn split_project(path: &str) -> (Option<&str>, &str) {
    let path = path.strip_prefix('/').unwrap_or(path);
    let (project, rest) = path.find('/').map_or((path, ""), |at| path.split_at(at));
    (Some(project), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_is_the_first_segment() {
        assert_eq!(split_project("/p/servers"), (Some("p"), "/servers"));
        assert_eq!(split_project("/servers"), (Some("servers"), ""));
    }

    #[test]
    fn a_format_at_the_end_of_a_path_is_no_part_of_it() {
        assert_eq!(strip_format("/servers/detail.json"), "/servers/detail");
        assert_eq!(strip_format("/servers/1.txt"), "/servers/1.txt");
    }
}
