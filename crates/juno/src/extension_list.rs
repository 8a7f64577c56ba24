//! `/extensions`: the list of loaded extensions.

use ferronova_extend::{Call, Fields, Key, object};
use ferronova_http::{Failure, Fault, Reply};

const EXTENSIONS: Key = Key::new("extensions");
const EXTENSION: Key = Key::new("extension");

/// An entry of the list: an extension of v2 or a plugin of v3.
pub trait ExtensionEntry: 'static {
    fn alias(&self) -> &'static str;
    /// Whether the extension is loaded and visible to the caller.
    fn is_known_to(&self, call: &Call<'_>) -> bool;
    /// Writes the members of the entry.
    fn write(&self, out: &mut Fields<'_>);
}

/// `GET /extensions`, sorted by alias.
pub fn list<T: ExtensionEntry>(call: &Call<'_>, all: impl Iterator<Item = &'static T>) -> Reply {
    let mut known: Vec<&T> = all.filter(|it| it.is_known_to(call)).collect();
    known.sort_unstable_by_key(|it| it.alias());

    Reply::ok(object(|out| {
        out.list(EXTENSIONS, known, ExtensionEntry::write);
    }))
}

/// `GET /extensions/{alias}`
pub fn show<T: ExtensionEntry>(
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
