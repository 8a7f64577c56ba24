//! Writes each member of a server.

use std::collections::BTreeMap;

use ferronova_compute::{
    Address, HostStatus, NO_HINTS, Server, ServerFlavor, Status, TaskState, Timestamp, VmState,
};
use ferronova_extend::{Fields, Key, Links, key, write_object};
use ferronova_http::{WriteJson, write_time, write_time_with_micros};
use serde_json::value::RawValue;
use uuid::{Uuid, fmt::Hyphenated};

use super::writer::View;
use crate::soft_rules::SoftRule;

const NAME: Key = Key::new("name");
const ID: Key = Key::new("id");
const LINKS: Key = Key::new("links");

/// Defines the members whose value is a part of the server, and needs nothing else.
macro_rules! plain {
    ($($name:ident $key:literal |$server:ident| $value:expr;)+) => {
        $(pub(super) fn $name(_: &mut View, $server: &Server, out: &mut Fields<'_>) {
            out.field(key!($key), $value);
        })+
    };
}

plain! {
    name "name" |server| &server.name;
    status "status" |server| shown_status(server).as_str();
    tenant_id "tenant_id" |server| &server.project_id;
    user_id "user_id" |server| &server.user_id;
    metadata "metadata" |server| server.metadata_shown();
    disk_config "OS-DCF:diskConfig" |server| server.disk_config.as_str();
    access_ipv4 "accessIPv4" |server| &server.access_ipv4.map_or_else(String::new, |it| it.to_string());
    access_ipv6 "accessIPv6" |server| &server.access_ipv6.map_or_else(String::new, |it| it.to_string());
    config_drive "config_drive" |server| if server.config_drive { "True" } else { "" };
    key_name "key_name" |server| &server.key_name;
    host "OS-EXT-SRV-ATTR:host" |server| &server.host;
    instance_name "OS-EXT-SRV-ATTR:instance_name" |server| &server.instance_name();
    node "OS-EXT-SRV-ATTR:hypervisor_hostname" |server| &server.node;
    task_state "OS-EXT-STS:task_state" |server| &server.task_state.map(TaskState::as_str);
    vm_state "OS-EXT-STS:vm_state" |server| server.vm_state.as_str();
    power_state "OS-EXT-STS:power_state" |server| &server.power_state.as_number();
    hostname "OS-EXT-SRV-ATTR:hostname" |server| &server.hostname;
    kernel_id "OS-EXT-SRV-ATTR:kernel_id" |server| &server.kernel_id;
    launch_index "OS-EXT-SRV-ATTR:launch_index" |server| &server.launch_index;
    ramdisk_id "OS-EXT-SRV-ATTR:ramdisk_id" |server| &server.ramdisk_id;
    reservation_id "OS-EXT-SRV-ATTR:reservation_id" |server| &server.reservation_id;
    root_device_name "OS-EXT-SRV-ATTR:root_device_name" |server| &server.root_device_name;
    user_data "OS-EXT-SRV-ATTR:user_data" |server| &server.user_data;
    locked "locked" |server| &server.locked_by().is_some();
    locked_reason "locked_reason" |server| &server.lock.reason;
    description "description" |server| &server.description;
    pinned_zone "pinned_availability_zone" |server| &server.pinned_zone;
}

pub(super) fn created(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    out.raw(key!("created"), |buffer| view.time.write(buffer, server.created, write_time));
}

pub(super) fn updated(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    out.raw(key!("updated"), |buffer| view.time.write(buffer, server.updated, write_time));
}

pub(super) fn launched_at(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    write_optional_time(view, key!("OS-SRV-USG:launched_at"), server.launched_at, out);
}

pub(super) fn terminated_at(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    write_optional_time(view, key!("OS-SRV-USG:terminated_at"), server.terminated_at, out);
}

fn write_optional_time(view: &mut View, key: Key, time: Option<Timestamp>, out: &mut Fields<'_>) {
    out.raw(key, |buffer| match time {
        Some(time) => view.time_with_micros.write(buffer, time, write_time_with_micros),
        None => ().write_json(buffer),
    });
}

pub(super) fn id(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    let mut text = [0; Hyphenated::LENGTH];
    out.field(ID, &*server.id.hyphenated().encode_lower(&mut text));
}

pub(super) fn links(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    let mut text = [0; Hyphenated::LENGTH];
    let id = server.id.hyphenated().encode_lower(&mut text);
    out.raw(LINKS, |buffer| view.links.write(buffer, "servers", id));
}

pub(super) fn host_id(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    out.field(key!("hostId"), view.host_ids.of(server));
}

pub(super) fn image(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    write_image(&view.links, server.image_id, None, out);
}

