//! Limits of texts in seeds.

use crate::{error, seed, server_error, servers};

/// The lines of a volume of a server, with this value.
fn volume(rest: &str) -> String {
    format!("volumes: [{{id: a0000000-0000-4000-8000-000000000001, {rest}}}]")
}

#[test]
fn a_text_that_is_too_long_is_refused_with_the_limit_and_its_length() {
    let long = "é".repeat(256);

    for key in ["description", "kernel_id", "ramdisk_id"] {
        let error = server_error(&format!("{key}: {long}"));

        assert_eq!(
            error, "here is a text of at most 255 characters, and this one has 256",
            "{key}"
        );
    }
    for line in
        [format!("lock: {{holder: owner, reason: {long}}}"), format!("metadata: {{a: {long}}}")]
    {
        let error = server_error(&line);

        assert_eq!(
            error, "here is a text of at most 255 characters, and this one has 256",
            "{line}"
        );
    }
}

#[test]
fn the_longest_texts_are_kept() {
    let long = "é".repeat(255);
    let (data, tag) = ("A".repeat(65_535), "é".repeat(60));
    // `{"a":"…"}` has eight bytes besides the value.
    let hint = "a".repeat(65_535 - 8);

    let seed = seed(&format!(
        "servers:\n\
         - name: web\n\
         \x20 project: demo\n\
         \x20 description: {long}\n\
         \x20 kernel_id: {long}\n\
         \x20 ramdisk_id: {long}\n\
         \x20 hostname: {host}\n\
         \x20 metadata: {{a: {long}}}\n\
         \x20 lock: {{holder: owner, reason: {long}}}\n\
         \x20 user_data: {data}\n\
         \x20 scheduler_hints: {{a: {hint}}}\n\
         \x20 {volume}\n",
        host = "a".repeat(255),
        volume = volume(&format!("tag: {tag}")),
    ));

    let web = servers(&seed)[0];
    assert_eq!(web.description.as_ref(), Some(&long));
    assert_eq!((web.kernel_id.as_ref(), web.ramdisk_id.as_ref()), (Some(&long), Some(&long)));
    assert_eq!(web.hostname.as_ref().map(String::len), Some(255));
    assert_eq!(web.metadata["a"], long);
    assert_eq!(web.lock.reason.as_ref(), Some(&long));
    assert_eq!(web.user_data.as_ref(), Some(&data));
    assert_eq!(web.scheduler_hints.as_ref().map(String::len), Some(65_535));
    assert_eq!(web.volumes[0].tag, Some(tag));
}

#[test]
fn user_data_and_hints_have_at_most_65535_bytes() {
    let data = format!("user_data: {}", "é".repeat(32_768));
    let hints = format!("scheduler_hints: {{a: 1, b: {}}}", "a".repeat(65_535));

    assert_eq!(server_error(&data), "user data has at most 65535 bytes, and this has 65536");
    assert_eq!(
        server_error(&hints),
        "scheduler hints have at most 65535 bytes as JSON, all together, and these have 65549"
    );
}

#[test]
fn what_is_no_tag_of_a_server_is_no_tag_of_a_volume() {
    for (tag, expected) in [
        ("", "`` is no tag; a tag has 1 to 60 characters, none of them `/` or `,`"),
        ("a/b", "`a/b` is no tag; a tag has 1 to 60 characters, none of them `/` or `,`"),
        ("a,b", "`a,b` is no tag; a tag has 1 to 60 characters, none of them `/` or `,`"),
        (
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "`aaaaaaaaaaaaaaaaaaaa…` is no tag; a tag has 1 to 60 characters, and this one has 61",
        ),
    ] {
        let of_volume = server_error(&volume(&format!("tag: '{tag}'")));
        let of_server = server_error(&format!("tags: [blue, '{tag}']"));

        assert_eq!(of_volume, expected);
        assert_eq!(of_server, expected);
    }
}

#[test]
fn a_host_name_has_letters_digits_dashes_and_dots() {
    for name in ["a_b", "a b", "web/1", "web:1", "a\u{b4}"] {
        let error = server_error(&format!("hostname: '{name}'"));

        let expected = format!("`{name}` is no host name; it has letters, digits, `-` and `.`");
        assert_eq!(error, expected);
    }
    let length = "a host name has 1 to 255 characters, and this one has";
    assert_eq!(server_error("hostname: ''"), format!("{length} 0"));
    assert_eq!(server_error(&format!("hostname: {}", "a".repeat(256))), format!("{length} 256"));
    for name in ["käse", "Server-00000000-0000-0000-0000-000000000007", "91----test-host", "a.b"] {
        let seed = seed(&format!("servers: [{{name: a, project: demo, hostname: {name}}}]"));

        assert_eq!(servers(&seed)[0].hostname.as_deref(), Some(name));
    }
}

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
        (format!("hostname: {long}_"), format!("{beginning} is no host name; it has letters")),
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
