//! `/servers`: list, show, create, update and delete servers, reboot, start and stop them.

use ferronova_compute::Address;
use ferronova_extend::{
    Action, Adds, Call, Fields, Filter, Key, Keys, Reads, Related, Route, handler,
};
use ferronova_http::{Failure, Reply};
use ferronova_juno::{
    actions, refused, servers,
    wording::{StateText, Wording},
};

use uuid::Uuid;

use crate::{Plugin, icehouse, servers as requests};

const TYPE: Key = Key::new("type");
const MAC_ADDR: Key = Key::new("mac_addr");

const WIDENS: servers::ProjectFilter = servers::ProjectFilter::WidensAndNarrows;

crate::register!(Plugin {
    alias: "servers",
    name: "Servers",
    description: "Servers.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../../api-ref/common/responses.yaml"),
            include_str!("../../../../api-ref/common/juno.yaml"),
            include_str!("../../../../api-ref/common/values.yaml"),
            include_str!("../../../../api-ref/v3/common.yaml"),
            include_str!("../../../../api-ref/common/servers.yaml"),
            include_str!("../../../../api-ref/v3/servers.yaml"),
            include_str!("../../../../api-ref/common/server-filters.yaml"),
            include_str!("../../../../api-ref/v3/server-filters.yaml"),
            include_str!("../../../../api-ref/common/server-values.yaml"),
            include_str!("../../../../api-ref/common/server-schemas.yaml"),
            include_str!("../../../../api-ref/v3/server-schemas.yaml"),
            include_str!("../../../../api-ref/common/server-actions.yaml"),
            include_str!("../../../../api-ref/common/start-stop-actions.yaml"),
            include_str!("../../../../api-ref/common/resize-actions.yaml"),
            include_str!("../../../../api-ref/common/rebuild-action.yaml"),
            include_str!("../../../../api-ref/common/preserve-ephemeral.yaml"),
            include_str!("../../../../api-ref/common/create-image-action.yaml"),
            include_str!("../../../../api-ref/v3/server-actions.yaml"),
        ],
        // The view in `juno` writes these keys. `servers/create.rs` and `servers/update.rs` read
        // the members.
        server: Keys::new(servers::KEYS, |_, _, _| {}),
        address: Keys::new(&[TYPE, MAC_ADDR], write),
        on_create: Reads::new(
            &["adminPass", "flavorRef", "imageRef", "metadata", "name", "networks"],
            |_, _| Ok(()),
        ),
        on_update: Reads::new(&["name"], |_, _| Ok(())),
        filters: &[Filter::every("status", |words| Ok(servers::read_status(words)))],
        actions: &[
            Action::new("reboot", handler!(servers::reboot)),
            actions::RESIZE,
            actions::CONFIRM_RESIZE,
            actions::REVERT_RESIZE,
            Action::new("rebuild", handler!(requests::rebuild)),
            Action::new("createImage", handler!(actions::create_image, image_url)),
            // Unlike with other actions, the error about a wrong state contains the server's id.
            Action::new("os-start", handler!(start)).worded(&LONG),
            Action::new("os-stop", handler!(stop)).worded(&LONG),
        ],
        routes: &[
            Route::get("/servers", handler!(servers::list, WIDENS)),
            Route::get("/servers/detail", handler!(servers::detail, WIDENS)),
            Route::get("/servers/new", |_| refused::not_found()),
            Route::get("/servers/{id}", handler!(servers::show)),
            Route::get("/servers/{id}/edit", |_| refused::not_found()),
            Route::post("/servers", handler!(requests::create)),
            Route::put("/servers/{id}", handler!(requests::update)),
            Route::delete("/servers/{id}", handler!(servers::delete)),
            Route::post("/servers/{id}/action", icehouse::run_action),
        ],
        ..Adds::NOTHING
    },
});

fn write(address: &Address, _: &Related, out: &mut Fields<'_>) {
    out.field(TYPE, address.kind.as_str()).field(MAC_ADDR, &address.mac);
}

const LONG: Wording = Wording { state: StateText::Long, ..Wording::WITH_ID };

/// Returns the URL of an image in the image service.
fn image_url(call: &Call<'_>, id: Uuid) -> String {
    format!("{}/image/v2/images/{id}", call.base_url())
}

/// `{"os-start": null}`
async fn start(call: Call<'_>) -> Result<Reply, Failure> {
    let rule = "compute:v3:servers:start";
    call.compute().require_on_server(call.request(), call.server()?, rule).await?;
    (actions::START.run)(call).await
}

/// `{"os-stop": null}`
async fn stop(call: Call<'_>) -> Result<Reply, Failure> {
    let rule = "compute:v3:servers:stop";
    call.compute().require_on_server(call.request(), call.server()?, rule).await?;
    (actions::STOP.run)(call).await
}
