//! HTTP for all API versions: callers, requests, routing, replies and faults.
//!
//! A request enters through [`Front`], which passes it to the [`Mount`] of its first path segment.
//! Versions of the compute API are mounts, and so are the services beside it.

#![warn(clippy::wildcard_enum_match_arm)]

mod accept;
mod address;
mod answer;
mod bad_head;
mod body;
mod error_wording;
mod failure;
mod fault;
mod front;
mod gate;
mod json;
mod json_text;
mod large_reply;
mod long_body;
mod memory;
mod mount;
mod page_body;
mod pages;
mod peer;
mod query_string;
mod reply;
mod route_or_action;
mod route_table;
mod stream;
mod traffic;
mod versions;

pub use actix_web::http::{
    Method, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue, LOCATION, VARY},
};
pub use address::{Address, Scheme};
pub use answer::Answer;
pub use bad_head::BadHead;
pub use error_wording::ErrorWording;
pub use failure::Failure;
pub use fault::Fault;
pub use front::Front;
pub use gate::{Gate, Session, X_AUTH_TOKEN};
pub use json::{
    WriteJson, write_json_string_inside, write_serialized, write_time, write_time_with_micros,
};
pub use large_reply::LargeReply;
pub use memory::{HeldMemory, Memory, OutOfMemory};
pub use mount::{AnswerFuture, Incoming, Mount};
pub use page_body::PageBody;
pub use pages::{method_not_allowed_page, not_found_page, unauthorized_page};
pub use peer::Peer;
pub use query_string::QueryString;
pub use reply::{ClientLeft, Reply};
pub use route_or_action::RouteOrAction;
pub use route_table::{RouteConflict, RouteMatch, RouteTable};
pub use stream::{NotTaken, PieceSender};
pub use traffic::{LockRefusals, RouteTraffic, Traffic};
pub use versions::{VersionEntry, Versions};
