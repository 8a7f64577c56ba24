//! Upgrades servers to format 8, which added details to their records, and the indexes of
//! [`crate::orders`].

use ferronova_compute::{Infrastructure, Server};
use redb::{ReadableTable, ReadableTableMetadata};

use crate::{
    engine::Engine,
    engine_error::EngineError,
    new_orders::NewOrders,
    progress::Progress,
    records::{self, Stored},
    tables::Tables,
};

/// The number of servers whose rows are held in memory at once. It is small when this crate is
/// tested, so that a handful of servers takes several rounds.
const AT_ONCE: usize = if cfg!(test) { 2 } else { 1000 };

/// The rows of a server as an older program wrote them.
struct FormerRows {
    number: u64,
    state: Vec<u8>,
    /// `None` if the record is lost.
    record: Option<Vec<u8>>,
}

/// Gives details to the records of all servers, and fills the indexes. A damaged row stays as it
/// is, and its server is left out of all indexes.
pub(crate) fn upgrade_servers(
    engine: &Engine,
    tables: &mut Tables<'_>,
    infrastructure: &Infrastructure,
) -> Result<(), EngineError> {
    let mut orders = NewOrders::new(engine);
    let mut progress = Progress::begin("completing the servers", tables.states()?.len()?);
    let mut next = Some(0);
    while let Some(first) = next {
        let former = read_former(tables, first)?;
        next = former.last().and_then(|it| it.number.checked_add(1));
        for rows in &former {
            // Stop at once if the disk has failed: the engine would keep all further writes in memory.
            engine.check()?;
            progress.step();
            match upgrade(rows, tables, infrastructure) {
                Ok(stored) => orders.add(&stored)?,
                Err(EngineError::Damaged(what)) => {
                    log::error!("{what}; it stays so, and its server is left out of all indexes");
                }
                Err(error) => return Err(error),
            }
        }
    }
    orders.write(tables)
}

/// Reads some servers, beginning with the number `first`.
fn read_former(tables: &mut Tables<'_>, first: u64) -> Result<Vec<FormerRows>, EngineError> {
    let (states, records) = tables.states_and_records()?;
    let mut former = Vec::with_capacity(AT_ONCE);
    for row in states.range::<u64>(first..)?.take(AT_ONCE) {
        let (number, state) = row?;
        let number = number.value();
        let record = records.get(number)?.map(|it| it.value().to_vec());
        former.push(FormerRows { number, state: state.value().to_vec(), record });
    }
    Ok(former)
}

/// Writes the record of a server with details, and returns the server. If the state is damaged, it
/// fails after the record is written.
fn upgrade(
    rows: &FormerRows,
    tables: &mut Tables<'_>,
    infrastructure: &Infrastructure,
) -> Result<Stored, EngineError> {
    let FormerRows { number, state, record } = rows;
    let Some(record) = record else {
        return Err(EngineError::Damaged(format!("the record of server {number} is lost")));
    };
    let mut stored = Stored::decode_record(*number, record)?;
    complete(&mut stored.server, infrastructure, tables)?;
    let record = records::encode_record(&stored)?;
    tables.records()?.insert(number, record.as_slice())?;
    stored.set_state(state)?;
    Ok(stored)
}

/// Copies into a server what records of former formats lack: its flavor, and the properties of its
/// image. The copies are of the flavor and the image as they are now, since it is unknown what they
/// were when the server was created.
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
    use std::{
        fs,
        path::{Path, PathBuf},
        sync::Arc,
    };

    use ferronova_compute::Servers;
    use ferronova_store_conformance::{building::everything, wait};
    use redb::{Database, ReadableTable as _, backends::FileBackend};
    use tempfile::TempDir;

    use crate::{
        OpenError, RedbStore, check,
        database::find_format,
        database_file::open_file,
        disk::Disk,
        open::open_disk,
        tables::{RECORDS, STATES},
    };

    /// Copies a checked-in database. Returns the folder and the path of the copy.
    fn former() -> (TempDir, PathBuf) {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/format-7")
            .join("ferronova.redb");
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("ferronova.redb");
        fs::copy(fixture, &path).unwrap();
        (folder, path)
    }

    fn findings(folder: &TempDir) -> Vec<String> {
        let mut findings = Vec::new();
        check(folder.path(), &mut |it| findings.push(it.to_string())).unwrap();
        findings
    }

    #[test]
    fn every_server_of_a_former_format_gets_a_copy_of_its_flavor() {
        let (folder, _) = former();

        let store = RedbStore::open(folder.path()).unwrap();

        let servers = wait(store.page(&everything())).unwrap();
        assert!(servers.len() > 2 * super::AT_ONCE, "{}", servers.len());
        for server in servers {
            assert_eq!(server.flavor.name, "m1.tiny", "{}", server.number);
            assert_eq!(server.description, Some(server.name));
        }
        drop(store);
        assert_eq!(findings(&folder), [""; 0]);
    }

    #[test]
    fn a_damaged_server_is_in_no_index_and_the_others_are_in_all() {
        let (folder, path) = former();
        let database = Database::open(path).unwrap();
        let transaction = database.begin_write().unwrap();
        {
            let mut states = transaction.open_table(STATES).unwrap();
            let mut records = transaction.open_table(RECORDS).unwrap();
            let numbers: Vec<u64> =
                states.iter().unwrap().map(|it| it.unwrap().0.value()).collect();
            records.remove(numbers[0]).unwrap();
            records.insert(numbers[1], [0; 9].as_slice()).unwrap();
            states.insert(numbers[2], [0; 9].as_slice()).unwrap();
        }
        transaction.commit().unwrap();
        drop(database);

        drop(RedbStore::open(folder.path()).unwrap());

        let findings = findings(&folder);
        assert_eq!(findings.len(), 3, "{findings:?}");
        assert!(findings[0].contains("is lost"), "{findings:?}");
        assert!(findings[1].starts_with("the record of server"), "{findings:?}");
        assert!(findings[2].starts_with("the state of server"), "{findings:?}");
    }

    #[test]
    fn an_upgrade_that_fails_can_be_repeated() {
        let (folder, path) = former();
        let file = FileBackend::new(open_file(&path).unwrap()).unwrap();
        let disk = Disk::new(file).in_folder(&folder.path().join("missing"));

        let failed = open_disk(Arc::new(disk), &path, || true).map(drop);

        assert!(matches!(failed, Err(OpenError::Unreadable { .. })), "{failed:?}");
        assert_eq!(find_format(&Database::open(&path).unwrap()).unwrap(), Some(7));
        drop(RedbStore::open(folder.path()).unwrap());
        assert_eq!(findings(&folder), [""; 0]);
    }
}
