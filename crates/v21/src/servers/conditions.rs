//! The filters of lists of servers.

use ferronova_compute::{
    Column, Condition, DeletionFilter, Pattern, Status, TaskState, Timestamp, VmState,
    parse_id_in_any_case,
};
use ferronova_extend::{
    FALSE_AND_TRUE, parse_truth, read_anchored_pattern, read_pattern, unrecognized,
};
use ferronova_http::{Fault, QueryString};

use crate::{
    kit::{Call, Feature},
    schemas::server_queries::JOINED_TABLES,
    soft_rules::SoftRule,
    times::read_time,
};

/// What the filters of a list mean.
pub(super) struct Filters {
    /// Whether the caller asks for the servers of all projects.
    pub(super) all_projects: bool,
    pub(super) deletion: DeletionFilter,
    pub(super) conditions: Vec<Condition>,
    /// Whether there is any parameter with an effect beside `all_tenants`.
    pub(super) narrow: bool,
}

/// Reads the filters. Those that the caller may not use have no effect.
///
/// # Errors
///
/// 400 that names the parameter or its value.
pub(super) fn read(call: &Call<'_>, query: &QueryString<'_>) -> Result<Filters, Fault> {
    let uses_all = call.passed().has(SoftRule::AllFilters);
    let mut named = query.by_name();
    named.retain(|(name, _)| uses_all || call.edition.opens_filter(name));
    if let Some((name, _)) = named.iter().find(|(name, _)| is_no_column(name)) {
        return Err(Fault::bad_request(format!("Invalid filter field: {name}.")));
    }
    let last = |name: &str| {
        let found = named.iter().find(|(it, _)| *it == name);
        found.and_then(|(_, values)| values.last().copied())
    };
    let all_projects = last("all_tenants").map_or(Ok(false), read_all_tenants)?;
    let mut conditions = Vec::new();
    for (name, values) in &named {
        let value = values.last().copied().unwrap_or_default();
        let condition = match *name {
            "status" => Some(read_status(call, values)?),
            "project_id" | "tenant_id" if !all_projects => None,
            // In Nova the states of the statuses take the place of this one.
            "vm_state" if query.last("status").is_some() => None,
            name => read_condition(name, value)?,
        };
        conditions.extend(condition);
    }
    check_times(&conditions)?;
    let deletion = read_deletion(last("deleted"), last("soft_deleted"), &conditions);
    let narrow = named.iter().any(|(name, _)| *name != "all_tenants");
    Ok(Filters { all_projects, deletion, conditions, narrow })
}

/// Whether a name is that of a table beside the servers, or internal.
fn is_no_column(name: &str) -> bool {
    name.starts_with('_') || JOINED_TABLES.iter().any(|it| it.name() == name)
}

fn read_all_tenants(value: &str) -> Result<bool, Fault> {
    if value.is_empty() { Ok(true) } else { read_truth(value) }
}

fn read_truth(value: &str) -> Result<bool, Fault> {
    parse_truth(value).ok_or_else(|| unrecognized(value, FALSE_AND_TRUE))
}

/// Returns the condition that servers have one of these statuses. Unknown ones are passed over; if
/// all are unknown, that is an error or no server matches.
fn read_status(call: &Call<'_>, words: &[&str]) -> Result<Condition, Fault> {
    let of =
        |word: &&str| Status::ALL.iter().copied().find(|it| it.as_str().eq_ignore_ascii_case(word));
    let mut statuses: Vec<Status> = words.iter().filter_map(of).collect();
    statuses.sort_unstable();
    statuses.dedup();
    match (statuses.is_empty(), call.edition.has(Feature::KnownStatuses)) {
        (false, _) => Ok(Condition::Status(statuses)),
        (true, true) => Err(Fault::bad_request("Invalid status value")),
        (true, false) => Ok(Condition::Never),
    }
}

