//! Hypervisors as clients see them.

use ferronova_compute::{Hypervisor, HypervisorLoad};
use ferronova_extend::{Call, Fields, Key, Visible};

const ID: Key = Key::new("id");
const HYPERVISOR_HOSTNAME: Key = Key::new("hypervisor_hostname");
const STATE: Key = Key::new("state");
const STATUS: Key = Key::new("status");
const VCPUS: Key = Key::new("vcpus");
const VCPUS_USED: Key = Key::new("vcpus_used");
const MEMORY_MB: Key = Key::new("memory_mb");
const MEMORY_MB_USED: Key = Key::new("memory_mb_used");
const LOCAL_GB: Key = Key::new("local_gb");
const LOCAL_GB_USED: Key = Key::new("local_gb_used");
const FREE_RAM_MB: Key = Key::new("free_ram_mb");
const FREE_DISK_GB: Key = Key::new("free_disk_gb");
const DISK_AVAILABLE_LEAST: Key = Key::new("disk_available_least");
const CURRENT_WORKLOAD: Key = Key::new("current_workload");
const RUNNING_VMS: Key = Key::new("running_vms");
const HYPERVISOR_TYPE: Key = Key::new("hypervisor_type");
const HYPERVISOR_VERSION: Key = Key::new("hypervisor_version");
const CPU_INFO: Key = Key::new("cpu_info");
const HOST_IP: Key = Key::new("host_ip");
const SERVICE: Key = Key::new("service");
const HOST: Key = Key::new("host");
const DISABLED_REASON: Key = Key::new("disabled_reason");
const COUNT: Key = Key::new("count");

/// Keys of hypervisors that only some versions show.
#[derive(Clone, Copy, Debug)]
pub struct OptionalKeys {
    /// Whether a hypervisor without servers has an empty list of servers instead of no list.
    pub no_servers: bool,
    /// Whether to show the state and the status of a hypervisor, and why it is disabled.
    pub status: bool,
    /// Whether to show the address of the hypervisor's host.
    pub host_ip: bool,
}

/// Returns the optional keys that an API version shows in the reply to a call.
pub type OptionalKeysFn = fn(&Call<'_>) -> OptionalKeys;

/// All keys of a hypervisor, including all [`OptionalKeys`].
pub const KEYS: &[Key] = &[
    ID,
    HYPERVISOR_HOSTNAME,
    STATE,
    STATUS,
    VCPUS,
    VCPUS_USED,
    MEMORY_MB,
    MEMORY_MB_USED,
    LOCAL_GB,
    LOCAL_GB_USED,
    FREE_RAM_MB,
    FREE_DISK_GB,
    DISK_AVAILABLE_LEAST,
    CURRENT_WORKLOAD,
    RUNNING_VMS,
    HYPERVISOR_TYPE,
    HYPERVISOR_VERSION,
    CPU_INFO,
    HOST_IP,
    SERVICE,
];

/// Writes hypervisors for a caller.
pub(super) struct HypervisorView {
    visible: Visible,
    optional: OptionalKeys,
}

impl HypervisorView {
    pub(super) fn new(call: &Call<'_>, optional: OptionalKeys) -> Self {
        Self { visible: call.visible(), optional }
    }

    /// Writes all keys of a hypervisor that has this load.
    pub(super) fn write(
        &self,
        hypervisor: &Hypervisor,
        load: HypervisorLoad,
        out: &mut Fields<'_>,
    ) {
        write_brief(hypervisor, self.optional, out);
        write_sums(&HypervisorTotals::of(hypervisor, load), out);
        out.field(HYPERVISOR_TYPE, &hypervisor.hypervisor_type)
            .field(HYPERVISOR_VERSION, &hypervisor.hypervisor_version)
            .field(CPU_INFO, &hypervisor.cpu_info);
        if self.optional.host_ip {
            out.field(HOST_IP, &hypervisor.host_ip);
        }
        out.object(SERVICE, |out| {
            out.field(ID, &hypervisor.id).field(HOST, &hypervisor.host);
            if self.optional.status {
                out.field(DISABLED_REASON, &hypervisor.disabled_reason);
            }
        });
        self.visible.extend(|it| &it.hypervisor, hypervisor, out);
    }
}

/// Writes the keys of a hypervisor that every list shows.
pub(super) fn write_brief(hypervisor: &Hypervisor, optional: OptionalKeys, out: &mut Fields<'_>) {
    out.field(ID, &hypervisor.id).field(HYPERVISOR_HOSTNAME, &hypervisor.hostname);
    if optional.status {
        let is_enabled = hypervisor.disabled_reason.is_none();
        out.field(STATE, if hypervisor.is_up { "up" } else { "down" })
            .field(STATUS, if is_enabled { "enabled" } else { "disabled" });
    }
}

/// Writes the statistics over these hypervisors.
pub(super) fn write_statistics<'a>(
    all: impl Iterator<Item = (&'a Hypervisor, HypervisorLoad)>,
    out: &mut Fields<'_>,
) {
    let mut count = 0;
    let mut total = HypervisorTotals::default();
    for (hypervisor, load) in all {
        count += 1;
        total.add(&HypervisorTotals::of(hypervisor, load));
    }
    out.field(COUNT, &count);
    write_sums(&total, out);
}

/// The numbers that statistics sum up.
#[derive(Default)]
struct HypervisorTotals {
    vcpus: u64,
    memory_mb: u64,
    local_gb: u64,
    load: HypervisorLoad,
}

impl HypervisorTotals {
    fn of(hypervisor: &Hypervisor, load: HypervisorLoad) -> Self {
        Self {
            vcpus: hypervisor.vcpus.into(),
            memory_mb: hypervisor.memory_mb.into(),
            local_gb: hypervisor.local_gb.into(),
            load,
        }
    }

    fn add(&mut self, other: &Self) {
        self.vcpus += other.vcpus;
        self.memory_mb += other.memory_mb;
        self.local_gb += other.local_gb;
        self.load.running_vms += other.load.running_vms;
        self.load.current_workload += other.load.current_workload;
        self.load.vcpus_used += other.load.vcpus_used;
        self.load.memory_mb_used += other.load.memory_mb_used;
        self.load.local_gb_used += other.load.local_gb_used;
    }
}

/// Writes the sums. Free resources may be negative, as a simulated host accepts any server.
fn write_sums(sums: &HypervisorTotals, out: &mut Fields<'_>) {
    let load = &sums.load;
    let free_disk_gb = free(sums.local_gb, load.local_gb_used);
    out.field(VCPUS, &sums.vcpus)
        .field(VCPUS_USED, &load.vcpus_used)
        .field(MEMORY_MB, &sums.memory_mb)
        .field(MEMORY_MB_USED, &load.memory_mb_used)
        .field(LOCAL_GB, &sums.local_gb)
        .field(LOCAL_GB_USED, &load.local_gb_used)
        .field(FREE_RAM_MB, &free(sums.memory_mb, load.memory_mb_used))
        .field(FREE_DISK_GB, &free_disk_gb)
        .field(DISK_AVAILABLE_LEAST, &free_disk_gb)
        .field(CURRENT_WORKLOAD, &load.current_workload)
        .field(RUNNING_VMS, &load.running_vms);
}

fn free(all: u64, used: u64) -> i128 {
    i128::from(all) - i128::from(used)
}
