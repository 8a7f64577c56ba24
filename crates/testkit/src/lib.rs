//! What contract tests are made of: a cloud, clients of it, and what they answer.
//!
//! A [`Cloud`] is a server of ours in this process, or, if `CONTRACT_ENDPOINT` is set, any other
//! server of the compute API. Tests act through the API alone, so that they hold for both; what
//! only ours can do they ask for with [`Cloud::start_with`].
//!
//! Every answer below a version of the API is held against the API reference, so that whatever a
//! test looks at, nothing goes over the wire that the reference does not describe.

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

pub use client::{Call, Client, Version};
pub use clock::TestClock;
pub use cloud::Cloud;
/// When a shelved server leaves its host.
pub use ferronova_server::OffloadTime;
pub use options::Options;
pub use response::Response;
