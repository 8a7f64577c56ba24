//! Operations in a cloud of two cells: servers with equal numbers, and a cell that does not answer.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::sync::Arc;

use ferronova_compute::{
    Caller, Change, Compute, DeletionFilter, Error, HypervisorDriver, Infrastructure, Instance,
    Order, Parts, Policy, Ports, Request, RequestId, Server, ServerListRequest, ServerRef,
    StoreError, SystemClock, Target, TaskState, Timestamp, Work,
};
use ferronova_store_conformance::{
    Fill as _,
    building::{OTHER_PROJECT, PROJECT, find, server},
    cells::Cells,
    wait,
};
use ferronova_store_redb::RedbStore;

/// A cloud with two servers that have the number 1, each in a cell and a project of its own.
struct Cloud {
    cells: Arc<Cells>,
    compute: Compute,
    own: Server,
    other: Server,
}

impl Cloud {
    fn new() -> Self {
        let cells = Arc::new(Cells::default());
        let rest = Arc::new(RedbStore::in_memory().unwrap());
        let ports = Ports { servers: cells.clone(), ..Ports::of(&rest) };
        let compute =
            Compute::new(ports, Arc::new(Everything), Arc::new(Idle), Arc::new(SystemClock));
        let other = Server { project_id: OTHER_PROJECT.to_owned(), ..server("other") };
        let [own, other] = cells.put(vec![server("own"), other]).try_into().unwrap();
        assert_eq!((own.number, other.number), (1, 1));
        Self { cells, compute, own, other }
    }

    fn show(&self, caller: &Caller, id: ServerRef) -> Result<Server, Error> {
        wait(self.compute.show_server(by(caller), id))
    }

    fn lock(&self, caller: &Caller, id: ServerRef) -> Result<(), Error> {
        wait(self.compute.lock(by(caller), id, None))
    }

    fn names(&self, caller: &Caller) -> Vec<String> {
        let list = ServerListRequest {
            all_projects: true,
            deletion: DeletionFilter::Living,
            conditions: Vec::new(),
            order: Order::newest_first(),
            marker: None,
            limit: 10,
            parts: Parts::ALL,
        };
        wait(self.compute.collect_servers(by(caller), list, |it| it.name)).unwrap()
    }
}

#[test]
fn a_number_names_the_one_server_in_scope_that_has_it() {
    let cloud = Cloud::new();

    let shown = cloud.show(&member(), ServerRef::Number(1)).unwrap();
    cloud.lock(&member(), ServerRef::Number(1)).unwrap();

    assert_eq!(shown, cloud.own);
    assert!(find(&*cloud.cells, cloud.own.id).unwrap().lock.is_set);
    assert_eq!(find(&*cloud.cells, cloud.other.id), Some(cloud.other));
}

#[test]
fn a_number_that_two_servers_in_scope_have_names_none() {
    let cloud = Cloud::new();

    let shown = cloud.show(&admin(), ServerRef::Number(1)).map(|_| ());
    let locked = cloud.lock(&admin(), ServerRef::Number(1));

    for result in [shown, locked] {
        assert!(matches!(&result, Err(Error::ServerNotFound { id }) if id == "1"), "{result:?}");
    }
    for it in [cloud.own, cloud.other] {
        assert_eq!(find(&*cloud.cells, it.id), Some(it));
    }
}

#[test]
fn a_server_of_a_cell_that_is_away_is_neither_shown_nor_locked() {
    let cloud = Cloud::new();
    let id = ServerRef::Id(cloud.own.id);
    cloud.cells.take_away(&cloud.own);

    let shown = cloud.show(&member(), id).map(|_| ());
    let locked = cloud.lock(&member(), id);

    for result in [shown, locked] {
        let is_it = |it: &StoreError| matches!(it, StoreError::Unreachable { server } if server.id == cloud.own.id);
        assert!(matches!(&result, Err(Error::Store(it)) if is_it(it)), "{result:?}");
    }
    cloud.cells.bring_back(&cloud.own);
    assert_eq!(cloud.show(&member(), id).unwrap(), cloud.own);
}

#[test]
fn lists_leave_out_a_cell_that_is_away() {
    let cloud = Cloud::new();
    assert_eq!(cloud.names(&admin()).len(), 2);

    cloud.cells.take_away(&cloud.own);

    assert_eq!(cloud.names(&admin()), ["other"]);
}

/// Nobody is told of servers of other projects.
#[test]
fn a_server_of_another_project_is_not_found_even_if_its_cell_is_away() {
    let cloud = Cloud::new();
    cloud.cells.take_away(&cloud.other);

    let shown = cloud.show(&member(), ServerRef::Id(cloud.other.id));

    assert!(matches!(shown, Err(Error::ServerNotFound { .. })), "{shown:?}");
}

fn member() -> Caller {
    Caller {
        user_id: "someone".to_owned(),
        project_id: PROJECT.to_owned(),
        roles: Vec::new(),
        is_admin: false,
    }
}

fn admin() -> Caller {
    Caller { is_admin: true, ..member() }
}

fn by(caller: &Caller) -> Request<'_> {
    Request::new(caller, RequestId::random())
}

/// A policy that allows everything.
struct Everything;

impl Policy for Everything {
    fn allows(&self, _: &str, _: &Caller, _: Target<'_>) -> bool {
        true
    }

    fn is_changed(&self, _: &str) -> bool {
        false
    }

    fn generation(&self) -> u64 {
        0
    }
}

/// A hypervisor driver that does nothing.
struct Idle;

impl HypervisorDriver for Idle {
    fn begin(
        &self,
        _: Work,
        _: &mut Change,
        _: &Infrastructure,
        _: Timestamp,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    fn destination(&self, _: &Server, _: &Infrastructure) -> Option<String> {
        None
    }

    fn unseen_task(&self, _: Work) -> Option<TaskState> {
        None
    }

    fn begun(&self, _: &Instance) {}
}
