//! Creates certificates for tests.

use std::{fs, path::Path};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

/// A certificate with its key, both in PEM.
pub(super) struct Pair {
    pub(super) certificate: String,
    pub(super) key: String,
}

impl Pair {
    /// Creates a self-signed certificate for the host.
    pub(super) fn self_signed(host: &str) -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = params(host).self_signed(&key).expect("it can be signed");
        Self { certificate: certificate.pem(), key: key.serialize_pem() }
    }

    /// Creates a certificate for the host. Also returns, in PEM, the root certificate that issued
    /// it.
    pub(super) fn with_root(host: &str) -> (Self, String) {
        let mut of_root = params("root.example.org");
        of_root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        of_root.distinguished_name.push(DnType::CommonName, "a root");
        let root_key = KeyPair::generate().expect("a key can be made");
        let root = CertifiedIssuer::self_signed(of_root, root_key).expect("it can be signed");
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = params(host).signed_by(&key, &root).expect("it can be signed");
        (Self { certificate: certificate.pem(), key: key.serialize_pem() }, root.pem())
    }

    /// Writes `cert.pem` and `key.pem`.
    pub(super) fn write(&self, folder: &Path) {
        fs::write(folder.join("cert.pem"), &self.certificate).expect("it can be written");
        fs::write(folder.join("key.pem"), &self.key).expect("it can be written");
    }
}

fn params(host: &str) -> CertificateParams {
    let mut params = CertificateParams::new([host.to_owned()]).expect("the host is one");
    params.distinguished_name.push(DnType::CommonName, host);
    params
}
