//! The connections of clients, and the end of those that neither send nor read.
//!
//! Of actix's own deadlines one is for the head of the first request, another for an idle
//! connection. What lies between goes on for ever there: the head of a later request that comes
//! byte by byte, the rest of a body that nobody wants, an answer that is not read. So each
//! connection has a deadline from the end of one request to the beginning of the next.

use std::{
    any::Any,
    cell::Cell,
    io,
    net::Shutdown,
    rc::{Rc, Weak},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{
    HttpResponse,
    dev::Extensions,
    http::{ConnectionType, StatusCode},
    rt::{net::TcpStream, spawn, task::JoinHandle, time::sleep_until},
};
use socket2::{SockRef, Socket};

use crate::Limits;

/// How long a client that is told to go may still send and read.
const FAREWELL: Duration = Duration::from_secs(1);

/// All connections of the server.
pub(crate) struct Connections {
    limits: Limits,
    open: AtomicUsize,
}

/// The place of one connection; it is free again when this is dropped.
pub(crate) struct Place {
    connections: Arc<Connections>,
    watched: Rc<Watched>,
    watch: JoinHandle<()>,
}

/// A request is being answered as long as this lives.
pub(crate) struct Busy<'a>(&'a Place);

/// A connection, and when it ends if no request begins before.
struct Watched {
    socket: Socket,
    deadline: Cell<Option<Instant>>,
}

impl Connections {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, open: AtomicUsize::new(0) }
    }

    /// Gives a new connection its place, which lives in its data.
    pub(crate) fn admit(self: &Arc<Self>, stream: &dyn Any, data: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else {
            return;
        };
        let socket = SockRef::from(stream);
        match self.place(&socket) {
            Ok(place) => {
                data.insert(place);
            }
            Err(error) => {
                log::warn!("closed a connection at once, as nothing could end it later: {error}");
                drop(socket.shutdown(Shutdown::Both));
            }
        }
    }

    fn place(self: &Arc<Self>, socket: &Socket) -> io::Result<Place> {
        // A client that reads nothing at all is ended by the system, which sees that first.
        #[cfg(target_os = "linux")]
        socket.set_tcp_user_timeout(Some(self.limits.send_timeout))?;
        let deadline = Cell::new(Some(Instant::now() + self.patience()));
        let watched = Rc::new(Watched { socket: socket.try_clone()?, deadline });
        let watch = spawn(watch(Rc::downgrade(&watched)));
        self.open.fetch_add(1, Ordering::Relaxed);
        Ok(Place { connections: Arc::clone(self), watched, watch })
    }

    /// How long it may take from the end of a request to the beginning of the next: the answer is
    /// read, nothing happens, a head is sent.
    fn patience(&self) -> Duration {
        self.limits.send_timeout + self.limits.keep_alive + self.limits.request_timeout
    }

    fn is_full(&self) -> bool {
        self.open.load(Ordering::Relaxed) >= self.limits.max_connections
    }
}

impl Place {
    /// A request has begun.
    pub(crate) fn begin(&self) -> Busy<'_> {
        self.watched.deadline.set(None);
        Busy(self)
    }

    /// Ends the connection behind this answer if others wait for its place, or if there may be
    /// more of the request that nobody is going to read.
    pub(crate) fn end_after(&self, response: &mut HttpResponse) {
        let is_cut_off = matches!(
            response.status(),
            StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE
        );
        if is_cut_off {
            self.watched.deadline.set(Some(Instant::now() + FAREWELL));
        }
        if is_cut_off || self.connections.is_full() {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.watch.abort();
        self.connections.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let Self(place) = self;
        place.watched.deadline.set(Some(Instant::now() + place.connections.patience()));
    }
}

impl Watched {
    /// Closes the connection, and throws away what the client did not read.
    fn end(&self) {
        drop(self.socket.set_linger(Some(Duration::ZERO)));
        drop(self.socket.shutdown(Shutdown::Both));
    }
}

/// Ends a connection when its deadline has passed. A deadline may be set to a sooner one at any
/// time, which is seen a farewell later at most.
async fn watch(watched: Weak<Watched>) {
    while let Some(watched) = watched.upgrade() {
        let now = Instant::now();
        let deadline = watched.deadline.get();
        if deadline.is_some_and(|it| it <= now) {
            watched.end();
            return;
        }
        drop(watched);
        let next = now + FAREWELL;
        sleep_until(deadline.map_or(next, |it| it.min(next)).into()).await;
    }
}
