//! `/servers`: list, show, create, update and delete servers, reboot, start and stop them.

use ferronova_compute::Address;
use ferronova_extend::{Action, Call, CallFuture, Fields, Filter, Key, Route};
use ferronova_http::{Failure, Method, Reply};
use ferronova_juno::{
    actions, refused, servers,
    wording::{StateText, Wording},
};

use uuid::Uuid;

use crate::{Plugin, icehouse, servers as requests};

const TYPE: Key = Key::new("type");
const MAC_ADDR: Key = Key::new("mac_addr");

const WIDENS: servers::ProjectFilter = servers::ProjectFilter::WidensAndNarrows;

struct Servers;

impl Plugin for Servers {
    const ALIAS: &str = "servers";
    const NAME: &str = "Servers";
    const DESCRIPTION: &str = "Servers.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/responses.yaml"),
        include_str!("../../../../api-ref/common/values.yaml"),
        include_str!("../../../../api-ref/v3/common.yaml"),
        include_str!("../../../../api-ref/common/servers.yaml"),
        include_str!("../../../../api-ref/v3/servers.yaml"),
        include_str!("../../../../api-ref/common/server-filters.yaml"),
        include_str!("../../../../api-ref/v3/server-filters.yaml"),
        include_str!("../../../../api-ref/common/server-schemas.yaml"),
        include_str!("../../../../api-ref/v3/server-schemas.yaml"),
        include_str!("../../../../api-ref/common/server-actions.yaml"),
        include_str!("../../../../api-ref/common/start-stop-actions.yaml"),
        include_str!("../../../../api-ref/common/resize-actions.yaml"),
        include_str!("../../../../api-ref/common/rebuild-action.yaml"),
        include_str!("../../../../api-ref/common/preserve-ephemeral.yaml"),
        include_str!("../../../../api-ref/common/create-image-action.yaml"),
        include_str!("../../../../api-ref/v3/server-actions.yaml"),
    ];
    const SERVER_KEYS: &[Key] = servers::KEYS;
    const ADDRESS_KEYS: &[Key] = &[TYPE, MAC_ADDR];
    const CREATE_MEMBERS: &[&str] =
        &["adminPass", "flavorRef", "imageRef", "metadata", "name", "networks"];
    const UPDATE_MEMBERS: &[&str] = &["name"];
    const SERVER_FILTERS: &[Filter] =
        &[Filter::every("status", |words| Ok(servers::read_status(words)))];
    const SERVER_ACTIONS: &[Action] = &[
        action("reboot", |call| Box::pin(servers::reboot(call))),
        actions::RESIZE,
        actions::CONFIRM_RESIZE,
        actions::REVERT_RESIZE,
        action("rebuild", |call| Box::pin(requests::rebuild(call))),
        action("createImage", |call| Box::pin(actions::create_image(call, image_url))),
        // Unlike other actions these say with its id in which state a server is.
        Action { words: Some(&LONG), run: |it| Box::pin(start(it)), ..actions::START },
        Action { words: Some(&LONG), run: |it| Box::pin(stop(it)), ..actions::STOP },
    ];
    const ROUTES: &[Route] = &[
        Route::new(Method::GET, "/servers", |call| Box::pin(servers::list(call, WIDENS))),
        Route::new(Method::GET, "/servers/detail", |call| Box::pin(servers::detail(call, WIDENS))),
        Route::new(Method::GET, "/servers/new", |_| refused::not_found()),
        Route::new(Method::GET, "/servers/{id}", |call| Box::pin(servers::show(call))),
        Route::new(Method::GET, "/servers/{id}/edit", |_| refused::not_found()),
        Route::new(Method::POST, "/servers", |call| Box::pin(requests::create(call))),
        Route::new(Method::PUT, "/servers/{id}", |call| Box::pin(requests::update(call))),
        Route::new(Method::DELETE, "/servers/{id}", |call| Box::pin(servers::delete(call))),
        Route::new(Method::POST, "/servers/{id}/action", icehouse::run_action),
    ];

    fn extend_address(address: &Address, out: &mut Fields<'_>) {
        out.field(TYPE, address.kind.as_str()).field(MAC_ADDR, &address.mac);
    }
}

crate::register!(Servers);

const LONG: Wording = Wording { state: StateText::Long, ..Wording::WITH_ID };

/// An action whose only rules are those that look at the server.
const fn action(name: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Action {
    Action { name, rule: None, words: None, run }
}

/// The image service has it.
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
