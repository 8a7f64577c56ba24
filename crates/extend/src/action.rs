//! How actions and routes are written down, by `const` builders.

use ferronova_http::{ErrorWording, Failure, Method, Reply};

use crate::{
    hook::Named,
    kit::{Action, CallFuture, Handler, Route},
};

impl Action {
    /// An action without a rule of the API, whose failures read as the version says.
    #[must_use]
    pub const fn new(name: &'static str, run: Handler) -> Self {
        Self { name, rule: None, words: None, run }
    }

    /// The same action for callers who pass this rule.
    #[must_use]
    pub const fn ruled(self, rule: &'static str) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// The same action, whose failures read like this.
    #[must_use]
    pub const fn worded(self, words: &'static dyn ErrorWording) -> Self {
        Self { words: Some(words), ..self }
    }
}

impl Route {
    /// A route without a rule of the API, whose failures read as the version says.
    #[must_use]
    pub const fn new(method: &'static Method, path: &'static str, run: Handler) -> Self {
        Self { method, path, rule: None, words: None, run }
    }

    /// `GET` of a path.
    #[must_use]
    pub const fn get(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::GET, path, run)
    }

    /// `POST` to a path.
    #[must_use]
    pub const fn post(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::POST, path, run)
    }

    /// `PUT` to a path.
    #[must_use]
    pub const fn put(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::PUT, path, run)
    }

    /// `DELETE` of a path.
    #[must_use]
    pub const fn delete(path: &'static str, run: Handler) -> Self {
        Self::new(&Method::DELETE, path, run)
    }

    /// The same route for callers who pass this rule.
    #[must_use]
    pub const fn ruled(self, rule: &'static str) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// The same route, whose failures read like this.
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

/// An asynchronous function of a [`Call`](crate::Call) as the [`Handler`] of an action or a route;
/// what follows are its other arguments.
#[macro_export]
macro_rules! handler {
    ($function:path $(, $argument:expr)*) => {
        |call| ::std::boxed::Box::pin($function(call $(, $argument)*))
    };
}

/// The future of a handler that has nothing to wait for.
#[must_use]
pub fn ready<'a>(outcome: Result<Reply, Failure>) -> CallFuture<'a> {
    Box::pin(std::future::ready(outcome))
}
