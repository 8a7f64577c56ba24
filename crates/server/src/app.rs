//! The actix app: everything that is mounted, behind one service.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    num::NonZero,
    sync::Arc,
    thread,
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::Server,
    web::{self, Payload},
};
use ferronova_companions::{IdentityFace, ImageFace, NetworkFace};
use ferronova_compute::Store;
use ferronova_http::{Address, Front, Mount, Scheme, Versions};
use prometheus_client::metrics::gauge::Gauge;

use crate::{
    Exit, Settings, Tls, TlsError,
    api_ref::Pages,
    cloud::Cloud,
    connections::{Connections, Place},
    enabled::{self, Enabled},
    health::Health,
    metrics::{Metrics, Process},
    open_files,
    own::Own,
    tls,
};

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
    tls: Option<&Tls>,
) -> Result<(Server, SocketAddr), Exit> {
    let failed = |error: io::Error| cannot_listen(settings, &error);
    let address = listener.local_addr().map_err(failed)?;
    let limits = &settings.limits;
    open_files::allow_connections(limits.max_connections);
    let connections = Arc::new(Connections::new(limits.clone()));
    let scheme = if tls.is_some() { Scheme::Https } else { Scheme::Http };
    let links = Address::new(settings.public_url.clone(), scheme, address.to_string());
    let front = web::Data::new(front(settings, cloud, links, connections.open())?);
    let app = move || App::new().app_data(front.clone()).default_service(web::to(serve));
    let n_workers = thread::available_parallelism().map_or(1, NonZero::get);
    let server = HttpServer::new(app)
        .workers(n_workers)
        .max_connections(limits.max_connections.div_ceil(n_workers))
        .client_request_timeout(limits.request_timeout)
        .keep_alive(limits.keep_alive)
        .on_connect(move |stream, data| connections.admit(stream, data))
        .shutdown_timeout(GRACE_SECONDS)
        .tls_handshake_timeout(tls::HANDSHAKE_TIME)
        .disable_signals();
    let server = match tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls_config(tls)?),
        None => server.listen(listener),
    };
    Ok((server.map_err(failed)?.run(), address))
}

fn cannot_listen(settings: &Settings, error: &io::Error) -> Exit {
    let text = format!("can't listen on {}; choose another with --listen", settings.listen);
    Exit::because(&text, error)
}

/// What has to be read for HTTPS, if that is wanted. It comes before the database is opened, as the
/// address does.
pub(crate) fn load_tls(settings: &Settings) -> Result<Option<Arc<Tls>>, Exit> {
    let tls = settings.tls.as_ref().map(Tls::load).transpose().map_err(|it| cannot_encrypt(&it))?;
    Ok(tls.map(Arc::new))
}

fn tls_config(tls: &Tls) -> Result<rustls::ServerConfig, Exit> {
    tls.config().map_err(|it| cannot_encrypt(&it))
}

fn cannot_encrypt(error: &TlsError) -> Exit {
    Exit::because("can't serve HTTPS", error)
}

async fn serve(http: HttpRequest, payload: Payload, front: web::Data<Front>) -> HttpResponse {
    let Some(place) = http.conn_data::<Place>() else {
        return front.serve(&http, payload).await;
    };
    let busy = place.begin();
    let mut response = front.serve(&http, payload).await;
    place.end_after(&mut response);
    busy.until_sent(response)
}

fn front(
    settings: &Settings,
    cloud: &Cloud,
    address: Address,
    connections: Gauge,
) -> Result<Front, Exit> {
    let compute = &cloud.compute;
    let gate = &cloud.gate;
    let store = || Arc::clone(&cloud.store) as Arc<dyn Store>;
    let choice = Enabled::of(settings);
    enabled::warn_of_unknown(&choice);
    let v2 = ferronova_v2::api(compute.clone(), Arc::clone(gate), |it| choice.in_v2(it))
        .map_err(|error| Exit::because("the extensions of v2 can't work together", &error))?;
    let v3 = ferronova_v3::api(compute.clone(), Arc::clone(gate), |it| choice.in_v3(it))
        .map_err(|error| Exit::because("the plugins of v3 can't work together", &error))?;
    for (version, api) in [("v2", &v2), ("v3", &v3)] {
        let aliases: Vec<&str> = api.registry().extensions().iter().map(|it| it.alias).collect();
        log::info!("{version} with {}", aliases.join(", "));
    }
    let mounts: Vec<Box<dyn Mount + Send + Sync>> = vec![
        Box::new(v2),
        Box::new(v3),
        Box::new(IdentityFace::new(Arc::clone(&cloud.identity))),
        Box::new(ImageFace::new(compute.clone(), Arc::clone(gate))),
        Box::new(NetworkFace::new(compute.clone(), Arc::clone(gate))),
        Box::new(Health { store: store() }),
        Box::new(Metrics {
            store: Arc::clone(&cloud.store),
            commits: Arc::clone(&cloud.commits),
            connections,
            process: Process::starting(),
        }),
        Box::new(Own {
            store: store(),
            embedded: Arc::clone(&cloud.store),
            gate: Arc::clone(gate),
            beginning: cloud.beginning.clone(),
            api_ref: Pages::new(choice),
        }),
    ];
    let patience = settings.limits.request_timeout;
    Ok(Front::new(address, mounts, Versions(vec![ferronova_v2::VERSION]), patience))
}
