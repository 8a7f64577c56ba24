//! Raises the limit of open files; each connection needs two.

/// Number of open files besides the connections: the database, and the pollers of threads.
#[cfg(unix)]
const OTHER_FILES: u64 = 256;

/// Raises the limit of open files for `n_connections`, as far as the system allows.
#[cfg(unix)]
pub(crate) fn allow_connections(n_connections: usize) {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let needed = u64::try_from(n_connections).unwrap_or(u64::MAX).saturating_mul(2) + OTHER_FILES;
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|it| it >= needed) {
        return;
    }
    let raised = limit.maximum.map_or(needed, |it| it.min(needed));
    limit.current = Some(raised);
    if setrlimit(Resource::Nofile, limit).is_err() || raised < needed {
        log::warn!(
            "{n_connections} connections need {needed} open files, which the system does not \
             allow; raise its limit (ulimit -n) or lower --max-connections"
        );
    }
}

/// Does nothing: other systems have no such limit.
#[cfg(not(unix))]
pub(crate) fn allow_connections(_n_connections: usize) {}
