//! A cloud with two flavors, one image and two hosts. Its clock only advances when a test says so.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use ferronova_compute::{
    Backup, Caller, Compute, Flavor, Hypervisor, Image, ImageStatus, Infrastructure, Instance,
    InstanceAction, NewImage, NewServer, Policy, PowerState, Request, RequestId, Scratch, Server,
    ServerRef, Target, TaskState, Timestamp, Visibility, VmState, testing::ManualClock,
};
use ferronova_simulator::{Simulator, Times};
use uuid::Uuid;

use crate::store::MemoryStore;

/// The vm state, task state and power state of a server.
pub(crate) type States = (VmState, Option<TaskState>, PowerState);

pub(crate) struct Cloud {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) simulator: Simulator,
    pub(crate) compute: Compute,
    times: Times,
    caller: Caller,
}

impl Cloud {
    /// Makes a cloud in which a build and an action take this many seconds each.
    pub(crate) fn taking(seconds: u64) -> Self {
        let time = Duration::from_secs(seconds);
        Self::at_pace(time, Some(time))
    }

    /// Makes a cloud in which nothing takes time, and each task state is shown once.
    pub(crate) fn showing_once() -> Self {
        Self::at_pace(Duration::ZERO, None)
    }

    fn at_pace(build: Duration, action: Option<Duration>) -> Self {
        let times = Times {
            build,
            action,
            deleted_retention: Duration::from_hours(1),
            reclaim: Duration::from_hours(1),
            shelved_offload: None,
        };
        let store = Arc::new(MemoryStore::default());
        *store.infrastructure.lock().unwrap() = Arc::new(infrastructure());
        store.images.lock().unwrap().push(base_image());
        // The clock is between two whole seconds, so that tests notice rounding.
        Self::over(store, Arc::new(ManualClock::showing(1_000_000_500_000)), times)
    }

    fn over(store: Arc<MemoryStore>, clock: Arc<ManualClock>, times: Times) -> Self {
        let ports = store.clone().ports();
        let simulator = Simulator::new(ports.clone(), clock.clone(), times);
        let compute =
            Compute::new(ports, Arc::new(Everything), Arc::new(simulator.clone()), clock.clone());
        let caller = Caller {
            user_id: String::new(),
            project_id: "p".to_owned(),
            roles: Vec::new(),
            is_admin: true,
        };
        Self { store, clock, simulator, compute, times, caller }
    }

    /// Returns the same cloud, in which deleted servers can be restored, and shelved servers leave
    /// their host after this time.
    pub(crate) fn keeping(self, shelved_offload: Duration) -> Self {
        let times = Times { shelved_offload: Some(shelved_offload), ..self.times };
        let cloud = Self::over(self.store, self.clock, times);
        Self { compute: cloud.compute.soft_deleting(), ..cloud }
    }

    /// Marks the host of a server as down.
    pub(crate) fn break_hosts_of(&self, id: ServerRef) {
        let host = self.find(id).host;
        self.change_infrastructure(|it| {
            for hypervisor in &mut it.hypervisors {
                hypervisor.is_up = Some(&hypervisor.host) != host.as_ref();
            }
        });
    }

    /// Returns the name and status of every image that was made from a server, oldest first.
    pub(crate) fn images(&self) -> Vec<(String, ImageStatus)> {
        let images = self.store.images.lock().unwrap();
        let made = images.iter().filter(|it| it.server_id.is_some());
        made.map(|it| (it.name.clone(), it.status)).collect()
    }

    /// Sets the metadata of every image with this name.
    pub(crate) fn set_metadata(&self, name: &str, metadata: &BTreeMap<String, String>) {
        for image in self.store.images.lock().unwrap().iter_mut().filter(|it| it.name == name) {
            image.metadata.clone_from(metadata);
        }
    }

    /// Removes the images that were made from servers.
    pub(crate) fn remove_images(&self) {
        self.store.images.lock().unwrap().retain(|it| it.server_id.is_none());
    }

    /// Returns the same cloud as it is after the process has ended and another one has started.
    pub(crate) async fn restarted(self) -> Self {
        let cloud = Self::over(self.store, self.clock, self.times);
        cloud.simulator.resume().await.unwrap();
        cloud
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request::new(&self.caller, RequestId::random())
    }

    pub(crate) async fn create(&self) -> ServerRef {
        self.create_on(None).await
    }

    /// Creates a server, on this host if one is given.
    pub(crate) async fn create_on(&self, host: Option<&str>) -> ServerRef {
        let forced_host = host.map(str::to_owned);
        let new = NewServer::new("web".to_owned(), Uuid::nil(), "1".to_owned());
        let new = NewServer { forced_host, ..new };
        let created = self.compute.create_servers(self.request(), new).await.unwrap();
        ServerRef::Id(created[0].id)
    }

