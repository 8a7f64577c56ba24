//! The console log of a server.

use std::fmt::Write as _;

use super::Compute;
use crate::{Error, Flavor, PowerState, Request, Server, Target};

/// The requested part of a console log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// The whole log.
    All,
    /// The last lines, as many as this number.
    Last(usize),
    /// All lines except the first ones, as many as this number.
    After(usize),
}

impl Compute {
    /// Makes up a console log from the server's record; equal records have equal logs. A lock does
    /// not refuse this.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] by the rule `compute:get_console_output`, and [`Error::NoHost`].
    pub async fn console_output(
        &self,
        request: Request<'_>,
        server: &Server,
        tail: Tail,
    ) -> Result<String, Error> {
        self.allow(request, "compute:get_console_output", Target::server(server))?;
        if server.host.is_none() {
            return Err(Error::NoHost { id: server.id });
        }
        let image = match server.image_id {
            Some(id) => self.ports.images.find_image(id).await?,
            None => None,
        };
        let image_name = image.map(|it| it.image.name);
        let flavor = self.ports.flavors.find_flavor(&server.flavor.id).await?;
        let log = log_of(server, image_name.as_ref(), flavor.as_ref());
        let n_lines = log.lines().count();
        let skipped = match tail {
            Tail::All => 0,
            Tail::Last(n) => n_lines.saturating_sub(n),
            Tail::After(n) => n,
        };
        Ok(log.lines().skip(skipped).collect::<Vec<_>>().join("\n"))
    }
}

fn log_of(server: &Server, image_name: Option<&String>, flavor: Option<&Flavor>) -> String {
    let mut log = format!("{}: booting server {}\n", server.instance_name(), server.id);
    let mut line = |name: &str, value: &str| {
        // User text is kept on one line and stripped of control characters, which could control a
        // terminal.
        let value: String = value.chars().filter(|it| !it.is_control()).collect();
        // Writing to a `String` does not fail.
        let _ = writeln!(log, "{name}: {value}");
    };
    line("name", &server.name);
    match server.image_id {
        Some(id) => line("image", &named(&id.to_string(), image_name)),
        None => line("image", "none, it boots from a volume"),
    }
    line("flavor", &named(&server.flavor.id, flavor.map(|it| &it.name)));
    if let Some(flavor) = flavor {
        line("processors", &flavor.vcpus.to_string());
        line("memory", &format!("{} MiB", flavor.ram_mb));
        line("disk", &format!("{} GiB", flavor.disk_gb));
    }
    line("key pair", server.key_name.as_deref().unwrap_or("none"));
    line("project", &server.project_id);
    line("user", &server.user_id);
    for address in &server.addresses {
        let (ip, mac) = (address.ip, &address.mac);
        line(address.kind.as_str(), &format!("{ip} on {} ({mac})", address.label));
    }
    match server.launched_at {
        Some(at) => line("launched at", &at.to_string()),
        None => line("launched at", "never"),
    }
    line("power", power(server.power_state));
    log
}

fn named(id: &str, name: Option<&String>) -> String {
    name.map_or_else(|| id.to_owned(), |name| format!("{name} ({id})"))
}

fn power(state: PowerState) -> &'static str {
    match state {
        PowerState::NoState => "unknown",
        PowerState::Running => "running",
        PowerState::Paused => "paused",
        PowerState::Shutdown => "shut down",
        PowerState::Crashed => "crashed",
        PowerState::Suspended => "suspended",
    }
}
