//! Queries for lists of flavors: filters, order and paging.

use std::cmp::Ordering;

use ferronova_compute::{Flavor, FlavorAccess};
use ferronova_extend::{parse_truth, read_limit, read_pattern};
use ferronova_http::{Failure, Fault, QueryString};
use ferronova_juno::flavor_list::{comparison, cut, sort_by};

use crate::kit::{Call, Query};

/// Returns the flavors of a page, and whether the page is full.
pub(super) async fn find(
    call: &Call<'_>,
    query: &QueryString<'_>,
) -> Result<(Vec<Flavor>, bool), Failure> {
    let limit = read_limit(query)?;
    let min_ram = read_minimum(query, "minRam")?;
    let min_disk = read_minimum(query, "minDisk")?;
    let access = read_access(call, query)?;
    let mut flavors = call.compute.flavors_listed_for(call.caller, access).await?;
    flavors.retain(|it| i64::from(it.ram_mb) >= min_ram && i64::from(it.disk_gb) >= min_disk);
    if let Some(name) =
        query.last("name").filter(|_| call.edition.query(Query::Flavors).knows("name"))
    {
        let pattern = read_pattern(name)
            .map_err(|flaw| Fault::bad_request(format!("Invalid name filter: {flaw}")))?;
        flavors.retain(|it| pattern.matches(&it.name));
    }
    let key = query.last("sort_key").filter(|it| !it.is_empty()).unwrap_or("flavorid");
    // Flavors have no value for the other keys of the schema.
    let compare = comparison(key).unwrap_or(|_, _| Ordering::Equal);
    sort_by(&mut flavors, compare, query.last("sort_dir") == Some("desc"));
    let marker = query.last("marker").filter(|it| !it.is_empty());
    let is_full = cut(&mut flavors, marker, limit)?;
    Ok((flavors, is_full))
}

/// Reads `is_public`, which only administrators can choose.
fn read_access(call: &Call<'_>, query: &QueryString<'_>) -> Result<FlavorAccess, Fault> {
    let Some(word) = query.last("is_public").filter(|_| call.caller.is_admin) else {
        return Ok(FlavorAccess::Public);
    };
    if word.eq_ignore_ascii_case("none") {
        return Ok(FlavorAccess::Any);
    }
    match parse_truth(word) {
        Some(true) => Ok(FlavorAccess::Public),
        Some(false) => Ok(FlavorAccess::Private),
        None => Err(invalid("is_public", word)),
    }
}

/// Reads a whole number; 0 if the parameter is missing.
fn read_minimum(query: &QueryString<'_>, name: &str) -> Result<i64, Fault> {
    let Some(text) = query.last(name) else {
        return Ok(0);
    };
    text.trim().parse().map_err(|_| invalid(name, text))
}

fn invalid(name: &str, value: &str) -> Fault {
    Fault::bad_request(format!("Invalid {name} filter [{value}]"))
}
