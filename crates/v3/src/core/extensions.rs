//! `/extensions`: the plugins that are loaded and that the caller may know of.

use ferronova_extend::{Call, Fields, Key, Route, ready, write_object};
use ferronova_http::{Failure, Fault, Method, Reply};

use crate::{
    Plugin,
    plugin::{Registration, registrations},
};

const EXTENSIONS: Key = Key::new("extensions");
const EXTENSION: Key = Key::new("extension");
const ALIAS: Key = Key::new("alias");
const NAME: Key = Key::new("name");
const DESCRIPTION: Key = Key::new("description");
const VERSION: Key = Key::new("version");

struct Extensions;

impl Plugin for Extensions {
    const ALIAS: &str = "extensions";
    const NAME: &str = "Extensions";
    const DESCRIPTION: &str = "Extension information.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/extensions.yaml"),
        include_str!("../../../../api-ref/v3/extensions.yaml"),
    ];
    const ROUTES: &[Route] = &[
        Route::new(Method::GET, "/extensions", |call| ready(Ok(list(&call)))),
        Route::new(Method::GET, "/extensions/{alias}", |call| ready(show(&call))),
        Route::new(Method::POST, "/extensions", |_| ferronova_juno::refused::not_found()),
        Route::new(Method::DELETE, "/extensions/{alias}", |_| ferronova_juno::refused::not_found()),
    ];
}

crate::register!(Extensions);

/// `GET /extensions`
fn list(call: &Call<'_>) -> Reply {
    let mut loaded: Vec<&Registration> =
        registrations().filter(|it| is_known_to(call, it.contribution.alias)).collect();
    loaded.sort_unstable_by_key(|it| it.contribution.alias);

    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.list(EXTENSIONS, loaded, write);
    });
    Reply::ok(body)
}

/// `GET /extensions/{alias}`
fn show(call: &Call<'_>) -> Result<Reply, Failure> {
    let alias = call.param("alias");
    let found = registrations()
        .find(|it| it.contribution.alias == alias && is_known_to(call, alias))
        .ok_or_else(Fault::not_found)?;

    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.object(EXTENSION, |out| write(found, out));
    });
    Ok(Reply::ok(body))
}

/// Whether a plugin is loaded and its `:discoverable` rule lets the caller know of it. Juno does not
/// let anybody know of `os-user-data`.
fn is_known_to(call: &Call<'_>, alias: &str) -> bool {
    alias != "os-user-data"
        && call.registry().has(alias)
        && call.passes(&format!("compute_extension:v3:{alias}:discoverable"))
}

fn write(plugin: &Registration, out: &mut Fields<'_>) {
    out.field(ALIAS, plugin.contribution.alias)
        .field(NAME, plugin.name)
        .field(DESCRIPTION, plugin.description)
        .field(VERSION, &plugin.version);
}
