//! What v2 has without any extension: its routes, its actions, and the keys of a server.

use ferronova_extend::{Action, Contribution, Route, ready, run_action};
use ferronova_http::{Method, Wording};

use crate::{extensions, flavors, images, limits, refused, servers};

/// The core, in the form of a contribution, so that it takes part in every check.
pub(crate) const CORE: Contribution = Contribution {
    alias: "core",
    package: env!("CARGO_PKG_NAME"),
    module: module_path!(),
    rule: "",
    server_keys: servers::KEYS,
    extend_server: |_, _| {},
    server_filters: &[],
    server_actions: &[Action {
        name: "reboot",
        rule: None,
        wording: Wording::core_action("reboot"),
        run: |call| Box::pin(servers::reboot(call)),
    }],
    routes: ROUTES,
    api_ref: API_REF,
};

const API_REF: &[&str] = &[
    include_str!("../../../api-ref/v2/common.yaml"),
    include_str!("../../../api-ref/v2/versions.yaml"),
    include_str!("../../../api-ref/v2/extensions.yaml"),
    include_str!("../../../api-ref/v2/servers.yaml"),
    include_str!("../../../api-ref/v2/server-filters.yaml"),
    include_str!("../../../api-ref/v2/server-schemas.yaml"),
    include_str!("../../../api-ref/v2/server-actions.yaml"),
    include_str!("../../../api-ref/v2/flavors.yaml"),
    include_str!("../../../api-ref/v2/images.yaml"),
    include_str!("../../../api-ref/v2/limits.yaml"),
];

const ROUTES: &[Route] = &[
    Route::new(Method::GET, "/extensions", |call| ready(Ok(extensions::list(&call)))),
    Route::new(Method::GET, "/extensions/{alias}", |call| ready(extensions::show(&call))),
    Route::new(Method::POST, "/extensions", |_| refused::not_found()),
    Route::new(Method::DELETE, "/extensions/{alias}", |_| refused::not_found()),
    Route::new(Method::GET, "/servers", |call| Box::pin(servers::list(call))),
    Route::new(Method::GET, "/servers/detail", |call| Box::pin(servers::detail(call))),
    Route::new(Method::GET, "/servers/new", |_| refused::not_found()),
    Route::new(Method::GET, "/servers/{id}", |call| Box::pin(servers::show(call))),
    Route::new(Method::GET, "/servers/{id}/edit", |_| refused::not_found()),
    Route::new(Method::POST, "/servers", |call| Box::pin(servers::create(call))),
    Route::new(Method::PUT, "/servers/{id}", |call| Box::pin(servers::update(call))),
    Route::new(Method::DELETE, "/servers/{id}", |call| Box::pin(servers::delete(call))),
    Route::new(Method::POST, "/servers/{id}/action", run_action),
    Route::new(Method::GET, "/flavors", |call| ready(flavors::list(&call))),
    Route::new(Method::GET, "/flavors/detail", |call| ready(flavors::detail(&call))),
    Route::new(Method::GET, "/flavors/new", |_| refused::not_found()),
    Route::new(Method::GET, "/flavors/{id}", |call| ready(flavors::show(&call))),
    Route::new(Method::PUT, "/flavors/{id}", |_| refused::no_such_action("update")),
    Route::new(Method::GET, "/images", |call| ready(images::list(&call))),
    Route::new(Method::GET, "/images/detail", |call| ready(images::detail(&call))),
    Route::new(Method::GET, "/images/{id}", |call| ready(images::show(&call))),
    Route::new(Method::POST, "/images", |_| refused::method_not_allowed()),
    Route::new(Method::GET, "/limits", |_| ready(Ok(limits::show()))),
];
