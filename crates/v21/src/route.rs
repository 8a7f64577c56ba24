//! Routes and actions: where a request goes, and which rule it asks.

use std::{future::Future, pin::Pin};

use ferronova_http::{Failure, Method, Reply};

use crate::call::Call;

/// The function that handles a route or an action.
pub(crate) type Handler = for<'a> fn(Call<'a>) -> CallFuture<'a>;

/// What a [`Handler`] returns.
pub(crate) type CallFuture<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + 'a>>;

/// A method of a path below the version or the project.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: &'static Method,
    pub(crate) path: &'static str,
    pub(crate) does: Does,
}

/// An action of a server: the only member of the body of `POST /servers/{id}/action`.
#[derive(Clone, Copy)]
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) does: Does,
}

/// What a route or an action does.
#[derive(Clone, Copy)]
pub(crate) struct Does {
    pub(crate) run: Handler,
    /// The policy rule of the call; `None` if every caller may make it.
    pub(crate) rule: Option<&'static str>,
    /// The operation's name in the error for a server whose state does not allow it.
    pub(crate) operation: &'static str,
}

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
