//! The connections of clients, with deadlines for clients that neither send nor read.
//!
//! actix has a deadline for the head of the first request and one for an idle connection. It has no
//! deadline for a later head that arrives byte by byte, for the rest of a body that the server does
//! not read, or for a response that the client does not read. So this module sets a deadline from
//! the end of one request to the beginning of the next.

mod shared_connection;
mod shared_connections;

use std::{
    cell::Cell,
    io,
    net::Shutdown,
    pin::Pin,
    rc::{Rc, Weak},
    sync::{self, Arc},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_web::{
    HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::Extensions,
    http::{ConnectionType, StatusCode},
    rt::{
        net::TcpStream,
        spawn,
        task::JoinHandle,
        time::{sleep, sleep_until},
    },
    web::Bytes,
};
use ferronova_http::{BadHead, Peer};
use prometheus_client::metrics::{counter::Counter, gauge::Gauge};
use socket2::{SockRef, Socket};

pub(crate) use self::shared_connection::SharedConnection;
use self::{shared_connection::State, shared_connections::SharedConnections};
use crate::{
    Limits,
    wire::{Arrivals, Stream},
};

/// How long a client may still send and read after the server has decided to close its connection.
const CLOSING_TIME: Duration = Duration::from_secs(1);

/// Interval between two checks for idle connections that must make room.
const IDLE_CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// Maximum time to produce one piece of a streamed response.
const PIECE_TIME: Duration = Duration::from_mins(1);

/// All connections of the server.
pub(crate) struct Connections {
    limits: Limits,
    open: Gauge,
    refused_heads: Counter,
    shared: SharedConnections,
}

/// One open connection. It counts against the maximum until this value is dropped.
pub(crate) struct OpenConnection {
    connections: Arc<Connections>,
    number: u64,
    arrivals: Rc<Arrivals>,
    is_given_up: Cell<bool>,
    watched: Rc<ConnectionDeadline>,
    watch: JoinHandle<()>,
}

/// A request that is being answered. It ends when this value is dropped.
pub(crate) struct OngoingRequest {
    watched: Rc<ConnectionDeadline>,
    /// Maximum time from the end of this request to the beginning of the next.
    patience: Duration,
}

/// A connection, and the deadline at which it is closed. The beginning of a request clears the
/// deadline.
struct ConnectionDeadline {
    shared: Arc<SharedConnection>,
    deadline: Cell<Option<Instant>>,
    /// Whether the deadline also applies while the connection is idle or a head arrives.
    is_final: Cell<bool>,
}

impl Connections {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            open: Gauge::default(),
            refused_heads: Counter::default(),
            shared: SharedConnections::default(),
        }
    }

    /// Number of open connections, for metrics.
    pub(crate) fn open(&self) -> Gauge {
        self.open.clone()
    }

    /// Number of refused heads, for metrics.
    pub(crate) fn refused_heads(&self) -> Counter {
        self.refused_heads.clone()
    }

    /// Ends all connections: those without a request at once, the others after their response.
    pub(crate) fn end(&self) {
        self.shared.end();
    }

    /// Registers a new connection; its [`OpenConnection`] is put into `data`.
    pub(crate) fn admit<T>(
        self: &Arc<Self>,
        stream: &Stream<T>,
        socket: &TcpStream,
        data: &mut Extensions,
    ) {
        let socket = SockRef::from(socket);
        match self.register(&socket, stream) {
            Ok(connection) => {
                let shared = Arc::clone(&connection.watched.shared);
                data.insert(Peer::new(move || shared.has_client_left()));
                data.insert(connection);
            }
            Err(error) => {
                log::warn!("closed a connection at once, as nothing could end it later: {error}");
                drop(socket.shutdown(Shutdown::Both));
            }
        }
    }

    fn register<T>(
        self: &Arc<Self>,
        socket: &Socket,
        stream: &Stream<T>,
    ) -> io::Result<OpenConnection> {
        // After `send_timeout` without any acknowledgement from the client, the kernel ends the
        // connection: the kernel is the first to notice that the client has gone.
        #[cfg(target_os = "linux")]
        socket.set_tcp_user_timeout(Some(self.limits.send_timeout))?;
        let deadline = Cell::new(Some(Instant::now() + self.patience()));
        let (number, shared) = self.shared.add(socket.try_clone()?);
        stream.share(Arc::clone(&shared));
        let watched = Rc::new(ConnectionDeadline { shared, deadline, is_final: Cell::new(false) });
        let watch = spawn(watch(Rc::downgrade(&watched), self.limits.request_timeout));
        self.open.inc();
        Ok(OpenConnection {
            connections: Arc::clone(self),
            number,
            arrivals: stream.arrivals(),
            is_given_up: Cell::new(false),
            watched,
            watch,
        })
    }

    /// Maximum time from the end of a request to the beginning of the next: to read the response,
    /// to be idle, and to send a head.
    fn patience(&self) -> Duration {
        let Limits { send_timeout, crowded_keep_alive, request_timeout, .. } = self.limits;
        send_timeout + crowded_keep_alive + request_timeout
    }

    /// Whether every response closes its connection, because the maximum number of connections is
    /// open and others may be waiting, or because the server is stopping.
    fn closes_after_response(&self) -> bool {
        self.shared.is_ending()
            || usize::try_from(self.open.get()).is_ok_and(|it| it >= self.limits.max_connections)
    }
}

