//! What a directory must be before anybody relies on it.

use std::{collections::HashSet, fmt};

use crate::{Assignment, Directory, PasswordError, password_hash};

/// The longest id, in characters: two of them fit into a token of 255 characters.
pub(crate) const LONGEST_ID: usize = 64;

/// The longest name, in characters, as in Keystone's tables.
const LONGEST_NAME: usize = 255;

impl Directory {
    /// Checks that ids and names can be used and are there once, that assignments speak of what
    /// exists, and that every password hash can be verified at a bearable cost.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
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

/// Whether the text can stand in a path, in a header and in a token as it is.
fn is_id(text: &str) -> bool {
    text.len() <= LONGEST_ID
        && text.starts_with(|it: char| it.is_ascii_alphanumeric())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST_NAME && !text.contains(char::is_control)
}

/// What something in a directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A user.
    User,
    /// A project.
    Project,
    /// A role.
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

/// What is wrong with a directory.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// An id is empty, too long or has a character that ids can't have.
    #[error(
        "the {kind} id {id:?} is not a letter or digit followed by up to {} letters, digits, '-', \
         '_' or '.'",
        LONGEST_ID - 1
    )]
    BadId {
        /// What it is the id of.
        kind: EntryKind,
        /// The id.
        id: String,
    },
    /// A name is empty, too long or has a control character.
    #[error(
        "the name of {kind} {id} is empty, longer than {LONGEST_NAME} characters or has a control \
         character"
    )]
    BadName {
        /// What it is the name of.
        kind: EntryKind,
        /// The id of that.
        id: String,
    },
    /// Two have one id.
    #[error("two {kind}s have the id {id}")]
    DuplicateId {
        /// Two what.
        kind: EntryKind,
        /// The id.
        id: String,
    },
    /// Two have one name.
    #[error("two {kind}s have the name {name:?}")]
    DuplicateName {
        /// Two what.
        kind: EntryKind,
        /// The name.
        name: String,
    },
    /// A user's default project does not exist.
    #[error("the default project {id:?} of user {user:?} does not exist")]
    DefaultProject {
        /// The name of the user.
        user: String,
        /// The id of the project.
        id: String,
    },
    /// An assignment speaks of something that does not exist.
    #[error(
        "there is no {kind} {:?} for the assignment of {assignment}",
        part(*.kind, .assignment)
    )]
    Dangling {
        /// What does not exist.
        kind: EntryKind,
        /// The assignment.
        assignment: Assignment,
    },
    /// An assignment is there twice.
    #[error("there are two assignments of {0}")]
    DuplicateAssignment(Assignment),
    /// A password hash can't be used.
    #[error("the password hash of user {user:?} can't be used")]
    Password {
        /// The name of the user.
        user: String,
        /// Why not.
        #[source]
        error: PasswordError,
    },
}

/// What an assignment says of a user, a project or a role.
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
