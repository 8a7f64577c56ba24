//! What becomes of the servers that a walk finds: a page of them, their numbers, or how many of
//! each kind there are.

use std::collections::BTreeMap;

use ferronova_compute::{Group, Server};

/// Room for so many servers is made at once; a limit can be any number.
const USUAL_LIMIT: usize = 1000;

/// Something that servers are added to, in the order of a list.
pub(crate) trait Found: Send + 'static {
    /// Whether no more are wanted.
    fn is_enough(&self) -> bool;

    /// Adds one.
    fn add(&mut self, server: Server);
}

/// The servers of a page.
pub(crate) struct Page {
    servers: Vec<Server>,
    limit: usize,
}

impl Page {
    /// An empty page for so many servers at most.
    pub(crate) fn of(limit: usize) -> Self {
        Self { servers: Vec::new(), limit }
    }

    /// Its servers.
    pub(crate) fn into_servers(self) -> Vec<Server> {
        self.servers
    }
}

impl Found for Page {
    fn is_enough(&self) -> bool {
        self.servers.len() >= self.limit
    }

    fn add(&mut self, server: Server) {
        if self.servers.is_empty() {
            self.servers.reserve(self.limit.min(USUAL_LIMIT));
        }
        self.servers.push(server);
    }
}

/// The numbers of servers.
pub(crate) struct Numbers {
    numbers: Vec<u64>,
    limit: usize,
}

impl Numbers {
    /// None yet, and so many at most.
    pub(crate) fn up_to(limit: usize) -> Self {
        Self { numbers: Vec::new(), limit }
    }

    /// They.
    pub(crate) fn into_numbers(self) -> Vec<u64> {
        self.numbers
    }
}

impl Found for Numbers {
    fn is_enough(&self) -> bool {
        self.numbers.len() >= self.limit
    }

    fn add(&mut self, server: Server) {
        self.numbers.push(server.number);
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
    pub(crate) fn into_groups(self) -> Vec<Group> {
        let group = |(Kind { host, flavor_id, is_busy }, n_servers)| Group {
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

    fn add(&mut self, server: Server) {
        let Server { host, flavor_id, task_state, .. } = server;
        let kind = Kind { host, flavor_id, is_busy: task_state.is_some() };
        *self.0.entry(kind).or_default() += 1;
    }
}
