//! Queries for lists of servers: the filters and their meaning.

use std::{collections::BTreeMap, net::IpAddr};

use ferronova_compute::{
    Column, Condition, DeletionFilter, Order, Parts, Pattern, ServerListRequest, Status, TaskState,
    Timestamp, VmState, parse_id_in_any_case,
};
use ferronova_extend::{Call, FALSE_AND_TRUE, parse_truth, read_limit, unrecognized};
use ferronova_http::{Fault, QueryString};
use regex::{Regex, RegexBuilder};
use time::{
    Date, OffsetDateTime, PrimitiveDateTime, Time, format_description::well_known::Iso8601,
};

/// Maximum memory of a compiled pattern, in bytes. The time for matching grows with this size: with
/// the maximum, a hundred servers take a fraction of a second.
const PATTERN_SIZE_LIMIT: usize = 1 << 18;

/// Maximum length of a pattern, in bytes: any name fits. Longer patterns would be expensive to
/// parse, even if their compilation then fails.
const MAX_PATTERN: usize = 1024;

/// The meaning of `project_id` and `tenant_id` in an administrator's query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectFilter {
    /// v2: both parameters restrict a list of all projects, and are ignored in other lists.
    Narrows,
    /// v3: like `Narrows`. In addition, if the query has no `all_tenants`, a `tenant_id` of another
    /// project has the effect of `all_tenants`.
    WidensAndNarrows,
}

/// Parses the query of a list of servers. Unknown parameters, and those that the caller may not
/// use, are ignored.
pub(super) fn read_list(
    call: &Call<'_>,
    project_filter: ProjectFilter,
) -> Result<ServerListRequest, Fault> {
    let query = call.query();
    let asks_for_all = query.last("all_tenants").map_or(Ok(false), read_all_tenants)?;
    let caller = call.caller();
    let names_another = project_filter == ProjectFilter::WidensAndNarrows
        && caller.is_admin
        && query.last("all_tenants").is_none()
        && query.last("tenant_id").is_some_and(|it| it != caller.project_id);
    let all_projects = asks_for_all || names_another;
    let mut list = ServerListRequest {
        all_projects,
        deletion: DeletionFilter::Living,
        conditions: Vec::new(),
        order: Order::newest_first(),
        marker: query.last("marker").map(str::to_owned),
        limit: read_limit(&query)?,
        parts: Parts::OF_2014,
    };
    for (name, values) in query.by_name() {
        if let Some(condition) = read_filter(call, name, &values, all_projects)? {
            list.conditions.push(condition);
        }
    }
    list.deletion = read_deletion(call, &query, &list.conditions);
    Ok(list)
}

/// Returns which deleted servers a query asks for with `deleted`, `soft_deleted` and other filters.
/// Any value that is not a word for true counts as false. Only administrators can use `deleted` and
/// `soft_deleted`.
fn read_deletion(
    call: &Call<'_>,
    query: &QueryString<'_>,
    conditions: &[Condition],
) -> DeletionFilter {
    let word = |name| {
        let said = query.last(name).filter(|_| call.caller().is_admin);
        said.map(|it| parse_truth(it) == Some(true))
    };
    let soft_deleted = word("soft_deleted");
    match word("deleted") {
        Some(true) if soft_deleted == Some(false) => DeletionFilter::Deleted,
        Some(true) => DeletionFilter::DeletedOrSoftDeleted,
        None if conditions.iter().any(|it| matches!(it, Condition::ChangesSince(_))) => {
            DeletionFilter::Any
        }
        Some(false) | None => {
            let names_soft_deleted = conditions.iter().any(names_soft_deleted);
            if soft_deleted.unwrap_or(names_soft_deleted) {
                DeletionFilter::NotDeleted
            } else {
                DeletionFilter::Living
            }
        }
    }
}

/// Whether a condition asks for soft-deleted servers by their status.
fn names_soft_deleted(condition: &Condition) -> bool {
    matches!(condition, Condition::Status(any_of) if any_of.contains(&Status::SoftDeleted))
        || matches!(condition, Condition::VmState(VmState::SoftDeleted))
}

fn read_all_tenants(value: &str) -> Result<bool, Fault> {
    if value.is_empty() {
        return Ok(true);
    }
    parse_truth(value).ok_or_else(|| unrecognized(value, FALSE_AND_TRUE))
}

/// Returns a condition that matches the servers in one of these statuses. The case of `words` does
/// not matter. Unknown statuses are ignored; if all are unknown, no server matches.
#[must_use]
pub fn read_status(words: &[&str]) -> Condition {
    let known =
        |word: &&str| Status::ALL.iter().copied().find(|it| it.as_str().eq_ignore_ascii_case(word));
    let mut statuses: Vec<Status> = words.iter().filter_map(known).collect();
    // Removes duplicates, so that repeating a word does not make the check of each server slower.
    statuses.sort_unstable();
    statuses.dedup();
    if statuses.is_empty() { Condition::Never } else { Condition::Status(statuses) }
}

/// Returns the condition that a parameter stands for; `None` if the parameter has no effect for
/// this caller.
fn read_filter(
    call: &Call<'_>,
    name: &str,
    values: &[&str],
    all_projects: bool,
) -> Result<Option<Condition>, Fault> {
    if let Some(filter) = call.visible().filter(name) {
        return filter.condition(values).map(Some);
    }
    let value = values.last().copied().unwrap_or_default();
    let condition = match name {
        "status" => Some(read_status(&[value])),
        "name" => read_pattern(name, value)?.map(Condition::Name),
        "reservation_id" => read_pattern(name, value)?.map(Condition::ReservationId),
        "ip" => read_anchored_pattern(name, value)?.map(Condition::Ip),
        "image" => Some(parse_id_in_any_case(value).map_or(Condition::Never, Condition::Image)),
        "flavor" => Some(Condition::Flavor(value.to_owned())),
        "changes-since" => {
            let time = read_time(value);
            let time = time.ok_or_else(|| Fault::bad_request("Invalid changes-since value"))?;
            Some(Condition::ChangesSince(time))
        }
        _ if call.caller().is_admin => read_admin_filter(name, value, all_projects)?,
        _ => None,
    };
    if condition.is_none()
        && let Some(alias) = call.registry().missing_filter(name)
    {
        log::debug!("ignored the filter `{name}` of a list: the extension {alias} is not loaded");
    }
    Ok(condition)
}

