//! `/extensions`: the loaded plugins that policy lets the caller see.

use ferronova_extend::{Adds, Call, Fields, Key, Route, ready};
use ferronova_juno::extension_list::{self, ExtensionEntry};

use crate::{
    Plugin,
    plugin::{Registration, registrations},
};

const ALIAS: Key = Key::new("alias");
const NAME: Key = Key::new("name");
const DESCRIPTION: Key = Key::new("description");
const VERSION: Key = Key::new("version");

crate::register!(Plugin {
    alias: "extensions",
    name: "Extensions",
    description: "Extension information.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../../api-ref/common/extensions.yaml"),
            include_str!("../../../../api-ref/v3/extensions.yaml"),
        ],
        routes: &[
            Route::get("/extensions", |call| {
                ready(Ok(extension_list::list(&call, registrations())))
            }),
            Route::get("/extensions/{alias}", |call| {
                ready(extension_list::show(&call, registrations()))
            }),
            Route::post("/extensions", |_| ferronova_juno::refused::not_found()),
            Route::delete("/extensions/{alias}", |_| ferronova_juno::refused::not_found()),
        ],
        ..Adds::NOTHING
    },
});

impl ExtensionEntry for Registration {
    fn alias(&self) -> &'static str {
        self.contribution.alias
    }

    /// Whether the plugin is loaded and the caller passes its rule `…:discoverable`. As in Juno,
    /// nobody sees `os-user-data`.
    fn is_known_to(&self, call: &Call<'_>) -> bool {
        let alias = self.contribution.alias;
        alias != "os-user-data"
            && call.registry().has(alias)
            && call.passes(&format!("compute_extension:v3:{alias}:discoverable"))
    }

    fn write(&self, out: &mut Fields<'_>) {
        out.field(ALIAS, self.contribution.alias)
            .field(NAME, self.plugin.name)
            .field(DESCRIPTION, self.plugin.description)
            .field(VERSION, &self.plugin.version);
    }
}
