//! Changes of the directory. Each change is durable when its method returns, and applies from the
//! next request on.

use std::sync::Arc;

use log::debug;
use tokio::task::spawn_blocking;

use crate::{
    Accounts, Assignment, ChangeError, Directory, EmbeddedIdentity, EntryKind, LONGEST_PASSWORD,
    Project, User, hash_password, random::random, stored,
};

#[derive(Clone, Copy)]
pub struct NewUser<'a> {
    pub name: &'a str,
    pub password: &'a str,
    /// A role, and the project in which the new user gets the role. The project becomes the user's
    /// default project.
    pub role: Option<(&'a str, &'a str)>,
}

/// A user's role in a project. The user and the project are given by name or by id. If a text is
/// the name of one user and the id of another, it counts as the name; likewise for projects.
#[derive(Clone, Copy, Debug)]
pub struct AssignmentRef<'a> {
    pub user: &'a str,
    pub role: &'a str,
    pub project: &'a str,
}

/// Whether a call changed the directory. `Unchanged` means that no change was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    Changed,
    Unchanged,
}

impl EmbeddedIdentity {
    /// Adds an enabled user.
    pub async fn add_user(
        self: &Arc<Self>,
        new: NewUser<'_>,
    ) -> Result<ChangeOutcome, ChangeError> {
        let NewUser { name, password, role } = new;
        let user = User {
            id: format!("{:032x}", u128::from_be_bytes(random()?)),
            name: name.to_owned(),
            password_hash: hash(password).await?,
            email: None,
            description: None,
            default_project_id: None,
            enabled: true,
            generation: 0,
        };
        let role = role.map(|(role, project)| (role.to_owned(), project.to_owned()));
        self.change(move |directory| directory.add(user, role)).await
    }

    /// Sets a user's password, and makes all tokens of the user invalid.
    pub async fn set_password(
        self: &Arc<Self>,
        user: &str,
        password: &str,
    ) -> Result<ChangeOutcome, ChangeError> {
        let (user, password_hash) = (user.to_owned(), hash(password).await?);
        self.change(move |directory| {
            let user = directory.user_mut(&user)?;
            user.password_hash = password_hash;
            user.end_tokens();
            Ok(())
        })
        .await
    }

    /// Enables or disables a user. Disabling makes the user's tokens invalid, and they stay invalid
    /// when the user is enabled again.
    pub async fn set_enabled(
        self: &Arc<Self>,
        user: &str,
        enabled: bool,
    ) -> Result<ChangeOutcome, ChangeError> {
        let user = user.to_owned();
        self.change(move |directory| {
            let user = directory.user_mut(&user)?;
            if user.enabled && !enabled {
                user.end_tokens();
            }
            user.enabled = enabled;
            Ok(())
        })
        .await
    }

    /// Gives a user a role in a project.
    pub async fn grant(
        self: &Arc<Self>,
        role: AssignmentRef<'_>,
    ) -> Result<ChangeOutcome, ChangeError> {
        let AssignmentRef { user, role, project } = role;
        let (user, role, project) = (user.to_owned(), role.to_owned(), project.to_owned());
        self.change(move |directory| {
            let assignment = directory.assignment(&user, &role, &project)?;
            if !directory.assignments.contains(&assignment) {
                directory.assignments.push(assignment);
            }
            Ok(())
        })
        .await
    }

    /// Removes a user's role in a project. The user's tokens for the project lose the role. If the
    /// user has no role left in the project, these tokens become invalid.
    pub async fn take_role(
        self: &Arc<Self>,
        role: AssignmentRef<'_>,
    ) -> Result<ChangeOutcome, ChangeError> {
        let AssignmentRef { user, role, project } = role;
        let (user, role, project) = (user.to_owned(), role.to_owned(), project.to_owned());
        self.change(move |directory| {
            let assignment = directory.assignment(&user, &role, &project)?;
            let before = directory.assignments.len();
            directory.assignments.retain(|it| *it != assignment);
            if directory.assignments.len() == before {
                return Err(ChangeError::NotGranted { user, role, project });
            }
            Ok(())
        })
        .await
    }

