//! Queries for lists of flavors: filters, order and paging.

use std::cmp::Ordering;

use ferronova_compute::{Flavor, FlavorAccess, compare_texts, is_same_text};
use ferronova_extend::{Call, parse_truth, read_limit};
use ferronova_http::{Failure, Fault, QueryString};

/// Returns the flavors of a page, and whether the page is full.
pub(crate) async fn find(
    call: &Call<'_>,
    min_ram_word: &str,
) -> Result<(Vec<Flavor>, bool), Failure> {
    let query = call.query();
    let limit = read_limit(&query)?;
    let min_ram = read_number(&query, "minRam", min_ram_word)?;
    let min_disk = read_number(&query, "minDisk", "minDisk")?;
    let access = read_access(&query);
    let mut flavors = call.compute().flavors_listed_for(call.caller(), access).await?;
    flavors.retain(|it| u64::from(it.ram_mb) >= min_ram && u64::from(it.disk_gb) >= min_disk);
    sort(&mut flavors, &query)?;
    let is_full = cut(&mut flavors, query.last("marker"), limit)?;
    Ok((flavors, is_full))
}

/// Reads `is_public`. If the value is missing or unreadable, the list contains only public flavors.
fn read_access(query: &QueryString<'_>) -> FlavorAccess {
    match query.last("is_public") {
        Some(word) if word.eq_ignore_ascii_case("none") => FlavorAccess::Any,
        Some(word) if parse_truth(word) == Some(false) => FlavorAccess::Private,
        _ => FlavorAccess::Public,
    }
}

/// Parses the parameter `name` as a number; 0 if it is missing. `word` is the name of the parameter
/// in the fault for an invalid number.
fn read_number(query: &QueryString<'_>, name: &str, word: &str) -> Result<u64, Fault> {
    let Some(text) = query.last(name) else {
        return Ok(0);
    };
    let number: Option<i64> = text.trim().parse().ok();
    let wrong = || Fault::bad_request(format!("Invalid {word} filter [{text}]"));
    // A negative minimum excludes nothing.
    Ok(u64::try_from(number.ok_or_else(wrong)?).unwrap_or(0))
}

/// Sorts by `sort_key` and `sort_dir`, then by id.
fn sort(flavors: &mut [Flavor], query: &QueryString<'_>) -> Result<(), Fault> {
    let key = query.last("sort_key").filter(|it| !it.is_empty()).unwrap_or("flavorid");
    let Some(compare) = comparison(key) else {
        return Err(Fault::bad_request(format!(
            "Invalid sort_key '{key}', acceptable values are: 'disabled', 'ephemeral_gb', \
             'flavorid', 'id', 'is_public', 'memory_mb', 'name', 'root_gb', 'rxtx_factor', \
             'swap', 'vcpus'"
        )));
    };
    let is_descending = match query.last("sort_dir").unwrap_or("asc") {
        "desc" => true,
        "asc" | "" => false,
        other => {
            return Err(Fault::bad_request(format!(
                "Invalid sort_dir '{other}', acceptable values are: 'asc', 'desc'"
            )));
        }
    };
    sort_by(flavors, compare, is_descending);
    Ok(())
}

/// Compares two flavors in an order.
pub type Comparison = fn(&Flavor, &Flavor) -> Ordering;

/// The order that a sort key means; `None` if we have no such column.
#[must_use]
pub fn comparison(key: &str) -> Option<Comparison> {
    Some(match key {
        "flavorid" | "id" => |a, b| compare_texts(&a.id, &b.id),
        "name" => |a, b| compare_texts(&a.name, &b.name),
        "memory_mb" => |a, b| a.ram_mb.cmp(&b.ram_mb),
        "root_gb" => |a, b| a.disk_gb.cmp(&b.disk_gb),
        "vcpus" => |a, b| a.vcpus.cmp(&b.vcpus),
        "ephemeral_gb" => |a, b| a.ephemeral_gb.cmp(&b.ephemeral_gb),
        "swap" => |a, b| a.swap_mb.cmp(&b.swap_mb),
        "rxtx_factor" => |a, b| a.rxtx_factor.total_cmp(&b.rxtx_factor),
        "is_public" => |a, b| a.is_public.cmp(&b.is_public),
        "disabled" => |a, b| a.is_disabled.cmp(&b.is_disabled),
        _ => return None,
    })
}

/// Sorts flavors, and those that compare equal by id.
pub fn sort_by(flavors: &mut [Flavor], compare: Comparison, is_descending: bool) {
    // Ids are compared first without case, then exactly, as two ids may differ only in case.
    let ascending = |a: &Flavor, b: &Flavor| {
        compare(a, b).then_with(|| compare_texts(&a.id, &b.id)).then_with(|| a.id.cmp(&b.id))
    };
    if is_descending {
        flavors.sort_by(|a, b| ascending(b, a));
    } else {
        flavors.sort_by(ascending);
    }
}

/// Cuts a page out of a sorted list: at most `limit` flavors after the one with the id `marker`.
/// Returns whether the page is full.
///
/// # Errors
///
/// 400 if the list has no such flavor.
pub fn cut(flavors: &mut Vec<Flavor>, marker: Option<&str>, limit: usize) -> Result<bool, Fault> {
    if let Some(marker) = marker {
        let at = flavors.iter().position(|it| is_same_text(&it.id, marker));
        let not_found = || Fault::bad_request(format!("marker [{marker}] not found"));
        flavors.drain(..=at.ok_or_else(not_found)?);
    }
    flavors.truncate(limit);
    Ok(flavors.len() == limit)
}
