//! Query strings.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The parameters of a query string, decoded, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryString<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> QueryString<'a> {
    /// Reads the part of a URL behind its question mark. A parameter without `=` has an empty
    /// value; bytes that are no UTF-8 are replaced.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let parameters = text.split('&').filter(|it| !it.is_empty());
        let pairs = parameters.map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (decode(name), decode(value))
        });
        Self { pairs: pairs.collect() }
    }

    /// Every parameter, in its order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The value of the first parameter of that name.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        self.iter().find(|(it, _)| *it == name).map(|(_, value)| value)
    }

    /// The value of the last parameter of that name.
    #[must_use]
    pub fn last(&self, name: &str) -> Option<&str> {
        self.iter().filter(|(it, _)| *it == name).last().map(|(_, value)| value)
    }

    /// The values of every parameter of that name, in their order.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.iter().filter(|(it, _)| *it == name).map(|(_, value)| value).collect()
    }
}

fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['+', '%']) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}
