//! What v2 has without any extension: its routes, its actions, and the keys of a server.

use ferronova_compute::{Flavor, Server};
use ferronova_extend::{
    Action, Call, CallFuture, Contribution, Fields, Key, Route, join_keys, ready, run_action,
};
use ferronova_http::{Fault, Method};
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

/// The core, in the form of a contribution, so that it takes part in every check.
pub(crate) const CORE: Contribution = Contribution {
    server_keys: &SERVER_KEYS,
    extend_server: |server, _, out| write_access(server, out),
    updated_keys: ACCESS_KEYS,
    extend_updated: write_access,
    flavor_keys: &FLAVOR_KEYS,
    extend_flavor: write_vcpus,
    image_keys: images::KEYS,
    server_actions: ACTIONS,
    routes: ROUTES,
    api_ref: API_REF,
    ..Contribution::core(env!("CARGO_PKG_NAME"), module_path!())
};

const ACTIONS: &[Action] = &[
    action("reboot", |call| Box::pin(servers::reboot(call))),
    actions::RESIZE,
    actions::CONFIRM_RESIZE,
    actions::REVERT_RESIZE,
    action("rebuild", |call| Box::pin(requests::rebuild(call))),
    // It does not know a lock, or a state, for a conflict.
    Action {
        words: Some(&Wording {
            state: StateText::LongBadRequest,
            locked: LockedText::BadRequest,
            ..Wording::CORE
        }),
        ..action("changePassword", |call| Box::pin(requests::change_password(call)))
    },
    action("createImage", |call| Box::pin(actions::create_image(call, image_url))),
];

