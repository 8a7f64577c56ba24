//! Limits on what one client may use: connections, time, memory.

use std::time::Duration;

use clap::Args;

use super::{duration::parse_duration, size::parse_memory};

/// Maximum idle time of a connection once half of the connections are open. The default of
/// `--keep-alive` is longer, because the connection pools of Go and Python expect that. Once half
/// are open, room for waiting clients matters more.
const CROWDED_KEEP_ALIVE: Duration = Duration::from_secs(5);

/// Maximum of `--max-connections`.
const MAX_CONNECTIONS: usize = 1_000_000;

/// Maximum value of the settings for how long to wait for a client.
const MAX_TIME: Duration = Duration::from_hours(24);

/// Limits on what clients may use.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many connections are served at a time; others wait for one to end.
    /// [default: 1000]
    #[arg(long, env = "FERRONOVA_MAX_CONNECTIONS", hide_short_help = true)]
    #[arg(value_name = "NUMBER", value_parser = parse_connections, default_value = "1000")]
    pub max_connections: usize,

    /// How long a client may take to send the head of a request, and then its body.
    /// [default: 10s]
    #[arg(long, env = "FERRONOVA_REQUEST_TIMEOUT", hide_short_help = true)]
    #[arg(value_name = "TIME", value_parser = parse_client_time, default_value = "10s")]
    pub request_timeout: Duration,

    /// How long a connection stays open between two requests.
    /// [default: 100s, and 5s once half of the connections are open]
    #[arg(long, env = "FERRONOVA_KEEP_ALIVE", hide_short_help = true)]
    #[arg(value_name = "TIME", value_parser = parse_client_time, default_value = "100s")]
    pub keep_alive: Duration,

    /// How long a connection stays open between two requests once half of them are open:
    /// `keep_alive`, if that was set.
    #[arg(skip = CROWDED_KEEP_ALIVE)]
    pub crowded_keep_alive: Duration,

    /// How long a client may take to read an answer. [default: 1m]
    #[arg(long, env = "FERRONOVA_SEND_TIMEOUT", hide_short_help = true)]
    #[arg(value_name = "TIME", value_parser = parse_client_time, default_value = "1m")]
    pub send_timeout: Duration,

    /// How much memory requests and their answers may take together, beside what the server takes
    /// at rest; others wait for it, and get 503 after 10 seconds. [default: 512MiB]
    #[arg(long, env = "FERRONOVA_MAX_MEMORY", hide_short_help = true)]
    #[arg(value_name = "SIZE", value_parser = parse_memory, default_value = "512MiB")]
    pub max_memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 1000,
            request_timeout: Duration::from_secs(10),
            keep_alive: Duration::from_secs(100),
            crowded_keep_alive: CROWDED_KEEP_ALIVE,
            send_timeout: Duration::from_mins(1),
            max_memory: 512 << 20,
        }
    }
}

/// Reads a number of connections.
pub(super) fn parse_connections(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|it| (1..=MAX_CONNECTIONS).contains(it));
    number.ok_or_else(|| {
        format!("`{text}` is no whole number from 1 to {MAX_CONNECTIONS}, such as 1000")
    })
}

/// Reads how long to wait for a client.
pub(super) fn parse_client_time(text: &str) -> Result<Duration, String> {
    let time = parse_duration(text)?;
    if time.is_zero() {
        return Err(format!("`{text}` would give no client any time; write one such as 10s"));
    }
    if time > MAX_TIME {
        return Err(format!("`{text}` is too long to wait for a client; write 24h or less"));
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_connections_is_at_least_one() {
        assert_eq!(parse_connections("1"), Ok(1));
        assert_eq!(parse_connections("1000000"), Ok(1_000_000));
        for text in ["0", "-1", "", "many", "1.5", "1000001", "99999999999999999999"] {
            let error = parse_connections(text).unwrap_err();
            assert_eq!(
                error,
                format!("`{text}` is no whole number from 1 to 1000000, such as 1000")
            );
        }
    }

    #[test]
    fn a_client_is_waited_for_some_time_and_at_most_a_day() {
        assert_eq!(parse_client_time("1ms"), Ok(Duration::from_millis(1)));
        assert_eq!(parse_client_time("1d"), Ok(MAX_TIME));
        assert_eq!(
            parse_client_time("0s").unwrap_err(),
            "`0s` would give no client any time; write one such as 10s"
        );
        assert_eq!(
            parse_client_time("2d").unwrap_err(),
            "`2d` is too long to wait for a client; write 24h or less"
        );
        assert!(parse_client_time("5").unwrap_err().contains("has no unit"));
    }
}
