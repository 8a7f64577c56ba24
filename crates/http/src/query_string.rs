//! Query strings.

use std::{borrow::Cow, collections::HashMap};

/// The parameters of a query string, decoded, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryString<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> QueryString<'a> {
    /// Parses the part of a URL after the question mark. A parameter without `=` has an empty
    /// value; bytes that are not UTF-8 are replaced.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        Self { pairs: form_urlencoded::parse(text.as_bytes()).collect() }
    }

    /// Every parameter, in its order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The distinct names, ordered by first occurrence, each with all its values.
    #[must_use]
    pub fn by_name(&self) -> Vec<(&str, Vec<&str>)> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut named: Vec<(&str, Vec<&str>)> = Vec::new();
        for (name, value) in self.iter() {
            let place = *places.entry(name).or_insert(named.len());
            match named.get_mut(place) {
                Some((_, values)) => values.push(value),
                None => named.push((name, vec![value])),
            }
        }
        named
    }

    /// The value of the first parameter with this name.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        self.iter().find(|(it, _)| *it == name).map(|(_, value)| value)
    }

    /// The value of the last parameter with this name.
    #[must_use]
    pub fn last(&self, name: &str) -> Option<&str> {
        self.iter().filter(|(it, _)| *it == name).last().map(|(_, value)| value)
    }

    /// The values of all parameters with this name, in their order.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.iter().filter(|(it, _)| *it == name).map(|(_, value)| value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_come_by_name_in_the_order_in_which_they_came_first() {
        let query = QueryString::parse("b=1&a=2&b=3&c");

        assert_eq!(query.by_name(), [("b", vec!["1", "3"]), ("a", vec!["2"]), ("c", vec![""])]);
    }
}
