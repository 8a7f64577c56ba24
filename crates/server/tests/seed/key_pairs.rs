//! Key pairs of seeds.

use ferronova_compute::Timestamp;

use crate::{error, now, seed};

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDpLE3OWh0B+qyOUKJ0wSuEIX+UC7IOgNpLBYm/9vcvN";

fn entry(rest: &str) -> String {
    format!("- {{user: demo, name: laptop, public_key: {KEY}{rest}}}\n")
}

#[test]
fn a_key_pair_belongs_to_its_user_and_has_a_fingerprint() {
    let seed = seed(&format!("key_pairs:\n{}", entry("")));

    let [key_pair] = &seed.content.key_pairs[..] else { panic!("{:?}", seed.content.key_pairs) };
    assert_eq!(key_pair.user_id, "de000000000000000000000000000002");
    assert_eq!((&*key_pair.name, &*key_pair.public_key), ("laptop", KEY));
    assert_eq!(key_pair.fingerprint, "d8:79:64:01:71:6a:9e:40:24:0b:8d:9c:02:4d:dd:ad");
    assert_eq!(key_pair.created, now());
}

#[test]
fn a_key_pair_may_have_a_time_of_its_own_in_whole_seconds() {
    let rest = ", created: '2014-05-07T12:06:13.681238Z'";

    let seed = seed(&format!("key_pairs:\n{}", entry(rest)));

    assert_eq!(seed.content.key_pairs[0].created, Timestamp::from_seconds(1_399_464_373));
}

#[test]
fn a_mistake_in_a_key_pair_is_named_with_its_place() {
    for (text, expected) in [
        (
            format!("key_pairs:\n{}{}", entry(""), entry("")),
            "seed.yaml:3:3: another key pair of `demo` is called `laptop`",
        ),
        (
            "key_pairs:\n- {user: demo, name: a, public_key: ssh-rsa AAAA}".to_owned(),
            "seed.yaml:2:37: this is not a public key as OpenSSH writes it, such as",
        ),
        (
            format!("key_pairs:\n- {{user: dem, name: a, public_key: {KEY}}}"),
            "seed.yaml:2:10: there is no user `dem`; did you mean `demo`?",
        ),
        (
            format!("key_pairs:\n- {{user: demo, public_key: {KEY}}}"),
            "seed.yaml:2:16: the key `name` is missing",
        ),
    ] {
        let error = error(&text);

        assert!(error.starts_with(expected), "{text}\n{error}");
    }
}
