//! `/extensions`: the list of what is loaded.

use ferronova_extend::{Call, Fields, Key, object};
use ferronova_http::{Failure, Fault, Reply};

const EXTENSIONS: Key = Key::new("extensions");
const EXTENSION: Key = Key::new("extension");

/// An extension of v2 or a plugin of v3, as the list has it.
pub trait Listed: 'static {
    /// What clients call it by.
    fn alias(&self) -> &'static str;
    /// Whether it is loaded, and the caller may know of it.
    fn is_known_to(&self, call: &Call<'_>) -> bool;
    /// Writes what is said of it.
    fn write(&self, out: &mut Fields<'_>);
}

/// `GET /extensions`, by their aliases.
pub fn list<T: Listed>(call: &Call<'_>, all: impl Iterator<Item = &'static T>) -> Reply {
    let mut known: Vec<&T> = all.filter(|it| it.is_known_to(call)).collect();
    known.sort_unstable_by_key(|it| it.alias());

    Reply::ok(object(|out| {
        out.list(EXTENSIONS, known, Listed::write);
    }))
}

/// `GET /extensions/{alias}`
///
/// # Errors
///
/// 404.
pub fn show<T: Listed>(
    call: &Call<'_>,
    mut all: impl Iterator<Item = &'static T>,
) -> Result<Reply, Failure> {
    let alias = call.param("alias");
    let found = all.find(|it| it.alias() == alias && it.is_known_to(call));
    let found = found.ok_or_else(Fault::not_found)?;

    Ok(Reply::ok(object(|out| {
        out.object(EXTENSION, |out| found.write(out));
    })))
}
