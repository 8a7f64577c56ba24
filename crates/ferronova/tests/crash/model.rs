//! A model of servers and calls.

/// A caller, or the holder of a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    Owner,
    Admin,
}

/// The state of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Life {
    Building,
    Active,
    Stopping,
    Stopped,
    Starting,
    Deleting,
    Gone,
}

/// How long work on servers takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Work is done before the response.
    AtOnce,
    /// Work continues for an unknown time after the response.
    InTime,
}

/// A server as callers see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Server {
    pub(crate) name: String,
    pub(crate) locked_by: Option<Who>,
    pub(crate) life: Life,
}

/// An operation on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Show,
    Rename(String),
    Lock,
    Unlock,
    Stop,
    Start,
    Delete,
}

/// The outcome of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Shown(Server),
    Done,
    /// Refused because of the server's lock or state.
    Refused,
    /// Refused because another caller holds the lock.
    Forbidden,
    /// The server does not exist.
    Missing,
}

impl Life {
    /// Returns the state after the work in progress; `None` if there is no such work.
    pub(crate) fn next(self) -> Option<Self> {
        match self {
            Self::Building | Self::Starting => Some(Self::Active),
            Self::Stopping => Some(Self::Stopped),
            Self::Deleting => Some(Self::Gone),
            Self::Active | Self::Stopped | Self::Gone => None,
        }
    }

    fn begun(self, pace: Pace) -> Self {
        match pace {
            Pace::AtOnce => self.next().unwrap_or(self),
            Pace::InTime => self,
        }
    }
}

impl Server {
    /// Returns a server as it is after the response to its creation.
    pub(crate) fn new(name: &str, pace: Pace) -> Self {
        Self { name: name.to_owned(), locked_by: None, life: Life::Building.begun(pace) }
    }

    /// Returns the server after the work in progress; `None` if there is no such work.
    pub(crate) fn later(&self) -> Option<Self> {
        self.life.next().map(|life| Self { life, ..self.clone() })
    }

    /// Applies a call; returns the server and the outcome.
    pub(crate) fn after(&self, who: Who, operation: &Operation, pace: Pace) -> (Self, Outcome) {
        if self.life == Life::Gone {
            return (self.clone(), Outcome::Missing);
        }
        let is_kept_locked = self.locked_by.is_some() && who == Who::Owner;
        match operation {
            Operation::Show => (self.clone(), Outcome::Shown(self.clone())),
            Operation::Rename(name) => (Self { name: name.clone(), ..self.clone() }, Outcome::Done),
            Operation::Lock => {
                // An administrator takes over a lock that is held; an owner does not.
                let holder = if who == Who::Admin { who } else { self.locked_by.unwrap_or(who) };
                (Self { locked_by: Some(holder), ..self.clone() }, Outcome::Done)
            }
            Operation::Unlock if is_kept_locked && self.locked_by == Some(Who::Admin) => {
                (self.clone(), Outcome::Forbidden)
            }
            Operation::Unlock => (Self { locked_by: None, ..self.clone() }, Outcome::Done),
            Operation::Stop | Operation::Start | Operation::Delete if is_kept_locked => {
                (self.clone(), Outcome::Refused)
            }
            Operation::Stop => self.work(Life::Active, Life::Stopping, pace),
            Operation::Start => self.work(Life::Stopped, Life::Starting, pace),
            Operation::Delete => self.work(self.life, Life::Deleting, pace),
        }
    }

    fn work(&self, from: Life, to: Life, pace: Pace) -> (Self, Outcome) {
        if self.life == from {
            (Self { life: to.begun(pace), ..self.clone() }, Outcome::Done)
        } else {
            (self.clone(), Outcome::Refused)
        }
    }
}
