//! The types of which the API is made.
//!
//! These types refer to one another: routes lead to handlers, handlers get a call, a call has the
//! edition of its microversion, and an edition has routes. So all of them are defined in this file.
//! Their methods are in files named after them.

use std::{collections::HashMap, future::Future, pin::Pin};

use ferronova_compute::{Caller, Compute};
use ferronova_extend::schema::{QuerySchema, Schema};
use ferronova_http::{Failure, HeaderName, HeaderValue, Incoming, Method, Reply, Session};
use matchit::Params;

use crate::view::{FlavorMember, FlavorView, Member, ServerView};

/// One call of a route or an action.
pub(crate) struct Call<'a> {
    pub(crate) compute: &'a Compute,
    pub(crate) incoming: &'a Incoming<'a>,
    pub(crate) session: &'a Session,
    pub(crate) caller: &'a Caller,
    pub(crate) params: Params<'a, 'a>,
    /// Whether the project is in the path, and so in the links of the answer.
    pub(crate) names_project: bool,
    /// What the API is at the microversion of the request.
    pub(crate) edition: &'static Edition,
    /// The policy rule of the call; `None` if every caller may make it.
    pub(crate) rule: Option<&'static str>,
}

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

/// What the API is at one microversion.
pub(crate) struct Edition {
    /// The headers of its replies.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) servers: [Vec<&'static Member>; ServerView::COUNT],
    pub(crate) flavors: [Vec<&'static FlavorMember>; FlavorView::COUNT],
    pub(crate) schemas: [Schema; Body::COUNT],
    pub(crate) queries: [QuerySchema; Query::COUNT],
    /// The filters of lists of servers that are open to all.
    pub(crate) open_filters: Vec<&'static str>,
    pub(crate) features: Vec<Feature>,
    pub(crate) routes: Vec<&'static Route>,
    pub(crate) actions: HashMap<&'static str, Action>,
}

/// How the API behaves from a microversion on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    /// The actions of deleted servers can be read.
    ActionsOfDeleted,
    /// A list with a status that does not exist is refused instead of empty.
    KnownStatuses,
    /// Owners see the events of instance actions, without tracebacks.
    EventsForOwners,
    /// Instance actions come in pages, and have the time of their last change.
    PagesOfActions,
    /// Events of instance actions tell their host.
    HostsOfEvents,
    /// Servers whose part of the cloud does not answer are shown in part.
    PartialServers,
    /// A lock can have a reason.
    LockReasons,
    /// The reply to an update has the keys of show.
    WholeUpdates,
    /// Events of instance actions tell why they failed.
    DetailsOfEvents,
}

/// A body whose schema the table of microversions has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// `PUT /servers/{id}`
    UpdateServer,
    /// `{"lock": …}`
    Lock,
    /// `POST` and `PUT /servers/{id}/metadata`
    Metadata,
    /// `PUT /servers/{id}/metadata/{key}`
    MetadataItem,
    /// `PUT /servers/{id}/tags`
    Tags,
    /// `PUT /servers/{id}/tags/{tag}`
    Tag,
}

impl Body {
    pub(crate) const COUNT: usize = 6;
}

/// A query whose schema the table of microversions has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Query {
    /// Of `/servers` and `/servers/detail`.
    Servers,
    /// Of `/flavors` and `/flavors/detail`.
    Flavors,
    /// Of `/servers/{id}/os-instance-actions`.
    Actions,
    /// Of everything else that is read, except tags.
    Other,
}

impl Query {
    pub(crate) const COUNT: usize = 4;
}
