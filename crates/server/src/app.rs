//! The actix app: everything that is mounted, behind one service.

use std::{
    collections::BTreeSet,
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::Server,
    web::{self, Payload},
};
use ferronova_companions::{IdentityFace, ImageFace, NetworkFace};
use ferronova_compute::Store;
use ferronova_http::{Address, Front, Mount, Versions};

use crate::{ApiSettings, Exit, Settings, api_ref::Pages, cloud::Cloud, health::Health, own::Own};

/// How many seconds requests in flight have to finish when the server is told to end.
const GRACE_SECONDS: u64 = 30;

/// Takes the address to listen on. That comes before the database is opened, so that a start that
/// fails here does not leave a new one behind.
pub(crate) fn bind(settings: &Settings) -> Result<TcpListener, Exit> {
    TcpListener::bind(settings.listen).map_err(|error| cannot_listen(settings, &error))
}

/// A server that listens and, once it is awaited, answers.
pub(crate) fn listen(
    settings: &Settings,
    cloud: &Cloud,
    listener: TcpListener,
) -> Result<(Server, SocketAddr), Exit> {
    let failed = |error: io::Error| cannot_listen(settings, &error);
    let address = listener.local_addr().map_err(failed)?;
    let front = web::Data::new(front(settings, cloud, address)?);
    let app = move || App::new().app_data(front.clone()).default_service(web::to(serve));
    let server = HttpServer::new(app)
        .shutdown_timeout(GRACE_SECONDS)
        .disable_signals()
        .listen(listener)
        .map_err(failed)?;
    Ok((server.run(), address))
}

fn cannot_listen(settings: &Settings, error: &io::Error) -> Exit {
    let text = format!("can't listen on {}; choose another with --listen", settings.listen);
    Exit::because(&text, error)
}

async fn serve(http: HttpRequest, payload: Payload, front: web::Data<Front>) -> HttpResponse {
    front.serve(&http, payload).await
}

fn front(settings: &Settings, cloud: &Cloud, address: SocketAddr) -> Result<Front, Exit> {
    let compute = &cloud.compute;
    let gate = &cloud.gate;
    let store = || Arc::clone(&cloud.store) as Arc<dyn Store>;
    let ApiSettings { extensions, disabled } = &settings.v2;
    warn_of_unknown(settings.disabled_extensions.iter().chain(disabled).chain(extensions));
    let v2 =
        ferronova_v2::api(compute.clone(), Arc::clone(gate), |alias| is_enabled(settings, alias))
            .map_err(|error| Exit::because("the extensions of v2 can't work together", &error))?;
    let aliases: Vec<&str> = v2.registry().extensions().iter().map(|it| it.alias).collect();
    log::info!("v2 with {}", aliases.join(", "));
    let mounts: Vec<Box<dyn Mount + Send + Sync>> = vec![
        Box::new(v2),
        Box::new(IdentityFace::new(Arc::clone(&cloud.identity))),
        Box::new(ImageFace::new(compute.clone(), Arc::clone(gate))),
        Box::new(NetworkFace::new(compute.clone(), Arc::clone(gate))),
        Box::new(Health { store: store() }),
        Box::new(Own {
            store: store(),
            gate: Arc::clone(gate),
            beginning: cloud.beginning.clone(),
            api_ref: Pages::new({
                let settings = settings.clone();
                move |alias| is_enabled(&settings, alias)
            }),
        }),
    ];
    let address = Address::new(settings.public_url.clone(), address.to_string());
    Ok(Front::new(address, mounts, Versions(vec![ferronova_v2::VERSION])))
}

fn is_enabled(settings: &Settings, alias: &str) -> bool {
    let names = |list: &[String]| list.iter().any(|it| it == alias);
    (settings.v2.extensions.is_empty() || names(&settings.v2.extensions))
        && !names(&settings.v2.disabled)
        && !names(&settings.disabled_extensions)
}

/// An alias that nobody has is most likely a mistake, but not one that could do harm.
pub(crate) fn warn_of_unknown<'a>(named: impl IntoIterator<Item = &'a String>) {
    let known: BTreeSet<&str> = ferronova_v2::aliases().collect();
    for alias in named.into_iter().filter(|it| !known.contains(it.as_str())) {
        let known: Vec<&str> = known.iter().copied().collect();
        log::warn!("there is no extension `{alias}`; there are {}", known.join(", "));
    }
}
