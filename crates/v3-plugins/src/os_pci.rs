//! The PCI devices of servers and hypervisors: a simulated host has none.

use ferronova_compute::{Hypervisor, Server};
use ferronova_v3::{Adds, Fields, Key, Keys, Plugin, Related};

const PCI_DEVICES: Key = Key::new("os-pci:pci_devices");
const PCI_STATS: Key = Key::new("os-pci:pci_stats");

/// The list of devices of every server and hypervisor: always empty.
const NOTHING: [(); 0] = [];

ferronova_v3::register!(Plugin {
    alias: "os-pci",
    name: "PciAccess",
    description: "Pci access support.",
    version: 1,
    rule: Some("compute_extension:v3:os-pci:pci_servers"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v3/os-pci.yaml")],
        server: Keys::new(&[PCI_DEVICES], write_server),
        hypervisor: Keys::new(&[PCI_STATS], write_hypervisor),
        ..Adds::NOTHING
    },
});

fn write_server(_: &Server, _: &Related, out: &mut Fields<'_>) {
    out.list(PCI_DEVICES, NOTHING, |(), _| {});
}

fn write_hypervisor(_: &Hypervisor, _: &Related, out: &mut Fields<'_>) {
    out.list(PCI_STATS, NOTHING, |(), _| {});
}
