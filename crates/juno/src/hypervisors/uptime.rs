//! `GET /os-hypervisors/{id}/uptime`: how long a host has been up, as `uptime` writes it.

use std::time::Duration;

use ferronova_compute::Timestamp;
use ferronova_extend::{Call, Key, object};
use ferronova_http::{Failure, Fault, Reply};

use super::{HYPERVISOR, OptionalKeysFn, find, view::write_brief};

const UPTIME: Key = Key::new("uptime");

/// `GET /os-hypervisors/{id}/uptime`. A simulated host has been up since its cloud was started, has
/// no load, and nobody is logged in to it.
pub async fn uptime(call: Call<'_>, optional: OptionalKeysFn) -> Result<Reply, Failure> {
    let hypervisor = find(&call).await?;
    if !hypervisor.is_up {
        return Err(Fault::bad_request(format!(
            "Compute service of {} is unavailable at this time.",
            hypervisor.host
        ))
        .into());
    }
    let text = uptime_text(call.compute().now(), call.compute().uptime());
    Ok(Reply::ok(object(|out| {
        out.object(HYPERVISOR, |out| {
            write_brief(&hypervisor, optional(&call), out);
            out.field(UPTIME, &text);
        });
    })))
}

fn uptime_text(now: Timestamp, up: Duration) -> String {
    let time = now.date_time();
    let minutes = up.as_secs() / 60;
    let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
    let days = match days {
        0 => String::new(),
        1 => "1 day, ".to_owned(),
        _ => format!("{days} days, "),
    };
    let rest =
        if hours == 0 { format!("{minutes} min") } else { format!("{hours:2}:{minutes:02}") };
    format!(
        " {:02}:{:02}:{:02} up {days}{rest},  0 users,  load average: 0.00, 0.00, 0.00",
        time.hour(),
        time.minute(),
        time.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_tells_its_time_and_how_long_it_is_up() {
        let now = Timestamp::from_seconds(30_731);
        let up = |seconds| uptime_text(now, Duration::from_secs(seconds));

        assert_eq!(up(59), " 08:32:11 up 0 min,  0 users,  load average: 0.00, 0.00, 0.00");
        assert!(up(86_400 + 3_661).starts_with(" 08:32:11 up 1 day,  1:01,  0 users"));
        assert!(up(93 * 86_400 + 18 * 3_600 + 25 * 60).contains(" up 93 days, 18:25, "));
    }
}