/// Returns the condition that a filter means; `None` if it has no effect.
fn read_condition(name: &str, value: &str) -> Result<Option<Condition>, Fault> {
    let text = || value.to_owned();
    let pattern = || read_literal_bars(name, value);
    let tags = || value.split(',').map(str::to_owned).collect();
    let condition = match name {
        "name" => Condition::Name(pattern()?),
        "reservation_id" => Condition::ReservationId(pattern()?),
        "ip" => Condition::Ip(read_address(name, value)?),
        "ip6" => Condition::Ip6(read_address(name, value)?),
        "image" | "image_ref" if value.is_empty() => Condition::Column(Column::Image, empty()),
        "image" | "image_ref" => {
            parse_id_in_any_case(value).map_or(Condition::Never, Condition::Image)
        }
        "flavor" => Condition::Flavor(text()),
        "host" => Condition::Host(text()),
        "project_id" | "tenant_id" => Condition::Project(text()),
        "user_id" => Condition::User(text()),
        "uuid" => parse_id_in_any_case(value).map_or(Condition::Never, Condition::Id),
        "vm_state" => {
            let state = VmState::parse(&value.to_ascii_lowercase());
            state.map_or(Condition::Never, Condition::VmState)
        }
        "task_state" => {
            let state = TaskState::parse(&value.to_ascii_lowercase());
            state.map_or(Condition::Never, Condition::TaskState)
        }
        "locked" => Condition::Locked(read_truth(value)?),
        "tags" => Condition::Tags(tags()),
        "tags-any" => Condition::TagsAny(tags()),
        "not-tags" => Condition::NotTags(tags()),
        "not-tags-any" => Condition::NotTagsAny(tags()),
        "changes-since" => Condition::ChangesSince(time(name, value)?),
        "changes-before" => Condition::ChangesBefore(time(name, value)?),
        _ => match Column::parse(name) {
            Some(column) => Condition::Column(column, pattern()?),
            None => return Ok(None),
        },
    };
    Ok(Some(condition))
}

/// Reads a pattern in which `|` stands for itself, as in Nova on `MySQL`.
fn read_literal_bars(name: &str, value: &str) -> Result<Pattern, Fault> {
    read_pattern(&value.replace('|', r"\|")).map_err(|_| no_pattern(name, value))
}

fn read_address(name: &str, value: &str) -> Result<Pattern, Fault> {
    read_anchored_pattern(value).map_err(|_| no_pattern(name, value))
}

/// The pattern of a column that has a text without characters.
fn empty() -> Pattern {
    Pattern::new("^$".to_owned(), str::is_empty)
}

/// 400 for a value that is no pattern of ours, such as one that looks ahead. It has the words of the
/// schema, which has checked the value before.
fn no_pattern(name: &str, value: &str) -> Fault {
    Fault::bad_request(format!(
        "Invalid input for query parameters {name}. Value: {value}. '{value}' is not a 'regex'"
    ))
}

fn time(name: &str, value: &str) -> Result<Timestamp, Fault> {
    read_time(value).ok_or_else(|| Fault::bad_request(format!("Invalid filter field: {name}.")))
}

/// Fails if servers would have to be updated after one time and before an earlier one.
fn check_times(conditions: &[Condition]) -> Result<(), Fault> {
    let since = conditions
        .iter()
        .find_map(|it| if let Condition::ChangesSince(time) = it { Some(*time) } else { None });
    let before = conditions
        .iter()
        .find_map(|it| if let Condition::ChangesBefore(time) = it { Some(*time) } else { None });
    if since.zip(before).is_some_and(|(since, before)| since > before) {
        return Err(Fault::bad_request(
            "The value of changes-since must be less than or equal to changes-before.",
        ));
    }
    Ok(())
}

/// Returns which deleted servers a query asks for. Any word that does not mean true counts as
/// false.
fn read_deletion(
    deleted: Option<&str>,
    soft_deleted: Option<&str>,
    conditions: &[Condition],
) -> DeletionFilter {
    let truth = |word: &str| parse_truth(word) == Some(true);
    let (deleted, soft_deleted) = (deleted.map(truth), soft_deleted.map(truth));
    match deleted {
        Some(true) if soft_deleted == Some(false) => DeletionFilter::Deleted,
        Some(true) => DeletionFilter::DeletedOrSoftDeleted,
        None if conditions.iter().any(is_about_changes) => DeletionFilter::Any,
        Some(false) | None => {
            if soft_deleted.unwrap_or_else(|| conditions.iter().any(names_soft_deleted)) {
                DeletionFilter::NotDeleted
            } else {
                DeletionFilter::Living
            }
        }
    }
}

fn is_about_changes(condition: &Condition) -> bool {
    matches!(condition, Condition::ChangesSince(_) | Condition::ChangesBefore(_))
}

/// Whether a condition asks for soft-deleted servers by their status.
fn names_soft_deleted(condition: &Condition) -> bool {
    matches!(condition, Condition::Status(any_of) if any_of.contains(&Status::SoftDeleted))
        || matches!(condition, Condition::VmState(VmState::SoftDeleted))
}
