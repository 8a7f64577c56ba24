//! The tags of servers.

use std::cmp::Ordering;

use crate::compare_texts;

/// Maximum number of tags of a server.
pub const MAX_TAGS: usize = 50;

/// Maximum length of a tag, in characters.
const MAX_TAG: usize = 60;

/// Number of characters of a too long tag that its flaw holds.
const TAG_BEGINNING: usize = 20;

/// Why a server can't have the requested tags.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TagFlaw {
    /// There are more than [`MAX_TAGS`] tags.
    #[error("a server has at most {max} tags, and these are {0}", max = MAX_TAGS)]
    TooMany(usize),
    /// A tag is empty or contains a `/` or a `,`.
    #[error(
        "`{0}` is no tag; a tag has 1 to {max} characters, none of them `/` or `,`",
        max = MAX_TAG
    )]
    Malformed(String),
    /// A tag is too long. The flaw holds only its beginning, as the tag may be of any length.
    #[error(
        "`{beginning}…` is no tag; a tag has 1 to {max} characters, and this one has {length}",
        max = MAX_TAG
    )]
    TooLong {
        /// The first characters of the tag.
        beginning: String,
        /// The length of the tag, in characters.
        length: usize,
    },
    /// Two tags are equal or differ only in case.
    #[error("`{0}` and `{1}` are one tag, as case does not count")]
    Same(String, String),
}

/// Checks a tag of a server or of a volume.
///
/// # Errors
///
/// If it is no tag: [`TagFlaw::Malformed`] or [`TagFlaw::TooLong`].
pub fn check_tag(tag: &str) -> Result<(), TagFlaw> {
    let length = tag.chars().count();
    if length > MAX_TAG {
        let beginning = tag.chars().take(TAG_BEGINNING).collect();
        return Err(TagFlaw::TooLong { beginning, length });
    }
    if tag.is_empty() || tag.contains(['/', ',']) {
        return Err(TagFlaw::Malformed(tag.to_owned()));
    }
    Ok(())
}

/// Checks the tags of a server and sorts them ignoring case, as in
/// [`Server::tags`](crate::Server::tags).
///
/// # Errors
///
/// If a server can't have these tags.
pub fn sorted_tags(mut tags: Vec<String>) -> Result<Vec<String>, TagFlaw> {
    if tags.len() > MAX_TAGS {
        return Err(TagFlaw::TooMany(tags.len()));
    }
    for tag in &tags {
        check_tag(tag)?;
    }
    tags.sort_by(|one, other| compare_texts(one, other));
    for pair in tags.windows(2) {
        if let [one, other] = pair
            && compare_texts(one, other) == Ordering::Equal
        {
            return Err(TagFlaw::Same(one.clone(), other.clone()));
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(tags: &[&str]) -> Result<Vec<String>, TagFlaw> {
        sorted_tags(tags.iter().map(|it| (*it).to_owned()).collect())
    }

    #[test]
    fn tags_are_ordered_without_case() {
        assert_eq!(sorted(&["prod", "Blue", "a"]).unwrap(), ["a", "Blue", "prod"]);
        assert_eq!(sorted(&[]).unwrap(), [""; 0]);
    }

    #[test]
    fn what_is_no_tag_of_a_server_is_refused() {
        let malformed = |it: &str| Err(TagFlaw::Malformed(it.to_owned()));

        for tag in ["", "a,b", "a/b"] {
            assert_eq!(sorted(&["blue", tag]), malformed(tag));
        }
        let long = TagFlaw::TooLong { beginning: "é".repeat(20), length: 61 };
        assert_eq!(sorted(&["blue", &"é".repeat(61)]), Err(long));
        assert!(sorted(&[&"é".repeat(60)]).is_ok());
        let same = TagFlaw::Same("blue".to_owned(), "BLUE".to_owned());
        assert_eq!(sorted(&["blue", "a", "BLUE"]), Err(same));
        let many: Vec<String> = (0..51).map(|it| it.to_string()).collect();
        assert_eq!(sorted_tags(many), Err(TagFlaw::TooMany(51)));
    }
}
