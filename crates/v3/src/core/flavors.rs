//! `/flavors`: how much of everything a server can get.

use ferronova_compute::Flavor;
use ferronova_extend::{Fields, Key, Route, join_keys, ready};
use ferronova_http::{Fault, Method, StatusCode};
use ferronova_juno::{
    flavors::{self, FlavorsDialect},
    refused,
};

use crate::Plugin;

const VCPUS: Key = Key::new("vcpus");
const SWAP: Key = Key::new("swap");
const EPHEMERAL: Key = Key::new("OS-FLV-EXT-DATA:ephemeral");
const DISABLED: Key = Key::new("OS-FLV-DISABLED:disabled");

const OWN_KEYS: &[Key] = &[VCPUS, SWAP, EPHEMERAL, DISABLED];
const KEYS: [Key; flavors::KEYS.len() + OWN_KEYS.len()] = join_keys(flavors::KEYS, OWN_KEYS);

const DIALECT: FlavorsDialect = FlavorsDialect {
    not_found: |id| Fault::new(StatusCode::NOT_FOUND, format!("Flavor {id} could not be found.")),
    min_ram: "min_ram",
};

struct Flavors;

impl Plugin for Flavors {
    const ALIAS: &str = "flavors";
    const NAME: &str = "Flavors";
    const DESCRIPTION: &str = "Flavors Extension.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/flavors.yaml"),
        include_str!("../../../../api-ref/common/flavor-swap.yaml"),
        include_str!("../../../../api-ref/common/flavor-ephemeral.yaml"),
        include_str!("../../../../api-ref/common/flavor-disabled.yaml"),
        include_str!("../../../../api-ref/v3/flavors.yaml"),
    ];
    const FLAVOR_KEYS: &[Key] = &KEYS;
    const ROUTES: &[Route] = &[
        Route::new(Method::GET, "/flavors", |call| ready(flavors::list(&call, DIALECT))),
        Route::new(Method::GET, "/flavors/detail", |call| ready(flavors::detail(&call, DIALECT))),
        Route::new(Method::GET, "/flavors/new", |_| refused::not_found()),
        Route::new(Method::GET, "/flavors/{id}", |call| ready(flavors::show(&call, DIALECT))),
    ];

    /// No swap at all is an empty text.
    fn extend_flavor(flavor: &Flavor, out: &mut Fields<'_>) {
        out.field(VCPUS, &flavor.vcpus);
        if flavor.swap_mb == 0 {
            out.field(SWAP, "");
        } else {
            out.field(SWAP, &flavor.swap_mb);
        }
        out.field(EPHEMERAL, &flavor.ephemeral_gb).field(DISABLED, &flavor.is_disabled);
    }
}

crate::register!(Flavors);
