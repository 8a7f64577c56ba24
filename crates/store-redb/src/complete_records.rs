//! Upgrades the records of servers to the format in which they have details.

use ferronova_compute::{Infrastructure, Server};
use redb::{ReadableTable, ReadableTableMetadata};

use crate::{engine_error::EngineError, progress::Progress, records, tables::Tables};

/// The number of records that are held in memory at once. It is small when this crate is tested, so
/// that few servers are many.
const AT_ONCE: usize = if cfg!(test) { 2 } else { 1000 };

/// Gives details to the records of all servers. The flavor of a server and the properties of its
/// image become copies of what these are now, since it is unknown what they were when the server
/// got them. A damaged record stays as it is.
pub(crate) fn complete_records(
    tables: &mut Tables<'_>,
    infrastructure: &Infrastructure,
) -> Result<(), EngineError> {
    let mut progress = Progress::begin("completing the servers", tables.records()?.len()?);
    let mut next = Some(0);
    while let Some(first) = next {
        let mut former = Vec::with_capacity(AT_ONCE);
        for row in tables.records()?.range::<u64>(first..)?.take(AT_ONCE) {
            let (number, sealed) = row?;
            former.push((number.value(), sealed.value().to_vec()));
        }
        next = former.last().and_then(|(last, _)| last.checked_add(1));
        for (number, sealed) in former {
            progress.step();
            let complete = |server: &mut Server| complete(server, infrastructure, tables);
            match records::complete_record(number, &sealed, complete) {
                Ok(record) => {
                    tables.records()?.insert(number, record.as_slice())?;
                }
                Err(EngineError::Damaged(what)) => log::error!("{what}; it stays as it is"),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Sets the flavor of a server and what it has from its image, which its record alone does not say.
fn complete(
    server: &mut Server,
    infrastructure: &Infrastructure,
    tables: &mut Tables<'_>,
) -> Result<(), EngineError> {
    server.flavor = infrastructure.copy_of_flavor(&server.flavor.id);
    let Some(id) = server.image_id else {
        return Ok(());
    };
    if let Some(row) = tables.images()?.get(id.as_bytes())?
        && let Ok(placed) = records::decode_image(id.into_bytes(), row.value())
    {
        server.take_image(&placed.image);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use ferronova_compute::Servers;
    use ferronova_store_conformance::{building::everything, wait};
    use tempfile::TempDir;

    use crate::RedbStore;

    #[test]
    fn every_server_of_a_former_format_gets_a_copy_of_its_flavor() {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/format-7")
            .join("ferronova.redb");
        let folder = TempDir::new().unwrap();
        fs::copy(fixture, folder.path().join("ferronova.redb")).unwrap();

        let store = RedbStore::open(folder.path()).unwrap();

        let servers = wait(store.page(&everything())).unwrap();
        assert!(servers.len() > 2 * super::AT_ONCE, "{}", servers.len());
        for server in servers {
            assert_eq!(server.flavor.name, "m1.tiny", "{}", server.number);
            assert_eq!(server.description, Some(server.name));
        }
    }
}