const fn action(name: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Action {
    Action { name, rule: None, words: None, run }
}

fn image_url(call: &Call<'_>, id: Uuid) -> String {
    format!("{}/images/{id}", call.url())
}

const FLAVORS_DIALECT: FlavorsDialect =
    FlavorsDialect { not_found: |_| Fault::not_found(), min_ram: "minRam" };

const API_REF: &[&str] = &[
    include_str!("../../../api-ref/common/responses.yaml"),
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
    Route::new(Method::GET, "/extensions", |call| {
        ready(Ok(extension_list::list(&call, registrations())))
    }),
    Route::new(Method::GET, "/extensions/{alias}", |call| {
        ready(extension_list::show(&call, registrations()))
    }),
    Route::new(Method::POST, "/extensions", |_| refused::not_found()),
    Route::new(Method::DELETE, "/extensions/{alias}", |_| refused::not_found()),
    Route::new(Method::GET, "/servers", |call| Box::pin(servers::list(call, NARROWS))),
    Route::new(Method::GET, "/servers/detail", |call| Box::pin(servers::detail(call, NARROWS))),
    Route::new(Method::GET, "/servers/new", |_| refused::not_found()),
    Route::new(Method::GET, "/servers/{id}", |call| Box::pin(servers::show(call))),
    Route::new(Method::GET, "/servers/{id}/edit", |_| refused::not_found()),
    Route::new(Method::POST, "/servers", |call| Box::pin(requests::create(call))),
    Route::new(Method::PUT, "/servers/{id}", |call| Box::pin(requests::update(call))),
    Route::new(Method::DELETE, "/servers/{id}", |call| Box::pin(servers::delete(call))),
    Route::new(Method::POST, "/servers/{id}/action", run_action),
    metadata(Method::GET, "/servers/{id}/metadata", |it| Box::pin(server_metadata::list(it))),
    metadata(Method::POST, "/servers/{id}/metadata", |it| Box::pin(requests::add_metadata(it))),
    metadata(Method::PUT, "/servers/{id}/metadata", |it| Box::pin(requests::replace_metadata(it))),
    metadata(Method::GET, "/servers/{id}/metadata/{key}", |it| Box::pin(server_metadata::show(it))),
    metadata(Method::PUT, "/servers/{id}/metadata/{key}", |it| {
        Box::pin(requests::set_metadata(it))
    }),
    Route {
        method: Method::DELETE,
        path: "/servers/{id}/metadata/{key}",
        rule: None,
        words: Some(&Wording {
            not_found: NotFound::ServerDoesNotExist,
            ..server_metadata::DELETE
        }),
        run: |call| Box::pin(server_metadata::delete(call)),
    },
    addresses("/servers/{id}/ips", |call| Box::pin(servers::list_addresses(call))),
    addresses("/servers/{id}/ips/{label}", |call| Box::pin(servers::show_addresses(call))),
    Route::new(Method::GET, "/flavors", |call| ready(flavors::list(&call, FLAVORS_DIALECT))),
    Route::new(Method::GET, "/flavors/detail", |call| {
        ready(flavors::detail(&call, FLAVORS_DIALECT))
    }),
    Route::new(Method::GET, "/flavors/new", |_| refused::not_found()),
    Route::new(Method::GET, "/flavors/{id}", |call| ready(flavors::show(&call, FLAVORS_DIALECT))),
    Route::new(Method::PUT, "/flavors/{id}", |_| refused::no_such_action("update")),
    Route::new(Method::GET, "/images", |call| Box::pin(images::list(call))),
    Route::new(Method::GET, "/images/detail", |call| Box::pin(images::detail(call))),
    Route::new(Method::GET, "/images/{id}", |call| ready(images::show(&call))),
    Route::new(Method::POST, "/images", |_| refused::method_not_allowed()),
    Route {
        method: Method::DELETE,
        path: "/images/{id}",
        rule: None,
        words: Some(&images::DELETE),
        run: |call| Box::pin(images::delete(call)),
    },
    Route::new(Method::GET, "/images/{id}/metadata", |call| ready(image_metadata::list(&call))),
    Route::new(Method::POST, "/images/{id}/metadata", |call| Box::pin(image_metadata::add(call))),
    Route::new(Method::PUT, "/images/{id}/metadata", |call| {
        Box::pin(image_metadata::replace(call))
    }),
    Route::new(Method::GET, "/images/{id}/metadata/{key}", |call| {
        ready(image_metadata::show(&call))
    }),
    Route::new(Method::PUT, "/images/{id}/metadata/{key}", |call| {
        Box::pin(image_metadata::set(call))
    }),
    Route::new(Method::DELETE, "/images/{id}/metadata/{key}", |call| {
        Box::pin(image_metadata::delete(call))
    }),
    Route::new(Method::GET, "/limits", |call| {
        let tells_of_others = call.registry().has("os-used-limits-for-admin");
        let rule = tells_of_others.then_some("compute_extension:used_limits_for_admin");
        Box::pin(limits::show(call, rule))
    }),
];

/// A route to the metadata of a server.
const fn metadata(
    method: Method,
    path: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Route {
    const WORDS: Wording =
        Wording { not_found: NotFound::ServerDoesNotExist, ..server_metadata::UPDATE };
    Route { method, path, rule: None, words: Some(&WORDS), run }
}

/// A route to the addresses of a server.
const fn addresses(path: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Route {
    const WORDS: Wording = Wording { not_found: NotFound::InstanceDoesNotExist, ..Wording::CORE };
    Route { method: Method::GET, path, rule: None, words: Some(&WORDS), run }
}

const NARROWS: servers::ProjectFilter = servers::ProjectFilter::Narrows;

fn write_access(server: &Server, out: &mut Fields<'_>) {
    out.field(ACCESS_IPV4, &server.access_ipv4.map_or_else(String::new, |it| it.to_string()))
        .field(ACCESS_IPV6, &server.access_ipv6.map_or_else(String::new, |it| it.to_string()));
}

/// No processors at all are an empty text.
fn write_vcpus(flavor: &Flavor, out: &mut Fields<'_>) {
    if flavor.vcpus == 0 {
        out.field(VCPUS, "");
    } else {
        out.field(VCPUS, &flavor.vcpus);
    }
}
