//! Sorting and paging of lists.

use std::{cmp::Ordering, collections::HashSet};

use ferronova_compute::compare_texts;
use ferronova_http::QueryString;
use serde_json::Value;

use crate::listing::Item;

/// A service's maximum page size, and its defaults for queries that set no limit or direction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PagingDefaults {
    /// Number of items on a page if the query sets no limit.
    pub(crate) default_limit: usize,
    /// Maximum number of items on a page, whatever limit the query sets.
    pub(crate) max_limit: usize,
    /// Direction of sort keys for which the query gives no direction.
    pub(crate) default_direction: Direction,
}

impl PagingDefaults {
    /// All items on one page, as in Keystone and Neutron.
    pub(crate) const ALL_AT_ONCE: Self = Self {
        default_limit: usize::MAX,
        max_limit: usize::MAX,
        default_direction: Direction::Ascending,
    };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

/// The sorting and paging that a query asks for.
#[derive(Debug)]
pub(crate) struct Paging<'a> {
    order: Vec<(&'a str, Direction)>,
    marker: Option<&'a str>,
    limit: usize,
}

/// A page of a list.
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    /// Whether there are items after this page.
    pub(crate) has_more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PagingError {
    #[error("Invalid limit: {0} is not a whole number")]
    Limit(String),
    #[error("Invalid marker: {0} is not in the list")]
    Marker(String),
}

impl<'a> Paging<'a> {
    pub(crate) fn parse(
        query: &'a QueryString<'_>,
        defaults: PagingDefaults,
    ) -> Result<Self, PagingError> {
        let limit = match query.last("limit") {
            None | Some("") => defaults.default_limit,
            Some(limit) => limit.parse().map_err(|_| PagingError::Limit(limit.to_owned()))?,
        };
        let mut order = order_of(query, defaults.default_direction);
        let mut keys = HashSet::new();
        // The second occurrence of a key can't change the order, so it is dropped.
        order.retain(|(key, _)| keys.insert(*key));
        Ok(Self {
            order,
            marker: query.last("marker").filter(|it| !it.is_empty()),
            limit: limit.min(defaults.max_limit),
        })
    }

    /// Returns this paging with only those sort keys that are in `keys`.
    pub(crate) fn sorted_by_some_of(mut self, keys: &[&str]) -> Self {
        self.order.retain(|(key, _)| keys.contains(key));
        self
    }

    /// Whether the query asks for an order.
    pub(crate) fn has_order(&self) -> bool {
        !self.order.is_empty()
    }

    /// Whether every sort key is ascending. If so, items that are equal in all sort keys are sorted
    /// in ascending order, too.
    pub(crate) fn is_ascending(&self) -> bool {
        self.order.iter().all(|(_, direction)| *direction == Direction::Ascending)
    }

    /// The id of the item after which the page starts; `None` for the first page.
    pub(crate) fn marker(&self) -> Option<&'a str> {
        self.marker
    }

    /// Maximum number of items on a page.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// The values that an item is sorted by.
    pub(crate) fn values_of(&self, item: &Item) -> Vec<Value> {
        self.order.iter().map(|(key, _)| value_of(item, key).clone()).collect()
    }

    /// Compares two items by the values that they are sorted by.
    pub(crate) fn compare(&self, one: &[Value], other: &[Value]) -> Ordering {
        self.compare_all(one.iter().zip(other))
    }

    fn compare_items(&self, one: &Item, other: &Item) -> Ordering {
        let values = |(key, _): &(&str, Direction)| (value_of(one, key), value_of(other, key));
        self.compare_all(self.order.iter().map(values))
    }

    fn compare_all<'v>(&self, values: impl Iterator<Item = (&'v Value, &'v Value)>) -> Ordering {
        let compare = |((_, direction), (one, other)): (&(&str, Direction), (&Value, &Value))| {
            let ordering = compare_values(one, other);
            match direction {
                Direction::Ascending => ordering,
                Direction::Descending => ordering.reverse(),
            }
        };
        self.order.iter().zip(values).map(compare).fold(Ordering::Equal, Ordering::then)
    }

    /// Sorts a list and cuts out the page that the query asks for.
    pub(crate) fn cut(&self, mut items: Vec<Item>) -> Result<Page, PagingError> {
        if self.has_order() {
            items.sort_by(|one, other| self.compare_items(one, other));
        }
        let start = match self.marker {
            None => 0,
            Some(marker) => {
                let is_marker = |it: &Item| it.get("id").and_then(Value::as_str) == Some(marker);
                let at = items.iter().position(is_marker);
                1 + at.ok_or_else(|| PagingError::Marker(marker.to_owned()))?
            }
        };
        let has_more = items.len() - start > self.limit;
        Ok(Page { items: items.into_iter().skip(start).take(self.limit).collect(), has_more })
    }
}

/// An attribute of an item; null if the item does not have the attribute.
fn value_of<'a>(item: &'a Item, key: &str) -> &'a Value {
    item.get(key).unwrap_or(&Value::Null)
}

