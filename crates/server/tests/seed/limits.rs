//! Limits of texts in seeds.

use crate::{error, server_error};

#[test]
fn a_message_has_only_the_beginning_of_a_long_text() {
    let long = "x".repeat(61);
    let beginning = "`xxxxxxxxxxxxxxxxxxxx…`";

    for (line, expected) in [
        (format!("vm_state: {long}"), format!("{beginning} is no vm state (known are active, ")),
        (format!("config_drive: {long}"), format!("{beginning} is not true or false")),
        (format!("power_state: {long}"), format!("{beginning} is no power state: 0 (unknown)")),
        (format!("progress: {long}"), format!("{beginning} is not a whole number from 0 to 100")),
        (format!("number: {long}"), format!("{beginning} is not a whole number from 1 to ")),
        (format!("access_ipv4: {long}"), format!("{beginning} is not an IPv4 address such as")),
        (format!("created: {long}"), format!("{beginning} is not a time since 1970 such as")),
        (format!("volumes: [{long}]"), format!("{beginning} is not a UUID in lower case such as")),
        (format!("reservation_id: {long}"), format!("{beginning} is not a reservation id")),
        (format!("user: {long}"), format!("there is no user {beginning}")),
        (format!("{long}: a"), format!("{beginning} is no key here (known are id, number, ")),
        (format!("fault: {{message: a, code: {long}}}"), format!("{beginning} is no code of a ")),
        (
            format!("addresses: [{{network: private, ip: 10.0.0.5, mac: {long}}}]"),
            format!("{beginning} is not a hardware address such as"),
        ),
    ] {
        let error = server_error(&line);
        assert!(error.starts_with(&expected), "{line}\n{error}");
    }
    let twice = error(&format!("servers:\n- {{{long}: a, {long}: b}}"));
    assert!(!twice.contains(&long), "{twice}");
    let cidr = error(&format!("networks: [{{name: a, cidr: {long}}}]"));
    assert!(!cidr.contains(&long), "{cidr}");
    let checksum = error(&format!("images: [{{name: a, checksum: {long}}}]"));
    assert!(!checksum.contains(&long), "{checksum}");
    let factor =
        error(&format!("flavors: [{{name: a, ram: 1, disk: 1, vcpus: 1, rxtx_factor: {long}}}]"));
    assert!(!factor.contains(&long), "{factor}");
    let role = error(&format!("users: [{{name: a, password: a, roles: {{demo: [{long}]}}}}]"));
    assert!(!role.contains(&long), "{role}");
}
