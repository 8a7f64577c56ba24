//! Property tests of query strings.

use ferronova_http::QueryString;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{collection::vec, prelude::*};

/// Names and values of any characters.
fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    vec((any::<String>(), any::<String>()), 0..8)
}

/// Texts with many of the characters that have a meaning in a query.
fn query() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => "[a-c]{1,3}",
        3 => Just("&".to_owned()),
        3 => Just("=".to_owned()),
        1 => Just("+".to_owned()),
        1 => "%[0-9a-gA-G]{0,2}",
        1 => any::<char>().prop_map(String::from),
    ];
    vec(part, 0..24).prop_map(|it| it.concat())
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Returns the text of a query with these parameters.
fn write(pairs: &[(String, String)]) -> String {
    let parameters =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    parameters.collect::<Vec<_>>().join("&")
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (&**name, &**value)).collect()
}

proptest! {
    #[test]
    fn what_is_written_is_read_in_its_order(pairs in pairs()) {
        let text = write(&pairs);

        let query = QueryString::parse(&text);

        prop_assert_eq!(query.iter().collect::<Vec<_>>(), borrowed(&pairs));
    }

    #[test]
    fn any_text_is_a_query(text in any::<String>()) {
        let query = QueryString::parse(&text);

        let n_parameters = text.split('&').filter(|it| !it.is_empty()).count();
        prop_assert_eq!(query.iter().count(), n_parameters);
    }

    #[test]
    fn every_part_between_two_ampersands_is_one_parameter(text in query()) {
        let query = QueryString::parse(&text);

        let parts = text.split('&').filter(|it| !it.is_empty());
        let each = parts.map(|part| {
            let alone = QueryString::parse(part);
            let pair = alone.iter().next().map(|(name, value)| (name.to_owned(), value.to_owned()));
            pair.expect("a part that is not empty is a parameter")
        });
        let each: Vec<_> = each.collect();
        prop_assert_eq!(query.iter().collect::<Vec<_>>(), borrowed(&each));
    }

    #[test]
    fn a_parameter_without_a_value_has_an_empty_one(name in "[a-z]{1,8}") {
        let without = QueryString::parse(&name);

        prop_assert_eq!(without.iter().collect::<Vec<_>>(), [(&*name, "")]);
    }

    #[test]
    fn a_value_ends_at_the_next_ampersand_and_not_at_an_equals_sign(value in "[a-z=]{0,8}") {
        let text = format!("name={value}&other");

        let query = QueryString::parse(&text);

        prop_assert_eq!(query.iter().collect::<Vec<_>>(), [("name", &*value), ("other", "")]);
    }

    #[test]
    fn a_plus_is_a_blank_and_an_encoded_one_is_a_plus(before in "[a-z]{0,4}", after in "[a-z]{0,4}") {
        let text = format!("{before}+{after}={before}%2b{after}%2B");

        let query = QueryString::parse(&text);

        let (name, value) = (format!("{before} {after}"), format!("{before}+{after}+"));
        prop_assert_eq!(query.iter().collect::<Vec<_>>(), [(&*name, &*value)]);
    }

    #[test]
    fn first_last_and_all_agree_with_the_parameters(text in query(), name in "[a-c]{0,2}") {
        let query = QueryString::parse(&text);

        let named: Vec<&str> =
            query.iter().filter(|(it, _)| *it == name).map(|(_, value)| value).collect();
        prop_assert_eq!(query.first(&name), named.first().copied());
        prop_assert_eq!(query.last(&name), named.last().copied());
        prop_assert_eq!(query.all(&name), named);
    }
}
