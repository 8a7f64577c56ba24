//! The attributes in a request that creates or updates a resource.

use ferronova_compute::{Request, parse_id};
use ferronova_http::Incoming;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    call::NetworkCall,
    refusal::{self, Refusal},
};

/// Maximum length of a name or a description, in characters.
const MAX_LENGTH: usize = 255;

pub(crate) struct Attributes(Map<String, Value>);

impl Attributes {
    /// Parses `{"thing": {…}}`. All attributes in the inner object must be in `known`. An attribute
    /// that is null counts as missing, except in [`Self::has`].
    pub(crate) fn read(
        incoming: &Incoming<'_>,
        thing: &str,
        known: &[&str],
    ) -> Result<Self, Refusal> {
        let body: Value = serde_json::from_slice(incoming.body())
            .map_err(|_| refusal::bad_request("Malformed request body"))?;
        let missing = || refusal::bad_request(&format!("Unable to find '{thing}' in request body"));
        let Some(Value::Object(members)) = body.get(thing) else {
            return Err(missing());
        };
        let unknown: Vec<&str> =
            members.keys().map(String::as_str).filter(|it| !known.contains(it)).collect();
        if unknown.is_empty() {
            return Ok(Self(members.clone()));
        }
        let message = format!("Unrecognized attribute(s) '{}'", unknown.join(", "));
        Err(refusal::bad_request(&message))
    }

    /// Whether the request has the attribute, even as null.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|it| !it.is_null())
    }

    /// Returns the value of an attribute, which must be a text of at most 255 characters; `None` if
    /// the attribute is missing.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.chars().count() <= MAX_LENGTH => Ok(Some(text)),
            Some(Value::String(text)) => {
                let reason = format!("'{text}' exceeds maximum length of {MAX_LENGTH}");
                Err(refusal::invalid(name, &reason))
            }
            Some(other) => Err(refusal::invalid(name, &format!("'{other}' is not a valid string"))),
        }
    }

    pub(crate) fn id(&self, name: &str) -> Result<Option<Uuid>, Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let id = value.as_str().and_then(parse_id).ok_or_else(|| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            refusal::invalid(name, &format!("'{text}' is not a valid UUID"))
        })?;
        Ok(Some(id))
    }

    /// Makes the `Request` for creating a resource in the caller's project. Fails if the attributes
    /// name another project, or if the token has no project.
    pub(crate) fn request_to_make<'a>(
        &self,
        call: &NetworkCall<'a>,
    ) -> Result<Request<'a>, Refusal> {
        let request = call.request().ok_or_else(|| {
            let message = "Running without keystone AuthN requires that tenant_id is specified";
            refusal::bad_request(message)
        })?;
        for name in ["tenant_id", "project_id"] {
            if self.text(name)?.is_some_and(|it| it != request.caller.project_id) {
                let message = "Specifying 'tenant_id' or 'project_id' differing from \
                               authenticated project in request requires admin privileges";
                return Err(refusal::bad_request(message));
            }
        }
        Ok(request)
    }
}
