//! Tests the simulator's loop in real time, with deadlines.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use ferronova_compute::{
    Change, Clock, HypervisorDriver, Infrastructure, Instance, SystemClock, Timestamp, VmState,
    Work,
};
use ferronova_simulator::{Simulator, Times};

use crate::{
    cloud::{Cloud, run},
    store::MemoryStore,
};

/// Makes a simulator that uses the system's clock, and in which an action takes this long.
fn in_real_time(store: &Arc<MemoryStore>, action: Duration) -> Simulator {
    let hour = Duration::from_hours(1);
    let times = Times {
        build: action,
        action: Some(action),
        deleted_retention: hour,
        reclaim: hour,
        shelved_offload: None,
    };
    Simulator::new(store.clone().ports(), Arc::new(SystemClock), times)
}

async fn wait_until(is_true: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_true() {
        assert!(Instant::now() < deadline, "it did not happen in time");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Makes a store with one active server.
async fn store_with_a_server() -> Arc<MemoryStore> {
    let cloud = Cloud::taking(0);
    cloud.create().await;
    cloud.store
}

fn vm_state(store: &MemoryStore) -> VmState {
    store.instances.lock().unwrap()[0].server.vm_state
}

/// Begins to stop the server without notifying the loop.
fn begin_to_stop(store: &MemoryStore, simulator: &Simulator) {
    let mut instances = store.instances.lock().unwrap();
    let mut change = Change::to(instances[0].server.clone());
    simulator
        .begin(Work::Stop, &mut change, &Infrastructure::default(), SystemClock.now())
        .unwrap();
    instances[0] = Instance { server: change.server, scratch: change.scratch };
}

#[test]
fn the_loop_continues_stored_work() {
    run(async {
        let store = store_with_a_server().await;
        let simulator = in_real_time(&store, Duration::from_millis(5));
        begin_to_stop(&store, &simulator);

        let background = simulator.spawn();
        wait_until(|| vm_state(&store) == VmState::Stopped).await;

        background.shutdown().await;
    });
}

#[test]
fn the_loop_wakes_for_work_that_begins_while_it_sleeps() {
    run(async {
        let store = store_with_a_server().await;
        let simulator = in_real_time(&store, Duration::from_millis(5));
        let background = simulator.spawn();
        // Let the loop run until it sleeps.
        tokio::task::yield_now().await;

        begin_to_stop(&store, &simulator);
        let instance = store.instances.lock().unwrap()[0].clone();
        simulator.begun(&instance);
        wait_until(|| vm_state(&store) == VmState::Stopped).await;

        background.shutdown().await;
    });
}

#[test]
fn after_a_shutdown_nothing_changes_any_more() {
    run(async {
        let store = store_with_a_server().await;
        let simulator = in_real_time(&store, Duration::from_hours(1));
        simulator.spawn().shutdown().await;

        begin_to_stop(&store, &simulator);
        let mut overdue = store.instances.lock().unwrap()[0].clone();
        overdue.scratch.transition.as_mut().unwrap().due = Timestamp::default();
        store.instances.lock().unwrap()[0] = overdue.clone();
        simulator.begun(&overdue);
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }

        assert_eq!(vm_state(&store), VmState::Active);
    });
}

#[test]
fn the_loop_purges_servers_deleted_longer_ago_than_they_are_kept() {
    run(async {
        let store = store_with_a_server().await;
        let mut recent = store.instances.lock().unwrap()[0].clone();
        recent.server.mark_deleted(SystemClock.now());
        let mut old = recent.clone();
        old.server.mark_deleted(SystemClock.now().earlier_by(Duration::from_hours(2)));
        store.instances.lock().unwrap().extend([recent, old]);

        let background = in_real_time(&store, Duration::ZERO).spawn();
        wait_until(|| store.instances.lock().unwrap().len() == 2).await;

        background.shutdown().await;
    });
}
