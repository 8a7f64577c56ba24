//! The socket in the data folder on which a running server receives commands.
//!
//! Only the server's user and root can connect to it. A connection carries one line with a request
//! and one line with the reply. Long, slow or malformed requests do not affect the server.

use std::{
    fs, io,
    os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use actix_web::rt::{spawn, task::JoinHandle};
use ferronova_identity::EmbeddedIdentity;
use socket2::{Domain, Socket, Type};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{UnixListener, UnixStream},
    sync::Semaphore,
    time::{sleep, timeout},
};

use super::{
    address::{path, with_address},
    perform::perform,
    request::{Reply, Request},
};

/// Maximum size of a request, in bytes: many times what the longest name and password need.
const MAX_REQUEST: usize = 64 * 1024;

/// Maximum time to receive a request, and to send the reply.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long data after the request is read and dropped, so that closing does not lose the reply.
const LINGER: Duration = Duration::from_secs(1);

/// Maximum connections at a time.
const MAX_CONNECTIONS: usize = 16;

/// The socket of a running server, removed when this is dropped.
pub(crate) struct CommandSocket {
    path: PathBuf,
    /// Device and inode of the socket.
    file: (u64, u64),
    task: JoinHandle<()>,
}

impl CommandSocket {
    /// Starts to receive commands. Removes the socket of a killed server: this process has the
    /// database open, so no other server can be using it.
    pub(crate) fn begin(folder: &Path, identity: &Arc<EmbeddedIdentity>) -> io::Result<Self> {
        let path = path(folder);
        remove_socket(&path)?;
        let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
        with_address(folder, |address| socket.bind(address))?;
        // Set before the socket listens, while nobody can connect yet.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        let file = fs::symlink_metadata(&path)?;
        socket.listen(128)?;
        socket.set_nonblocking(true)?;
        let listener = UnixListener::from_std(socket.into())?;
        let task = spawn(serve(listener, Arc::clone(identity), folder.into()));
        Ok(Self { path, file: (file.dev(), file.ino()), task })
    }
}

impl Drop for CommandSocket {
    fn drop(&mut self) {
        self.task.abort();
        // The path may be the socket of another server, if the folder was replaced.
        let is_own =
            |it: &fs::Metadata| it.file_type().is_socket() && (it.dev(), it.ino()) == self.file;
        if fs::symlink_metadata(&self.path).is_ok_and(|it| is_own(&it)) {
            // If the removal fails, the next start removes the socket.
            drop(fs::remove_file(&self.path));
        }
    }
}

fn remove_socket(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_socket() => fs::remove_file(path),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} is in its place; move it away", path.display()),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

async fn serve(listener: UnixListener, identity: Arc<EmbeddedIdentity>, folder: Arc<Path>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                log::debug!("can't take a command: {error}");
                sleep(LINGER).await;
                continue;
            }
        };
        let place = Arc::clone(&places).try_acquire_owned();
        let (identity, folder) = (Arc::clone(&identity), Arc::clone(&folder));
        spawn(async move {
            let mut stream = stream;
            let reply = match place {
                Ok(_) => answer(&mut stream, &identity, &folder).await,
                Err(_) => Reply::Refused(format!(
                    "{MAX_CONNECTIONS} other commands are under way; try again"
                )),
            };
            send(&mut stream, &reply).await;
            drop(place);
        });
    }
}

async fn answer(stream: &mut UnixStream, identity: &Arc<EmbeddedIdentity>, folder: &Path) -> Reply {
    let line = match timeout(PATIENCE, read_line(stream)).await {
        Ok(Ok(Some(line))) => line,
        Ok(Ok(None)) => {
            return Reply::Refused(format!(
                "the request has more than {MAX_REQUEST} bytes, which is the most"
            ));
        }
        Ok(Err(error)) => return Reply::Refused(format!("the request can't be read: {error}")),
        Err(_) => {
            return Reply::Refused(format!(
                "the request did not end within {} s",
                PATIENCE.as_secs()
            ));
        }
    };
    let request = match Request::parse(&line) {
        Ok(request) => request,
        Err(reason) => return Reply::Refused(reason),
    };
    let reply = perform(request, identity, folder).await;
    match &reply {
        Reply::Done { text, warnings } => {
            log::info!("by a command: {text}");
            for warning in warnings {
                log::warn!("{warning}");
            }
        }
        Reply::Users(_) => log::debug!("by a command: told the users"),
        Reply::Refused(reason) => log::debug!("refused a command: {reason}"),
    }
    reply
}

/// Reads up to the end of the line or of the input; `None` if it is too long.
async fn read_line(stream: &mut UnixStream) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut part = [0; 4096];
    loop {
        let n = stream.read(&mut part).await?;
        let part = part.get(..n).unwrap_or_default();
        if let Some(end) = part.iter().position(|it| *it == b'\n') {
            line.extend_from_slice(part.get(..end).unwrap_or_default());
            return Ok(Some(line).filter(|it| it.len() <= MAX_REQUEST));
        }
        line.extend_from_slice(part);
        if line.len() > MAX_REQUEST {
            return Ok(None);
        }
        if n == 0 {
            return Ok(Some(line));
        }
    }
}

/// Sends a reply; errors are ignored.
async fn send(stream: &mut UnixStream, reply: &Reply) {
    let mut line = serde_json::to_vec(reply).unwrap_or_default();
    line.push(b'\n');
    let sending = async {
        stream.write_all(&line).await?;
        stream.shutdown().await
    };
    if !matches!(timeout(PATIENCE, sending).await, Ok(Ok(()))) {
        return;
    }
    let mut part = [0; 4096];
    let draining = async { while matches!(stream.read(&mut part).await, Ok(1..)) {} };
    drop(timeout(LINGER, draining).await);
}
