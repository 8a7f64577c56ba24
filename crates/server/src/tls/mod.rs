//! HTTPS: the certificate and the TLS configuration.

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

/// Maximum time for the handshake, so that a silent client can't occupy a connection.
pub(crate) const HANDSHAKE_TIME: Duration = Duration::from_secs(5);

/// A certificate and its key, which can be reloaded.
#[derive(Debug)]
pub struct Tls {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    current: Arc<CurrentCertificate>,
}

/// The certificate for the next handshake.
struct CurrentCertificate(RwLock<Arc<CertifiedKey>>);

impl Tls {
    /// Reads both files.
    ///
    /// # Errors
    ///
    /// If one of the files can't be used, or certificate and key don't match.
    pub fn load(files: &TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(ring::default_provider());
        let current = CurrentCertificate(RwLock::new(certified_key(files, &provider)?));
        Ok(Self { files: files.clone(), provider, current: Arc::new(current) })
    }

    /// Reads both files again, for the next handshakes. If that fails, the old ones stay in use.
    pub(crate) fn reload(&self) -> Result<(), TlsError> {
        let new = certified_key(&self.files, &self.provider)?;
        *self.current.0.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    /// Returns the configuration: TLS 1.2 and 1.3, with the default suites of rustls.
    ///
    /// It offers HTTP/1.1 only. No client of `OpenStack` asks for HTTP/2, which would need limits
    /// of its own.
    pub(crate) fn config(&self) -> Result<ServerConfig, TlsError> {
        let current = Arc::clone(&self.current) as Arc<dyn ResolvesServerCert>;
        let builder = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Protocol)?;
        let mut config = builder.with_no_client_auth().with_cert_resolver(current);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    /// Whether the certificate is valid for `host`, a name or an address.
    pub(crate) fn is_for(&self, host: &str) -> bool {
        self.chain().first().is_some_and(|it| certificate::names(it, host))
    }

    /// Returns the file that clients need to trust the certificate: the certificate's own file, if
    /// it contains the root. `None` if the root is elsewhere or known to clients.
    pub(crate) fn root_file(&self) -> Option<PathBuf> {
        let has_root = self.chain().iter().any(certificate::is_root);
        has_root.then(|| path::absolute(&self.files.certificate).ok()).flatten()
    }

    fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.current.get().cert.clone()
    }
}

impl CurrentCertificate {
    fn get(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResolvesServerCert for CurrentCertificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.get())
    }
}

impl fmt::Debug for CurrentCertificate {
    /// Leaves out the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CurrentCertificate(…)")
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
