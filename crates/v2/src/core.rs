//! The core of v2: the routes, the actions, and the keys of a server that v2 has without any
//! extension.

use ferronova_compute::{Flavor, Server};
use ferronova_extend::{
    Action, Adds, Call, Contribution, Fields, Key, Keys, Related, Route, handler, join_keys, ready,
    run_action,
};
use ferronova_http::Fault;
use ferronova_juno::{
    actions, extension_list,
    flavors::{self, FlavorsDialect},
    image_metadata, images, limits, refused, server_metadata, servers,
    wording::{LockedText, NotFound, StateText, Wording},
};

use uuid::Uuid;

use crate::{extension::registrations, servers as requests};

const ACCESS_IPV4: Key = Key::new("accessIPv4");
const ACCESS_IPV6: Key = Key::new("accessIPv6");
const VCPUS: Key = Key::new("vcpus");

const ACCESS_KEYS: &[Key] = &[ACCESS_IPV4, ACCESS_IPV6];
const SERVER_KEYS: [Key; servers::KEYS.len() + ACCESS_KEYS.len()] =
    join_keys(servers::KEYS, ACCESS_KEYS);
const FLAVOR_KEYS: [Key; flavors::KEYS.len() + 1] = join_keys(flavors::KEYS, &[VCPUS]);

/// The core in the form of a contribution, so that it takes part in every check of extensions.
pub(crate) const CORE: Contribution =
    Contribution::core(env!("CARGO_PKG_NAME"), module_path!(), &[ADDS]);

const ADDS: Adds = Adds {
    api_ref: API_REF,
    // The views in `juno` write the other keys.
    server: Keys::new(&SERVER_KEYS, write_access),
    updated: Keys::new(ACCESS_KEYS, write_access),
    flavor: Keys::new(&FLAVOR_KEYS, write_vcpus),
    image: Keys::new(images::KEYS, |_, _, _| {}),
    actions: ACTIONS,
    routes: ROUTES,
    ..Adds::NOTHING
};

const ACTIONS: &[Action] = &[
    Action::new("reboot", handler!(servers::reboot)),
    actions::RESIZE,
    actions::CONFIRM_RESIZE,
    actions::REVERT_RESIZE,
    Action::new("rebuild", handler!(requests::rebuild)),
    // For a locked server or a wrong state, Nova answers 400 here instead of 409.
    Action::new("changePassword", handler!(requests::change_password)).worded(&Wording {
        state: StateText::LongBadRequest,
        locked: LockedText::BadRequest,
        ..Wording::CORE
    }),
    Action::new("createImage", handler!(actions::create_image, image_url)),
];

fn image_url(call: &Call<'_>, id: Uuid) -> String {
    format!("{}/images/{id}", call.url())
}

const FLAVORS_DIALECT: FlavorsDialect =
    FlavorsDialect { not_found: |_| Fault::not_found(), min_ram: "minRam" };

const API_REF: &[&str] = &[
    include_str!("../../../api-ref/common/responses.yaml"),
    include_str!("../../../api-ref/common/juno.yaml"),
    include_str!("../../../api-ref/common/values.yaml"),
    include_str!("../../../api-ref/v2/common.yaml"),
    include_str!("../../../api-ref/common/versions.yaml"),
    include_str!("../../../api-ref/v2/versions.yaml"),
    include_str!("../../../api-ref/common/extensions.yaml"),
    include_str!("../../../api-ref/v2/extensions.yaml"),
    include_str!("../../../api-ref/common/servers.yaml"),
    include_str!("../../../api-ref/v2/servers.yaml"),
    include_str!("../../../api-ref/common/server-filters.yaml"),
    include_str!("../../../api-ref/v2/server-filters.yaml"),
    include_str!("../../../api-ref/common/server-values.yaml"),
    include_str!("../../../api-ref/common/server-schemas.yaml"),
    include_str!("../../../api-ref/v2/server-schemas.yaml"),
    include_str!("../../../api-ref/common/server-actions.yaml"),
    include_str!("../../../api-ref/common/resize-actions.yaml"),
    include_str!("../../../api-ref/common/rebuild-action.yaml"),
    include_str!("../../../api-ref/common/create-image-action.yaml"),
    include_str!("../../../api-ref/common/change-password-action.yaml"),
    include_str!("../../../api-ref/v2/server-actions.yaml"),
    include_str!("../../../api-ref/common/server-metadata.yaml"),
    include_str!("../../../api-ref/v2/server-metadata.yaml"),
    include_str!("../../../api-ref/common/ips.yaml"),
    include_str!("../../../api-ref/v2/ips.yaml"),
    include_str!("../../../api-ref/common/flavors.yaml"),
    include_str!("../../../api-ref/v2/flavors.yaml"),
    include_str!("../../../api-ref/common/images.yaml"),
    include_str!("../../../api-ref/v2/images.yaml"),
    include_str!("../../../api-ref/v2/image-metadata.yaml"),
    include_str!("../../../api-ref/common/limits.yaml"),
    include_str!("../../../api-ref/v2/limits.yaml"),
];

