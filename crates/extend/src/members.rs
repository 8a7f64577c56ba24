//! The members of a request about a server, for the hooks that read them.

use ferronova_compute::NewServer;
use serde_json::{Map, Value};

/// An object in a request, such as the one under `server`, for one extension that reads it.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a> {
    object: &'a Map<String, Value>,
    is_visible: bool,
}

impl<'a> Members<'a> {
    /// Returns the members of this object, for an extension whose keys the caller sees.
    #[must_use]
    pub fn new(object: &'a Map<String, Value>) -> Self {
        Self { object, is_visible: true }
    }

    /// Returns the same members for another extension. `is_visible` is whether the caller sees that
    /// extension's keys.
    pub(crate) fn seen(self, is_visible: bool) -> Self {
        Self { is_visible, ..self }
    }

    /// Whether the caller passes the rule of the extension that reads the members. An extension's
    /// function is called for every caller; it can check this to ignore the members that some
    /// callers send.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        self.is_visible
    }

    /// Every member, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.object.iter()
    }

    /// The object itself.
    #[must_use]
    pub fn object(&self) -> &'a Map<String, Value> {
        self.object
    }

    /// A member, even if it is null.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name)
    }

    /// A member that exists and is not null.
    #[must_use]
    pub fn present(&self, name: &str) -> Option<&'a Value> {
        self.get(name).filter(|it| !it.is_null())
    }
}

/// What a request for a new server asks for.
#[derive(Clone, Debug)]
pub struct Creation {
    /// The server to create.
    pub new: NewServer,
    /// Whether the reply is only the reservation id.
    pub answers_with_reservation: bool,
}

impl Creation {
    /// Returns a request for this server. The reply is the server, not only the reservation id.
    #[must_use]
    pub fn of(new: NewServer) -> Self {
        Self { new, answers_with_reservation: false }
    }
}
