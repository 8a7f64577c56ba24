//! The collectors of a walk, which receive the servers it finds: a page for a visitor, whole
//! servers, their numbers, or counts of them.

use std::{collections::BTreeMap, sync::Arc};

use ferronova_compute::{Instance, Server, ServerCount, Visit, Visitor};

use crate::records::Stored;

/// Collects servers in the order of a list.
pub(crate) trait Collector: Send + 'static {
    /// Whether the collector takes no more servers.
    fn is_full(&self) -> bool;

    /// Whether the walk should end its slice before the next server.
    fn pauses(&self) -> bool {
        false
    }

    fn add(&mut self, stored: Stored);

    /// The visitor that is asked before each slice of the walk whether to go on; `None` if there is
    /// no visitor.
    fn visitor(&self) -> Option<Arc<dyn Visitor>> {
        None
    }
}

/// Shows the servers of a page to a visitor.
pub(crate) struct VisitorPage {
    visitor: Arc<dyn Visitor>,
    /// How many more servers the page takes.
    left: usize,
    last: Visit,
}

impl VisitorPage {
    /// Begins a page of at most `limit` servers.
    pub(crate) fn begin(visitor: Arc<dyn Visitor>, limit: usize) -> Self {
        visitor.begin();
        Self { visitor, left: limit, last: Visit::Next }
    }
}

impl Collector for VisitorPage {
    fn is_full(&self) -> bool {
        self.left == 0 || self.last == Visit::Enough
    }

    fn pauses(&self) -> bool {
        self.last == Visit::Pause
    }

    fn add(&mut self, stored: Stored) {
        self.left = self.left.saturating_sub(1);
        self.last = self.visitor.visit(*stored.server);
    }

    fn visitor(&self) -> Option<Arc<dyn Visitor>> {
        Some(Arc::clone(&self.visitor))
    }
}

impl Collector for Vec<Instance> {
    fn is_full(&self) -> bool {
        false
    }

    fn add(&mut self, stored: Stored) {
        self.push(stored.into_instance());
    }
}

pub(crate) struct ServerNumbers {
    numbers: Vec<u64>,
    limit: usize,
}

impl ServerNumbers {
    /// Collects at most `limit` numbers.
    pub(crate) fn up_to(limit: usize) -> Self {
        Self { numbers: Vec::new(), limit }
    }

    pub(crate) fn into_numbers(self) -> Vec<u64> {
        self.numbers
    }
}

impl Collector for ServerNumbers {
    fn is_full(&self) -> bool {
        self.numbers.len() >= self.limit
    }

    fn add(&mut self, stored: Stored) {
        self.numbers.push(stored.server.number);
    }
}

/// Counts servers by host, flavor and whether they are busy, without keeping the servers.
#[derive(Default)]
pub(crate) struct ServerCounts(BTreeMap<CountKey, u64>);

/// The values that all servers of one count have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct CountKey {
    host: Option<String>,
    flavor_id: String,
    is_busy: bool,
}

impl ServerCounts {
    pub(crate) fn into_counts(self) -> Vec<ServerCount> {
        let count = |(CountKey { host, flavor_id, is_busy }, n_servers)| ServerCount {
            host,
            flavor_id,
            is_busy,
            n_servers,
        };
        self.0.into_iter().map(count).collect()
    }
}

impl Collector for ServerCounts {
    fn is_full(&self) -> bool {
        false
    }

    fn add(&mut self, stored: Stored) {
        let Server { host, flavor, task_state, .. } = *stored.server;
        let kind = CountKey { host, flavor_id: flavor.id, is_busy: task_state.is_some() };
        *self.0.entry(kind).or_default() += 1;
    }
}