const ROUTES: &[Route] = &[
    Route::get("/extensions", |call| ready(Ok(extension_list::list(&call, registrations())))),
    Route::get("/extensions/{alias}", |call| ready(extension_list::show(&call, registrations()))),
    Route::post("/extensions", |_| refused::not_found()),
    Route::delete("/extensions/{alias}", |_| refused::not_found()),
    Route::get("/servers", handler!(servers::list, NARROWS)),
    Route::get("/servers/detail", handler!(servers::detail, NARROWS)),
    Route::get("/servers/new", |_| refused::not_found()),
    Route::get("/servers/{id}", handler!(servers::show)),
    Route::get("/servers/{id}/edit", |_| refused::not_found()),
    Route::post("/servers", handler!(requests::create)),
    Route::put("/servers/{id}", handler!(requests::update)),
    Route::delete("/servers/{id}", handler!(servers::delete)),
    Route::post("/servers/{id}/action", run_action),
    Route::get("/servers/{id}/metadata", handler!(server_metadata::list)).worded(&METADATA),
    Route::post("/servers/{id}/metadata", handler!(requests::add_metadata)).worded(&METADATA),
    Route::put("/servers/{id}/metadata", handler!(requests::replace_metadata)).worded(&METADATA),
    Route::get("/servers/{id}/metadata/{key}", handler!(server_metadata::show)).worded(&METADATA),
    Route::put("/servers/{id}/metadata/{key}", handler!(requests::set_metadata)).worded(&METADATA),
    Route::delete("/servers/{id}/metadata/{key}", handler!(server_metadata::delete))
        .worded(&Wording { not_found: NotFound::ServerDoesNotExist, ..server_metadata::DELETE }),
    Route::get("/servers/{id}/ips", handler!(servers::list_addresses)).worded(&ADDRESSES),
    Route::get("/servers/{id}/ips/{label}", handler!(servers::show_addresses)).worded(&ADDRESSES),
    Route::get("/flavors", handler!(flavors::list, FLAVORS_DIALECT)),
    Route::get("/flavors/detail", handler!(flavors::detail, FLAVORS_DIALECT)),
    Route::get("/flavors/new", |_| refused::not_found()),
    Route::get("/flavors/{id}", handler!(flavors::show, FLAVORS_DIALECT)),
    Route::put("/flavors/{id}", |_| refused::no_such_action("update")),
    Route::get("/images", handler!(images::list)),
    Route::get("/images/detail", handler!(images::detail)),
    Route::get("/images/{id}", handler!(images::show)),
    Route::post("/images", |_| refused::method_not_allowed()),
    Route::delete("/images/{id}", handler!(images::delete)).worded(&images::DELETE),
    Route::get("/images/{id}/metadata", handler!(image_metadata::list)),
    Route::post("/images/{id}/metadata", handler!(image_metadata::add)),
    Route::put("/images/{id}/metadata", handler!(image_metadata::replace)),
    Route::get("/images/{id}/metadata/{key}", handler!(image_metadata::show)),
    Route::put("/images/{id}/metadata/{key}", handler!(image_metadata::set)),
    Route::delete("/images/{id}/metadata/{key}", handler!(image_metadata::delete)),
    Route::get("/limits", |call| {
        let tells_of_others = call.registry().has("os-used-limits-for-admin");
        let rule = tells_of_others.then_some("compute_extension:used_limits_for_admin");
        Box::pin(limits::show(call, rule))
    }),
];

const METADATA: Wording =
    Wording { not_found: NotFound::ServerDoesNotExist, ..server_metadata::UPDATE };

const ADDRESSES: Wording = Wording { not_found: NotFound::InstanceDoesNotExist, ..Wording::CORE };

const NARROWS: servers::ProjectFilter = servers::ProjectFilter::Narrows;

fn write_access(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(ACCESS_IPV4, &server.access_ipv4.map_or_else(String::new, |it| it.to_string()))
        .field(ACCESS_IPV6, &server.access_ipv6.map_or_else(String::new, |it| it.to_string()));
}

/// Writes the number of processors; an empty string for 0.
fn write_vcpus(flavor: &Flavor, _: &Related, out: &mut Fields<'_>) {
    if flavor.vcpus == 0 {
        out.field(VCPUS, "");
    } else {
        out.field(VCPUS, &flavor.vcpus);
    }
}
