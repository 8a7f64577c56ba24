//! Sets up new databases, upgrades older ones, and reads what the writer keeps in memory.

use std::sync::Arc;

use ferronova_compute::{Census, Infrastructure, PlacedImage, Related};
use redb::{Database, ReadableDatabase, ReadableTable, TableError};

use crate::{
    engine::Engine,
    engine_error::EngineError,
    image_lists::{ImageList, keys_of, place_of},
    records::{self, Highest, ImageTally, KeyPairTally},
    recount::recount,
    tables::{
        FORMAT, FORMAT_OF_DETAILS, FORMAT_OF_IMAGE_LISTS, FORMAT_OF_IMAGES, META, META_CENSUS,
        META_FORMAT, META_IMAGES, META_INFRASTRUCTURE, META_KEY_PAIRS, ReadTables, Tables,
    },
    upgrade_servers::upgrade_servers,
    write::WriterState,
};

/// Returns the version of the layout of a database, or `None` if the database is empty.
pub(crate) fn find_format(database: &Database) -> Result<Option<u32>, EngineError> {
    let transaction = database.begin_read()?;
    let meta = match transaction.open_table(META) {
        Ok(meta) => meta,
        Err(TableError::TableDoesNotExist(_)) if transaction.list_tables()?.next().is_none() => {
            return Ok(None);
        }
        Err(TableError::TableDoesNotExist(_)) => {
            return Err(EngineError::Damaged("it is the database of another program".to_owned()));
        }
        Err(error) => return Err(error.into()),
    };
    let format = ReadableTable::get(&meta, META_FORMAT)?;
    let format: Option<[u8; 4]> = format.and_then(|it| it.value().try_into().ok());
    match format.map(u32::from_le_bytes) {
        Some(format) if format > 0 => Ok(Some(format)),
        Some(_) | None => {
            Err(EngineError::Damaged("it does not say what format it has".to_owned()))
        }
    }
}

/// Creates the tables of an empty database.
pub(crate) fn initialise(engine: &Engine) -> Result<(), EngineError> {
    let transaction = engine.begin()?;
    let mut tables = Tables::new(&transaction);
    tables.create_after(0)?;
    write_format(&mut tables)?;
    tables.write_census(Census::default())?;
    tables.write_image_tally(ImageTally::default())?;
    tables.write_key_pair_tally(KeyPairTally::default())?;
    drop(tables);
    engine.commit(transaction)
}

/// Upgrades a database of format `found` to the latest one. If the census is missing or damaged, it
/// is counted from the lists, even if `found` is the latest format.
pub(crate) fn upgrade(engine: &Engine, found: u32) -> Result<(), EngineError> {
    let is_counted = match read_census(engine.database()) {
        Ok(census) => census.is_some(),
        Err(EngineError::Damaged(what)) => {
            log::error!("{what}; they were counted again");
            false
        }
        Err(error) => return Err(error),
    };
    if found == FORMAT && is_counted {
        return Ok(());
    }
    // The table is opened for reading, so that a lost one is an error. A write transaction would
    // create it empty.
    let census = recount(ReadTables::of(engine.database())?.lists()?)?;
    let transaction = engine.begin()?;
    let mut tables = Tables::new(&transaction);
    tables.create_after(found)?;
    if found < FORMAT_OF_IMAGES {
        move_images(&mut tables)?;
        tables.write_key_pair_tally(KeyPairTally::default())?;
    }
    if found < FORMAT_OF_IMAGE_LISTS {
        list_images(&mut tables)?;
    }
    if found < FORMAT_OF_DETAILS {
        let infrastructure = read_infrastructure(&mut tables)?;
        // From here on the file can't be refused any more, and the writes that follow may be too
        // many to hold back in memory.
        engine.release()?;
        upgrade_servers(engine, &mut tables, &infrastructure)?;
    }
    write_format(&mut tables)?;
    tables.write_census(census)?;
    drop(tables);
    engine.commit(transaction)
}

fn read_infrastructure(tables: &mut Tables<'_>) -> Result<Infrastructure, EngineError> {
    match tables.meta()?.get(META_INFRASTRUCTURE)? {
        Some(row) => records::decode_infrastructure(row.value()),
        None => Ok(Infrastructure::default()),
    }
}