fn read_admin_filter(
    name: &str,
    value: &str,
    all_projects: bool,
) -> Result<Option<Condition>, Fault> {
    let text = || value.to_owned();
    let lower = || value.to_ascii_lowercase();
    let condition = match name {
        "ip6" => read_anchored_pattern(name, value)?.map(Condition::Ip6),
        "fixed_ip" => Some(value.parse::<IpAddr>().map_or(Condition::Never, Condition::FixedIp)),
        "host" => Some(Condition::Host(text())),
        // Without `all_tenants`, an administrator gets the servers of its own project, whatever
        // project the query names.
        "project_id" | "tenant_id" => all_projects.then(|| Condition::Project(text())),
        "user_id" => Some(Condition::User(text())),
        "uuid" => Some(parse_id_in_any_case(value).map_or(Condition::Never, Condition::Id)),
        "vm_state" => Some(VmState::parse(&lower()).map_or(Condition::Never, Condition::VmState)),
        "task_state" => {
            Some(TaskState::parse(&lower()).map_or(Condition::Never, Condition::TaskState))
        }
        "metadata" => return read_metadata(value),
        _ => match Column::parse(name) {
            Some(column) => {
                read_pattern(name, value)?.map(|pattern| Condition::Column(column, pattern))
            }
            None => None,
        },
    };
    Ok(condition)
}

/// Reads a pattern that can match anywhere in the text, ignoring case; `None` if it is empty.
fn read_pattern(name: &str, value: &str) -> Result<Option<Pattern>, Fault> {
    if value.is_empty() {
        return Ok(None);
    }
    let regex = compile(name, value, value)?;
    Ok(Some(Pattern::new(value.to_owned(), move |text| regex.is_match(text))))
}

/// Reads a pattern that must match from the start of the text.
fn read_anchored_pattern(name: &str, value: &str) -> Result<Option<Pattern>, Fault> {
    if value.is_empty() {
        return Ok(None);
    }
    compile(name, value, value)?;
    let regex = compile(name, value, &format!("^(?:{value})"))?;
    Ok(Some(Pattern::new(value.to_owned(), move |text| regex.is_match(text))))
}

/// Whether a value is a pattern that filters take.
#[must_use]
pub fn is_pattern(value: &str) -> bool {
    !value.is_empty() && compile("", value, value).is_ok()
}

fn compile(name: &str, value: &str, pattern: &str) -> Result<Regex, Fault> {
    if value.len() > MAX_PATTERN {
        return Err(Fault::bad_request(format!(
            "Invalid {name} filter: it is longer than {MAX_PATTERN} bytes"
        )));
    }
    let built =
        RegexBuilder::new(pattern).case_insensitive(true).size_limit(PATTERN_SIZE_LIMIT).build();
    built.map_err(|error| {
        let is_too_large = matches!(error, regex::Error::CompiledTooBig(_));
        let reason =
            if is_too_large { "it is too large" } else { "it is not a regular expression" };
        Fault::bad_request(format!("Invalid {name} filter '{value}': {reason}"))
    })
}

/// Reads a JSON object of strings: metadata items, all of which a server must have.
fn read_metadata(value: &str) -> Result<Option<Condition>, Fault> {
    let pairs: BTreeMap<String, String> = serde_json::from_str(value).map_err(|_| {
        Fault::bad_request(format!(
            "Invalid metadata filter '{value}': it is not a JSON object of strings"
        ))
    })?;
    Ok(Some(Condition::Metadata(pairs)))
}

/// Parses a time in ISO 8601. The default zone is UTC, the default time of day midnight.
pub(crate) fn read_time(value: &str) -> Option<Timestamp> {
    let text = value.trim();
    // In a query, `+` is decoded as a blank, so a blank before the zone was a plus.
    let text = match text.rsplit_once(' ') {
        Some((before, zone)) if before.contains('T') => format!("{before}+{zone}"),
        _ => text.replacen(' ', "T", 1),
    };
    if let Ok(time) = OffsetDateTime::parse(&text, &Iso8601::PARSING) {
        return Some(time.into());
    }
    if let Ok(time) = PrimitiveDateTime::parse(&text, &Iso8601::PARSING) {
        return Some(time.assume_utc().into());
    }
    let date = Date::parse(&text, &Iso8601::PARSING).ok()?;
    Some(PrimitiveDateTime::new(date, Time::MIDNIGHT).assume_utc().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_lack_its_zone_or_its_time_of_day() {
        let midnight = Timestamp::from_seconds(1_413_417_600);

        for text in [
            "2014-10-16T00:00:00Z",
            "2014-10-16T00:00:00",
            "2014-10-16 00:00:00",
            "2014-10-16",
            "2014-10-16T02:00:00+02:00",
            "2014-10-16T02:00:00 02:00",
            "2014-10-16T00:00:00.000000",
        ] {
            assert_eq!(read_time(text), Some(midnight), "{text}");
        }
        assert_eq!(read_time(""), None);
        assert_eq!(read_time("yesterday"), None);
    }
}
