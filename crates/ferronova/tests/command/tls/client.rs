//! An HTTPS client with chosen trusted roots.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
    version::{TLS12, TLS13},
};

/// Maximum time for a response.
const PATIENCE: Duration = Duration::from_mins(1);

/// An HTTPS client of one server.
pub(super) struct Client {
    config: ClientConfig,
    address: String,
}

/// A connection after its handshake.
pub(super) struct Connection(StreamOwned<ClientConnection, TcpStream>);

impl Client {
    /// Returns a client that trusts only these certificates, in PEM.
    pub(super) fn trusting(roots: &str, base_url: &str) -> Self {
        Self::speaking(&[&TLS13, &TLS12], roots, base_url)
    }

    /// Returns a client that trusts only these certificates, in PEM, and supports only these
    /// versions of TLS.
    pub(super) fn speaking(
        versions: &[&'static SupportedProtocolVersion],
        roots: &str,
        base_url: &str,
    ) -> Self {
        let mut store = RootCertStore::empty();
        for root in CertificateDer::pem_slice_iter(roots.as_bytes()) {
            store.add(root.expect("it is PEM")).expect("it is a certificate");
        }
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .expect("the versions are known")
            .with_root_certificates(store)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let address = base_url.strip_prefix("https://").expect("it is a URL of HTTPS").to_owned();
        Self { config, address }
    }

    /// Connects; fails if the server's certificate is not trusted.
    pub(super) fn connect(&self) -> std::io::Result<Connection> {
        let host = ServerName::try_from("127.0.0.1").expect("it is an address");
        let mut tls = ClientConnection::new(Arc::new(self.config.clone()), host)
            .map_err(std::io::Error::other)?;
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        while tls.is_handshaking() {
            tls.complete_io(&mut stream)?;
        }
        Ok(Connection(StreamOwned::new(tls, stream)))
    }

    /// Sends a request on a new connection and returns the whole response.
    #[track_caller]
    pub(super) fn get(&self, path: &str) -> String {
        self.send("GET", path, "", "")
    }

    /// Sends a request with this body and these headers, each of which ends in a line break.
    /// Returns the response.
    #[track_caller]
    pub(super) fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let connection = self.connect();
        let mut connection = connection.unwrap_or_else(|error| panic!("no handshake: {error}"));
        let length = body.len();
        let headers = format!("{headers}Connection: close\r\nContent-Length: {length}\r\n");
        connection.write(&format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n{body}",
            self.address
        ));
        connection.read_to_end()
    }
}

impl Connection {
    /// The protocol negotiated by ALPN.
    pub(super) fn protocol(&self) -> Option<&[u8]> {
        self.0.conn.alpn_protocol()
    }

    #[track_caller]
    pub(super) fn write(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).expect("it can be written to");
    }

    #[track_caller]
    pub(super) fn read_to_end(&mut self) -> String {
        let mut text = String::new();
        self.0.read_to_string(&mut text).expect("it can be read");
        text
    }
}
