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
    pin::Pin,
    rc::{Rc, Weak},
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::{
    HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::Extensions,
    http::{ConnectionType, StatusCode},
    rt::{net::TcpStream, spawn, task::JoinHandle, time::sleep_until},
    web::Bytes,
};
use ferronova_http::Peer;
use prometheus_client::metrics::gauge::Gauge;
use socket2::{SockRef, Socket};

use crate::Limits;

/// How long a client that is told to go may still send and read.
const FAREWELL: Duration = Duration::from_secs(1);

/// How long a piece of an answer may take to be made.
const MAKING: Duration = Duration::from_mins(1);

/// All connections of the server.
pub(crate) struct Connections {
    limits: Limits,
    open: Gauge,
}

/// The place of one connection; it is free again when this is dropped.
pub(crate) struct Place {
    connections: Arc<Connections>,
    watched: Rc<Watched>,
    watch: JoinHandle<()>,
}

/// A request is being answered as long as this lives.
pub(crate) struct Busy {
    watched: Rc<Watched>,
    /// How long it may take from then to the beginning of the next request.
    patience: Duration,
}

/// A connection, and when it ends if no request begins before.
struct Watched {
    socket: Arc<Socket>,
    deadline: Cell<Option<Instant>>,
}

impl Connections {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, open: Gauge::default() }
    }

    /// How many are open, for metrics.
    pub(crate) fn open(&self) -> Gauge {
        self.open.clone()
    }

    /// Gives a new connection its place, which lives in its data.
    pub(crate) fn admit(self: &Arc<Self>, stream: &dyn Any, data: &mut Extensions) {
        let encrypted = || stream.downcast_ref::<TlsStream<TcpStream>>().map(|it| it.get_ref().0);
        let Some(stream) = stream.downcast_ref::<TcpStream>().or_else(encrypted) else {
            return;
        };
        let socket = SockRef::from(stream);
        match self.place(&socket) {
            Ok(place) => {
                data.insert(peer_of(&place.watched.socket));
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
        let socket = Arc::new(socket.try_clone()?);
        let watched = Rc::new(Watched { socket, deadline });
        let watch = spawn(watch(Rc::downgrade(&watched)));
        self.open.inc();
        Ok(Place { connections: Arc::clone(self), watched, watch })
    }

    /// How long it may take from the end of a request to the beginning of the next: the answer is
    /// read, nothing happens, a head is sent.
    fn patience(&self) -> Duration {
        self.limits.send_timeout + self.limits.keep_alive + self.limits.request_timeout
    }

    fn is_full(&self) -> bool {
        usize::try_from(self.open.get()).is_ok_and(|it| it >= self.limits.max_connections)
    }
}

impl Place {
    /// A request has begun.
    pub(crate) fn begin(&self) -> Busy {
        self.watched.deadline.set(None);
        Busy { watched: Rc::clone(&self.watched), patience: self.connections.patience() }
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
        self.connections.open.dec();
    }
}

impl Busy {
    /// An answer is given when it is made: one that is made while it is sent, at its end. From
    /// each piece on there is a deadline for the next.
    pub(crate) fn until_sent(self, response: HttpResponse) -> HttpResponse {
        if matches!(response.body().size(), BodySize::Stream) {
            self.renew();
            response.map_body(|_, body| BoxBody::new(BusyBody { body, busy: self }))
        } else {
            response
        }
    }

    /// Gives the client time to read what there is, and the next piece time to be made.
    fn renew(&self) {
        self.watched.deadline.set(Some(Instant::now() + self.patience + MAKING));
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        // A deadline that is there already is a sooner one.
        if self.watched.deadline.get().is_none() {
            self.watched.deadline.set(Some(Instant::now() + self.patience));
        }
    }
}

/// A body that is made while it is sent.
struct BusyBody {
    body: BoxBody,
    busy: Busy,
}

impl MessageBody for BusyBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(context);
        if polled.is_ready() {
            self.busy.renew();
        }
        polled
    }
}

impl Watched {
    /// Closes the connection, and throws away what the client did not read.
    fn end(&self) {
        drop(self.socket.set_linger(Some(Duration::ZERO)));
        drop(self.socket.shutdown(Shutdown::Both));
    }
}

/// The client's end of the connection of this socket. It is gone when it has sent its last byte,
/// read or not: few clients close one direction alone, and none of them has a use for an answer
/// that is large enough for anybody to ask.
#[cfg(target_os = "linux")]
fn peer_of(socket: &Arc<Socket>) -> Peer {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let socket = Arc::clone(socket);
    Peer::new(move || {
        let ends = PollFlags::RDHUP | PollFlags::HUP | PollFlags::ERR;
        let mut watched = [PollFd::new(&*socket, ends)];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut watched, Some(&at_once)).is_ok_and(|it| it > 0)
    })
}

#[cfg(not(target_os = "linux"))]
fn peer_of(_socket: &Arc<Socket>) -> Peer {
    Peer::that_stays()
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
