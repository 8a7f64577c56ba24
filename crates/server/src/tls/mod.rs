//! HTTPS: the certificate that the server shows, and what it speaks.

mod certificate;
mod error;
mod pem;
#[cfg(unix)]
mod renewal;

use std::{
    fmt,
    path::{self, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::CertificateDer,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

pub use self::error::TlsError;
use self::pem::Pair;
use crate::TlsFiles;

/// How long a client has for the handshake: one that says nothing must not hold its connection.
pub(crate) const HANDSHAKE_TIME: Duration = Duration::from_secs(5);

/// A certificate with its key, as it is shown to clients.
#[derive(Debug)]
pub struct Tls {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    shown: Arc<Shown>,
}

/// The certificate that the next handshake shows.
struct Shown(RwLock<Arc<CertifiedKey>>);

impl Tls {
    /// Reads both files.
    ///
    /// # Errors
    ///
    /// If one of them can't be used, or they don't belong together.
    pub fn load(files: &TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(ring::default_provider());
        let shown = Shown(RwLock::new(certified_key(files, &provider)?));
        Ok(Self { files: files.clone(), provider, shown: Arc::new(shown) })
    }

    /// Reads both files anew, for the handshakes from now on. If they are wrong, all stays as it
    /// was.
    pub(crate) fn reload(&self) -> Result<(), TlsError> {
        let new = certified_key(&self.files, &self.provider)?;
        *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    /// What the server speaks: TLS 1.2 and 1.3, with the suites that rustls holds safe.
    ///
    /// HTTP/1.1 is offered in it and no HTTP/2: no client of `OpenStack` asks for that, and it
    /// would need limits of its own.
    pub(crate) fn config(&self) -> Result<ServerConfig, TlsError> {
        let shown = Arc::clone(&self.shown) as Arc<dyn ResolvesServerCert>;
        let builder = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Protocol)?;
        let mut config = builder.with_no_client_auth().with_cert_resolver(shown);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    /// Whether a client that connects to `host`, a name or an address, finds it in the
    /// certificate.
    pub(crate) fn is_for(&self, host: &str) -> bool {
        self.chain().first().is_some_and(|it| certificate::names(it, host))
    }

    /// The file that clients have to be given for them to trust the certificate: its own, if the
    /// root that it leads to is in there. Otherwise the root is known to them, or is elsewhere.
    pub(crate) fn root_file(&self) -> Option<PathBuf> {
        let has_root = self.chain().iter().any(certificate::is_root);
        has_root.then(|| path::absolute(&self.files.certificate).ok()).flatten()
    }

    fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.shown.get().cert.clone()
    }
}

impl Shown {
    fn get(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.get())
    }
}

impl fmt::Debug for Shown {
    /// Leaves out the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(…)")
    }
}

fn certified_key(
    files: &TlsFiles,
    provider: &CryptoProvider,
) -> Result<Arc<CertifiedKey>, TlsError> {
    let Pair { chain, key } = pem::read(files)?;
    for (number, certificate) in (1..).zip(&chain) {
        certificate::check(certificate)
            .map_err(|source| TlsError::bad_certificate(files, number, source))?;
    }
    let key = provider
        .key_provider
        .load_private_key(key)
        .map_err(|_| TlsError::BadKey { path: files.key.clone() })?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        Ok(()) => Ok(Arc::new(certified)),
        Err(_) => Err(TlsError::OtherKey { files: files.clone() }),
    }
}