    /// Creates a server and waits until it is active.
    pub(crate) async fn create_active(&self) -> ServerRef {
        let id = self.create().await;
        self.pass(self.times.build).await;
        assert_eq!(self.states(id).0, VmState::Active);
        id
    }

    pub(crate) fn find(&self, id: ServerRef) -> Server {
        self.instance(id).server
    }

    pub(crate) fn scratch(&self, id: ServerRef) -> Scratch {
        self.instance(id).scratch
    }

    pub(crate) fn instance(&self, id: ServerRef) -> Instance {
        let instances = self.store.instances.lock().unwrap();
        instances.iter().find(|it| id.names(&it.server)).unwrap().clone()
    }

    /// Returns the actions of a server, oldest first.
    pub(crate) fn actions(&self, id: ServerRef) -> Vec<InstanceAction> {
        self.store.actions.lock().unwrap()[&self.find(id).id].clone()
    }

    pub(crate) fn states(&self, id: ServerRef) -> States {
        let server = self.find(id);
        (server.vm_state, server.task_state, server.power_state)
    }

    /// Changes a stored server without notifying the simulator.
    pub(crate) fn set(&self, id: ServerRef, change: impl Fn(&mut Instance)) {
        let mut instances = self.store.instances.lock().unwrap();
        change(instances.iter_mut().find(|it| id.names(&it.server)).unwrap());
    }

    pub(crate) async fn pass(&self, time: Duration) {
        self.clock.pass(time);
        self.simulator.run_due().await;
    }

    pub(crate) async fn pass_seconds(&self, seconds: u64) {
        self.pass(Duration::from_secs(seconds)).await;
    }

    pub(crate) fn change_infrastructure(&self, change: impl Fn(&mut Infrastructure)) {
        change(Arc::make_mut(&mut self.store.infrastructure.lock().unwrap()));
    }
}

/// A policy that allows everything.
struct Everything;

impl Policy for Everything {
    fn is_changed(&self, _: &str) -> bool {
        false
    }

    fn allows(&self, _: &str, _: &Caller, _: Target<'_>) -> bool {
        true
    }

    fn generation(&self) -> u64 {
        0
    }
}

/// Makes the request for an image of a server.
pub(crate) fn image(name: &str) -> NewImage {
    NewImage { name: name.to_owned(), metadata: BTreeMap::new() }
}

/// Makes the request for a daily backup of a server; `rotation` is the number of backups to keep.
pub(crate) fn backup(rotation: u32) -> Backup {
    Backup { image: image("backup"), backup_type: "daily".to_owned(), rotation }
}

pub(crate) fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test);
}

fn infrastructure() -> Infrastructure {
    Infrastructure {
        flavors: vec![flavor("1"), flavor("2")],
        networks: Vec::new(),
        hypervisors: vec![hypervisor(1, "north"), hypervisor(2, "south")],
        floating_pools: Vec::new(),
        server_groups: Vec::new(),
    }
}

fn hypervisor(id: u64, zone: &str) -> Hypervisor {
    Hypervisor {
        id,
        hostname: format!("node-{id}"),
        host: format!("compute-{id}"),
        zone: zone.to_owned(),
        host_ip: "127.0.0.1".parse().unwrap(),
        hypervisor_type: "QEMU".to_owned(),
        hypervisor_version: 2_001_000,
        vcpus: 8,
        memory_mb: 8192,
        local_gb: 100,
        cpu_info: String::new(),
        is_up: true,
        disabled_reason: None,
        is_forced_down: false,
    }
}

fn flavor(id: &str) -> Flavor {
    Flavor {
        id: id.to_owned(),
        name: "m1.tiny".to_owned(),
        ram_mb: 512,
        disk_gb: 1,
        vcpus: 1,
        ephemeral_gb: 0,
        swap_mb: 0,
        rxtx_factor: 1.0,
        is_public: true,
        is_disabled: false,
        extra_specs: BTreeMap::new(),
        access: Vec::new(),
    }
}

fn base_image() -> Image {
    Image {
        id: Uuid::nil(),
        name: "cirros".to_owned(),
        status: ImageStatus::Active,
        project_id: None,
        visibility: Visibility::Public,
        is_protected: false,
        is_hidden: false,
        size: 1,
        min_ram_mb: 0,
        min_disk_gb: 0,
        disk_format: "qcow2".to_owned(),
        container_format: "bare".to_owned(),
        checksum: None,
        created: Timestamp::default(),
        updated: Timestamp::default(),
        metadata: BTreeMap::new(),
        tags: BTreeSet::new(),
        server_id: None,
    }
}