    async fn change(
        self: &Arc<Self>,
        change: impl FnOnce(&mut Directory) -> Result<(), ChangeError> + Send + 'static,
    ) -> Result<ChangeOutcome, ChangeError> {
        let identity = Arc::clone(self);
        self.run_to_completion(async move {
            let _changing = identity.changing.lock().await;
            let before = identity.accounts();
            let mut directory = before.directory().clone();
            change(&mut directory)?;
            if directory == *before.directory() {
                return Ok(ChangeOutcome::Unchanged);
            }
            let accounts = Accounts::new(directory)?;
            let written = vec![stored::directory_document(accounts.directory())?];
            identity.documents.write(written, Vec::new()).await?;
            identity.set_accounts(accounts);
            debug!("changed the directory of users");
            Ok(ChangeOutcome::Changed)
        })
        .await
    }

    /// Runs a change to completion even if the caller's future is dropped, so that a change that
    /// was written also takes effect in memory.
    pub(crate) async fn run_to_completion<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<T, ChangeError>> + Send + 'static,
    ) -> Result<T, ChangeError> {
        tokio::spawn(change).await.map_err(ChangeError::failed)?
    }
}

/// Checks the length of a password, and hashes the password on the blocking pool.
async fn hash(password: &str) -> Result<String, ChangeError> {
    match password.len() {
        0 => return Err(ChangeError::EmptyPassword),
        1..=LONGEST_PASSWORD => {}
        len => return Err(ChangeError::LongPassword { len }),
    }
    let password = password.to_owned();
    let hashing = spawn_blocking(move || hash_password(&password));
    hashing.await.map_err(ChangeError::failed)?.map_err(ChangeError::failed)
}

impl User {
    /// Makes all tokens of the user invalid.
    fn end_tokens(&mut self) {
        self.generation = self.generation.saturating_add(1);
    }
}

impl Directory {
    fn add(&mut self, user: User, role: Option<(String, String)>) -> Result<(), ChangeError> {
        if self.users.iter().any(|it| it.name == user.name) {
            return Err(ChangeError::Exists { name: user.name });
        }
        let id = user.id.clone();
        self.users.push(user);
        if let Some((role, project)) = role {
            let assignment = self.assignment(&id, &role, &project)?;
            let user = self.user_mut(&id)?;
            user.default_project_id = Some(assignment.project_id.clone());
            self.assignments.push(assignment);
        }
        Ok(())
    }

    fn user_mut(&mut self, user: &str) -> Result<&mut User, ChangeError> {
        let users = &mut self.users;
        let named = users.iter().position(|it| it.name == user);
        let position = named.or_else(|| users.iter().position(|it| it.id == user));
        position.and_then(|it| users.get_mut(it)).ok_or_else(|| no_such(EntryKind::User, user))
    }

    fn project(&self, project: &str) -> Result<&Project, ChangeError> {
        let find =
            |is_it: fn(&Project, &str) -> bool| self.projects.iter().find(|it| is_it(it, project));
        find(|it, name| it.name == name)
            .or_else(|| find(|it, id| it.id == id))
            .ok_or_else(|| no_such(EntryKind::Project, project))
    }

    fn assignment(
        &mut self,
        user: &str,
        role: &str,
        project: &str,
    ) -> Result<Assignment, ChangeError> {
        let user_id = self.user_mut(user)?.id.clone();
        if !self.roles.iter().any(|it| it.name == role) {
            return Err(no_such(EntryKind::Role, role));
        }
        let project_id = self.project(project)?.id.clone();
        Ok(Assignment { user_id, project_id, role: role.to_owned() })
    }
}

fn no_such(kind: EntryKind, name: &str) -> ChangeError {
    ChangeError::NoSuch { kind, name: name.to_owned() }
}
