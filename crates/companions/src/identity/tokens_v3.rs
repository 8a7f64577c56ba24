//! `/v3/auth/tokens`: logins, and validating and revoking tokens.

use std::borrow::Cow;

use ferronova_http::{HeaderName, Reply, StatusCode};
use ferronova_identity::{AuthError, LoginMethod, TokenData};
use serde::Deserialize;

use super::{
    call::{IdentityCall, reply},
    json_body,
    refusal::{self, missing},
    scope::{Scope, UserOrProject},
    token_v3::{Catalogue, TokenBody},
};

const X_SUBJECT_TOKEN: HeaderName = HeaderName::from_static("x-subject-token");

#[derive(Deserialize)]
struct Body {
    auth: Option<Auth>,
}

#[derive(Deserialize)]
struct Auth {
    identity: Option<Identity>,
    scope: Option<Scope>,
}

#[derive(Deserialize)]
struct Identity {
    methods: Option<Vec<String>>,
    password: Option<PasswordMethod>,
    token: Option<TokenMethod>,
}

#[derive(Deserialize)]
struct PasswordMethod {
    user: Option<User>,
}

#[derive(Deserialize)]
struct User {
    #[serde(flatten)]
    named: UserOrProject,
    password: Option<String>,
}

#[derive(Deserialize)]
struct TokenMethod {
    id: Option<String>,
}

/// `POST /v3/auth/tokens`
pub(crate) async fn issue(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let body: Body = json_body::parse(call.incoming)?;
    let auth = body.auth.ok_or_else(|| missing("auth", "request body"))?;
    let identity = auth.identity.ok_or_else(|| missing("identity", "auth"))?;
    let method = identity.method()?;
    let wish = Scope::wish(auth.scope.as_ref())?;
    let issued = call.identity.authenticate(method, wish).await;
    let issued = issued.map_err(|error| refusal::from_error(&error))?;
    let shown = show(&call, &issued.token_data, StatusCode::CREATED);
    Ok(shown.with_header(X_SUBJECT_TOKEN, &issued.token))
}

/// `GET /v3/auth/tokens` and `HEAD /v3/auth/tokens`
pub(crate) fn validate(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let (subject, token_data) = find_subject(&call, "identity:validate_token")?;
    Ok(show(&call, &token_data, StatusCode::OK).with_header(X_SUBJECT_TOKEN, &subject))
}

/// `DELETE /v3/auth/tokens`
pub(crate) async fn revoke(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let (subject, _) = find_subject(&call, "identity:revoke_token")?;
    call.identity.revoke(&subject).await.map_err(|error| subject_error(&error))?;
    Ok(Reply::no_content())
}

impl Identity {
    /// The method of the login. The request must name exactly one method.
    fn method(&self) -> Result<LoginMethod<'_>, Reply> {
        let methods = self.methods.as_deref().ok_or_else(|| missing("methods", "identity"))?;
        match methods {
            [] => Err(missing("a method", "methods")),
            [method] if method == "password" => {
                let method = self.password.as_ref();
                method.ok_or_else(|| missing("password", "identity"))?.method()
            }
            [method] if method == "token" => {
                let token = self.token.as_ref().ok_or_else(|| missing("token", "identity"))?;
                let id = token.id.as_deref().ok_or_else(|| missing("id", "token"))?;
                Ok(LoginMethod::Token(id))
            }
            _ => Err(refusal::unsupported_method()),
        }
    }
}

impl PasswordMethod {
    fn method(&self) -> Result<LoginMethod<'_>, Reply> {
        let user = self.user.as_ref().ok_or_else(|| missing("user", "password"))?;
        let password = user.password.as_deref().ok_or_else(|| missing("password", "user"))?;
        Ok(LoginMethod::Password { user: user.named.as_user()?, password })
    }
}

/// Returns the token in `X-Subject-Token`, and the token's data. Fails unless the caller is an
/// administrator or the user of that token.
fn find_subject<'a>(
    call: &IdentityCall<'a>,
    action: &str,
) -> Result<(Cow<'a, str>, TokenData), Reply> {
    let requester = call.requester()?;
    let subject = call.incoming.joined_header(&X_SUBJECT_TOKEN);
    let subject = subject.ok_or_else(|| missing("X-Subject-Token", "headers"))?;
    let token_data = call.identity.inspect(&subject).map_err(|error| subject_error(&error))?;
    requester.require_self(&token_data.user.id, action)?;
    Ok((subject, token_data))
}

/// Makes the reply for an error about the token in `X-Subject-Token`. If that token is invalid, the
/// status is 404. A status of 401 would mean that the caller's own token is invalid.
fn subject_error(error: &AuthError) -> Reply {
    match error {
        AuthError::InvalidToken => refusal::no_such_token(),
        AuthError::WrongCredentials
        | AuthError::WrongProject
        | AuthError::Busy
        | AuthError::Failed(_) => refusal::from_error(error),
    }
}

fn show(call: &IdentityCall<'_>, token_data: &TokenData, status: StatusCode) -> Reply {
    let mut parameters = call.incoming.query_text().split('&');
    let is_nocatalog = |it: &str| it.split('=').next() == Some("nocatalog");
    let catalogue = if parameters.any(is_nocatalog) { Catalogue::Without } else { Catalogue::With };
    reply(status, &TokenBody::new(token_data, call.incoming.base_url(), catalogue))
}
