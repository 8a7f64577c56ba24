//! A model of servers and of sequential calls.

use serde::{Deserialize, Serialize};

/// The holder of a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Holder {
    Owner,
    Admin,
}

/// A caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    /// A member of the project of the server.
    Owner,
    /// An administrator in the project of the server, who locks as an owner.
    AdminOfProject,
    /// An administrator in another project.
    AdminElsewhere,
    /// A member of another project.
    Stranger,
}

/// The state of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Life {
    Active,
    Stopped,
}

/// A server as callers see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Server {
    pub(crate) name: String,
    pub(crate) locked_by: Option<Holder>,
    pub(crate) life: Life,
}

/// A filter of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Filter {
    All,
    Locked,
    Unlocked,
    LockedByOwner,
    LockedByAdmin,
    Active,
    Stopped,
}

/// How much of a server a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Extent {
    Names,
    Details,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Operation {
    Create(String),
    Show,
    List(Filter, Extent),
    Rename(String),
    Lock,
    Unlock,
    Stop,
    Start,
    Reboot,
    Delete,
    /// List the instance actions of a server.
    Actions,
}

/// The answer to a call, as far as it is about one server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    Done,
    /// Refused because of the server's lock or state.
    Refused,
    /// Refused because another caller holds the lock.
    Forbidden,
    /// The server does not exist, or is not in the list.
    Missing,
    Shown(Server),
    Named(String),
    /// The server's instance actions, newest first.
    Actions(Vec<Action>),
}

/// An instance action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Action {
    pub(crate) action: String,
    pub(crate) request_id: String,
}

/// The effect of a call.
#[derive(Debug)]
pub(crate) struct Effect {
    /// The server afterwards; `None` if it does not exist.
    pub(crate) server: Option<Server>,
    /// The answer. For a list of instance actions, the model does not know the content.
    pub(crate) answer: Answer,
    /// Whether the call becomes the newest instance action.
    pub(crate) is_recorded: bool,
}

impl Who {
    /// Returns the holder of a lock that this caller sets.
    fn locks_as(self) -> Holder {
        match self {
            Self::Owner | Self::AdminOfProject => Holder::Owner,
            Self::AdminElsewhere | Self::Stranger => Holder::Admin,
        }
    }

    fn is_admin(self) -> bool {
        match self {
            Self::AdminOfProject | Self::AdminElsewhere => true,
            Self::Owner | Self::Stranger => false,
        }
    }
}

/// Whether two calls have the same effect on every server if both are answered with `Done`.
pub(crate) fn are_alike(one: (Who, &Operation), other: (Who, &Operation)) -> bool {
    let are_equals = if *one.1 == Operation::Lock {
        one.0.locks_as() == other.0.locks_as()
    } else {
        one.0.is_admin() == other.0.is_admin()
    };
    one.1 == other.1 && are_equals
}

impl Filter {
    pub(crate) fn holds_for(self, server: &Server) -> bool {
        match self {
            Self::All => true,
            Self::Locked => server.locked_by.is_some(),
            Self::Unlocked => server.locked_by.is_none(),
            Self::LockedByOwner => server.locked_by == Some(Holder::Owner),
            Self::LockedByAdmin => server.locked_by == Some(Holder::Admin),
            Self::Active => server.life == Life::Active,
            Self::Stopped => server.life == Life::Stopped,
        }
    }
}

impl Operation {
    /// The name of the operation's instance action; `None` if it has none.
    pub(crate) fn action(&self) -> Option<&'static str> {
        match self {
            Self::Create(_) => Some("create"),
            Self::Lock => Some("lock"),
            Self::Unlock => Some("unlock"),
            Self::Stop => Some("stop"),
            Self::Start => Some("start"),
            Self::Reboot => Some("reboot"),
            Self::Delete => Some("delete"),
            Self::Show | Self::List(..) | Self::Rename(_) | Self::Actions => None,
        }
    }
}

impl Server {
    /// Returns a server as it is after the response to its creation.
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), locked_by: None, life: Life::Active }
    }

    fn locked(&self, locked_by: Option<Holder>) -> Self {
        Self { locked_by, ..self.clone() }
    }
}

/// Applies a call to a server; `None` before its creation and after its deletion.
pub(crate) fn after(server: Option<&Server>, who: Who, operation: &Operation) -> Effect {
    if let (Operation::Create(name), None) = (operation, server) {
        return Effect::change(Some(Server::new(name)));
    }
    let Some(it) = server.filter(|_| who != Who::Stranger) else {
        return Effect::nothing(server, Answer::Missing);
    };
    let may_change = it.locked_by.is_none() || who.is_admin();
    let keep = |answer| Effect::nothing(server, answer);
    match operation {
        Operation::Create(_) => keep(Answer::Refused),
        Operation::List(filter, _) if !filter.holds_for(it) => keep(Answer::Missing),
        Operation::List(_, Extent::Names) => keep(Answer::Named(it.name.clone())),
        Operation::Show | Operation::List(_, Extent::Details) => keep(Answer::Shown(it.clone())),
        Operation::Actions => keep(Answer::Actions(Vec::new())),
        // A lock does not refuse a rename, which is not recorded either.
        Operation::Rename(name) => {
            let renamed = Server { name: name.clone(), ..it.clone() };
            Effect { is_recorded: false, ..Effect::change(Some(renamed)) }
        }
        // An administrator from another project takes over a lock. Other callers leave a lock that
        // is held unchanged.
        Operation::Lock => match (it.locked_by, who.locks_as()) {
            (Some(_), Holder::Owner) => keep(Answer::Done),
            (None, Holder::Owner) | (_, Holder::Admin) => {
                Effect::change(Some(it.locked(Some(who.locks_as()))))
            }
        },
        Operation::Unlock if it.locked_by == Some(Holder::Admin) && !who.is_admin() => {
            keep(Answer::Forbidden)
        }
        Operation::Unlock => Effect::change(Some(it.locked(None))),
        Operation::Stop if may_change && it.life == Life::Active => {
            Effect::change(Some(Server { life: Life::Stopped, ..it.clone() }))
        }
        Operation::Start if may_change && it.life == Life::Stopped => {
            Effect::change(Some(Server { life: Life::Active, ..it.clone() }))
        }
        Operation::Reboot if may_change && it.life == Life::Active => {
            Effect::change(Some(it.clone()))
        }
        Operation::Delete if may_change => Effect::change(None),
        Operation::Stop | Operation::Start | Operation::Reboot | Operation::Delete => {
            keep(Answer::Refused)
        }
    }
}

impl Effect {
    fn change(server: Option<Server>) -> Self {
        Self { server, answer: Answer::Done, is_recorded: true }
    }

    fn nothing(server: Option<&Server>, answer: Answer) -> Self {
        Self { server: server.cloned(), answer, is_recorded: false }
    }
}
