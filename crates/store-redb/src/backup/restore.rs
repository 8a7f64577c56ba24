//! Restores a database from a backup.

use std::{fs, io::Read, path::Path, sync::Arc};

use redb::{
    Key, ReadableTable, TableDefinition, TableHandle, Value, WriteTransaction,
    backends::FileBackend,
};

use super::{
    block,
    error::{BackupError, RestoreError},
    read::Reader,
};
use crate::{
    database,
    database_file::{FILE_NAME, UNFINISHED, keep_entry, open_file},
    disk::Disk,
    engine::Engine,
    engine_error::EngineError,
    file_identity::FileIdentity,
    held_back::HeldBack,
    open_error::{OpenError, in_file},
    tables::{EachTable, FORMAT, META, META_FORMAT, Tables, each_table},
    unfinished_file,
};

/// What [`restore`] does with a database that the folder already has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfExists {
    /// Keeps it, and restores nothing.
    Keep,
    /// Replaces it when the new database is complete and on the disk.
    Replace,
}

/// Restores the database of a folder from a backup, creating the folder if it is missing. Returns
/// the number of restored rows. If the process is killed meanwhile, the folder keeps the database
/// it had, or still has none.
///
/// # Errors
///
/// [`RestoreError`]; a database that the folder had is unchanged.
pub fn restore(folder: &Path, from: impl Read, if_exists: IfExists) -> Result<u64, RestoreError> {
    let path = folder.join(FILE_NAME);
    if if_exists == IfExists::Keep && path.exists() {
        return Err(RestoreError::Exists { path });
    }
    // Read before the folder is created, so that no empty folder is left if this is not a backup.
    let backup = Reader::begin(from)?;
    fs::create_dir_all(folder)
        .map_err(|source| OpenError::Folder { path: folder.to_owned(), source })?;
    let unfinished = folder.join(UNFINISHED);
    let file = unfinished_file::begin(&unfinished)?;
    let begun = file.metadata().ok();
    in_file(&unfinished, || {
        let disk = Arc::new(Disk::new(FileBackend::new(file)?).in_folder(folder));
        // From here on the file is locked, and no other process creates a database in this folder.
        let engine = Engine::open(HeldBack::emptied(disk))?;
        if !begun
            .is_some_and(|it| FileIdentity::new(&unfinished, &it).is_in_place().unwrap_or(false))
        {
            return Ok(Err(OpenError::InUse { path: unfinished.clone() }.into()));
        }
        let made = make(folder, engine, backup, if_exists);
        if !matches!(made, Ok(Ok(_))) {
            // If the file can't be removed now, the next start or restoration removes it.
            drop(fs::remove_file(&unfinished));
        }
        made
    })?
}

/// Fills the new database and renames it when it is complete.
fn make(
    folder: &Path,
    engine: Engine,
    mut backup: Reader<impl Read>,
    if_exists: IfExists,
) -> Result<Result<u64, RestoreError>, EngineError> {
    let path = folder.join(FILE_NAME);
    let replaced = if path.exists() {
        if if_exists == IfExists::Keep {
            return Ok(Err(RestoreError::Exists { path }));
        }
        let file = match open_file(&path) {
            Ok(file) => file,
            Err(error) => return Ok(Err(error.into())),
        };
        match unfinished_file::lock(file, &path)? {
            Ok(locked) => Some(locked),
            Err(error) => return Ok(Err(error.into())),
        }
    } else {
        None
    };
    engine.release()?;
    let rows = match fill(&engine, &mut backup)? {
        Ok(rows) => rows,
        Err(error) => return Ok(Err(error.into())),
    };
    // Upgrades and reads the new database, as every start does. If that fails, the backup can't be
    // used.
    let readable = database::find_format(engine.database()).and_then(|found| {
        database::upgrade(&engine, found.unwrap_or_default())?;
        database::read_current(engine.database())
    });
    match readable {
        Ok(_) => {}
        Err(EngineError::Damaged(what)) => {
            log::error!("{what}");
            return Ok(Err(backup.damaged().into()));
        }
        Err(error) => return Err(error),
    }
    let named = fs::rename(folder.join(UNFINISHED), &path).and_then(|()| keep_entry(folder));
    drop(engine);
    drop(replaced);
    Ok(match named {
        Ok(()) => Ok(rows),
        Err(source) => Err(OpenError::NotWritable { path, source }.into()),
    })
}

/// Writes all rows in one transaction, so that nothing of an incomplete backup is stored.
fn fill(
    engine: &Engine,
    backup: &mut Reader<impl Read>,
) -> Result<Result<u64, BackupError>, EngineError> {
    let transaction = engine.begin()?;
    Tables::new(&transaction).create_after(0)?;
    loop {
        let content = match backup.next() {
            Ok(Some(content)) => content,
            Ok(None) => break,
            Err(error) => return Ok(Err(error)),
        };
        let written = write_block(&transaction, &content, backup);
        // If the disk failed, that is the cause to report; the error of the engine only follows
        // from it.
        engine.check()?;
        if let Err(error) = written? {
            return Ok(Err(error));
        }
    }
    engine.commit(transaction)?;
    Ok(Ok(backup.rows()))
}

fn write_block(
    transaction: &WriteTransaction,
    content: &[u8],
    backup: &mut Reader<impl Read>,
) -> Result<Result<(), BackupError>, EngineError> {
    let Some((name, rows)) = block::read_rows(content) else {
        return Ok(Err(backup.damaged()));
    };
    let mut written =
        BlockWriter { transaction, name, rows, count: 0, is_known: false, is_sane: true };
    each_table(&mut written)?;
    let BlockWriter { count, is_known, is_sane, .. } = written;
    if !is_known || !is_sane {
        return Ok(Err(backup.damaged()));
    }
    backup.count_rows(count);
    if name == META.name() {
        let meta = transaction.open_table(META)?;
        let format = meta.get(META_FORMAT)?.and_then(|it| it.value().try_into().ok());
        let found = format.map_or(0, u32::from_le_bytes);
        if found > FORMAT {
            let what = "the database in it";
            return Ok(Err(BackupError::Newer { what, found, known: FORMAT }));
        }
    }
    Ok(Ok(()))
}

/// Writes the rows of a block to the table that the block names.
struct BlockWriter<'a> {
    transaction: &'a WriteTransaction,
    name: &'a str,
    rows: block::Rows<'a>,
    count: u64,
    is_known: bool,
    is_sane: bool,
}

impl EachTable for BlockWriter<'_> {
    fn visit<K: Key + Send + 'static, V: Value + Send + 'static>(
        &mut self,
        definition: TableDefinition<'static, K, V>,
    ) -> Result<(), EngineError> {
        if definition.name() != self.name {
            return Ok(());
        }
        self.is_known = true;
        let mut table = self.transaction.open_table(definition)?;
        while !self.rows.is_empty() {
            let row = self.rows.next().filter(|(key, value)| fits::<K>(key) && fits::<V>(value));
            let Some((key, value)) = row else {
                self.is_sane = false;
                return Ok(());
            };
            table.insert(K::from_bytes(key), V::from_bytes(value))?;
            self.count += 1;
        }
        Ok(())
    }
}

/// Whether bytes of this length can be a value of type `V`.
fn fits<V: Value>(bytes: &[u8]) -> bool {
    V::fixed_width().is_none_or(|it| it == bytes.len())
}
