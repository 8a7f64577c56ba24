//! Why HTTPS can't be served. Nothing of what the files hold is in it.

use std::{io, path::PathBuf};

use crate::TlsFiles;

/// Why HTTPS can't be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read.
    #[error("can't read {path}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What is between the lines of a PEM file is not base64, or its last line is missing.
    #[error("{path} is no whole PEM file")]
    BrokenPem {
        /// The file.
        path: PathBuf,
    },
    /// There is no certificate in the file for it.
    #[error("there is no certificate in {path}; one begins with -----BEGIN CERTIFICATE-----")]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// What calls itself a certificate is none.
    #[error("certificate {number} in {path} can't be used")]
    BadCertificate {
        /// The file.
        path: PathBuf,
        /// Which of those in the file, from 1.
        number: usize,
        /// What is wrong with it.
        source: webpki::Error,
    },
    /// There is no private key in the file for it.
    #[error("there is no private key in {path}; one begins with -----BEGIN PRIVATE KEY-----")]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// The private key needs a password.
    #[error(
        "the private key in {path} is encrypted; give one that needs no password, in a file that \
         only the server's user can read"
    )]
    EncryptedKey {
        /// The file.
        path: PathBuf,
    },
    /// The private key is broken, or of a kind that is not known.
    #[error(
        "the private key in {path} can't be used; it has to be an RSA key of 2048 bits or more, an \
         ECDSA key on P-256 or P-384, or an Ed25519 key"
    )]
    BadKey {
        /// The file.
        path: PathBuf,
    },
    /// The private key is not that of the certificate.
    #[error(
        "the private key in {} is not that of the first certificate in {}",
        .files.key.display(),
        .files.certificate.display()
    )]
    OtherKey {
        /// Both files.
        files: TlsFiles,
    },
    /// The protocol can't be set up.
    #[error("TLS can't be set up")]
    Protocol(#[source] rustls::Error),
}

impl TlsError {
    pub(super) fn bad_certificate(files: &TlsFiles, number: usize, source: webpki::Error) -> Self {
        Self::BadCertificate { path: files.certificate.clone(), number, source }
    }
}