impl OpenConnection {
    /// Called when a request has begun.
    pub(crate) fn begin(&self) -> OngoingRequest {
        self.watched.deadline.set(None);
        self.watched.shared.begin();
        self.arrivals.begin();
        OngoingRequest { watched: Rc::clone(&self.watched), patience: self.connections.patience() }
    }

    /// Returns why the head of the current request was refused, and counts the refusal; `None` if
    /// the head is valid.
    pub(crate) fn refusal(&self) -> Option<BadHead> {
        let refusal = self.arrivals.refusal();
        if refusal.is_some() {
            self.connections.refused_heads.inc();
        }
        refusal
    }

    /// Closes the connection at once, because the client has gone.
    pub(crate) fn give_up(&self) {
        self.is_given_up.set(true);
        self.watched.shared.end();
    }

    /// Whether the client has gone.
    pub(crate) fn is_given_up(&self) -> bool {
        self.is_given_up.get()
    }

    /// Closes the connection after this response in any of these cases:
    ///
    /// - The rest of the request will not be read, or its end is unknown.
    /// - Other connections may be waiting for this one to close.
    /// - The server is stopping.
    pub(crate) fn end_after(&self, response: &mut HttpResponse, is_refused: bool) {
        let is_cut_off = is_refused
            || matches!(
                response.status(),
                StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE
            );
        if is_cut_off {
            self.watched.deadline.set(Some(Instant::now() + CLOSING_TIME));
            self.watched.is_final.set(true);
        }
        if is_cut_off || self.arrivals.is_lost() || self.connections.closes_after_response() {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.watch.abort();
        self.connections.shared.remove(self.number);
        self.connections.open.dec();
    }
}

impl OngoingRequest {
    /// Keeps the request ongoing while a streamed response is sent. Each piece sets a deadline for
    /// the next.
    pub(crate) fn until_sent(self, response: HttpResponse) -> HttpResponse {
        if matches!(response.body().size(), BodySize::Stream) {
            self.renew();
            response.map_body(|_, body| BoxBody::new(StreamedBody { body, request: self }))
        } else {
            response
        }
    }

    /// Sets the deadline: time for the client to read and for the next piece to be produced.
    fn renew(&self) {
        self.watched.deadline.set(Some(Instant::now() + self.patience + PIECE_TIME));
    }
}

impl Drop for OngoingRequest {
    fn drop(&mut self) {
        let now = Instant::now();
        self.watched.shared.end_request(now);
        // A deadline that is already set stays: `end_after` has set an earlier one, or a streamed
        // response has set one for its next piece.
        if self.watched.deadline.get().is_none() {
            self.watched.deadline.set(Some(now + self.patience));
        }
    }
}

/// A streamed body.
struct StreamedBody {
    body: BoxBody,
    request: OngoingRequest,
}

impl MessageBody for StreamedBody {
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
            self.request.renew();
        }
        polled
    }
}

/// While at least half of the allowed connections are open, closes connections that have been idle
/// for `crowded_keep_alive`. Returns when `connections` is dropped.
pub(crate) async fn make_room(connections: sync::Weak<Connections>) {
    while let Some(connections) = connections.upgrade() {
        let limits = &connections.limits;
        // The largest number that is less than half of the allowed connections.
        let n_kept = limits.max_connections.saturating_sub(1) / 2;
        if limits.crowded_keep_alive < limits.keep_alive {
            connections.shared.make_room(n_kept, limits.crowded_keep_alive);
        }
        drop(connections);
        sleep(IDLE_CHECK_INTERVAL).await;
    }
}

/// Closes a connection when its deadline has passed. Unless the deadline is final, there are two
/// exceptions:
///
/// - While the connection is idle, the deadline is ignored, because actix closes idle connections.
/// - While the next head arrives, the client has at least `request_timeout` from its first byte.
///
/// Checks the deadline at least every [`CLOSING_TIME`], because it can become earlier.
async fn watch(watched: Weak<ConnectionDeadline>, request_timeout: Duration) {
    let mut coming_since = None;
    while let Some(watched) = watched.upgrade() {
        let now = Instant::now();
        let state = watched.shared.state(now);
        coming_since = coming_since.or(Some(now)).filter(|_| state == State::Coming);
        let deadline = watched.deadline.get().map(|deadline| match state {
            State::Idle(_) if !watched.is_final.get() => now + CLOSING_TIME,
            State::Coming if !watched.is_final.get() => {
                deadline.max(coming_since.unwrap_or(now) + request_timeout)
            }
            State::Busy | State::Stuck | State::Coming | State::Idle(_) => deadline,
        });
        if deadline.is_some_and(|it| it <= now) {
            watched.shared.end();
            return;
        }
        drop(watched);
        let next = now + CLOSING_TIME;
        sleep_until(deadline.map_or(next, |it| it.min(next)).into()).await;
    }
}
