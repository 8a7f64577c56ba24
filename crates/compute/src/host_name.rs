//! The host names of new servers.

use uuid::Uuid;

/// Maximum length of a host name that is derived from a name, in characters.
const MAX_HOST_NAME: usize = 63;

/// Derives the host name of a new server's guest from the server's display name, as Nova does since
/// release 23.
///
/// Characters beyond U+00FF are left out first, and only the first 63 of the other characters are
/// used. Blanks, underscores and dots become hyphens, and letters become lower case. All characters
/// besides letters, digits and hyphens are left out, and so are hyphens at both ends. If nothing
/// remains, the host name is `Server-` and the server's id.
#[must_use]
pub fn derived_host_name(server_name: &str, id: Uuid) -> String {
    let known = server_name.chars().filter(|it| u32::from(*it) <= 0xff).take(MAX_HOST_NAME);
    let kept = known.filter_map(|it| match it {
        ' ' | '_' | '.' | '-' => Some('-'),
        _ if it.is_alphanumeric() => Some(it),
        _ => None,
    });
    let lower: String = kept.flat_map(char::to_lowercase).collect();
    match lower.trim_matches('-') {
        "" => format!("Server-{id}"),
        host_name => host_name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_name_has_only_what_a_host_name_may_have() {
        let id = Uuid::from_u128(7);
        for (name, expected) in [
            ("web", "web"),
            ("Web_1 of.Shop", "web-1-of-shop"),
            ("(#@&$!(@*--#&91)(__=+--test-host", "91----test-host"),
            ("的web的", "web"),
            ("Käse", "käse"),
            ("...web---", "web"),
            ("a\u{1f}b\tc", "abc"),
            ("", "Server-00000000-0000-0000-0000-000000000007"),
            ("---...", "Server-00000000-0000-0000-0000-000000000007"),
            ("的", "Server-00000000-0000-0000-0000-000000000007"),
        ] {
            assert_eq!(derived_host_name(name, id), expected, "{name}");
        }
    }

    #[test]
    fn a_host_name_is_truncated_before_its_ends_are_trimmed() {
        let name = format!("{}-a", "a".repeat(62));

        assert_eq!(derived_host_name(&name, Uuid::nil()), "a".repeat(62));
        assert_eq!(derived_host_name(&"a".repeat(64), Uuid::nil()), "a".repeat(63));
    }
}
