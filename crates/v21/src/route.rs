//! The `const` builders of routes and actions.

use ferronova_http::Method;

use crate::kit::{Action, Does, Handler, Route};

impl Route {
    pub(crate) const fn new(method: &'static Method, path: &'static str, run: Handler) -> Self {
        Self { method, path, does: Does { run, rule: None, operation: "" } }
    }

    pub(crate) const fn get(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::GET, path, run)
    }

    pub(crate) const fn post(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::POST, path, run)
    }

    pub(crate) const fn put(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::PUT, path, run)
    }

    pub(crate) const fn delete(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::DELETE, path, run)
    }

    /// Asks this policy rule.
    pub(crate) const fn ruled(self, rule: &'static str) -> Self {
        Self { does: Does { rule: Some(rule), ..self.does }, ..self }
    }

    /// Has this name in the error for a server whose state does not allow it.
    pub(crate) const fn named(self, operation: &'static str) -> Self {
        Self { does: Does { operation, ..self.does }, ..self }
    }
}

impl Action {
    pub(crate) const fn new(name: &'static str, rule: &'static str, run: Handler) -> Self {
        Self { name, does: Does { run, rule: Some(rule), operation: name } }
    }
}
