//! The PCI devices of servers and hypervisors: a simulated host has none.

use ferronova_compute::{Hypervisor, Server};
use ferronova_v3::{Fields, Key, Plugin, Related};

const PCI_DEVICES: Key = Key::new("os-pci:pci_devices");
const PCI_STATS: Key = Key::new("os-pci:pci_stats");

/// What there is of them.
const NOTHING: [(); 0] = [];

struct PciAccess;

impl Plugin for PciAccess {
    const ALIAS: &str = "os-pci";
    const NAME: &str = "PciAccess";
    const DESCRIPTION: &str = "Pci access support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-pci:pci_servers");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v3/os-pci.yaml")];
    const SERVER_KEYS: &[Key] = &[PCI_DEVICES];
    const HYPERVISOR_KEYS: &[Key] = &[PCI_STATS];

    fn extend_server(_: &Server, _: &Related, out: &mut Fields<'_>) {
        out.list(PCI_DEVICES, NOTHING, |(), _| {});
    }

    fn extend_hypervisor(_: &Hypervisor, out: &mut Fields<'_>) {
        out.list(PCI_STATS, NOTHING, |(), _| {});
    }
}

ferronova_v3::register!(PciAccess);
