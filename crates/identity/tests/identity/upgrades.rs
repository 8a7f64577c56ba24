//! Data folders from before daily keys.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::support::*;

const KEY: [u8; 32] = [7; 32];

/// A data folder from before daily keys, with a revoked and a valid token. The clock shows `START`.
fn old_folder() -> (Cloud, String, String) {
    let cloud = Cloud::new();
    let mut directory = cloud.documents.get("identity/directory");
    directory[0] = 1;
    cloud.documents.put("identity/directory", &directory);
    cloud.documents.remove("identity/keys");
    cloud.documents.put("identity/key", &[&[1], &KEY[..]].concat());
    let (revoked, token) = (old_token([1; 16]), old_token([2; 16]));
    let ends = [&[1], &(START + DAY).to_be_bytes()[..]].concat();
    cloud.documents.put(&format!("identity/revoked/{}", "01".repeat(16)), &ends);
    (cloud.restart(), revoked, token)
}

/// A token for the user `demo-user` in the project `demo`, as earlier versions made it.
fn old_token(audit_id: [u8; 16]) -> String {
    let mut bytes = vec![1, 2 | 8];
    bytes.extend(&START.to_be_bytes()[3..]);
    bytes.extend(&(START + DAY).to_be_bytes()[3..]);
    bytes.extend(audit_id);
    bytes.push(9);
    bytes.extend(b"demo-user");
    bytes.extend(u128::from_str_radix(DEMO, 16).unwrap().to_be_bytes());
    let mut hmac = Hmac::<Sha256>::new_from_slice(&KEY).unwrap();
    hmac.update(&bytes);
    bytes.extend(&hmac.finalize().into_bytes()[..16]);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[test]
fn tokens_of_then_are_valid_until_they_end_unless_they_were_revoked() {
    let (cloud, revoked, token) = old_folder();
    assert!(cloud.is_valid(&token) && !cloud.is_valid(&revoked));
    let child = cloud.login_by_token(&token, in_project("demo")).unwrap().token;

    let cloud = cloud.restart();
    cloud.pass_seconds(DAY - 1);
    assert!(cloud.is_valid(&token) && cloud.is_valid(&child) && !cloud.is_valid(&revoked));
    cloud.pass_seconds(1);
    assert!(!cloud.is_valid(&token) && !cloud.is_valid(&child));
}

#[test]
fn the_key_of_then_becomes_one_of_the_keys_in_one_step() {
    let (cloud, ..) = old_folder();

    let names = cloud.documents.names();

    assert_eq!(names.len(), 3, "{names:?}");
    assert!(!names.contains(&"identity/key".to_owned()), "{names:?}");
    assert_eq!(cloud.documents.get("identity/keys").len(), 1 + 41);
}

#[test]
fn tokens_of_then_can_be_revoked() {
    let (cloud, _, token) = old_folder();

    cloud.revoke(&token).unwrap();

    assert!(!cloud.is_valid(&token));
    assert!(!cloud.restart().is_valid(&token));
}

#[test]
fn a_revocation_of_then_is_forgotten_with_its_key_for_good() {
    let (mut cloud, revoked, token) = old_folder();
    for _ in 0..4 {
        cloud.login("demo", in_project("demo")).unwrap();
        cloud.pass_seconds(DAY);
        cloud = cloud.restart();
    }
    assert_eq!(cloud.documents.names().len(), 2, "{:?}", cloud.documents.names());

    cloud.set_clock_by(-4 * DAY);

    assert!(!cloud.is_valid(&revoked) && !cloud.is_valid(&token));
}

#[test]
fn a_new_password_ends_tokens_of_then() {
    let (cloud, _, token) = old_folder();

    run(cloud.identity.set_password("demo", "changed")).unwrap();

    assert!(!cloud.is_valid(&token));
    assert!(!cloud.restart().is_valid(&token));
}

#[test]
fn rotation_ends_tokens_of_then() {
    let (cloud, revoked, token) = old_folder();

    run(cloud.identity.rotate_keys()).unwrap();

    let cloud = cloud.restart();
    assert!(!cloud.is_valid(&revoked) && !cloud.is_valid(&token));
    assert_eq!(cloud.documents.names(), ["identity/directory", "identity/keys"]);
}
