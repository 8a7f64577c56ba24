//! Reads certificate and key from PEM files.

use std::{fs, path::Path};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use super::TlsError;
use crate::TlsFiles;

/// Texts that identify a key with a password: the first line in PKCS #8, and the second line in
/// OpenSSL's older format.
const ENCRYPTED: [&str; 2] = ["-----BEGIN ENCRYPTED PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED"];

/// The certificates from one file and the private key from the other.
pub(super) struct Pair {
    /// The server's own certificate comes first.
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

pub(super) fn read(files: &TlsFiles) -> Result<Pair, TlsError> {
    Ok(Pair { chain: read_chain(&files.certificate)?, key: read_key(&files.key)? })
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let text = read_file(path)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let chain = chain.map_err(|_| TlsError::BrokenPem { path: path.to_owned() })?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate { path: path.to_owned() });
    }
    Ok(chain)
}

fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let text = read_file(path)?;
    if ENCRYPTED.iter().any(|it| text.windows(it.len()).any(|part| part == it.as_bytes())) {
        return Err(TlsError::EncryptedKey { path: path.to_owned() });
    }
    match PrivateKeyDer::pem_slice_iter(&text).next() {
        Some(Ok(key)) => Ok(key),
        Some(Err(_)) => Err(TlsError::BrokenPem { path: path.to_owned() }),
        None => Err(TlsError::NoKey { path: path.to_owned() }),
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::Unreadable { path: path.to_owned(), source })
}
