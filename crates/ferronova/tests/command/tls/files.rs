//! The certificate and key files: which files prevent the start, and which files clients need.

use std::fs;

use super::{FLAGS, HOST, certificate::Pair, start};
use crate::{
    assert_refused, names_in, new_folder, run,
    support::program::{Program, serve},
};

const BROKEN: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n";
const NO_CERTIFICATE: &str =
    "-----BEGIN CERTIFICATE-----\nAAAAAAAAAAAAAAAA\n-----END CERTIFICATE-----\n";
const NO_KEY: &str = "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----\n";
const ENCRYPTED: &str =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
const ENCRYPTED_AS_OF_OLD: &str = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
     DEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";

#[test]
fn a_file_that_is_of_no_use_stops_the_start() {
    let Pair { certificate, key } = Pair::self_signed(HOST);
    let second_is_none = format!("{certificate}{NO_CERTIFICATE}");
    let other = Pair::self_signed(HOST).key;
    for (certificate, key, text) in [
        (None, Some(&*key), "can't read cert.pem: No such file"),
        (Some(&*certificate), None, "can't read key.pem: No such file"),
        (Some(""), Some(&key), "there is no certificate in cert.pem; one begins with -----BEGIN"),
        (Some(&key), Some(&key), "there is no certificate in cert.pem"),
        (Some(BROKEN), Some(&key), "cert.pem is no whole PEM file"),
        (Some(NO_CERTIFICATE), Some(&key), "certificate 1 in cert.pem can't be used"),
        (Some(&second_is_none), Some(&key), "certificate 2 in cert.pem can't be used"),
        (Some(&certificate), Some(&certificate), "there is no private key in key.pem"),
        (Some(&certificate), Some(ENCRYPTED), "key.pem is encrypted; give one that needs no"),
        (Some(&certificate), Some(ENCRYPTED_AS_OF_OLD), "key.pem is encrypted"),
        (Some(&certificate), Some(NO_KEY), "the private key in key.pem can't be used"),
        (Some(&certificate), Some(&other), "key.pem is not that of the first certificate in cert"),
    ] {
        let folder = new_folder();
        for (name, content) in [("cert.pem", certificate), ("key.pem", key)] {
            if let Some(content) = content {
                fs::write(folder.path().join(name), content).expect("it can be written");
            }
        }
        let before = names_in(folder.path());

        let finished = Program::start(&mut serve(folder.path(), FLAGS)).finish();

        assert_refused(&finished, &["can't serve HTTPS: ", text]);
        assert_eq!(names_in(folder.path()), before);
    }
}

#[test]
fn one_file_without_the_other_is_refused_wherever_it_is_said() {
    let folder = new_folder();
    fs::write(folder.path().join("conf.toml"), "tls-cert = 'cert.pem'").expect("it can be written");

    for (flags, text) in [
        (["--tls-cert", "a"], "`--tls-cert` needs `--tls-key` beside it"),
        (["--tls-key", "a"], "`--tls-key` needs `--tls-cert` beside it"),
        (["--config", "conf.toml"], "`--tls-cert` needs `--tls-key` beside it"),
    ] {
        let finished = run(folder.path(), ["serve"].into_iter().chain(flags));

        assert_eq!(finished.status, Some(2));
        assert!(finished.stderr.contains(text), "{}", finished.stderr);
    }
}

#[test]
fn clients_are_given_the_root_only_if_it_is_in_the_file() {
    let (pair, root) = Pair::with_root(HOST);
    let whole = Pair { certificate: format!("{}{root}", pair.certificate), key: pair.key.clone() };
    for (pair, is_given) in [(&pair, false), (&whole, true)] {
        let folder = new_folder();

        let stdout = start(folder.path(), pair).stdout();

        assert_eq!(stdout.contains("OS_CACERT"), is_given, "{stdout}");
    }
}

#[test]
fn a_certificate_for_another_host_is_warned_of_and_not_given_to_clients() {
    let folder = new_folder();
    let program = start(folder.path(), &Pair::self_signed("cloud.example.org"));

    program.signal("TERM");
    let finished = program.finish();

    assert!(!finished.stdout.contains("OS_CACERT"), "{}", finished.stdout);
    assert!(
        finished.stderr.contains("the certificate is not for 127.0.0.1"),
        "{}",
        finished.stderr
    );
}
