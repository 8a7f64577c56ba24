//! Sends requests to the server that has a data folder open.

use std::{
    io::{self, Read as _, Write as _},
    net::Shutdown,
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use socket2::{Domain, Socket, Type};

use super::{
    address::{path, with_address},
    request::{Reply, Request},
};
use crate::Exit;

/// Maximum time for a response: the server writes to the disk first.
const PATIENCE: Duration = Duration::from_mins(1);

/// Maximum size of a response, in bytes: a list of more than 100,000 users.
const MAX_REPLY: u64 = 64 << 20;

/// Returns the response of the server; `None` if no server runs.
pub(super) fn ask(folder: &Path, request: &Request) -> Result<Option<Reply>, Exit> {
    let path = path(folder);
    let failed = |error: io::Error| {
        let text = format!("can't reach the server at {}", path.display());
        Exit::because(&text, &error)
    };
    let mut stream = match connect(folder) {
        Ok(stream) => stream,
        // There is no socket, or only one that a killed server has left.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(failed(error)),
    };
    let answer = converse(&mut stream, request).map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Exit::failure(format_args!(
            "the server did not answer within {} s; it may still do what was asked",
            PATIENCE.as_secs()
        )),
        _ => failed(error),
    })?;
    if answer.is_empty() {
        return Err(Exit::failure(
            "the server ended without an answer: look with `ferronova user list` what became of it",
        ));
    }
    let reply = serde_json::from_slice(&answer)
        .map_err(|_| Exit::failure("the server gave an answer that this version does not know"))?;
    Ok(Some(reply))
}

fn connect(folder: &Path) -> io::Result<UnixStream> {
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    // The timeouts also apply to connecting, which waits while the server's queue is full.
    socket.set_write_timeout(Some(PATIENCE))?;
    socket.set_read_timeout(Some(PATIENCE))?;
    with_address(folder, |address| socket.connect(address))?;
    Ok(socket.into())
}

fn converse(stream: &mut UnixStream, request: &Request) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    // The server may have responded and closed before it read all, so the response is read even if
    // sending failed.
    let sent = stream.write_all(&line).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    stream.take(MAX_REPLY).read_to_end(&mut answer)?;
    if answer.is_empty() {
        sent?;
    }
    Ok(answer)
}
