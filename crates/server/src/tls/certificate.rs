//! Properties of a certificate.

use rustls::pki_types::{CertificateDer, ServerName};
use webpki::EndEntityCert;

/// Fails if the bytes are not a certificate.
pub(super) fn check(der: &CertificateDer<'_>) -> Result<(), webpki::Error> {
    EndEntityCert::try_from(der).map(|_| ())
}

/// Whether the certificate is valid for the host.
pub(super) fn names(der: &CertificateDer<'_>, host: &str) -> bool {
    let Ok(certificate) = EndEntityCert::try_from(der) else { return false };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(host)
        .is_ok_and(|it| certificate.verify_is_valid_for_subject_name(&it).is_ok())
}

/// Whether the certificate was issued by its own subject.
pub(super) fn is_root(der: &CertificateDer<'_>) -> bool {
    EndEntityCert::try_from(der).is_ok_and(|it| it.issuer() == it.subject())
}
