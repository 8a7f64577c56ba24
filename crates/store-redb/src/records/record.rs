//! A server's record, which has the values of the server that rarely change.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ferronova_compute::{Address, AddressKind, DiskConfig, Note, ServerFault, Volume};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    details::{DetailsRow, borrowed, complete_former},
    extent::Extent,
    head::HeadRow,
    numbers::AsNumber,
    row_list::{Listed, RowList},
    stored::Stored,
    stored_id::StoredId,
    time::Micros,
};
use crate::{
    engine_error::EngineError,
    seal::{self, Damage},
};

/// The part of a record after [`HeadRow`]. A new field goes to the end of [`DetailsRow`], which
/// follows.
#[derive(PartialEq, Serialize, Deserialize)]
struct RecordRow<'a> {
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
    /// The ids of the volumes; [`DetailsRow`] has their other values.
    volumes: RowList<'a, Volume>,
    reservation_id: Cow<'a, str>,
    /// Stored since format 2.
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
    seal::seal(&key, &rows_of(stored)).map_err(EngineError::Encoding)
}

/// Whether the records of `old` and `new` are the same, so that the row need not be written.
pub(crate) fn is_same_record(old: &Stored, new: &Stored) -> bool {
    rows_of(old) == rows_of(new)
}

fn rows_of(stored: &Stored) -> (HeadRow<'_>, RecordRow<'_>, DetailsRow<'_>) {
    (HeadRow::of(stored), RecordRow::of(stored), DetailsRow::of(&stored.server))
}

/// Reads this much of a server, without its state.
pub(super) fn decode_record(
    number: u64,
    sealed: &[u8],
    extent: Extent,
) -> Result<Stored, EngineError> {
    read_record(number, sealed, extent)
        .map_err(|it| EngineError::damaged(format_args!("the record of server {number}"), &it))
}

fn read_record(number: u64, sealed: &[u8], extent: Extent) -> Result<Stored, Damage> {
    let mut rows = seal::unseal_rows(&number.to_be_bytes(), sealed)?;
    let mut stored = rows.next::<HeadRow<'static>>()?.into_stored(number);
    if extent == Extent::Head {
        return Ok(stored);
    }
    rows.next::<RecordRow<'static>>()?.complete(&mut stored);
    if extent == Extent::WithoutDetails {
        return Ok(stored);
    }
    if rows.is_at_end() {
        complete_former(&mut stored.server);
        return Ok(stored);
    }
    rows.next::<DetailsRow<'static>>()?.complete(&mut stored.server);
    rows.end()?;
    Ok(stored)
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
    if all.is_empty() {
        return BTreeMap::new();
    }
    let notes = all.extract_if(.., |name, _| Note::parse(name).is_some());
    notes.filter_map(|(name, text)| Some((Note::parse(&name)?, text))).collect()
}

impl<'a> RecordRow<'a> {
    /// Makes the row of a server's record. The row borrows everything, unless there are notes.
    fn of(stored: &'a Stored) -> Self {
        let server = &stored.server;
        Self {
            fault: server.fault.as_ref().map(FaultRow::of),
            image_id: server.image_id.map(Uuid::into_bytes),
            flavor_id: StoredId::of(&server.flavor.id),
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

    /// Sets the fields of a server that are stored here.
    fn complete(self, stored: &mut Stored) {
        let Stored { server, scratch, .. } = stored;
        server.system_metadata = self.system_metadata.into_owned();
        scratch.notes = take_notes(&mut server.system_metadata);
        server.fault = self.fault.map(FaultRow::into_fault);
        server.image_id = self.image_id.map(Uuid::from_bytes);
        server.flavor.id = self.flavor_id.into_string();
        server.metadata = self.metadata.into_owned();
        server.addresses = self.addresses.into_vec();
        server.access_ipv4 = self.access_ipv4;
        server.access_ipv6 = self.access_ipv6;
        server.host = self.host.map(Cow::into_owned);
        server.node = self.node.map(Cow::into_owned);
        server.availability_zone = self.availability_zone.map(Cow::into_owned);
        server.key_name = self.key_name.map(Cow::into_owned);
        server.security_groups = self.security_groups.into_owned();
        server.user_data = self.user_data.map(Cow::into_owned);
        server.config_drive = self.config_drive;
        server.disk_config = self.disk_config.0;
        server.volumes = self.volumes.into_vec();
        server.reservation_id = self.reservation_id.into_owned();
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

impl Listed for Volume {
    type Row<'a> = [u8; 16];

    fn row(&self) -> [u8; 16] {
        self.id.into_bytes()
    }

    fn of_row(row: [u8; 16]) -> Self {
        Self::of_id(Uuid::from_bytes(row))
    }
}

#[cfg(test)]
mod tests {
    use ferronova_compute::{Scratch, Server, ServerFlavor};
    use ferronova_store_conformance::building::server;

    use super::*;

    #[test]
    fn a_record_without_details_gets_what_a_new_server_has() {
        let text = |it: &str| Some(it.to_owned());
        let hints =
            BTreeMap::from([("scheduler_hints".to_owned(), r#"{"cidr":"/24"}"#.to_owned())]);
        let web = Server {
            number: 7,
            availability_zone: text("north"),
            system_metadata: hints,
            ..server("Web")
        };
        let former =
            Stored { server: Box::new(web), scratch: Scratch::default(), project: 1, actions: 0 };
        let rows = (HeadRow::of(&former), RecordRow::of(&former));
        let sealed = seal::seal(&7_u64.to_be_bytes(), &rows).unwrap();

        let server = *decode_record(7, &sealed, Extent::Whole).unwrap().server;

        assert_eq!(server.flavor, ServerFlavor::unknown("1"));
        assert_eq!(server.scheduler_hints, text(r#"{"cidr":"/24"}"#));
        assert!(server.system_metadata.is_empty());
        assert_eq!((server.description, server.hostname), (text("Web"), text("web")));
        assert_eq!(server.pinned_zone, text("north"));
        assert_eq!((server.kernel_id, server.ramdisk_id), (text(""), text("")));
        assert_eq!(server.root_device_name, text("/dev/vda"));
    }

    #[test]
    fn notes_are_stored_as_older_programs_did_among_the_system_metadata() {
        let text = |it: &str| it.to_owned();
        let own = BTreeMap::from([(text("os-example"), text("{}"))]);
        let web = Server { number: 7, system_metadata: own, ..server("web") };
        let notes = BTreeMap::from([(Note::OldHost, text("compute-1"))]);
        let scratch = Scratch { transition: None, notes };
        let latest = Stored { server: Box::new(web), scratch, project: 1, actions: 0 };
        let mut former = Stored { scratch: Scratch::default(), ..latest.clone() };
        former.server.system_metadata.insert(text("old_host"), text("compute-1"));

        let record = encode_record(&former).unwrap();
        let state = super::super::encode_state(&former).unwrap();

        assert_eq!(record, encode_record(&latest).unwrap());
        assert_eq!(Stored::decode(7, &state, &record, Extent::Whole).unwrap(), latest);
    }
}
