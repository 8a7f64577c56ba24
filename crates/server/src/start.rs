//! A server inside another program, for tests.

use std::{
    convert::identity,
    net::SocketAddr,
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

use actix_web::{dev::ServerHandle, rt::System};
use ferronova_compute::{Clock, Ports};
use ferronova_extend::check_linked;

use crate::{Exit, Settings, app, cloud::Cloud};

/// A server on a thread of its own. Dropping this value stops the server.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// The address that the server listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Calling `stop` sends the command; the future that it returns only waits for the end.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            // If the thread panicked, it has printed the message itself.
            drop(thread.join());
        }
    }
}

/// Starts a server with the extensions of these packages and this clock. It writes no client files
/// and handles no signals.
///
/// # Errors
///
/// If the server can't be started.
pub fn start(
    settings: Settings,
    packages: &[&[&str]],
    clock: Arc<dyn Clock>,
) -> Result<Running, Exit> {
    start_with_ports(settings, packages, clock, identity)
}

/// Like [`start`], but with other drivers behind some ports. `exchange` gets the ports of the
/// embedded database, and returns the ports that the server uses.
///
/// A test can put a driver before the database that fails as no database of the test can. A driver
/// for the database of another compute service would be plugged in the same way.
///
/// # Errors
///
/// If the server can't be started.
pub fn start_with_ports(
    settings: Settings,
    packages: &[&[&str]],
    clock: Arc<dyn Clock>,
    exchange: impl FnOnce(Ports) -> Ports + Send + 'static,
) -> Result<Running, Exit> {
    check_packages(packages)?;
    let (started, is_started) = mpsc::channel();
    let thread = thread::spawn(move || {
        System::new().block_on(async move {
            let (listening, cloud) = match begin(&settings, clock, exchange).await {
                Ok(begun) => begun,
                Err(exit) => {
                    drop(started.send(Err(exit)));
                    return;
                }
            };
            let background = cloud.simulator.spawn();
            let app::Listening { server, address, connections: _ } = listening;
            drop(started.send(Ok((address, server.handle()))));
            drop(server.await);
            background.shutdown().await;
            cloud.embedded.store.close();
        });
    });
    let gone = || Exit::failure("the thread of the server ended");
    let (address, handle) = is_started.recv().map_err(|_| gone())??;
    Ok(Running { address, handle, thread: Some(thread) })
}

async fn begin(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    exchange: impl FnOnce(Ports) -> Ports,
) -> Result<(app::Listening, Cloud), Exit> {
    let tls = app::load_tls(settings)?;
    let listener = app::bind(settings)?;
    let cloud = Cloud::open(settings, clock, exchange).await?;
    let listening = app::listen(settings, &cloud, listener, tls.as_deref())?;
    Ok((listening, cloud))
}

/// Fails if a package was linked but registered no extension.
pub(crate) fn check_packages(packages: &[&[&str]]) -> Result<(), Exit> {
    let linked = packages.iter().flat_map(|it| it.iter().copied());
    let registered = ferronova_v2::packages().chain(ferronova_v3::packages());
    check_linked(linked, registered).map_err(Exit::failure)
}
