//! The connections of clients, and the end of those that neither send nor read.
//!
//! Of actix's own deadlines one is for the head of the first request, another for an idle
//! connection. What lies between goes on for ever there: the head of a later request that comes
//! byte by byte, the rest of a body that nobody wants, an answer that is not read. So each
//! connection has a deadline from the end of one request to the beginning of the next.

mod line;
mod lines;

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

pub(crate) use self::line::Line;
use self::{line::State, lines::Lines};
use crate::{
    Limits,
    wire::{Arrivals, Stream},
};

/// How long a client that is told to go may still send and read.
const FAREWELL: Duration = Duration::from_secs(1);

/// How often it is looked whether connections have to go.
const INTERVAL: Duration = Duration::from_secs(1);

/// How long a piece of an answer may take to be made.
const MAKING: Duration = Duration::from_mins(1);

/// All connections of the server.
pub(crate) struct Connections {
    limits: Limits,
    open: Gauge,
    refused_heads: Counter,
    lines: Lines,
}

/// The place of one connection; it is free again when this is dropped.
pub(crate) struct Place {
    connections: Arc<Connections>,
    number: u64,
    arrivals: Rc<Arrivals>,
    is_given_up: Cell<bool>,
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
    line: Arc<Line>,
    deadline: Cell<Option<Instant>>,
    /// Whether nothing can put off that deadline.
    is_told_to_go: Cell<bool>,
}

impl Connections {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            open: Gauge::default(),
            refused_heads: Counter::default(),
            lines: Lines::default(),
        }
    }

    /// How many are open, for metrics.
    pub(crate) fn open(&self) -> Gauge {
        self.open.clone()
    }

    /// How many heads were refused, for metrics.
    pub(crate) fn refused_heads(&self) -> Counter {
        self.refused_heads.clone()
    }

    /// Asks all connections to end: those at once on which no request is being answered.
    pub(crate) fn end(&self) {
        self.lines.end();
    }

    /// Gives a new connection, which comes over that socket, its place; it lives in its data.
    pub(crate) fn admit<T>(
        self: &Arc<Self>,
        stream: &Stream<T>,
        socket: &TcpStream,
        data: &mut Extensions,
    ) {
        let socket = SockRef::from(socket);
        match self.place(&socket, stream) {
            Ok(place) => {
                let line = Arc::clone(&place.watched.line);
                data.insert(Peer::new(move || line.is_left()));
                data.insert(place);
            }
            Err(error) => {
                log::warn!("closed a connection at once, as nothing could end it later: {error}");
                drop(socket.shutdown(Shutdown::Both));
            }
        }
    }

    fn place<T>(self: &Arc<Self>, socket: &Socket, stream: &Stream<T>) -> io::Result<Place> {
        // A client that reads nothing at all is ended by the system, which sees that first.
        #[cfg(target_os = "linux")]
        socket.set_tcp_user_timeout(Some(self.limits.send_timeout))?;
        let deadline = Cell::new(Some(Instant::now() + self.patience()));
        let (number, line) = self.lines.add(socket.try_clone()?);
        stream.tell(Arc::clone(&line));
        let watched = Rc::new(Watched { line, deadline, is_told_to_go: Cell::new(false) });
        let watch = spawn(watch(Rc::downgrade(&watched), self.limits.request_timeout));
        self.open.inc();
        Ok(Place {
            connections: Arc::clone(self),
            number,
            arrivals: stream.arrivals(),
            is_given_up: Cell::new(false),
            watched,
            watch,
        })
    }

    /// How long it may take from the end of a request to the beginning of the next: the answer is
    /// read, nothing happens, a head is sent.
    fn patience(&self) -> Duration {
        let Limits { send_timeout, crowded_keep_alive, request_timeout, .. } = self.limits;
        send_timeout + crowded_keep_alive + request_timeout
    }

    /// Whether an answer ends its connection, as others wait for its place, or the server's end.
    fn is_full(&self) -> bool {
        self.lines.is_ending()
            || usize::try_from(self.open.get()).is_ok_and(|it| it >= self.limits.max_connections)
    }
}

impl Place {
    /// A request has begun.
    pub(crate) fn begin(&self) -> Busy {
        self.watched.deadline.set(None);
        self.watched.line.begin();
        self.arrivals.begin();
        Busy { watched: Rc::clone(&self.watched), patience: self.connections.patience() }
    }

    /// Why the request that has begun last is refused, if it stands for what was none.
    pub(crate) fn refusal(&self) -> Option<BadHead> {
        let refusal = self.arrivals.refusal();
        if refusal.is_some() {
            self.connections.refused_heads.inc();
        }
        refusal
    }

    /// Closes the connection at once: nobody waits for what was asked on it.
    pub(crate) fn give_up(&self) {
        self.is_given_up.set(true);
        self.watched.line.end();
    }

    /// Whether nobody waits for what comes on it.
    pub(crate) fn is_given_up(&self) -> bool {
        self.is_given_up.get()
    }

    /// Ends the connection behind this answer if others wait for its place, or if there may be
    /// more of the request that nobody is going to read.
    pub(crate) fn end_after(&self, response: &mut HttpResponse, is_refused: bool) {
        let is_cut_off = is_refused
            || matches!(
                response.status(),
                StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE
            );
        if is_cut_off {
            self.watched.deadline.set(Some(Instant::now() + FAREWELL));
            self.watched.is_told_to_go.set(true);
        }
        if is_cut_off || self.arrivals.is_lost() || self.connections.is_full() {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.watch.abort();
        self.connections.lines.remove(self.number);
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
        let now = Instant::now();
        self.watched.line.rest(now);
        // A deadline that is there already is a sooner one.
        if self.watched.deadline.get().is_none() {
            self.watched.deadline.set(Some(now + self.patience));
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

/// Makes room, as long as there are connections: once half of the allowed ones are open, idle ones
/// have less time.
pub(crate) async fn make_room(connections: sync::Weak<Connections>) {
    while let Some(connections) = connections.upgrade() {
        let limits = &connections.limits;
        // With one more, half of the allowed ones would be open.
        let n_roomy = limits.max_connections.saturating_sub(1) / 2;
        if limits.crowded_keep_alive < limits.keep_alive {
            connections.lines.make_room(n_roomy, limits.crowded_keep_alive);
        }
        drop(connections);
        sleep(INTERVAL).await;
    }
}

/// Ends a connection when its deadline has passed, unless nothing at all comes on it, which actix
/// ends, or the head of the next request has just begun to come. A deadline may be set to a sooner
/// one at any time, which is seen a farewell later at most.
async fn watch(watched: Weak<Watched>, request_timeout: Duration) {
    let mut coming_since = None;
    while let Some(watched) = watched.upgrade() {
        let now = Instant::now();
        let state = watched.line.state(now);
        coming_since = coming_since.or(Some(now)).filter(|_| state == State::Coming);
        let deadline = watched.deadline.get().map(|deadline| match state {
            State::Idle(_) if !watched.is_told_to_go.get() => now + FAREWELL,
            State::Coming if !watched.is_told_to_go.get() => {
                deadline.max(coming_since.unwrap_or(now) + request_timeout)
            }
            State::Busy | State::Stuck | State::Coming | State::Idle(_) => deadline,
        });
        if deadline.is_some_and(|it| it <= now) {
            watched.line.end();
            return;
        }
        drop(watched);
        let next = now + FAREWELL;
        sleep_until(deadline.map_or(next, |it| it.min(next)).into()).await;
    }
}
