//! What becomes of the servers that a walk finds: they are shown to a visitor, kept whole, or only
//! their numbers, or how many of each kind there are.

use std::{collections::BTreeMap, sync::Arc};

use ferronova_compute::{Instance, Server, ServerCount, Visit, Visitor};

use crate::records::Stored;

/// Something that servers are added to, in the order of a list.
pub(crate) trait Found: Send + 'static {
    /// Whether no more are wanted.
    fn is_enough(&self) -> bool;

    /// Whether the next one is wanted in another slice of the walk.
    fn pauses(&self) -> bool {
        false
    }

    /// Adds one.
    fn add(&mut self, stored: Stored);

    /// Who has to be asked before a slice begins.
    fn visitor(&self) -> Option<Arc<dyn Visitor>> {
        None
    }
}

/// The servers of a page, shown to a visitor.
pub(crate) struct Shown {
    visitor: Arc<dyn Visitor>,
    /// How many may still come.
    left: usize,
    last: Visit,
}

impl Shown {
    /// A page that begins, of this many servers at most.
    pub(crate) fn to(visitor: Arc<dyn Visitor>, limit: usize) -> Self {
        visitor.begin();
        Self { visitor, left: limit, last: Visit::Next }
    }
}

impl Found for Shown {
    fn is_enough(&self) -> bool {
        self.left == 0 || self.last == Visit::Enough
    }

    fn pauses(&self) -> bool {
        self.last == Visit::Pause
    }

    fn add(&mut self, stored: Stored) {
        self.left = self.left.saturating_sub(1);
        self.last = self.visitor.visit(stored.server);
    }

    fn visitor(&self) -> Option<Arc<dyn Visitor>> {
        Some(Arc::clone(&self.visitor))
    }
}

/// The servers with their scratch.
impl Found for Vec<Instance> {
    fn is_enough(&self) -> bool {
        false
    }

    fn add(&mut self, stored: Stored) {
        self.push(stored.into_instance());
    }
}

/// The numbers of servers.
pub(crate) struct Numbers {
    numbers: Vec<u64>,
    limit: usize,
}

impl Numbers {
    /// None yet, and at most `limit`.
    pub(crate) fn up_to(limit: usize) -> Self {
        Self { numbers: Vec::new(), limit }
    }

    /// The numbers found.
    pub(crate) fn into_numbers(self) -> Vec<u64> {
        self.numbers
    }
}

impl Found for Numbers {
    fn is_enough(&self) -> bool {
        self.numbers.len() >= self.limit
    }

    fn add(&mut self, stored: Stored) {
        self.numbers.push(stored.server.number);
    }
}

/// How many servers there are of each kind. Of the servers themselves nothing is kept.
#[derive(Default)]
pub(crate) struct Groups(BTreeMap<Kind, u64>);

/// What the servers of a group have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    host: Option<String>,
    flavor_id: String,
    is_busy: bool,
}

impl Groups {
    /// The groups, each of one server or more.
    pub(crate) fn into_groups(self) -> Vec<ServerCount> {
        let group = |(Kind { host, flavor_id, is_busy }, n_servers)| ServerCount {
            host,
            flavor_id,
            is_busy,
            n_servers,
        };
        self.0.into_iter().map(group).collect()
    }
}

impl Found for Groups {
    fn is_enough(&self) -> bool {
        false
    }

    fn add(&mut self, stored: Stored) {
        let Server { host, flavor_id, task_state, .. } = stored.server;
        let kind = Kind { host, flavor_id, is_busy: task_state.is_some() };
        *self.0.entry(kind).or_default() += 1;
    }
}
