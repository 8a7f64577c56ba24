//! Request bodies: limits on size and time, and media types.

use std::time::Duration;

use actix_web::{
    http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, TRANSFER_ENCODING},
    rt::time,
    web::{Bytes, Payload},
};

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooLarge,
    TooSlow,
    /// The connection broke, or the body's framing is invalid.
    Broken,
}

/// Reads a body of at most `limit` bytes that arrives within `patience`.
///
/// Without a header that announces a body, the body is empty.
pub(crate) async fn read(
    headers: &HeaderMap,
    payload: Payload,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, BodyError> {
    if declared_length(headers).is_some_and(|it| it > limit as u64) {
        return Err(BodyError::TooLarge);
    }
    match time::timeout(patience, payload.to_bytes_limited(limit)).await {
        Ok(Ok(Ok(body))) => Ok(body),
        Ok(Ok(Err(_broken))) => Err(BodyError::Broken),
        Ok(Err(_too_large)) => Err(BodyError::TooLarge),
        Err(_elapsed) => Err(BodyError::TooSlow),
    }
}

/// Maximum number of bytes of the body according to its headers: `limit` if the body is chunked,
/// otherwise the declared length, up to `limit`. A body without a declared length is empty.
pub(crate) fn most_bytes(headers: &HeaderMap, limit: usize) -> usize {
    if headers.contains_key(TRANSFER_ENCODING) {
        return limit;
    }
    let declared = declared_length(headers).unwrap_or(0);
    usize::try_from(declared).map_or(limit, |it| it.min(limit))
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok())
}

/// Whether the request's media type is one of those that Nova accepts as JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let media_type = content_type.and_then(|it| it.split(';').next()).map(str::trim);
    media_type.is_some_and(|it| {
        it.eq_ignore_ascii_case("application/json")
            || it.eq_ignore_ascii_case("application/vnd.openstack.compute+json")
    })
}
