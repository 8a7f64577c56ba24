//! Runs the program, from the command line to its end.

use std::{
    convert::identity,
    io::{self, Write as _},
    net::SocketAddr,
    pin::pin,
    process::ExitCode,
    sync::Arc,
};

use actix_web::rt::{System, spawn};
use ferronova_compute::SystemClock;
use tokio::select;

use crate::{
    Announcement, Command, Exit, Settings, Storage, Tls, api_ref, app, backup, check, cloud::Cloud,
    exit::one_line, load, log_pipe, look_through, start::check_packages, stop_signals::StopSignals,
    users,
};

/// Runs the command that the command line asks for, with the extensions of these packages. A `main`
/// function needs to call only this.
pub fn run<'a>(packages: impl IntoIterator<Item = &'a [&'a str]>) -> ExitCode {
    let packages: Vec<&[&str]> = packages.into_iter().collect();
    match try_run(&packages) {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => exit.report(),
    }
}

fn try_run(packages: &[&[&str]]) -> Result<(), Exit> {
    let command = Command::from_args(std::env::args_os())?;
    let _flushed_at_the_end =
        log_pipe::init().map_err(|error| Exit::because("can't start logging", &error))?;
    // Logs every panic. What fails because of a panic is reported as a separate error.
    std::panic::set_hook(Box::new(|panic| log::error!("{}", one_line(&panic.to_string()))));
    check_packages(packages)?;
    match command {
        Command::Serve(settings) => {
            for warning in &settings.warnings {
                log::warn!("{warning}");
            }
            System::new().block_on(serve(&settings))
        }
        Command::ApiRef(settings) => api_ref::print(&settings),
        Command::Load(settings) => System::new().block_on(load::load(&settings)),
        Command::Check(settings) => check::check(&settings),
        Command::Backup(settings) => backup::back_up(&settings),
        Command::Restore(settings) => backup::restore(&settings),
        Command::User(settings) => users::user(settings),
        Command::Keys(settings) => users::keys(&settings),
    }
}

async fn serve(settings: &Settings) -> Result<(), Exit> {
    let mut signals = StopSignals::listen()?;
    let tls = app::load_tls(settings)?;
    let listener = app::bind(settings)?;
    let cloud = Cloud::open(settings, Arc::new(SystemClock), identity).await?;
    let app::Listening { server, address, connections } =
        app::listen(settings, &cloud, listener, tls.as_deref())?;
    #[cfg(unix)]
    if let Some(tls) = &tls {
        tls.reload_on_hangup()?;
    }
    #[cfg(unix)]
    let control = take_commands(settings, &cloud);
    announce(settings, &cloud, address, tls.as_deref());
    look_through::begin(&cloud.embedded.store);

    let background = cloud.simulator.spawn();
    let handle = server.handle();
    let mut server = pin!(server);
    let outcome = select! {
        outcome = &mut server => outcome,
        () = signals.wait() => {
            log::info!("ending; requests in flight are finished first");
            connections.end();
            let stopped = spawn(handle.stop(true));
            select! {
                outcome = &mut server => outcome,
                () = signals.wait() => {
                    stopped.abort();
                    Ok(())
                }
            }
        }
    };
    background.shutdown().await;
    #[cfg(unix)]
    drop(control);
    cloud.embedded.store.close();
    outcome.map_err(|error| Exit::because("the server failed", &error))
}

/// Starts to receive the commands `ferronova user` and `ferronova keys` through the data folder. If
/// that fails, the server runs without them.
#[cfg(unix)]
fn take_commands(settings: &Settings, cloud: &Cloud) -> Option<users::CommandSocket> {
    let Storage::Folder(folder) = &settings.storage else {
        return None;
    };
    let control = users::CommandSocket::begin(folder, &cloud.identity);
    control
        .inspect_err(|error| {
            log::warn!(
                "`ferronova user` and `ferronova keys` can't reach this server: there is no socket \
                 in {}: {error}",
                folder.display()
            );
        })
        .ok()
}

/// Prints the server's URLs and how to log in. Clients may connect at once, so the socket must be
/// listening already, and the client files are written first.
fn announce(settings: &Settings, cloud: &Cloud, address: SocketAddr, tls: Option<&Tls>) {
    let accounts = cloud.identity.accounts();
    let announcement = Announcement {
        bound: address,
        public_url: settings.public_url.as_deref(),
        tls,
        storage: &settings.storage,
        directory: accounts.directory(),
        passwords: &cloud.passwords,
    };
    for warning in announcement.warning().into_iter().chain(announcement.certificate_warning()) {
        log::warn!("{warning}");
    }
    if let Err(error) = announcement.write_client_files() {
        // Only a warning, because the server can still answer reads if the disk is full.
        log::warn!("can't write openrc and clouds.yaml, they may be of an earlier start: {error}");
    }
    log::info!("listening on {address}");
    // Ignored: standard output may be closed.
    let _ =
        io::stdout().write_all(announcement.text().as_bytes()).and_then(|()| io::stdout().flush());
}
