//! The row of a server's record, which has the values of the server that rarely change.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ferronova_compute::{Address, AddressKind, DiskConfig, Note, Scratch, Server, ServerFault};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    lock::lock_of,
    numbers::AsNumber,
    row_list::{Listed, RowList},
    state::{StateRow, TransitionRow},
    stored::Stored,
    stored_id::StoredId,
    time::Micros,
};
use crate::{engine_error::EngineError, seal};

#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct RecordRow<'a> {
    id: [u8; 16],
    project: u32,
    project_id: StoredId<'a>,
    user_id: StoredId<'a>,
    name: Cow<'a, str>,
    created: Micros,
    fault: Option<FaultRow<'a>>,
    image_id: Option<[u8; 16]>,
    flavor_id: StoredId<'a>,
    metadata: Cow<'a, BTreeMap<String, String>>,
    system_metadata: Cow<'a, BTreeMap<String, String>>,
    addresses: RowList<'a, Address>,
    access_ipv4: Option<Ipv4Addr>,
    access_ipv6: Option<Ipv6Addr>,
    host: Option<Cow<'a, str>>,
    node: Option<Cow<'a, str>>,
    availability_zone: Option<Cow<'a, str>>,
    key_name: Option<Cow<'a, str>>,
    security_groups: Cow<'a, [String]>,
    config_drive: bool,
    disk_config: AsNumber<DiskConfig>,
    volumes: RowList<'a, Uuid>,
    reservation_id: Cow<'a, str>,
    /// Since format 2.
    #[serde(default)]
    user_data: Option<Cow<'a, str>>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct FaultRow<'a> {
    code: u16,
    created: Micros,
    message: Cow<'a, str>,
    details: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct AddressRow<'a> {
    network_id: [u8; 16],
    label: Cow<'a, str>,
    ip: IpAddr,
    kind: AsNumber<AddressKind>,
    mac: Cow<'a, str>,
}

pub(crate) fn encode_record(stored: &Stored) -> Result<Vec<u8>, EngineError> {
    let key = stored.server.number.to_be_bytes();
    seal::seal(&key, &RecordRow::of(stored)).map_err(EngineError::Encoding)
}

/// Whether the records of `old` and `new` are the same, so that the row need not be written.
pub(crate) fn is_same_record(old: &Stored, new: &Stored) -> bool {
    RecordRow::of(old) == RecordRow::of(new)
}

pub(super) fn decode_record(number: u64, sealed: &[u8]) -> Result<RecordRow<'static>, EngineError> {
    seal::unseal(&number.to_be_bytes(), sealed)
        .map_err(|it| EngineError::damaged(format_args!("the record of server {number}"), &it))
}

pub(super) fn join(number: u64, state: StateRow<'static>, record: RecordRow<'static>) -> Stored {
    let mut system_metadata = record.system_metadata.into_owned();
    let notes = take_notes(&mut system_metadata);
    let transition = state.transition.map(TransitionRow::into_transition);
    let server = Server {
        id: Uuid::from_bytes(record.id),
        number,
        version: state.version,
        name: record.name.into_owned(),
        project_id: record.project_id.into_string(),
        user_id: record.user_id.into_string(),
        created: record.created.into(),
        updated: state.updated.into(),
        launched_at: state.launched_at.map(Into::into),
        terminated_at: state.terminated_at.map(Into::into),
        deleted_at: state.deleted_at.map(Into::into),
        vm_state: state.vm_state.0,
        task_state: state.task_state.map(|it| it.0),
        power_state: state.power_state.0,
        lock: lock_of(state.lock, state.unusual_lock),
        progress: state.progress,
        fault: record.fault.map(FaultRow::into_fault),
        image_id: record.image_id.map(Uuid::from_bytes),
        flavor_id: record.flavor_id.into_string(),
        metadata: record.metadata.into_owned(),
        system_metadata,
        addresses: record.addresses.into_vec(),
        access_ipv4: record.access_ipv4,
        access_ipv6: record.access_ipv6,
        host: record.host.map(Cow::into_owned),
        node: record.node.map(Cow::into_owned),
        availability_zone: record.availability_zone.map(Cow::into_owned),
        key_name: record.key_name.map(Cow::into_owned),
        security_groups: record.security_groups.into_owned(),
        user_data: record.user_data.map(Cow::into_owned),
        config_drive: record.config_drive,
        disk_config: record.disk_config.0,
        volumes: record.volumes.into_vec(),
        reservation_id: record.reservation_id.into_owned(),
    };
    let scratch = Scratch { transition, notes };
    Stored { server, scratch, project: record.project, actions: state.actions }
}

