//! Parsers of settings, for the command line, the environment and the configuration file.

use std::net::{SocketAddr, ToSocketAddrs};

use actix_web::http::Uri;

/// The default data folder.
pub(crate) const DATA: &str = "./ferronova-data";

/// Reads the address to listen on. For a host name, takes its first IPv4 address, as the default
/// and most clients use IPv4.
pub(super) fn parse_listen(text: &str) -> Result<SocketAddr, String> {
    let example = "write an address and a port, such as 127.0.0.1:8774 or [::1]:8774";
    let (host, port) =
        text.rsplit_once(':').ok_or_else(|| format!("`{text}` has no port; {example}"))?;
    if port.parse::<u16>().is_err() {
        return Err(format!("`{port}` is no port from 0 to 65535; {example}"));
    }
    if host.is_empty() {
        return Err(format!("`{text}` has no address; {example}"));
    }
    if host.contains(':') && !host.starts_with('[') {
        return Err(format!("an IPv6 address needs brackets; {example}"));
    }
    let addresses: Vec<SocketAddr> = text
        .to_socket_addrs()
        .map_err(|error| format!("`{host}` is no address and no known host ({error}); {example}"))?
        .collect();
    let first = addresses.iter().find(|it| it.is_ipv4()).or(addresses.first());
    first.copied().ok_or_else(|| format!("`{host}` has no address"))
}

/// Reads the start of links: an absolute URL, returned without a trailing slash.
pub(crate) fn parse_public_url(text: &str) -> Result<String, String> {
    let wrong = |what| {
        format!("{what} in `{text}`; write a whole URL such as https://cloud.example.org/compute")
    };
    if text.contains('#') {
        return Err(wrong("no fragment is allowed"));
    }
    let uri: Uri = text.parse().map_err(|_| wrong("there is something that is no URL"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(wrong("there is no http:// or https://"));
    }
    let Some(authority) = uri.authority().filter(|it| !it.host().is_empty()) else {
        return Err(wrong("there is no host"));
    };
    if authority.as_str().contains('@') {
        return Err(wrong("no user is allowed"));
    }
    if authority.as_str().len() != authority.host().len() && authority.port_u16().is_none() {
        return Err(wrong("there is no right port"));
    }
    if uri.query().is_some() {
        return Err(wrong("no query is allowed"));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Reads the alias of an extension.
pub(crate) fn parse_alias(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("an alias is missing; write one such as os-server-locked-status".to_owned()),
        alias => Ok(alias.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_listens_on_ipv4_ipv6_or_a_known_host() {
        assert_eq!(parse_listen("0.0.0.0:80").unwrap(), "0.0.0.0:80".parse().unwrap());
        assert_eq!(parse_listen("[::1]:0").unwrap(), "[::1]:0".parse().unwrap());
        assert_eq!(parse_listen("localhost:8774").unwrap(), "127.0.0.1:8774".parse().unwrap());
    }

    #[test]
    fn an_address_that_cannot_be_listened_on_is_refused_with_an_example() {
        let error = |text| parse_listen(text).unwrap_err();

        assert_eq!(
            error("8774"),
            "`8774` has no port; write an address and a port, such as 127.0.0.1:8774 or [::1]:8774"
        );
        assert!(error("localhost:http").starts_with("`http` is no port from 0 to 65535"));
        assert!(error("127.0.0.1:65536").starts_with("`65536` is no port"));
        assert!(error(":8774").starts_with("`:8774` has no address"));
        assert!(error("::1:8774").starts_with("an IPv6 address needs brackets"));
        assert!(error("no host:1").starts_with("`no host` is no address and no known host"));
        assert!(error("").starts_with("`` has no port"));
    }

    #[test]
    fn a_public_url_is_kept_without_its_last_slash() {
        let url = |text| parse_public_url(text).unwrap();

        assert_eq!(url("http://localhost"), "http://localhost");
        assert_eq!(
            url("https://Cloud.example.org:8443/a/b/"),
            "https://Cloud.example.org:8443/a/b"
        );
        assert_eq!(url("http://[::1]:8774/"), "http://[::1]:8774");
    }

    #[test]
    fn a_public_url_that_links_cannot_begin_with_is_refused() {
        for text in [
            "",
            "/",
            "cloud.example.org",
            "ftp://cloud.example.org",
            "http://",
            "http:///a",
            "http://user:word@host",
            "http://host:port",
            "http://host:",
            "http://host:65536",
            "http://host?a=b",
            "http://host/#a",
            "http://ho st",
            "http://host/a b",
            "http://host/\n",
        ] {
            assert!(parse_public_url(text).is_err(), "{text}");
        }
    }
}
