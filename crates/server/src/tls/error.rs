//! Why HTTPS can't be served. Nothing of what the files hold is in it.

use std::{error, fmt, io, path::PathBuf};

use crate::TlsFiles;

/// Why HTTPS can't be served.
#[derive(Debug)]
pub enum TlsError {
    /// A file can't be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What is between the lines of a PEM file is not base64, or its last line is missing.
    BrokenPem {
        /// The file.
        path: PathBuf,
    },
    /// There is no certificate in the file for it.
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// What calls itself a certificate is none.
    BadCertificate {
        /// The file.
        path: PathBuf,
        /// Which of those in the file, from 1.
        number: usize,
        /// What is wrong with it.
        source: webpki::Error,
    },
    /// There is no private key in the file for it.
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// The private key needs a password.
    EncryptedKey {
        /// The file.
        path: PathBuf,
    },
    /// The private key is broken, or of a kind that is not known.
    BadKey {
        /// The file.
        path: PathBuf,
    },
    /// The private key is not that of the certificate.
    OtherKey {
        /// Both files.
        files: TlsFiles,
    },
    /// The protocol can't be set up.
    Protocol(rustls::Error),
}

impl TlsError {
    pub(super) fn bad_certificate(files: &TlsFiles, number: usize, source: webpki::Error) -> Self {
        Self::BadCertificate { path: files.certificate.clone(), number, source }
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, .. } => write!(f, "can't read {}", path.display()),
            Self::BrokenPem { path } => write!(f, "{} is no whole PEM file", path.display()),
            Self::NoCertificate { path } => write!(
                f,
                "there is no certificate in {}; one begins with -----BEGIN CERTIFICATE-----",
                path.display()
            ),
            Self::BadCertificate { path, number, .. } => {
                write!(f, "certificate {number} in {} can't be used", path.display())
            }
            Self::NoKey { path } => write!(
                f,
                "there is no private key in {}; one begins with -----BEGIN PRIVATE KEY-----",
                path.display()
            ),
            Self::EncryptedKey { path } => write!(
                f,
                "the private key in {} is encrypted; give one that needs no password, in a file \
                 that only the server's user can read",
                path.display()
            ),
            Self::BadKey { path } => write!(
                f,
                "the private key in {} can't be used; it has to be an RSA key of 2048 bits or \
                 more, an ECDSA key on P-256 or P-384, or an Ed25519 key",
                path.display()
            ),
            Self::OtherKey { files } => write!(
                f,
                "the private key in {} is not that of the first certificate in {}",
                files.key.display(),
                files.certificate.display()
            ),
            Self::Protocol(_) => f.write_str("TLS can't be set up"),
        }
    }
}

impl error::Error for TlsError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::BadCertificate { source, .. } => Some(source),
            Self::Protocol(source) => Some(source),
            Self::BrokenPem { .. }
            | Self::NoCertificate { .. }
            | Self::NoKey { .. }
            | Self::EncryptedKey { .. }
            | Self::BadKey { .. }
            | Self::OtherKey { .. } => None,
        }
    }
}