/// The system metadata of a server together with the notes of its scratch, each under the note's
/// name.
fn with_notes(stored: &Stored) -> Cow<'_, BTreeMap<String, String>> {
    let mut all = Cow::Borrowed(&stored.server.system_metadata);
    for (note, text) in &stored.scratch.notes {
        all.to_mut().insert(note.as_str().to_owned(), text.clone());
    }
    all
}

/// Takes the notes out of system metadata: the inverse of [`with_notes`].
fn take_notes(all: &mut BTreeMap<String, String>) -> BTreeMap<Note, String> {
    let notes = all.extract_if(.., |name, _| Note::parse(name).is_some());
    notes.filter_map(|(name, text)| Some((Note::parse(&name)?, text))).collect()
}

fn borrowed(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(|it| Cow::Borrowed(it.as_str()))
}

impl<'a> RecordRow<'a> {
    /// Makes the row of a server's record. The row borrows everything, unless there are notes.
    fn of(stored: &'a Stored) -> Self {
        let server = &stored.server;
        Self {
            id: server.id.into_bytes(),
            project: stored.project,
            project_id: StoredId::of(&server.project_id),
            user_id: StoredId::of(&server.user_id),
            name: Cow::Borrowed(&server.name),
            created: server.created.into(),
            fault: server.fault.as_ref().map(FaultRow::of),
            image_id: server.image_id.map(Uuid::into_bytes),
            flavor_id: StoredId::of(&server.flavor_id),
            metadata: Cow::Borrowed(&server.metadata),
            system_metadata: with_notes(stored),
            addresses: RowList::of(&server.addresses),
            access_ipv4: server.access_ipv4,
            access_ipv6: server.access_ipv6,
            host: borrowed(server.host.as_ref()),
            node: borrowed(server.node.as_ref()),
            availability_zone: borrowed(server.availability_zone.as_ref()),
            key_name: borrowed(server.key_name.as_ref()),
            security_groups: Cow::Borrowed(&server.security_groups),
            config_drive: server.config_drive,
            disk_config: AsNumber(server.disk_config),
            volumes: RowList::of(&server.volumes),
            reservation_id: Cow::Borrowed(&server.reservation_id),
            user_data: borrowed(server.user_data.as_ref()),
        }
    }
}

impl<'a> FaultRow<'a> {
    fn of(fault: &'a ServerFault) -> Self {
        Self {
            code: fault.code,
            created: fault.created.into(),
            message: Cow::Borrowed(&fault.message),
            details: borrowed(fault.details.as_ref()),
        }
    }

    fn into_fault(self) -> ServerFault {
        ServerFault {
            code: self.code,
            created: self.created.into(),
            message: self.message.into_owned(),
            details: self.details.map(Cow::into_owned),
        }
    }
}

impl Listed for Address {
    type Row<'a> = AddressRow<'a>;

    fn row(&self) -> AddressRow<'_> {
        AddressRow {
            network_id: self.network_id.into_bytes(),
            label: Cow::Borrowed(&self.label),
            ip: self.ip,
            kind: AsNumber(self.kind),
            mac: Cow::Borrowed(&self.mac),
        }
    }

    fn of_row(row: AddressRow<'_>) -> Self {
        Self {
            network_id: Uuid::from_bytes(row.network_id),
            label: row.label.into_owned(),
            ip: row.ip,
            kind: row.kind.0,
            mac: row.mac.into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use ferronova_store_conformance::building::server;

    use super::*;

    #[test]
    fn notes_are_stored_as_older_programs_did_among_the_system_metadata() {
        let text = |it: &str| it.to_owned();
        let own = BTreeMap::from([(text("os-example"), text("{}"))]);
        let web = Server { number: 7, system_metadata: own, ..server("web") };
        let notes = BTreeMap::from([(Note::OldHost, text("compute-1"))]);
        let scratch = Scratch { transition: None, notes };
        let latest = Stored { server: web, scratch, project: 1, actions: 0 };
        let mut former = Stored { scratch: Scratch::default(), ..latest.clone() };
        former.server.system_metadata.insert(text("old_host"), text("compute-1"));

        let record = encode_record(&former).unwrap();
        let state = super::super::encode_state(&former).unwrap();

        assert_eq!(record, encode_record(&latest).unwrap());
        assert_eq!(Stored::decode(7, &state, &record).unwrap(), latest);
    }
}
