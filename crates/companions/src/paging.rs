//! Lists: their order, and which part of them a query asks for.

use std::{cmp::Ordering, collections::HashSet};

use ferronova_compute::compare_texts;
use ferronova_http::QueryString;
use serde_json::Value;

use crate::listing::Item;

/// How a service pages when the query leaves it open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PagingDefaults {
    /// How many items an answer holds if the query sets no limit.
    pub(crate) default_limit: usize,
    /// How many it holds at most, whatever the query says.
    pub(crate) max_limit: usize,
    /// Which way a key without a direction is sorted.
    pub(crate) default_direction: Direction,
}

impl PagingDefaults {
    /// Everything in one answer, as Keystone and Neutron have it.
    pub(crate) const ALL_AT_ONCE: Self = Self {
        default_limit: usize::MAX,
        max_limit: usize::MAX,
        default_direction: Direction::Ascending,
    };
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

/// What a query says about the order and the part of a list.
#[derive(Debug)]
pub(crate) struct Paging<'a> {
    order: Vec<(&'a str, Direction)>,
    marker: Option<&'a str>,
    limit: usize,
}

/// A part of a list.
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    /// Whether the list goes on behind it.
    pub(crate) has_more: bool,
}

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PagingError {
    /// The limit is not a number.
    #[error("Invalid limit: {0} is not a whole number")]
    Limit(String),
    /// The marker is not in the list.
    #[error("Invalid marker: {0} is not in the list")]
    Marker(String),
}

impl<'a> Paging<'a> {
    /// Reads a query.
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
        // A key that comes again decides nothing more.
        order.retain(|(key, _)| keys.insert(*key));
        Ok(Self {
            order,
            marker: query.last("marker").filter(|it| !it.is_empty()),
            limit: limit.min(defaults.max_limit),
        })
    }

    /// The same, where lists can be sorted by these keys alone.
    pub(crate) fn sorted_by_some_of(mut self, keys: &[&str]) -> Self {
        self.order.retain(|(key, _)| keys.contains(key));
        self
    }

    /// Whether the query wants an order.
    pub(crate) fn has_order(&self) -> bool {
        !self.order.is_empty()
    }

    /// Whether what is sorted alike comes in ascending order: if all goes that way.
    pub(crate) fn is_ascending(&self) -> bool {
        self.order.iter().all(|(_, direction)| *direction == Direction::Ascending)
    }

    /// The id behind which a page begins.
    pub(crate) fn marker(&self) -> Option<&'a str> {
        self.marker
    }

    /// How many items a page has at most.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// What an item is sorted by.
    pub(crate) fn values_of(&self, item: &Item) -> Vec<Value> {
        self.order.iter().map(|(key, _)| value_of(item, key).clone()).collect()
    }

    /// How two items stand to each other, by what they are sorted by.
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

    /// The part of a list that is asked for.
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

/// What an item says under a key; null if nothing.
fn value_of<'a>(item: &'a Item, key: &str) -> &'a Value {
    item.get(key).unwrap_or(&Value::Null)
}

/// The path of a list with the same query, from its beginning or from behind a marker.
pub(crate) fn link(path: &str, query_text: &str, marker: Option<&str>) -> String {
    let is_kept = |it: &&str| !it.is_empty() && it.split('=').next() != Some("marker");
    let kept = query_text.split('&').filter(is_kept).map(str::to_owned);
    let marker = marker.map(|id| format!("marker={id}"));
    let query: Vec<_> = kept.chain(marker).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// Reads `sort=name:asc,size`, or `sort_key` and `sort_dir` in pairs.
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

/// Numbers by size, texts by their letters in any case, null before anything else; lists and objects
/// stay where they are. It is an order of all values: sorting by anything less may panic.
fn compare_values(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => compare_texts(one, other),
        (Value::Number(one), Value::Number(other)) => one.as_u64().cmp(&other.as_u64()),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        _ => rank(one).cmp(&rank(other)),
    }
}

/// Which kinds of values come first.
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
