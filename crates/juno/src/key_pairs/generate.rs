//! Generates RSA keys in the formats of `ssh-keygen`.

use std::{num::NonZero, sync::LazyLock, thread};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ferronova_compute::{Error, StoreError};
use getrandom::SysRng;
use rsa::{
    PrivateKey, pkcs1::EncodeRsaPrivateKey as _, pkcs8::LineEnding, traits::PublicKeyParts as _,
};
use tokio::{runtime::Handle, sync::Semaphore};

const BITS: usize = 2048;

/// The comment after the public key.
const COMMENT: &str = "Generated-by-Nova";

const WHAT: &str = "making a key";

/// Limits the number of keys generated at the same time to the number of cores, as generating a key
/// occupies a core for up to a tenth of a second.
static TURNS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(thread::available_parallelism().map_or(1, NonZero::get)));

pub(super) struct GeneratedKeyPair {
    /// A line in OpenSSH's format.
    pub(super) public_key: String,
    /// PEM with PKCS #1.
    pub(super) private_key: String,
}

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// Generates a key on the blocking pool.
pub(super) async fn generate() -> Result<GeneratedKeyPair, Error> {
    let generated = async {
        let turn = TURNS.acquire().await?;
        let runtime = Handle::try_current()?;
        runtime
            .spawn_blocking(move || {
                // The permit is held until the key is generated, even if the caller is dropped
                // before.
                let _turn = turn;
                generate_now()
            })
            .await?
    };
    generated.await.map_err(|it: AnyError| StoreError::failed(WHAT, it).into())
}

fn generate_now() -> Result<GeneratedKeyPair, AnyError> {
    let key = PrivateKey::new(&mut SysRng, BITS)?;
    let mut bytes = Vec::new();
    add_field(&mut bytes, b"ssh-rsa")?;
    add_field(&mut bytes, &number(&key.e_bytes()))?;
    add_field(&mut bytes, &number(&key.n_bytes()))?;
    Ok(GeneratedKeyPair {
        public_key: format!("ssh-rsa {} {COMMENT}\n", STANDARD.encode(bytes)),
        private_key: key.to_pkcs1_pem(LineEnding::LF)?.to_string(),
    })
}

fn add_field(bytes: &mut Vec<u8>, field: &[u8]) -> Result<(), AnyError> {
    bytes.extend_from_slice(&u32::try_from(field.len())?.to_be_bytes());
    bytes.extend_from_slice(field);
    Ok(())
}

/// Encodes a positive number, most significant byte first, without redundant zeros. The first bit
/// of the result is the sign, so it must be 0.
fn number(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|it| *it != 0).unwrap_or(bytes.len());
    let digits = &bytes[start..];
    let sign: &[u8] = if digits.first().is_some_and(|it| *it >= 0x80) { &[0] } else { &[] };
    [sign, digits].concat()
}

#[cfg(test)]
mod tests {
    use rsa::pkcs1::DecodeRsaPrivateKey as _;

    use super::*;

    #[test]
    fn both_halves_belong_together() {
        let GeneratedKeyPair { public_key, private_key } = generate_now().unwrap();

        let private_key = PrivateKey::from_pkcs1_pem(&private_key).unwrap();
        let encoded = public_key.split(' ').nth(1).unwrap();
        let public_key = STANDARD.decode(encoded).unwrap();
        assert_eq!(private_key.n_bytes().len(), BITS / 8);
        // The modulus has its first bit set, so a zero byte precedes it.
        assert!(public_key.ends_with(&[&[0], &*private_key.n_bytes()].concat()));
        assert!(public_key.starts_with(b"\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01\0\0\x01\x01"));
    }

    #[test]
    fn a_number_has_a_sign_and_no_needless_zeroes() {
        for (bytes, expected) in [
            (&[0, 0, 1, 0, 1][..], &[1, 0, 1][..]),
            (&[0x80], &[0, 0x80]),
            (&[0, 0x7f], &[0x7f]),
            (&[0], &[]),
        ] {
            assert_eq!(number(bytes), expected);
        }
    }
}
