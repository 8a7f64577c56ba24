//! The `const` builders of actions and routes.

use ferronova_http::{ErrorWording, Failure, Method, Reply};

use crate::{
    hook::Named,
    kit::{Action, CallFuture, Handler, Route},
};

impl Action {
    /// Returns an action that checks no policy rule of the API. Its errors have the wording of the
    /// extension or, if the extension has none, of the version.
    #[must_use]
    pub const fn new(name: &'static str, run: Handler) -> Self {
        Self { name, rule: None, words: None, run }
    }

    /// Requires this policy rule.
    #[must_use]
    pub const fn ruled(self, rule: &'static str) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// Uses this wording of errors.
    #[must_use]
    pub const fn worded(self, words: &'static dyn ErrorWording) -> Self {
        Self { words: Some(words), ..self }
    }
}

impl Route {
    /// Returns a route that checks no policy rule of the API. Its errors have the wording of the
    /// extension or, if the extension has none, of the version.
    #[must_use]
    pub const fn new(method: &'static Method, path: &'static str, run: Handler) -> Self {
        Self { method, path, rule: None, words: None, run }
    }

    /// A `GET` route.
    #[must_use]
    pub const fn get(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::GET, path, run)
    }

    /// A `POST` route.
    #[must_use]
    pub const fn post(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::POST, path, run)
    }

    /// A `PUT` route.
    #[must_use]
    pub const fn put(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::PUT, path, run)
    }

    /// A `DELETE` route.
    #[must_use]
    pub const fn delete(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::DELETE, path, run)
    }

    /// Requires this policy rule.
    #[must_use]
    pub const fn ruled(self, rule: &'static str) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// Uses this wording of errors.
    #[must_use]
    pub const fn worded(self, words: &'static dyn ErrorWording) -> Self {
        Self { words: Some(words), ..self }
    }
}

impl Named for Action {
    fn name(&self) -> Option<String> {
        Some(self.name.to_owned())
    }
}

impl Named for Route {
    fn name(&self) -> Option<String> {
        Some(format!("{} {}", self.method, self.path))
    }
}

/// Makes a [`Handler`] of an action or a route from an asynchronous function that takes a
/// [`Call`](crate::Call). Further arguments are passed on: `handler!(list, DIALECT)` calls
/// `list(call, DIALECT)`.
#[macro_export]
macro_rules! handler {
    ($function:path $(, $argument:expr)*) => {
        |call| ::std::boxed::Box::pin($function(call $(, $argument)*))
    };
}

/// Returns the future of a handler that has nothing to wait for.
#[must_use]
pub fn ready<'a>(outcome: Result<Reply, Failure>) -> CallFuture<'a> {
    Box::pin(std::future::ready(outcome))
}
