//! The identity port, embedded: users, projects and signed tokens.
//!
//! It keeps who exists, checks passwords, and issues tokens that prove who calls. It knows no HTTP
//! and no JSON of Keystone; whoever speaks those asks [`EmbeddedIdentity`].
//!
//! A token is not stored: it carries who, where and until when, and a signature. Roles are looked
//! up whenever it is used, so that a role taken away is gone from the tokens there are. Only what
//! was revoked before its time is written down.
//!
//! Start reading at [`EmbeddedIdentity`], then at the token's layout in `token.rs`.

mod accounts;
mod authenticate;
mod check;
mod directory;
mod embedded;
mod error;
mod ids;
mod password_hash;
mod passwords;
mod random;
mod references;
mod revocations;
mod stored;
mod token;

pub use authenticate::{Issued, Method, ScopeWish, TokenData};
pub use check::{DirectoryError, Kind};
pub use directory::{Assignment, Directory, Named, Project, Role, User, implied_roles};
pub use embedded::{EmbeddedIdentity, Settings};
pub use error::{AuthError, OpenError};
pub use password_hash::{PasswordError, hash_password};
pub use references::{DEFAULT_DOMAIN_ID, DEFAULT_DOMAIN_NAME, DomainRef, ProjectRef, UserRef};
