//! Serves connections: TLS, requests, responses.
//!
//! actix-web's `HttpServer` reads from sockets only. So the parts of such a server are assembled
//! here, with a [`Stream`] between the socket and the parser of requests.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    num::NonZero,
    sync::Arc,
    thread,
    time::Duration,
};

use actix_http::{HttpService, Protocol, error::DispatchError};
use actix_service::{ServiceFactory, ServiceFactoryExt as _, fn_service, map_config};
use actix_tls::accept::{
    TlsError,
    rustls_0_23::{Acceptor, TlsStream},
};
use actix_web::{
    App, HttpRequest, HttpResponse,
    dev::{AppConfig, Extensions, Server},
    http::StatusCode,
    rt::net::TcpStream,
    web::{self, Payload},
};
use ferronova_http::{ClientLeft, Front};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::{
    Limits,
    connections::{Connections, OpenConnection},
    tls,
    wire::Stream,
};

/// How long requests in flight may take to finish when the server stops.
const GRACE_SECONDS: u64 = 30;

/// How long data of a client is read and dropped before its connection is closed.
const DISCONNECT_TIME: Duration = Duration::from_secs(1);

/// What every worker needs to serve connections.
#[derive(Clone)]
pub(crate) struct Services {
    pub(crate) front: web::Data<Front>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) limits: Limits,
}

impl Services {
    /// Starts a server on this listener, with TLS if there is a configuration for it.
    pub(crate) fn listen(
        self,
        listener: TcpListener,
        tls: Option<ServerConfig>,
    ) -> io::Result<Server> {
        let n_workers = thread::available_parallelism().map_or(1, NonZero::get);
        let builder = Server::build()
            .workers(n_workers)
            .max_concurrent_connections(self.limits.max_connections.div_ceil(n_workers))
            .shutdown_timeout(GRACE_SECONDS)
            .disable_signals();
        let builder = match tls {
            Some(tls) => builder.listen("https", listener, move || self.encrypted(tls.clone()))?,
            None => builder.listen("http", listener, move || self.plain())?,
        };
        Ok(builder.run())
    }
}

impl Services {
    fn plain(
        &self,
    ) -> impl ServiceFactory<
        TcpStream,
        Config = (),
        Response = (),
        Error = DispatchError,
        InitError = (),
    > + use<> {
        fn_service(async |socket: TcpStream| Ok(connection(socket, |it| it)))
            .and_then(self.http(|it| it))
    }

    fn encrypted(
        &self,
        tls: ServerConfig,
    ) -> impl ServiceFactory<
        TcpStream,
        Config = (),
        Response = (),
        Error = TlsError<io::Error, DispatchError>,
        InitError = (),
    > + use<> {
        let mut acceptor = Acceptor::new(tls);
        acceptor.set_handshake_timeout(tls::HANDSHAKE_TIME);
        acceptor
            .map_err(TlsError::into_service_error)
            .map(|stream: TlsStream<TcpStream>| connection(stream, socket_of))
            .and_then(self.http(socket_of).map_err(TlsError::Service))
    }

    /// The service for the requests of a connection; `socket` returns the socket of its stream.
    fn http<T: AsyncRead + AsyncWrite + Unpin + 'static>(
        &self,
        socket: fn(&T) -> &TcpStream,
    ) -> impl ServiceFactory<
        Connection<T>,
        Config = (),
        Response = (),
        Error = DispatchError,
        InitError = (),
    > + use<T> {
        let connections = Arc::clone(&self.connections);
        let app = App::new().app_data(self.front.clone()).default_service(web::to(serve));
        HttpService::build()
            .keep_alive(self.limits.keep_alive)
            .client_request_timeout(self.limits.request_timeout)
            .client_disconnect_timeout(DISCONNECT_TIME)
            .on_connect_ext(move |stream: &Stream<T>, data: &mut Extensions| {
                connections.admit(stream, socket(stream.inner()), data);
            })
            // `AppConfig` only gives handlers the address of the server, which none of our handlers
            // reads.
            .finish(map_config(app, |()| AppConfig::default()))
    }
}

/// A connection in the form that actix takes.
type Connection<T> = (Stream<T>, Protocol, Option<SocketAddr>);

fn connection<T>(stream: T, socket: fn(&T) -> &TcpStream) -> Connection<T> {
    let peer = socket(&stream).peer_addr().ok();
    (Stream::new(stream), Protocol::Http1, peer)
}

fn socket_of(stream: &TlsStream<TcpStream>) -> &TcpStream {
    stream.get_ref().0
}

async fn serve(http: HttpRequest, payload: Payload, front: web::Data<Front>) -> HttpResponse {
    let Some(connection) = http.conn_data::<OpenConnection>() else {
        return front.serve(&http, payload).await;
    };
    if connection.is_given_up() {
        // This request was pipelined, and the client left before the response to an earlier one.
        return HttpResponse::new(StatusCode::BAD_REQUEST);
    }
    let request = connection.begin();
    let refusal = connection.refusal();
    let mut response = match refusal {
        Some(why) => front.refuse(why),
        None => front.serve(&http, payload).await,
    };
    if response.extensions().get::<ClientLeft>().is_some() {
        connection.give_up();
    }
    connection.end_after(&mut response, refusal.is_some());
    request.until_sent(response)
}
