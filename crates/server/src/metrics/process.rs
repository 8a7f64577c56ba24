//! The metrics of the process, with Prometheus's usual names. Metrics that the system does not
//! provide are left out.

use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use prometheus_client::{metrics::gauge::ConstGauge, registry::Registry};

pub(crate) struct Process {
    started: SystemTime,
}

impl Process {
    /// Records now as the start of the process.
    pub(crate) fn started_now() -> Self {
        Self { started: SystemTime::now() }
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        let started = self.started.duration_since(UNIX_EPOCH).unwrap_or_default();
        registry.register(
            "process_start_time_seconds",
            "When the process started, in seconds since 1970",
            ConstGauge::new(started.as_secs_f64()),
        );
        let mut register = |name: &str, help: &str, value: Option<u64>| {
            if let Some(value) = value {
                registry.register(name, help, ConstGauge::new(value));
            }
        };
        let memory = "Memory that the process has in RAM, the pages of the database included";
        register("process_resident_memory_bytes", memory, resident_memory());
        register("process_open_fds", "Open file descriptors", open_files());
        register("process_max_fds", "File descriptors that may be open", max_files());
    }
}

/// Returns the resident memory in bytes, from a line such as `VmRSS:     12345 kB`.
fn resident_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes: u64 = value_of(&status, "VmRSS:")?.parse().ok()?;
    kilobytes.checked_mul(1024)
}

fn open_files() -> Option<u64> {
    u64::try_from(fs::read_dir("/proc/self/fd").ok()?.count()).ok()
}

/// Returns the maximum number of open files, from a line such as
/// `Max open files            1024                 1048576              files`.
fn max_files() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    value_of(&limits, "Max open files")?.parse().ok()
}

/// Returns the first word after `name` in the line that begins with `name`.
fn value_of<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|it| it.strip_prefix(name))?.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_line_is_its_first_word() {
        let text =
            "VmHWM:\t    9 kB\nVmRSS:\t    7844 kB\nMax open files      1024      4096  files";

        assert_eq!(value_of(text, "VmRSS:"), Some("7844"));
        assert_eq!(value_of(text, "Max open files"), Some("1024"));
        assert_eq!(value_of(text, "VmSwap:"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_tells_what_this_process_has() {
        let memory = resident_memory().unwrap();

        assert!(memory > 100_000, "{memory}");
        assert!(open_files().unwrap() >= 3);
        assert!(max_files().unwrap() >= open_files().unwrap());
    }
}
