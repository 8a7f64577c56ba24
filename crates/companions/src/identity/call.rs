//! One request to the identity service.

use ferronova_http::{Incoming, Reply, StatusCode, write_json};
use ferronova_identity::{EmbeddedIdentity, TokenData};
use serde::Serialize;

use super::refusal;
use crate::routes::token_of;

/// The role that may see everything.
const ADMIN: &str = "admin";

/// A request, and the identity that it is asked of.
#[derive(Clone, Copy)]
pub(crate) struct IdentityCall<'a> {
    pub(crate) identity: &'a EmbeddedIdentity,
    pub(crate) incoming: &'a Incoming<'a>,
    /// The path's `{id}`.
    pub(crate) id: Option<&'a str>,
}

/// The user of the request's token.
pub(crate) struct Requester {
    pub(crate) token_data: TokenData,
}

impl<'a> IdentityCall<'a> {
    /// The path's `{id}`; `Err` on a route without one.
    pub(crate) fn id(&self) -> Result<&'a str, Reply> {
        self.id.ok_or_else(refusal::no_route)
    }

    /// Who asks, by the token of the request.
    pub(crate) fn requester(&self) -> Result<Requester, Reply> {
        let token = token_of(self.incoming).ok_or_else(refusal::unauthorized)?;
        let token_data =
            self.identity.inspect(&token).map_err(|error| refusal::from_error(&error))?;
        Ok(Requester { token_data })
    }

    /// The URL of a path of this service.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/identity{path}", self.incoming.base_url())
    }
}

impl Requester {
    pub(crate) fn user_id(&self) -> &str {
        &self.token_data.user.id
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.token_data.roles.iter().any(|it| it.name == ADMIN)
    }

    /// Refuses all but administrators.
    pub(crate) fn require_admin(&self, action: &str) -> Result<(), Reply> {
        if self.is_admin() { Ok(()) } else { Err(refusal::forbidden(action)) }
    }

    /// Refuses all but that user and administrators.
    pub(crate) fn require_self(&self, user_id: &str, action: &str) -> Result<(), Reply> {
        if self.user_id() == user_id { Ok(()) } else { self.require_admin(action) }
    }
}

/// An answer of that status and body.
pub(crate) fn reply(status: StatusCode, body: &impl Serialize) -> Reply {
    let mut buffer = Vec::new();
    write_json(&mut buffer, body);
    Reply::json(status, buffer)
}
