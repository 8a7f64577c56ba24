//! The fuzz targets: everything that takes bytes from outside, each as one function of bytes.
//!
//! A target panics if its code does something that it must never do with any input: panic, answer
//! with what the API reference does not describe, or accept what is invalid.
//!
//! Each is run in two ways: by `tests/targets.rs` with the corpus and with inputs derived from it,
//! and by `cargo fuzz` from the folder `fuzz`, which looks for new ones.

mod action;
mod cloud;
mod command;
mod configuration;
mod create;
mod documents;
mod file;
mod login;
mod policy;
mod query;
mod record;
mod seed;
mod token;

pub use action::action;
pub use command::command;
pub use configuration::configuration;
pub use create::create;
pub use login::login;
pub use policy::policy;
pub use query::query;
pub use record::record;
pub use seed::seed;
pub use token::token;

/// A target: its name, which is also that of its corpus, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("action", action),
    ("command", command),
    ("configuration", configuration),
    ("create", create),
    ("login", login),
    ("policy", policy),
    ("query", query),
    ("record", record),
    ("seed", seed),
    ("token", token),
];