/// Returns `path` with the query `query_text`. The marker in the query is replaced by `marker`, or
/// removed if `marker` is `None`.
pub(crate) fn link(path: &str, query_text: &str, marker: Option<&str>) -> String {
    let is_kept = |it: &&str| !it.is_empty() && it.split('=').next() != Some("marker");
    let kept = query_text.split('&').filter(is_kept).map(str::to_owned);
    let marker = marker.map(|id| format!("marker={id}"));
    let query: Vec<_> = kept.chain(marker).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// Reads the sort keys of a query, from `sort=name:asc,size` or from pairs of `sort_key` and
/// `sort_dir`.
fn order_of<'a>(query: &'a QueryString<'_>, default: Direction) -> Vec<(&'a str, Direction)> {
    let sort = query.all("sort");
    if !sort.is_empty() {
        let keys = sort.into_iter().flat_map(|it| it.split(',')).filter(|it| !it.is_empty());
        let split = |it: &'a str| it.split_once(':').unwrap_or((it, ""));
        return keys.map(split).map(|(key, word)| (key, direction_of(word, default))).collect();
    }
    let mut words = query.all("sort_dir").into_iter();
    let keys = query.all("sort_key").into_iter();
    keys.map(|key| (key, direction_of(words.next().unwrap_or_default(), default))).collect()
}

fn direction_of(word: &str, default: Direction) -> Direction {
    match word {
        "asc" => Direction::Ascending,
        "desc" => Direction::Descending,
        _ => default,
    }
}

/// Orders numbers by size, texts ignoring case, and null before everything else; lists and objects
/// are all equal. This must be a total order, as sorting by an order that is not total may panic.
fn compare_values(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => compare_texts(one, other),
        (Value::Number(one), Value::Number(other)) => one.as_u64().cmp(&other.as_u64()),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        _ => rank(one).cmp(&rank(other)),
    }
}

/// Returns the rank of a value's kind. Values of different kinds are ordered by their ranks.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) | Value::Object(_) => 4,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::listing::to_item;

    fn cut(query: &str) -> Result<String, PagingError> {
        let things = [("1", "b", 3), ("2", "a", 20), ("3", "b", 10)];
        let items = things
            .map(|(id, name, size)| to_item(&json!({"id": id, "name": name, "size": size})))
            .into();
        let query = QueryString::parse(query);
        let page = Paging::parse(&query, PagingDefaults::ALL_AT_ONCE)?.cut(items)?;
        let mut ids: String = page.items.iter().filter_map(|it| it["id"].as_str()).collect();
        if page.has_more {
            ids.push('…');
        }
        Ok(ids)
    }

    #[test]
    fn a_list_without_an_order_stays_as_it_is() {
        assert_eq!(cut("").unwrap(), "123");
    }

    #[test]
    fn a_list_is_sorted_by_its_keys_in_turn() {
        assert_eq!(cut("sort=name:asc,size:desc").unwrap(), "231");
        assert_eq!(cut("sort=size:desc").unwrap(), "231");
        assert_eq!(cut("sort_key=name&sort_key=size&sort_dir=desc&sort_dir=asc").unwrap(), "132");
        assert_eq!(cut("sort_key=size").unwrap(), "132");
        assert_eq!(cut("sort=unknown:desc&sort_key=size").unwrap(), "123");
    }

    #[test]
    fn values_of_every_kind_have_an_order() {
        let values = [
            json!(null),
            json!(false),
            json!(true),
            json!(1),
            json!(20),
            json!("a"),
            json!("b"),
            json!(["z"]),
        ];
        for (i, one) in values.iter().enumerate() {
            for (j, other) in values.iter().enumerate() {
                assert_eq!(compare_values(one, other), i.cmp(&j), "{one} {other}");
            }
        }
    }

    #[test]
    fn a_key_that_comes_again_decides_nothing() {
        assert_eq!(cut("sort=name:asc,name:desc,size:desc").unwrap(), "231");
    }

    #[test]
    fn a_page_begins_behind_its_marker_and_knows_whether_there_are_more() {
        assert_eq!(cut("limit=2").unwrap(), "12…");
        assert_eq!(cut("limit=2&marker=2").unwrap(), "3");
        assert_eq!(cut("limit=3").unwrap(), "123");
        assert_eq!(cut("limit=0").unwrap(), "…");
        assert_eq!(cut("marker=3").unwrap(), "");
    }

    #[test]
    fn a_link_has_its_marker_once() {
        let query = "limit=2&marker=a&name=b";

        assert_eq!(link("/x", query, Some("c")), "/x?limit=2&name=b&marker=c");
        assert_eq!(link("/x", query, None), "/x?limit=2&name=b");
        assert_eq!(link("/x", "", None), "/x");
    }

    #[test]
    fn a_wrong_limit_or_marker_is_an_error() {
        assert_eq!(cut("limit=-1"), Err(PagingError::Limit("-1".to_owned())));
        assert_eq!(cut("limit=x"), Err(PagingError::Limit("x".to_owned())));
        assert_eq!(cut("marker=4"), Err(PagingError::Marker("4".to_owned())));
    }
}