pub(super) fn image_with_properties(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    let View { links, image, .. } = view;
    let Server { image_id, image_properties, .. } = server;
    out.raw(IMAGE, |buffer| {
        image.write(
            buffer,
            |(id, properties)| id == image_id && properties == image_properties,
            || (*image_id, image_properties.clone()),
            |buffer| write_image_value(links, *image_id, Some(image_properties), buffer),
        );
    });
}

const IMAGE: Key = Key::new("image");

/// Writes the image; an empty text for a server that boots from a volume.
pub(super) fn write_image(
    links: &Links,
    image_id: Option<Uuid>,
    properties: Option<&BTreeMap<String, String>>,
    out: &mut Fields<'_>,
) {
    out.raw(IMAGE, |buffer| write_image_value(links, image_id, properties, buffer));
}

fn write_image_value(
    links: &Links,
    image_id: Option<Uuid>,
    properties: Option<&BTreeMap<String, String>>,
    buffer: &mut Vec<u8>,
) {
    let Some(id) = image_id else {
        "".write_json(buffer);
        return;
    };
    let mut text = [0; Hyphenated::LENGTH];
    let id: &str = id.hyphenated().encode_lower(&mut text);
    write_object(buffer, |out| {
        out.field(ID, id).raw(LINKS, |buffer| links.write_bookmark(buffer, "images", id));
        if let Some(properties) = properties {
            out.field(key!("properties"), properties);
        }
    });
}

pub(super) fn flavor(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    out.raw(FLAVOR, |buffer| {
        view.links.write_reference(buffer, "flavors", &server.flavor.id);
    });
}

pub(super) fn embedded_flavor(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    let shows_specs = view.passed.has(SoftRule::FlavorExtraSpecs);
    let flavor = &server.flavor;
    out.raw(FLAVOR, |buffer| {
        view.flavor.write(
            buffer,
            |it| it == flavor,
            || flavor.clone(),
            |buffer| write_flavor_value(flavor, shows_specs, buffer),
        );
    });
}

const FLAVOR: Key = Key::new("flavor");

pub(super) fn write_embedded_flavor(view: &View, flavor: &ServerFlavor, out: &mut Fields<'_>) {
    let shows_specs = view.passed.has(SoftRule::FlavorExtraSpecs);
    out.raw(FLAVOR, |buffer| write_flavor_value(flavor, shows_specs, buffer));
}

fn write_flavor_value(flavor: &ServerFlavor, shows_specs: bool, buffer: &mut Vec<u8>) {
    write_object(buffer, |out| {
        out.field(key!("vcpus"), &flavor.vcpus)
            .field(key!("ram"), &flavor.ram_mb)
            .field(key!("disk"), &flavor.disk_gb)
            .field(key!("ephemeral"), &flavor.ephemeral_gb)
            .field(key!("swap"), &flavor.swap_mb)
            .field(key!("original_name"), &flavor.name);
        if shows_specs {
            out.field(key!("extra_specs"), &flavor.extra_specs);
        }
    });
}

pub(super) fn progress(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    let status = shown_status(server);
    if status.has_progress() || status == Status::Migrating {
        out.field(key!("progress"), &server.progress);
    }
}

/// Writes why a server is in error. If the code is 500, only administrators see the details.
pub(super) fn fault(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    let Some(fault) = server.fault_shown() else {
        return;
    };
    out.object(key!("fault"), |out| {
        out.field(key!("code"), &fault.code)
            .time(key!("created"), fault.created)
            .field(key!("message"), &fault.message);
        if let Some(details) = &fault.details
            && (view.is_admin || fault.code != 500)
        {
            out.field(key!("details"), details);
        }
    });
}

pub(super) fn plain_addresses(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    write_addresses(server, |_, _| {}, out);
}

pub(super) fn addresses(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    let write_more = |address: &Address, out: &mut Fields<'_>| {
        out.field(key!("OS-EXT-IPS:type"), address.kind.as_str())
            .field(key!("OS-EXT-IPS-MAC:mac_addr"), &address.mac);
    };
    write_addresses(server, write_more, out);
}

