//! The members of a request about a server, for the hooks that read them.

use ferronova_compute::NewServer;
use serde_json::{Map, Value};

/// The object under `server` in a request, as one extension reads it.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a> {
    object: &'a Map<String, Value>,
    is_visible: bool,
}

impl<'a> Members<'a> {
    /// The members of this object, for an extension whose keys the caller sees.
    #[must_use]
    pub fn new(object: &'a Map<String, Value>) -> Self {
        Self { object, is_visible: true }
    }

    /// The same members, for an extension that the caller sees or not.
    pub(crate) fn seen(self, is_visible: bool) -> Self {
        Self { is_visible, ..self }
    }

    /// Whether the caller passes the rule of the extension that reads them. Members are read for
    /// every caller, unless the extension itself checks this.
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

    /// A member, null included.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name)
    }

    /// A member that is there and not null.
    #[must_use]
    pub fn present(&self, name: &str) -> Option<&'a Value> {
        self.get(name).filter(|it| !it.is_null())
    }
}

/// What a request for a new server asks for.
#[derive(Clone, Debug)]
pub struct Creation {
    /// The server.
    pub new: NewServer,
    /// Whether the answer is only the reservation id.
    pub answers_with_reservation: bool,
}

impl Creation {
    /// The creation of this server, answered with the server.
    #[must_use]
    pub fn of(new: NewServer) -> Self {
        Self { new, answers_with_reservation: false }
    }
}
