//! Public keys in OpenSSH's format, one per line: `ssh-rsa AAAA… comment`.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::{Digest as _, Md5};

/// The MD5 fingerprint of the first public key in a text, as `15:b0:…`; `None` if there is no key.
pub(crate) fn fingerprint(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim).filter(|it| !it.starts_with('#'));
    let key = lines.find_map(read)?;
    let mut fingerprint = String::new();
    for (n, byte) in Md5::digest(&key).into_iter().enumerate() {
        // Writing to a `String` does not fail.
        let _ = write!(fingerprint, "{}{byte:02x}", if n > 0 { ":" } else { "" });
    }
    Some(fingerprint)
}

/// Reads the bytes of the key in a line; `None` if they are not a key of the kind that the line
/// names.
fn read(line: &str) -> Option<Vec<u8>> {
    let mut words = line.split_ascii_whitespace();
    let (kind, encoded) = (words.next()?, words.next()?);
    let key = STANDARD.decode(encoded).ok()?;
    let (written_kind, fields) =
        split(&key)?.split_first().map(|(kind, it)| (*kind, it.to_vec()))?;
    (written_kind == kind.as_bytes() && is_key(kind, &fields)).then_some(key)
}

/// Whether `fields` are the fields of a key of that kind.
fn is_key(kind: &str, fields: &[&[u8]]) -> bool {
    match (kind, fields) {
        ("ssh-rsa", [exponent, modulus]) => are_numbers(&[exponent, modulus]),
        ("ssh-dss", [p, q, g, y]) => are_numbers(&[p, q, g, y]),
        ("ssh-ed25519", [point]) | ("sk-ssh-ed25519@openssh.com", [point, _]) => point.len() == 32,
        ("ecdsa-sha2-nistp256", [curve, point])
        | ("sk-ecdsa-sha2-nistp256@openssh.com", [curve, point, _]) => {
            *curve == b"nistp256" && is_point(point, 32)
        }
        ("ecdsa-sha2-nistp384", [curve, point]) => *curve == b"nistp384" && is_point(point, 48),
        ("ecdsa-sha2-nistp521", [curve, point]) => *curve == b"nistp521" && is_point(point, 66),
        _ => false,
    }
}

/// Whether all fields are positive numbers. The first bit of a field is the sign.
fn are_numbers(fields: &[&[u8]]) -> bool {
    fields
        .iter()
        .all(|it| it.first().is_some_and(|first| *first < 0x80) && it.iter().any(|it| *it > 0))
}

/// Whether this is an uncompressed elliptic-curve point with coordinates of `width` bytes.
fn is_point(bytes: &[u8], width: usize) -> bool {
    bytes.first() == Some(&4) && bytes.len() == 1 + 2 * width
}

/// Splits a key into its length-prefixed fields; `None` if the fields don't fill the key exactly.
fn split(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut fields = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (field, rest) = rest.split_at_checked(length)?;
        fields.push(field);
        bytes = rest;
    }
    bytes.is_empty().then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys that `ssh-keygen` made, with the fingerprints it prints; the first is from Nova's
    /// documentation.
    const KEYS: &[(&str, &str)] = &[
        (
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDx8nkQv/zgGgB4rMYmIf+6A4l6Rr+o/6lHBQdW5aYd44bd8JttDCE\
             /F/pNRr0lRE+PiqSPO8nDPHw0010JeMH9gYgnnFlyY3/OcJ02RhIPyyxYpv9FhY+2YiUkpwFOcLImyrxEsYXpD/0d3a\
             c30bNH6Sw9JD9UZHYcpSxsIbECHw== Generated-by-Nova",
            "1e:2c:9b:56:79:4b:45:77:f9:ca:7a:98:2c:b0:d5:3c",
        ),
        (
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBBLWmSfV0a93/mtI4bP\
             Bid70EfZOm8ic2oBoqCTM6PN3a2qcIFvgfLM5umtNT5fOEFbgDI/qp3Bfvvsku+yApMg= a comment",
            "31:82:49:f4:b7:68:bf:da:cd:6d:c7:2e:0a:a1:e4:3b",
        ),
        (
            "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBPWzGBJgxwNs8r3uzEb\
             UveObpDpXiuk4gwokrM5m7v3LdWaI18NAZqG/YkG172o+QdiNXYhJM6ECwMLdHnJIMvkh932McptYyA9g2K7hGCDsra\
             bnyIgRIhFGQtYbPvcLwQ== a comment",
            "5a:b3:40:60:67:f0:f4:0b:8a:4a:9f:13:92:32:fe:14",
        ),
        (
            "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAF0xiDGhCAuDmN2UQ7\
             hfTKHSFE0hPvtt6O/X146n80NtwtApcTBqY5HwKuXBylLDu5KGrQCu9On1cZ3NYA36cm9+wD6/ifSvZGc0L8Wys6HKs\
             bdxDqXRMOVanwQtSIOd8vdajXnnZPhTn4UAhMEAWNBHRd5aytuJb3dV6sFVU6g+yej+g== a comment",
            "30:ef:16:e5:12:d5:1c:6e:9a:8c:3b:71:3f:bf:fc:33",
        ),
        (
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDpLE3OWh0B+qyOUKJ0wSuEIX+UC7IOgNpLBYm/9vcvN",
            "d8:79:64:01:71:6a:9e:40:24:0b:8d:9c:02:4d:dd:ad",
        ),
    ];

    #[test]
    fn fingerprints_are_those_of_openssh() {
        for (key, expected) in KEYS {
            assert_eq!(fingerprint(key).as_deref(), Some(*expected), "{key}");
        }
    }

    #[test]
    fn a_key_is_found_in_a_file_of_lines() {
        let (key, expected) = KEYS[4];

        for text in [format!("{key}\n"), format!("# mine\r\n\r\n  {key}\r\n"), format!("x\n{key}")]
        {
            assert_eq!(fingerprint(&text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_key_has_no_fingerprint() {
        let (key, _) = KEYS[4];
        let cut = key.rsplit_once('/').unwrap().0;
        let other_kind = key.replace("ssh-ed25519", "ssh-rsa");
        let commented = format!("# {key}");

        for text in
            ["", "ssh-rsa", "ssh-rsa AAAA", "ssh-rsa !", "bogus", cut, &other_kind, &commented]
        {
            assert_eq!(fingerprint(text), None, "{text}");
        }
    }

    #[test]
    fn no_bytes_stop_the_reading() {
        let long = [0xff; 64];
        for length in 0..long.len() {
            let text = format!("ssh-rsa {}", STANDARD.encode(&long[..length]));
            assert_eq!(fingerprint(&text), None, "{text}");
        }
    }
}