/// Writes the addresses by network; none while the server is being built.
fn write_addresses(
    server: &Server,
    write_more: impl Fn(&Address, &mut Fields<'_>),
    out: &mut Fields<'_>,
) {
    let is_hidden = server.vm_state == VmState::Building;
    let addresses: &[Address] = if is_hidden { &[] } else { &server.addresses };
    out.object(key!("addresses"), |out| write_networks(addresses, write_more, out));
}

/// Writes addresses, grouped by network.
pub(crate) fn write_networks(
    addresses: &[Address],
    write_more: impl Fn(&Address, &mut Fields<'_>),
    out: &mut Fields<'_>,
) {
    for (n, address) in addresses.iter().enumerate() {
        let label = &address.label;
        if addresses.iter().take(n).all(|it| it.label != *label) {
            write_network(addresses, label, &write_more, out);
        }
    }
}

/// Writes the addresses on one network, under the network's label.
pub(crate) fn write_network(
    addresses: &[Address],
    label: &str,
    write_more: impl Fn(&Address, &mut Fields<'_>),
    out: &mut Fields<'_>,
) {
    out.named(label, |buffer| {
        buffer.push(b'[');
        for (n, address) in addresses.iter().filter(|it| it.label == label).enumerate() {
            if n > 0 {
                buffer.push(b',');
            }
            write_object(buffer, |out| {
                let version = if address.ip.is_ipv4() { 4 } else { 6 };
                out.field(key!("version"), &version).field(key!("addr"), &address.ip);
                write_more(address, out);
            });
        }
        buffer.push(b']');
    });
}

/// Writes the zone of the server's host; an empty text if it is in none.
pub(super) fn zone(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    let zone = view.related.zone_of(server).or(server.availability_zone.as_deref());
    out.field(key!("OS-EXT-AZ:availability_zone"), zone.unwrap_or_default());
}

/// Writes the security groups; no key if there are none.
pub(super) fn security_groups(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    let groups = server.security_groups_shown();
    if !groups.is_empty() {
        out.list(key!("security_groups"), groups, |name, out| {
            out.field(NAME, name);
        });
    }
}

pub(super) fn volumes(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    out.list(key!("os-extended-volumes:volumes_attached"), &server.volumes, |volume, out| {
        out.field(ID, &volume.id.to_string());
    });
}

pub(super) fn volumes_with_their_end(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    out.list(key!("os-extended-volumes:volumes_attached"), &server.volumes, |volume, out| {
        out.field(ID, &volume.id.to_string())
            .field(key!("delete_on_termination"), &volume.delete_on_termination);
    });
}

/// Writes the state of the server's host; an empty text if it has none. Callers who may only see
/// that the state is unknown get no key for any other state.
pub(super) fn host_status(view: &mut View, server: &Server, out: &mut Fields<'_>) {
    let status = view.related.host_status_of(server);
    if view.passed.has(SoftRule::HostStatus) || status == Some(HostStatus::Unknown) {
        let status = status.map(HostStatus::as_str).unwrap_or_default();
        out.field(key!("host_status"), status);
    }
}

pub(super) fn tags(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    write_texts(key!("tags"), &server.tags, out);
}

pub(super) fn trusted_certs(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    const KEY: Key = Key::new("trusted_image_certificates");
    match &server.trusted_certs {
        Some(ids) => write_texts(KEY, ids, out),
        None => {
            out.field(KEY, &());
        }
    }
}

pub(super) fn server_groups(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    write_server_groups(server.server_group, out);
}

pub(super) fn write_server_groups(id: Option<Uuid>, out: &mut Fields<'_>) {
    let ids: Vec<String> = id.iter().map(Uuid::to_string).collect();
    write_texts(key!("server_groups"), &ids, out);
}

pub(super) fn scheduler_hints(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    write_hints(server.scheduler_hints.as_deref().unwrap_or(NO_HINTS), out);
}

pub(super) fn scheduler_hints_or_null(_: &mut View, server: &Server, out: &mut Fields<'_>) {
    match &server.scheduler_hints {
        Some(hints) => write_hints(hints, out),
        None => {
            out.field(HINTS, &());
        }
    }
}

const HINTS: Key = Key::new("scheduler_hints");

/// Writes hints, which are the text of a JSON object. The value of each is written as an array.
fn write_hints(hints: &str, out: &mut Fields<'_>) {
    if hints == NO_HINTS {
        out.raw(HINTS, |buffer| buffer.extend_from_slice(NO_HINTS.as_bytes()));
        return;
    }
    let hints: BTreeMap<String, &RawValue> = serde_json::from_str(hints).unwrap_or_default();
    out.object(HINTS, |out| {
        for (name, value) in hints {
            let value = value.get();
            out.named(&name, |buffer| {
                if value.starts_with('[') {
                    buffer.extend_from_slice(value.as_bytes());
                } else {
                    buffer.push(b'[');
                    buffer.extend_from_slice(value.as_bytes());
                    buffer.push(b']');
                }
            });
        }
    });
}

pub(crate) fn write_texts(key: Key, texts: &[String], out: &mut Fields<'_>) {
    out.raw(key, |buffer| {
        buffer.push(b'[');
        for (n, text) in texts.iter().enumerate() {
            if n > 0 {
                buffer.push(b',');
            }
            text.write_json(buffer);
        }
        buffer.push(b']');
    });
}

/// The status of a server as v2.1 shows it. A paused server that is being moved is MIGRATING.
pub(super) fn shown_status(server: &Server) -> Status {
    let status = server.status();
    let moves_paused = status == Status::Paused && server.task_state == Some(TaskState::Migrating);
    if moves_paused { Status::Migrating } else { status }
}
