//! What a server is to its callers, and what each call does to it when calls come one by one.

use serde::{Deserialize, Serialize};

/// Who holds a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Holder {
    Owner,
    Admin,
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    /// A member of the project of the server.
    Owner,
    /// An administrator who works in that project: one who locks as its owner does.
    AdminOfProject,
    /// An administrator who works in another project.
    AdminElsewhere,
    /// A member of another project.
    Stranger,
}

/// How far a server is in its life.
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

/// Which servers a list shows.
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

/// How much a list shows of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Extent {
    Names,
    Details,
}

/// What is asked.
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
    /// The list of its instance actions.
    Actions,
}

/// What came back, as far as it is about one server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    Done,
    /// Its lock or its state is in the way.
    Refused,
    /// The lock is somebody else's.
    Forbidden,
    /// There is no such server, or it is not in the list.
    Missing,
    Shown(Server),
    Named(String),
    /// Its instance actions, newest first.
    Actions(Vec<Action>),
}

/// An instance action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Action {
    pub(crate) action: String,
    pub(crate) request_id: String,
}

/// What a call does.
#[derive(Debug)]
pub(crate) struct Effect {
    /// The server as it leaves it, if there is one then.
    pub(crate) server: Option<Server>,
    /// What is answered. Of instance actions, only that they are shown.
    pub(crate) answer: Answer,
    /// Whether it becomes the newest instance action.
    pub(crate) is_recorded: bool,
}

impl Who {
    /// What a lock of this caller is.
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

/// Whether two calls do the same to every server, if both are answered with `Done`.
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
    /// The name of the instance action that records it; nothing if none ever does.
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
    /// A server as the answer to its creation finds it.
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), locked_by: None, life: Life::Active }
    }

    fn locked(&self, locked_by: Option<Holder>) -> Self {
        Self { locked_by, ..self.clone() }
    }
}

/// What a call does to a server, or where none is: before it was made, and after it was deleted.
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
        // A lock does not refuse it, and nothing records it.
        Operation::Rename(name) => {
            let renamed = Server { name: name.clone(), ..it.clone() };
            Effect { is_recorded: false, ..Effect::change(Some(renamed)) }
        }
        // An administrator from elsewhere takes over a lock; nobody else touches one that is held.
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
