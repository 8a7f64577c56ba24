//! The public interface of the identity: directories, logins, tokens, restarts.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod changes;
mod clocks;
mod directories;
mod documents;
mod logins;
mod support;
mod tokens;
mod upgrades;
