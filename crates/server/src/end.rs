//! The signals that end the server.

use crate::Exit;

/// The signals that end the server, listened to from the start on.
#[cfg(unix)]
pub(crate) struct EndSignals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl EndSignals {
    /// Listens from now on.
    pub(crate) fn listen() -> Result<Self, Exit> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen =
            |kind| signal(kind).map_err(|error| Exit::because("can't listen for signals", &error));
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    /// Ready when the next one came.
    pub(crate) async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// The signals that end the server.
#[cfg(not(unix))]
pub(crate) struct EndSignals;

#[cfg(not(unix))]
impl EndSignals {
    /// There is nothing to prepare.
    #[expect(clippy::unnecessary_wraps, reason = "where there are signals it can fail")]
    pub(crate) fn listen() -> Result<Self, Exit> {
        Ok(Self)
    }

    /// Ready when Ctrl-C was pressed.
    pub(crate) async fn wait(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
