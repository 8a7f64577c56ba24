//! The actix app: all mounts behind one service.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use actix_web::{dev::Server, rt::spawn, web};
use ferronova_companions::{IdentityFace, ImageFace, NetworkFace};
use ferronova_http::{Address, Front, Memory, Mount, Scheme, Versions};

use crate::{
    Exit, Settings, Tls, TlsError,
    cloud::Cloud,
    connections::{Connections, make_room},
    enabled::{self, Enabled},
    ferronova_mount::FerronovaMount,
    health::Health,
    metrics::{Metrics, Process},
    open_files,
    pages::Pages,
    services::Services,
};

/// Binds the address to listen on. Called before the database is opened, so that a start that fails
/// here does not leave a new database behind.
pub(crate) fn bind(settings: &Settings) -> Result<TcpListener, Exit> {
    TcpListener::bind(settings.listen).map_err(|error| cannot_listen(settings, &error))
}

/// A server that accepts connections.
pub(crate) struct Listening {
    /// The future that serves requests while it is awaited.
    pub(crate) server: Server,
    pub(crate) address: SocketAddr,
    pub(crate) connections: Arc<Connections>,
}

pub(crate) fn listen(
    settings: &Settings,
    cloud: &Cloud,
    listener: TcpListener,
    tls: Option<&Tls>,
) -> Result<Listening, Exit> {
    let failed = |error: io::Error| cannot_listen(settings, &error);
    let address = listener.local_addr().map_err(failed)?;
    let limits = &settings.limits;
    open_files::allow_connections(limits.max_connections);
    let connections = Arc::new(Connections::new(limits.clone()));
    spawn(make_room(Arc::downgrade(&connections)));
    let scheme = if tls.is_some() { Scheme::Https } else { Scheme::Http };
    let links = Address::new(settings.public_url.clone(), scheme, address.to_string());
    let memory = Memory::new(limits.max_memory);
    let front = web::Data::new(front(settings, cloud, links, &connections, memory)?);
    let tls = tls.map(tls_config).transpose()?;
    let services =
        Services { front, connections: Arc::clone(&connections), limits: limits.clone() };
    let server = services.listen(listener, tls).map_err(failed)?;
    Ok(Listening { server, address, connections })
}

fn cannot_listen(settings: &Settings, error: &io::Error) -> Exit {
    let text = format!("can't listen on {}; choose another with --listen", settings.listen);
    Exit::because(&text, error)
}

/// Reads the certificate and its key, if there are any. Called before the database is opened, for
/// the same reason as [`bind`].
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

fn front(
    settings: &Settings,
    cloud: &Cloud,
    address: Address,
    connections: &Connections,
    memory: Arc<Memory>,
) -> Result<Front, Exit> {
    let compute = &cloud.compute;
    let gate = &cloud.gate;
    let choice = Enabled::of(settings);
    enabled::warn_of_unknown(&choice);
    let v2 = ferronova_v2::api(compute.clone(), Arc::clone(gate), |it| choice.in_v2(it))
        .map_err(|error| Exit::because("the extensions of v2 can't work together", &error))?;
    let v3 = ferronova_v3::api(compute.clone(), Arc::clone(gate), |it| choice.in_v3(it))
        .map_err(|error| Exit::because("the plugins of v3 can't work together", &error))?;
    let v21 = ferronova_v21::api(compute.clone(), Arc::clone(gate));
    for (version, api) in [("v2", &v2), ("v3", &v3)] {
        let aliases: Vec<&str> = api.registry().extensions().iter().map(|it| it.alias).collect();
        log::info!("{version} with {} extensions", aliases.len());
        log::debug!("{version} with {}", aliases.join(", "));
    }
    let mounts: Vec<Box<dyn Mount + Send + Sync>> = vec![
        Box::new(v2),
        Box::new(v3),
        Box::new(v21),
        Box::new(IdentityFace::new(Arc::clone(&cloud.identity))),
        Box::new(ImageFace::new(compute.clone(), Arc::clone(gate))),
        Box::new(NetworkFace::new(compute.clone(), Arc::clone(gate))),
        Box::new(Health { servers: Arc::clone(&cloud.ports.servers) }),
        Box::new(Metrics {
            ports: cloud.ports.clone(),
            embedded: cloud.embedded.clone(),
            connections: connections.open(),
            refused_heads: connections.refused_heads(),
            memory: Arc::clone(&memory),
            process: Process::started_now(),
        }),
        Box::new(FerronovaMount {
            lifecycle: Arc::clone(&cloud.ports.lifecycle),
            embedded: cloud.embedded.clone(),
            gate: Arc::clone(gate),
            unseen_work: Arc::clone(compute.unseen_work()),
            beginning: cloud.beginning.clone(),
            pages: Pages::new(choice),
        }),
    ];
    let patience = settings.limits.request_timeout;
    Ok(Front::new(address, mounts, Versions(vec![ferronova_v2::VERSION]), patience, memory))
}
