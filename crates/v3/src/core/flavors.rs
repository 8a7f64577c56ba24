//! `/flavors`.

use ferronova_compute::Flavor;
use ferronova_extend::{Adds, Fields, Key, Keys, Related, Route, handler, join_keys};
use ferronova_http::{Fault, StatusCode};
use ferronova_juno::{flavors, refused};

use crate::Plugin;

const VCPUS: Key = Key::new("vcpus");
const SWAP: Key = Key::new("swap");
const EPHEMERAL: Key = Key::new("OS-FLV-EXT-DATA:ephemeral");
const DISABLED: Key = Key::new("OS-FLV-DISABLED:disabled");

const OWN_KEYS: &[Key] = &[VCPUS, SWAP, EPHEMERAL, DISABLED];
const KEYS: [Key; flavors::KEYS.len() + OWN_KEYS.len()] = join_keys(flavors::KEYS, OWN_KEYS);

const DIALECT: flavors::FlavorsDialect = flavors::FlavorsDialect {
    not_found: |id| Fault::new(StatusCode::NOT_FOUND, format!("Flavor {id} could not be found.")),
    min_ram: "min_ram",
};

crate::register!(Plugin {
    alias: "flavors",
    name: "Flavors",
    description: "Flavors Extension.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../../api-ref/common/flavors.yaml"),
            include_str!("../../../../api-ref/common/flavor-swap.yaml"),
            include_str!("../../../../api-ref/common/flavor-ephemeral.yaml"),
            include_str!("../../../../api-ref/common/flavor-disabled.yaml"),
            include_str!("../../../../api-ref/v3/flavors.yaml"),
        ],
        flavor: Keys::new(&KEYS, write),
        routes: &[
            Route::get("/flavors", handler!(flavors::list, DIALECT)),
            Route::get("/flavors/detail", handler!(flavors::detail, DIALECT)),
            Route::get("/flavors/new", |_| refused::not_found()),
            Route::get("/flavors/{id}", handler!(flavors::show, DIALECT)),
        ],
        ..Adds::NOTHING
    },
});

/// Writes the keys of a flavor; `swap` is an empty string if there is no swap space.
fn write(flavor: &Flavor, _: &Related, out: &mut Fields<'_>) {
    out.field(VCPUS, &flavor.vcpus);
    if flavor.swap_mb == 0 {
        out.field(SWAP, "");
    } else {
        out.field(SWAP, &flavor.swap_mb);
    }
    out.field(EPHEMERAL, &flavor.ephemeral_gb).field(DISABLED, &flavor.is_disabled);
}
