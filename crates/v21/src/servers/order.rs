//! The order of lists of servers: `sort_key` and `sort_dir`.

use ferronova_compute::{Order, SortDirection, SortKey};
use ferronova_http::{Fault, QueryString, StatusCode};

use crate::kit::{Call, Query};

/// Reads the order, whose keys fit their schema. Keys without an effect are left out, each with its
/// direction.
///
/// # Errors
///
/// - 400 for an unknown direction, or for more directions than keys.
/// - 403 for a key that only administrators can sort by.
pub(super) fn read(call: &Call<'_>, query: &QueryString<'_>) -> Result<Order, Fault> {
    let keys: Vec<&str> = query.all("sort_key").iter().map(|it| it.trim()).collect();
    let directions: Result<Vec<SortDirection>, Fault> =
        query.all("sort_dir").iter().map(|it| read_direction(it.trim())).collect();
    let directions = directions?;
    if directions.len() > keys.len().max(1) {
        return Err(invalid("Sort direction size exceeds sort key size"));
    }
    let keys = if keys.is_empty() { vec![SortKey::Created.as_str()] } else { keys };
    let mut kept = Vec::new();
    for (n, name) in keys.into_iter().enumerate() {
        let Some(key) = effective(call, name) else {
            continue;
        };
        if matches!(key, SortKey::Host | SortKey::Node) && !call.caller.is_admin {
            let message = format!("Only administrators can sort servers by {name}");
            return Err(Fault::new(StatusCode::FORBIDDEN, message));
        }
        kept.push((key, directions.get(n).copied()));
    }
    let first = kept.first().and_then(|(_, it)| *it).unwrap_or(SortDirection::Descending);
    Ok(Order::by(kept.into_iter().map(|(key, direction)| (key, direction.unwrap_or(first)))))
}

/// The key of this name, if it has an effect at the microversion of the call.
fn effective(call: &Call<'_>, name: &str) -> Option<SortKey> {
    let key = SortKey::parse(name)?;
    // Nova's own number plays no part in orders.
    let is_locked = call.edition.query(Query::Servers).knows("locked");
    (key != SortKey::Number && (key != SortKey::Locked || is_locked)).then_some(key)
}

fn read_direction(word: &str) -> Result<SortDirection, Fault> {
    SortDirection::parse(word)
        .ok_or_else(|| invalid("Unknown sort direction, must be 'desc' or 'asc'"))
}

fn invalid(reason: &str) -> Fault {
    Fault::bad_request(format!("Invalid input received: {reason}"))
}
