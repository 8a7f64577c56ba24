//! Rules for the data that views of servers show in addition to the servers themselves.

use std::{
    slice,
    sync::{Arc, Mutex},
};

use ferronova_compute::{Content, HostStatus, Need, Needs, Related, Server, Store, Visit, Visitor};

use crate::{
    building::{create, everything, server},
    loading::full_infrastructure,
    wait,
};

/// Creates a server on the only host of a store.
fn hosted(store: &dyn Store) -> Server {
    let infrastructure = full_infrastructure();
    wait(store.load(Content { infrastructure, ..Content::default() })).unwrap();
    create(store, Server { host: Some("compute-1".to_owned()), ..server("web") })
}

/// The zone of a server is that of its host in the infrastructure.
pub fn the_zone_of_a_server_is_known_if_it_is_needed(store: &dyn Store) {
    let server = hosted(store);
    let zone = |needs: &[Need]| {
        let needs: Needs = needs.iter().copied().collect();
        let related = wait(store.related(slice::from_ref(&server), needs)).unwrap();
        related.zone_of(&server).map(str::to_owned)
    };

    assert_eq!(zone(&[Need::Zones]).as_deref(), Some("nova"));
    assert_eq!(zone(&[]), None);

    wait(store.load(Content::default())).unwrap();
    assert_eq!(zone(&[Need::Zones]), None);
}

/// The state of the host of a server is that of the infrastructure.
pub fn the_state_of_the_host_of_a_server_is_known_if_it_is_needed(store: &dyn Store) {
    let server = hosted(store);
    let status = |server: &Server, needs: &[Need]| {
        let needs: Needs = needs.iter().copied().collect();
        let related = wait(store.related(slice::from_ref(server), needs)).unwrap();
        related.host_status_of(server)
    };

    assert_eq!(status(&server, &[Need::HostStatus]), Some(HostStatus::Down));
    assert_eq!(status(&server, &[Need::Zones]), None);
    let without_host = Server { host: None, ..server };
    assert_eq!(status(&without_host, &[Need::HostStatus]), None);
}

/// Records the zone of each server, if it is known.
struct Recorder {
    needs: Needs,
    related: Mutex<Related>,
    zones: Mutex<Vec<Option<String>>>,
}

impl Visitor for Recorder {
    fn needs(&self) -> Needs {
        self.needs
    }

    fn relate(&self, related: Related) {
        *self.related.lock().unwrap() = related;
    }

    fn begin(&self) {
        self.zones.lock().unwrap().clear();
    }

    fn visit(&self, server: Server) -> Visit {
        let zone = self.related.lock().unwrap().zone_of(&server).map(str::to_owned);
        self.zones.lock().unwrap().push(zone);
        Visit::Next
    }
}

/// A visitor is not told what it does not need.
pub fn a_visitor_knows_what_it_needs_before_the_servers_come(store: &dyn Store) {
    hosted(store);
    let zones = |needs: &[Need]| {
        let needs = needs.iter().copied().collect();
        let visitor = Recorder { needs, related: Mutex::default(), zones: Mutex::default() };
        let visitor = Arc::new(visitor);
        wait(store.visit(&everything(), visitor.clone())).unwrap();
        visitor.zones.lock().unwrap().clone()
    };

    assert_eq!(zones(&[Need::Zones]), [Some("nova".to_owned())]);
    assert_eq!(zones(&[]), [None]);
}
