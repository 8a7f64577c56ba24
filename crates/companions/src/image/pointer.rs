//! The paths in a change of an image: a simple form of JSON pointers that Glance accepts.

use super::refusal::Refusal;

/// Splits a pointer into its segments.
pub(crate) fn parse(pointer: &str) -> Result<Vec<String>, Refusal> {
    let wrong = |what: &str| Err(Refusal::bad_request(format!("Pointer `{pointer}` {what}")));
    let Some(rest) = pointer.strip_prefix('/') else {
        return wrong("does not start with \"/\".");
    };
    if rest.trim().is_empty() {
        return wrong("does not contains valid token.");
    }
    let mut segments = rest.split('/');
    let last = segments.next_back().unwrap_or_default();
    if segments.skip(1).any(|it| it.trim().is_empty()) || rest.starts_with('/') {
        return wrong("contains adjacent \"/\".");
    }
    if last.is_empty() {
        return wrong("end with \"/\".");
    }
    if rest.split('~').skip(1).any(|it| !it.starts_with(['0', '1'])) {
        return wrong("contains \"~\" not part of a recognized escape sequence.");
    }
    let name = |it: &str| it.replace("~1", "/").replace("~0", "~").trim().to_owned();
    Ok(rest.split('/').map(name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pointer: &str) -> Vec<String> {
        parse(pointer).unwrap()
    }

    #[test]
    fn names_are_between_slashes_and_have_escapes() {
        assert_eq!(names("/name"), ["name"]);
        assert_eq!(names("/locations/0"), ["locations", "0"]);
        assert_eq!(names("/a~1b~0c"), ["a/b~c"]);
    }

    #[test]
    fn anything_else_is_refused_in_the_words_of_glance() {
        for (pointer, expected) in [
            ("name", "Pointer `name` does not start with \"/\"."),
            ("", "Pointer `` does not start with \"/\"."),
            ("/", "Pointer `/` does not contains valid token."),
            ("//name", "Pointer `//name` contains adjacent \"/\"."),
            ("/a//b", "Pointer `/a//b` contains adjacent \"/\"."),
            ("/name/", "Pointer `/name/` end with \"/\"."),
            ("/a~2", "Pointer `/a~2` contains \"~\" not part of a recognized escape sequence."),
            ("/a~", "Pointer `/a~` contains \"~\" not part of a recognized escape sequence."),
        ] {
            let Err(Refusal::BadRequest(text)) = parse(pointer) else {
                panic!("{pointer} is taken");
            };
            assert_eq!(text, expected);
        }
    }
}
