//! The identity service: the part of Keystone's v3 and v2.0 that clients need.

mod accounts;
mod call;
mod catalogue;
mod face;
mod json_body;
mod refusal;
mod scope;
mod token_v2;
mod token_v3;
mod tokens_v2;
mod tokens_v3;
mod versions;

pub use face::IdentityFace;
