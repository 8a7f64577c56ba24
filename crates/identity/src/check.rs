//! Validation of directories.

use std::{collections::HashSet, fmt};

use crate::{Assignment, Directory, PasswordError, password_hash};

/// Maximum length of an id, in characters: two ids have to fit into a token of 255 characters.
pub(crate) const LONGEST_ID: usize = 64;

/// Maximum length of a name, in characters, as in Keystone's tables.
const LONGEST_NAME: usize = 255;

impl Directory {
    /// Checks that ids and names are valid and unique, that assignments refer to existing entries,
    /// and that every password hash can be verified within limits.
    pub fn check(&self) -> Result<(), DirectoryError> {
        check_names(EntryKind::User, self.users.iter().map(|it| (&*it.id, &*it.name)))?;
        check_names(EntryKind::Project, self.projects.iter().map(|it| (&*it.id, &*it.name)))?;
        check_names(EntryKind::Role, self.roles.iter().map(|it| (&*it.id, &*it.name)))?;
        self.check_users()?;
        self.check_assignments()
    }

    fn check_users(&self) -> Result<(), DirectoryError> {
        let project_ids: HashSet<&str> = self.projects.iter().map(|it| &*it.id).collect();
        for user in &self.users {
            let name = || user.name.clone();
            if let Err(error) = password_hash::parse(&user.password_hash) {
                return Err(DirectoryError::Password { user: name(), error });
            }
            if let Some(id) = &user.default_project_id
                && !project_ids.contains(&**id)
            {
                return Err(DirectoryError::DefaultProject { user: name(), id: id.clone() });
            }
        }
        Ok(())
    }

    fn check_assignments(&self) -> Result<(), DirectoryError> {
        let user_ids: HashSet<&str> = self.users.iter().map(|it| &*it.id).collect();
        let project_ids: HashSet<&str> = self.projects.iter().map(|it| &*it.id).collect();
        let roles: HashSet<&str> = self.roles.iter().map(|it| &*it.name).collect();
        let mut seen = HashSet::new();
        for assignment in &self.assignments {
            let of = |kind| DirectoryError::Dangling { kind, assignment: assignment.clone() };
            if !user_ids.contains(&*assignment.user_id) {
                return Err(of(EntryKind::User));
            }
            if !project_ids.contains(&*assignment.project_id) {
                return Err(of(EntryKind::Project));
            }
            if !roles.contains(&*assignment.role) {
                return Err(of(EntryKind::Role));
            }
            if !seen.insert(assignment) {
                return Err(DirectoryError::DuplicateAssignment(assignment.clone()));
            }
        }
        Ok(())
    }
}

fn check_names<'a>(
    kind: EntryKind,
    all: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<(), DirectoryError> {
    let mut ids = HashSet::new();
    let mut names = HashSet::new();
    for (id, name) in all {
        if !is_id(id) {
            return Err(DirectoryError::BadId { kind, id: id.to_owned() });
        }
        if !is_name(name) {
            return Err(DirectoryError::BadName { kind, id: id.to_owned() });
        }
        if !ids.insert(id) {
            return Err(DirectoryError::DuplicateId { kind, id: id.to_owned() });
        }
        if !names.insert(name) {
            return Err(DirectoryError::DuplicateName { kind, name: name.to_owned() });
        }
    }
    Ok(())
}

/// Whether the text is a valid id, which needs no quoting in paths, headers and tokens.
fn is_id(text: &str) -> bool {
    text.len() <= LONGEST_ID
        && text.starts_with(|it: char| it.is_ascii_alphanumeric())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST_NAME && !text.contains(char::is_control)
}

/// A kind of entry in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    User,
    Project,
    Role,
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user",
            Self::Project => "project",
            Self::Role => "role",
        })
    }
}

/// The first fault that was found in a directory.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error(
        "the {kind} id {id:?} is not a letter or digit followed by up to {} letters, digits, '-', \
         '_' or '.'",
        LONGEST_ID - 1
    )]
    BadId { kind: EntryKind, id: String },
    #[error(
        "the name of {kind} {id} is empty, longer than {LONGEST_NAME} characters or has a control \
         character"
    )]
    BadName { kind: EntryKind, id: String },
    #[error("two {kind}s have the id {id}")]
    DuplicateId { kind: EntryKind, id: String },
    #[error("two {kind}s have the name {name:?}")]
    DuplicateName { kind: EntryKind, name: String },
    #[error("the default project {id:?} of user {user:?} does not exist")]
    DefaultProject {
        /// The name of the user.
        user: String,
        /// The id of the project.
        id: String,
    },
    #[error(
        "there is no {kind} {:?} for the assignment of {assignment}",
        part(*.kind, .assignment)
    )]
    Dangling {
        /// The kind of the missing entry.
        kind: EntryKind,
        assignment: Assignment,
    },
    #[error("there are two assignments of {0}")]
    DuplicateAssignment(Assignment),
    #[error("the password hash of user {user:?} can't be used")]
    Password {
        /// The name of the user.
        user: String,
        #[source]
        error: PasswordError,
    },
}

/// Returns the user id, the project id or the role of an assignment, depending on `kind`.
fn part(kind: EntryKind, assignment: &Assignment) -> &str {
    match kind {
        EntryKind::User => &assignment.user_id,
        EntryKind::Project => &assignment.project_id,
        EntryKind::Role => &assignment.role,
    }
}

impl fmt::Display for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "role {:?} to user {:?} in project {:?}",
            self.role, self.user_id, self.project_id
        )
    }
}
