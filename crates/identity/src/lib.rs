//! The identity port, embedded: users, projects and signed tokens.
//!
//! It keeps who exists, checks passwords, and issues tokens that prove who calls. It knows no HTTP
//! and no JSON of Keystone; whoever speaks those asks [`EmbeddedIdentity`].
//!
//! A token is not stored: it carries who, where and until when, and a signature with the key of the
//! day. Roles are looked up whenever it is used, so that a role taken away is gone from the tokens
//! there are. What ends all tokens of a user is a number that goes into the signature. Only what was
//! revoked one by one is written down, for as long as its key is there.
//!
//! Start reading at [`EmbeddedIdentity`], then at the token's layout in `token.rs`
//! and at the keys in `keys.rs`.

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
