//! Actions and routes: what an extension lets callers ask for.

use std::{future::Future, pin::Pin};

use ferronova_http::{ErrorWording, Failure, Method, Reply};

use crate::Call;

/// One server action: a key that `POST /servers/{id}/action` accepts.
#[derive(Clone, Copy)]
pub struct Action {
    /// The key in the request body, unique among all actions.
    pub name: &'static str,
    /// The rule of the API that the caller must pass before the server is looked up; none for
    /// actions whose only rule is that of the compute layer, which comes after the look-up.
    pub rule: Option<&'static str>,
    /// How its failures read; with `None` as the version says.
    pub words: Option<&'static dyn ErrorWording>,
    /// Carries it out.
    pub run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
}

/// One route: a method of a path below the version (and the project, where the version has it
/// in the path).
#[derive(Clone)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with names in braces: `/servers/{id}/os-instance-actions`.
    pub path: &'static str,
    /// The rule of the API that the caller must pass first.
    pub rule: Option<&'static str>,
    /// How its failures read; with `None` as the version says.
    pub words: Option<&'static dyn ErrorWording>,
    /// Carries it out.
    pub run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
}

impl Route {
    /// A route without a rule and words of its own.
    #[must_use]
    pub const fn new(
        method: Method,
        path: &'static str,
        run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
    ) -> Self {
        Self { method, path, rule: None, words: None, run }
    }
}

/// What the `run` of an [`Action`] or a [`Route`] returns.
pub type CallFuture<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + 'a>>;

/// The future of a handler that has nothing to wait for.
#[must_use]
pub fn ready<'a>(outcome: Result<Reply, Failure>) -> CallFuture<'a> {
    Box::pin(std::future::ready(outcome))
}
