//! Reloads a certificate that was renewed on disk.

use std::sync::Arc;

use actix_web::rt::spawn;
use ferronova_compute::error_chain;
use tokio::signal::unix::{SignalKind, signal};

use super::Tls;
use crate::Exit;

impl Tls {
    /// From now on, a SIGHUP reloads the files instead of ending the process.
    pub(crate) fn reload_on_hangup(self: &Arc<Self>) -> Result<(), Exit> {
        let mut hangups = signal(SignalKind::hangup())
            .map_err(|error| Exit::because("can't listen for signals", &error))?;
        let tls = Arc::clone(self);
        spawn(async move {
            while hangups.recv().await.is_some() {
                match tls.reload() {
                    Ok(()) => log::info!("read certificate and key again"),
                    Err(error) => {
                        log::error!("the certificate stays as it was: {}", error_chain(&error));
                    }
                }
            }
        });
        Ok(())
    }
}