/// Moves the images from the record of the infrastructure to rows of their own.
fn move_images(tables: &mut Tables<'_>) -> Result<(), EngineError> {
    tables.write_image_tally(ImageTally::default())?;
    let row = tables.meta()?.get(META_INFRASTRUCTURE)?.map(|it| it.value().to_vec());
    let Some(row) = row else {
        return Ok(());
    };
    let images = records::decode_images_of_infrastructure(&row)?;
    for (place, image) in (0..).zip(&images) {
        let row = records::encode_image(place, image)?;
        tables.images()?.insert(image.id.as_bytes(), row.as_slice())?;
    }
    let count = images.len() as u64;
    tables.write_image_tally(ImageTally { count, next: count })?;
    let row = records::encode_infrastructure(&records::decode_infrastructure(&row)?)?;
    tables.meta()?.insert(META_INFRASTRUCTURE, row.as_slice())?;
    Ok(())
}

/// Fills the table of lists of images. A damaged image is left out of all lists.
fn list_images(tables: &mut Tables<'_>) -> Result<(), EngineError> {
    let (images, lists) = tables.images_and_lists()?;
    for row in images.iter()? {
        let (id, sealed) = row?;
        match records::decode_image(*id.value(), sealed.value()) {
            Ok(PlacedImage { place, image }) => {
                for key in keys_of(place, &image) {
                    lists.insert(key.as_slice(), id.value())?;
                }
            }
            Err(EngineError::Damaged(what)) => log::error!("{what}; it is left out of all lists"),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads the number of images, and the place of the next one. That place is always after the last
/// image, even if the record says otherwise, so that no place is given twice.
fn read_image_tally(tables: &ReadTables) -> Result<ImageTally, EngineError> {
    let recorded = tables.meta()?.get(META_IMAGES)?;
    let recorded = recorded.map(|it| records::decode_image_tally(it.value())).transpose()?;
    let Some(keys) = ImageList::All.keys(None) else {
        return Ok(recorded.unwrap_or_default());
    };
    let mut rows = tables.image_lists()?.range(keys.start().as_slice()..=keys.end().as_slice())?;
    let last = rows.next_back().transpose()?;
    let behind_last =
        last.as_ref().and_then(|(key, _)| place_of(key.value())).map_or(0, |it| it + 1);
    let counted = || (rows.count() + usize::from(last.is_some())) as u64;
    let count = recorded.map_or_else(counted, |it| it.count);
    Ok(ImageTally { count, next: behind_last.max(recorded.unwrap_or_default().next) })
}

fn read_census(database: &Database) -> Result<Option<Census>, EngineError> {
    let row = ReadTables::of(database)?.meta()?.get(META_CENSUS)?;
    row.map(|it| records::decode_census(it.value())).transpose()
}

fn write_format(tables: &mut Tables<'_>) -> Result<(), EngineError> {
    tables.meta()?.insert(META_FORMAT, FORMAT.to_le_bytes().as_slice())?;
    Ok(())
}

/// Reads what the writer keeps in memory of the whole store.
pub(crate) fn read_current(database: &Database) -> Result<WriterState, EngineError> {
    let tables = ReadTables::of(database)?;
    tables.check_existence()?;
    let meta = tables.meta()?;
    let infrastructure = meta.get(META_INFRASTRUCTURE)?;
    let is_new = infrastructure.is_none();
    let infrastructure = match infrastructure {
        Some(row) => records::decode_infrastructure(row.value())?,
        None => Infrastructure::default(),
    };
    let highest_number = match meta.get(Highest::Server.name())? {
        Some(row) => Highest::Server.decode(row.value())?,
        None => 0,
    };
    let key_pairs = match meta.get(META_KEY_PAIRS)? {
        Some(row) => records::decode_key_pair_tally(row.value())?,
        None => KeyPairTally::default(),
    };
    let images = read_image_tally(&tables)?;
    let infrastructure = Arc::new(infrastructure);
    let census = match meta.get(META_CENSUS)? {
        Some(row) => records::decode_census(row.value())?,
        None => Census::default(),
    };
    Ok(WriterState {
        related: Related::all(&infrastructure),
        infrastructure,
        generation: 0,
        is_new,
        highest_number,
        census,
        group_uses: 0,
        images,
        key_pairs,
    })
}
