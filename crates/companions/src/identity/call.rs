//! Requests to the identity service.

use ferronova_http::{Incoming, Reply, StatusCode, write_serialized};
use ferronova_identity::{EmbeddedIdentity, TokenData};
use serde::Serialize;

use super::refusal;
use crate::routes::token_of;

/// The role whose users may see everything.
const ADMIN: &str = "admin";

#[derive(Clone, Copy)]
pub(crate) struct IdentityCall<'a> {
    pub(crate) identity: &'a EmbeddedIdentity,
    pub(crate) incoming: &'a Incoming<'a>,
    /// The value of `{id}` in the path; `None` on a route without `{id}`.
    pub(crate) id: Option<&'a str>,
}

/// The caller of a request: the user for whom the request's token was issued.
pub(crate) struct Requester {
    pub(crate) token_data: TokenData,
}

impl<'a> IdentityCall<'a> {
    /// Returns the value of `{id}` in the path. Fails on a route without `{id}`.
    pub(crate) fn id(&self) -> Result<&'a str, Reply> {
        self.id.ok_or_else(refusal::no_route)
    }

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

    /// Fails unless the caller is an administrator.
    pub(crate) fn require_admin(&self, action: &str) -> Result<(), Reply> {
        if self.is_admin() { Ok(()) } else { Err(refusal::forbidden(action)) }
    }

    /// Fails unless the caller is the user `user_id` or an administrator.
    pub(crate) fn require_self(&self, user_id: &str, action: &str) -> Result<(), Reply> {
        if self.user_id() == user_id { Ok(()) } else { self.require_admin(action) }
    }
}

pub(crate) fn reply(status: StatusCode, body: &impl Serialize) -> Reply {
    let mut buffer = Vec::new();
    write_serialized(&mut buffer, body);
    Reply::json(status, buffer)
}
