//! `/extensions`: the list of what is loaded. Policy does not filter it.

use ferronova_extend::{Call, Fields, Key, write_object};
use ferronova_http::{Failure, Fault, Reply};

use crate::extension::{Registration, registrations};

const EXTENSIONS: Key = Key::new("extensions");
const EXTENSION: Key = Key::new("extension");
const ALIAS: Key = Key::new("alias");
const NAME: Key = Key::new("name");
const NAMESPACE: Key = Key::new("namespace");
const DESCRIPTION: Key = Key::new("description");
const UPDATED: Key = Key::new("updated");
const LINKS: Key = Key::new("links");

/// `GET /extensions`
pub(crate) fn list(call: &Call<'_>) -> Reply {
    let mut loaded: Vec<&Registration> =
        registrations().filter(|it| call.registry().has(it.contribution.alias)).collect();
    loaded.sort_unstable_by_key(|it| it.contribution.alias);

    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.list(EXTENSIONS, loaded, write);
    });
    Reply::ok(body)
}

/// `GET /extensions/{alias}`
pub(crate) fn show(call: &Call<'_>) -> Result<Reply, Failure> {
    let alias = call.param("alias");
    let found = registrations()
        .find(|it| it.contribution.alias == alias && call.registry().has(alias))
        .ok_or_else(Fault::not_found)?;

    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.object(EXTENSION, |out| write(found, out));
    });
    Ok(Reply::ok(body))
}

fn write(extension: &Registration, out: &mut Fields<'_>) {
    out.field(ALIAS, extension.contribution.alias)
        .field(NAME, extension.name)
        .field(NAMESPACE, extension.namespace)
        .field(DESCRIPTION, extension.description)
        .field(UPDATED, extension.updated)
        .raw(LINKS, |buffer| buffer.extend_from_slice(b"[]"));
}
