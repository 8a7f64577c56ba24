//! Ids of requests in rows.

use super::stored_id::StoredId;

/// Returns the 16 bytes from which exactly this id of a request can be restored; `None` if it does
/// not have the form of the ids that this program makes.
pub(super) fn short_request_id(text: &str) -> Option<[u8; 16]> {
    match StoredId::of(text.strip_prefix("req-")?) {
        StoredId::Dashed(id) => Some(id),
        StoredId::Hex(_) | StoredId::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_id_of_our_form_is_short() {
        let ours = "req-4b1a9e00-0000-4000-8000-000000000001";
        assert_eq!(short_request_id(ours).map(|it| it[0]), Some(0x4b));

        for text in [
            "",
            "req-",
            "4b1a9e00-0000-4000-8000-000000000001",
            "req-4b1a9e0000004000800000000000000001",
            "req-4b1a9e00000040008000000000000001",
            "req-4B1A9E00-0000-4000-8000-000000000001",
            "Req-4b1a9e00-0000-4000-8000-000000000001",
            "req-{4b1a9e00-0000-4000-8000-000000000001}",
        ] {
            assert_eq!(short_request_id(text), None, "{text}");
        }
    }
}
