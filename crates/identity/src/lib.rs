//! The embedded implementation of the identity port: users, projects and signed tokens.
//!
//! This crate stores users and projects, checks passwords, and issues tokens that identify callers.
//! It contains no code for HTTP or for Keystone's JSON; other crates have that code and call
//! [`EmbeddedIdentity`].
//!
//! Tokens are not stored: a token contains its user, its project and its expiry, and a signature
//! with the key of the day. Roles are looked up whenever a token is used, so that taking a role
//! away also affects existing tokens. To make all tokens of a user invalid, a number that the
//! signature covers is increased. A revocation is stored only if a single token is revoked, and it
//! is kept only as long as the key of that token exists.
//!
//! Start reading at [`EmbeddedIdentity`], then at the token's layout in `token.rs` and at the keys
//! in `keys.rs`.

mod accounts;
mod authenticate;
mod changes;
mod check;
mod directory;
mod embedded;
mod error;
mod ids;
mod key_name;
mod keys;
mod password_hash;
mod passwords;
mod pending_key_write;
mod random;
mod references;
mod revocations;
mod signing;
mod stored;
mod token;
mod token_data;

pub use accounts::Accounts;
pub use authenticate::{IssuedToken, LoginMethod, RequestedScope};
pub use changes::{AssignmentRef, ChangeOutcome, NewUser};
pub use check::{DirectoryError, EntryKind};
pub use directory::{Assignment, Directory, IdAndName, Project, Role, User, implied_roles};
pub use embedded::{EmbeddedIdentity, Settings};
pub use error::{AuthError, ChangeError, LONGEST_PASSWORD, OpenError};
pub use password_hash::{PasswordError, hash_password};
pub use references::{DEFAULT_DOMAIN_ID, DEFAULT_DOMAIN_NAME, DomainRef, ProjectRef, UserRef};
pub use token_data::TokenData;
