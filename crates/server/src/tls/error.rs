//! Why HTTPS can't be served, without any content of the files.

use std::{io, path::PathBuf};

use crate::TlsFiles;

/// Why HTTPS can't be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read.
    #[error("can't read {path}")]
    Unreadable { path: PathBuf, source: io::Error },
    /// A PEM file has invalid base64, or its last line is missing.
    #[error("{path} is no whole PEM file")]
    BrokenPem { path: PathBuf },
    /// The file contains no certificate.
    #[error("there is no certificate in {path}; one begins with -----BEGIN CERTIFICATE-----")]
    NoCertificate { path: PathBuf },
    /// A certificate in the file is invalid.
    #[error("certificate {number} in {path} can't be used")]
    BadCertificate {
        path: PathBuf,
        /// The position of the certificate in the file, counted from 1.
        number: usize,
        source: webpki::Error,
    },
    /// The file contains no private key.
    #[error("there is no private key in {path}; one begins with -----BEGIN PRIVATE KEY-----")]
    NoKey { path: PathBuf },
    /// The private key needs a password.
    #[error(
        "the private key in {path} is encrypted; give one that needs no password, in a file that \
         only the server's user can read"
    )]
    EncryptedKey { path: PathBuf },
    /// The private key is broken, or its type is not supported.
    #[error(
        "the private key in {path} can't be used; it has to be an RSA key of 2048 bits or more, an \
         ECDSA key on P-256 or P-384, or an Ed25519 key"
    )]
    BadKey { path: PathBuf },
    /// The private key does not match the certificate.
    #[error(
        "the private key in {} is not that of the first certificate in {}",
        .files.key.display(),
        .files.certificate.display()
    )]
    OtherKey { files: TlsFiles },
    /// TLS can't be configured.
    #[error("TLS can't be set up")]
    Protocol(#[source] rustls::Error),
}

impl TlsError {
    pub(super) fn bad_certificate(files: &TlsFiles, number: usize, source: webpki::Error) -> Self {
        Self::BadCertificate { path: files.certificate.clone(), number, source }
    }
}
