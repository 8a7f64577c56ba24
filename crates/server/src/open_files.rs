//! How many files the process may have open: each connection is two.

/// What the process has open beside its connections: the database, and what the threads wait with.
#[cfg(unix)]
const OTHERS: u64 = 256;

/// Raises the limit of open files for so many connections, as far as the system lets us.
#[cfg(unix)]
pub(crate) fn allow_connections(n_connections: usize) {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let needed = u64::try_from(n_connections).unwrap_or(u64::MAX).saturating_mul(2) + OTHERS;
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

/// Where nothing has to be raised.
#[cfg(not(unix))]
pub(crate) fn allow_connections(_n_connections: usize) {}
