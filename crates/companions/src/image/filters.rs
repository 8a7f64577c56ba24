//! Filters of lists of images.

use ferronova_http::QueryString;
use serde_json::Value;

use crate::listing::{Item, has_value};

/// The query parameters of a list that are not filters.
const NO_FILTERS: [&str; 7] =
    ["limit", "marker", "sort", "sort_key", "sort_dir", "member_status", "fields"];

/// The attributes whose filter can be a list of values after `in:`.
const LISTABLE: [&str; 5] = ["id", "name", "status", "container_format", "disk_format"];

/// Whether an image of v2 satisfies a query. If the image lacks an attribute that a filter names,
/// it does not satisfy the query: the attribute can be a property that only other images have.
pub(crate) fn satisfies_v2(image: &Item, query: &QueryString<'_>) -> bool {
    // Hidden images are listed only if the query mentions `os_hidden`.
    let is_hidden = image.get("os_hidden").and_then(Value::as_bool) == Some(true);
    if is_hidden && query.all("os_hidden").is_empty() {
        return false;
    }
    query.iter().filter(|(name, _)| !NO_FILTERS.contains(name)).all(|(name, wanted)| match name {
        "size_min" | "size_max" => has_size(image, name, wanted),
        "visibility" if wanted == "all" => true,
        "tag" => image.get("tags").is_some_and(|it| has_value(it, wanted)),
        _ => match (image.get(name), wanted.strip_prefix("in:")) {
            (None, _) => false,
            (Some(attribute), Some(list)) if LISTABLE.contains(&name) => {
                split_list(list).iter().any(|it| has_value(attribute, it))
            }
            (Some(attribute), _) => has_value(attribute, wanted),
        },
    })
}

/// Whether an image of v1 satisfies a query. Filters by properties have a prefix in v1, and unknown
/// filters are ignored.
pub(crate) fn satisfies_v1(image: &Item, query: &QueryString<'_>) -> bool {
    query.iter().filter(|(name, _)| !NO_FILTERS.contains(name)).all(|(name, wanted)| {
        if let Some(key) = name.strip_prefix("property-") {
            let property = image.get("properties").and_then(|it| it.get(key));
            return property.is_some_and(|it| has_value(it, wanted));
        }
        match name {
            "size_min" | "size_max" => has_size(image, name, wanted),
            // Administrators send `none` to ask for both public and private images.
            "is_public" if wanted.eq_ignore_ascii_case("none") => true,
            _ => image.get(name).is_none_or(|it| has_value(it, wanted)),
        }
    })
}

fn has_size(image: &Item, name: &str, wanted: &str) -> bool {
    let size = image.get("size").and_then(Value::as_u64);
    let (Some(size), Ok(wanted)) = (size, wanted.parse::<u64>()) else {
        return false;
    };
    if name == "size_min" { size >= wanted } else { size <= wanted }
}

/// Splits a list such as `a,"b, c",d`. Inside quotes a backslash escapes the next character.
fn split_list(list: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut is_quoted = false;
    let mut characters = list.chars();
    while let Some(character) = characters.next() {
        let Some(value) = values.last_mut() else { break };
        match character {
            '"' => is_quoted = !is_quoted,
            '\\' if is_quoted => value.extend(characters.next()),
            ',' if !is_quoted => values.push(String::new()),
            _ => value.push(character),
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::listing::to_item;

    #[test]
    fn a_list_of_values_is_split_at_commas_outside_of_quotes() {
        assert_eq!(split_list("a,b"), ["a", "b"]);
        assert_eq!(split_list(r#"a,"b, \"c\"",d"#), ["a", r#"b, "c""#, "d"]);
        assert_eq!(split_list(""), [""]);
        assert_eq!(split_list(r#""a\"#), ["a"]);
    }

    #[test]
    fn sizes_have_bounds() {
        let image = to_item(&json!({"size": 10}));
        let is_in = |query| satisfies_v2(&image, &QueryString::parse(query));

        assert!(is_in("size_min=10&size_max=10"));
        assert!(!is_in("size_min=11") && !is_in("size_max=9") && !is_in("size_max=x"));
    }
}
