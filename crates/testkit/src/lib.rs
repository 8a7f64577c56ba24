//! Support for contract tests: a cloud, its clients, and its responses.
//!
//! A [`Cloud`] is our server in this process or, if `CONTRACT_ENDPOINT` is set, any server of the
//! compute API. Tests use only the API, so that they work with both. A test that needs our server
//! uses [`Cloud::start_with`].
//!
//! Every response of a version of the API is checked against the API reference, even if the test
//! looks only at a part of the response.

mod client;
mod clock;
mod cloud;
mod contract;
mod elsewhere;
mod golden;
mod options;
mod raw;
mod response;
mod traces;

pub use client::{Client, RequestBuilder, Version};
pub use clock::TestClock;
pub use cloud::Cloud;
/// The time that a [`TestClock`] shows.
pub use ferronova_compute::Timestamp;
/// When a shelved server leaves its host.
pub use ferronova_server::OffloadTime;
pub use options::Options;
pub use response::Response;
