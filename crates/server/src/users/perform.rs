//! Performs requests.

use std::{collections::HashMap, path::Path, sync::Arc};

use ferronova_compute::error_chain;
use ferronova_identity::{
    Accounts, Assignment, AssignmentRef, ChangeError, ChangeOutcome, Directory, DomainRef,
    EmbeddedIdentity, EntryKind, NewUser, User, UserRef,
};

use super::request::{GivenRole, ListedUser, Reply, Request};
use crate::{announce, known_passwords::BUILT_IN_PASSWORD, nearest::suggestion};

const ADMIN: &str = "admin";

/// Performs a request and returns the result.
pub(crate) async fn perform(
    request: Request,
    identity: &Arc<EmbeddedIdentity>,
    folder: &Path,
) -> Reply {
    match request {
        Request::List => Reply::Users(list(identity.accounts().directory())),
        request => match change(&request, identity).await {
            Ok(text) => {
                let warnings = warnings(&request, &identity.accounts(), folder);
                Reply::Done { text, warnings }
            }
            Err(error) => Reply::Refused(explain(&error, &identity.accounts())),
        },
    }
}

async fn change(
    request: &Request,
    identity: &Arc<EmbeddedIdentity>,
) -> Result<String, ChangeError> {
    let said = |outcome, done: String, was_so: String| match outcome {
        ChangeOutcome::Changed => done,
        ChangeOutcome::Unchanged => was_so,
    };
    match request {
        // Never reached: a list changes nothing, so `perform` answers it without this function.
        Request::List => Ok(String::new()),
        Request::Add { name, password, role } => {
            let given = role.as_ref().map(|it| (&*it.role, &*it.project));
            identity.add_user(NewUser { name, password, role: given }).await?;
            Ok(match role {
                Some(GivenRole { project, role }) => {
                    format!("added user `{name}` with the role `{role}` in the project `{project}`")
                }
                None => format!("added user `{name}`, which has no role in a project yet"),
            })
        }
        Request::SetPassword { user, password } => {
            identity.set_password(user, password).await?;
            Ok(format!("changed the password of user `{user}`; its tokens are not valid any more"))
        }
        Request::Disable { user } => Ok(said(
            identity.set_enabled(user, false).await?,
            format!("disabled user `{user}`; its tokens are not valid any more"),
            format!("user `{user}` is disabled already"),
        )),
        Request::Enable { user } => Ok(said(
            identity.set_enabled(user, true).await?,
            format!("enabled user `{user}`"),
            format!("user `{user}` is enabled already"),
        )),
        Request::Grant { user, role: GivenRole { project, role } } => Ok(said(
            identity.grant(AssignmentRef { user, role, project }).await?,
            format!("gave user `{user}` the role `{role}` in the project `{project}`"),
            format!("user `{user}` has the role `{role}` in the project `{project}` already"),
        )),
        Request::Revoke { user, role: GivenRole { project, role } } => {
            identity.take_role(AssignmentRef { user, role, project }).await?;
            Ok(format!("took the role `{role}` in the project `{project}` from user `{user}`"))
        }
        Request::RotateKeys => {
            identity.rotate_keys().await?;
            Ok("ended every token".to_owned())
        }
    }
}

/// Returns warnings about side effects. Also writes the client files; a failure to write them is
/// only a warning, because the password has already been changed.
fn warnings(request: &Request, accounts: &Accounts, folder: &Path) -> Vec<String> {
    let mut warnings = Vec::new();
    match request {
        Request::Add { password, .. } | Request::SetPassword { password, .. }
            if password == BUILT_IN_PASSWORD =>
        {
            warnings.push(format!("everybody knows the password `{BUILT_IN_PASSWORD}`"));
        }
        Request::Disable { .. } | Request::Revoke { .. } if !has_admin(accounts.directory()) => {
            warnings.push(format!("no enabled user has the role `{ADMIN}` any more"));
        }
        Request::List
        | Request::Add { .. }
        | Request::SetPassword { .. }
        | Request::Disable { .. }
        | Request::Enable { .. }
        | Request::Grant { .. }
        | Request::Revoke { .. }
        | Request::RotateKeys => {}
    }
    if let Request::SetPassword { user, password } = request
        && let Some(user) = find_user(accounts, user)
        && let Err(error) = announce::replace_password(folder, user, password)
    {
        warnings.push(format!(
            "`openrc` and `clouds.yaml` may have the old password, they can't be written: {error}"
        ));
    }
    warnings
}

fn find_user<'a>(accounts: &'a Accounts, user: &str) -> Option<&'a User> {
    let by_name = UserRef::Name { name: user, domain: DomainRef::DEFAULT };
    accounts.find_user(by_name).or_else(|| accounts.find_user(UserRef::Id(user)))
}

fn has_admin(directory: &Directory) -> bool {
    let is_enabled = |id: &str| directory.users.iter().any(|it| it.id == id && it.enabled);
    directory.assignments.iter().any(|it| it.role == ADMIN && is_enabled(&it.user_id))
}

/// Returns all users, sorted by name.
fn list(directory: &Directory) -> Vec<ListedUser> {
    let names: HashMap<&str, &str> =
        directory.projects.iter().map(|it| (&*it.id, &*it.name)).collect();
    let mut roles_of: HashMap<&str, Vec<GivenRole>> = HashMap::new();
    for Assignment { user_id, project_id, role } in &directory.assignments {
        let project = names.get(&**project_id).copied().unwrap_or(project_id);
        let role = GivenRole { project: project.to_owned(), role: role.clone() };
        roles_of.entry(user_id).or_default().push(role);
    }
    let mut listed = |user: &User| {
        let mut roles = roles_of.remove(&*user.id).unwrap_or_default();
        roles.sort();
        ListedUser { name: user.name.clone(), id: user.id.clone(), enabled: user.enabled, roles }
    };
    let mut users: Vec<ListedUser> = directory.users.iter().map(&mut listed).collect();
    users.sort_by(|a, b| a.name.cmp(&b.name));
    users
}

/// Explains an error, with suggestions.
fn explain(error: &ChangeError, accounts: &Accounts) -> String {
    let text = error_chain(error);
    let ChangeError::NoSuch { kind, name } = error else {
        return text;
    };
    let Directory { users, projects, roles, .. } = accounts.directory();
    let suggestion = match kind {
        EntryKind::User => suggestion(name, users.iter().map(|it| &*it.name)),
        EntryKind::Project => suggestion(name, projects.iter().map(|it| &*it.name)),
        EntryKind::Role => {
            let known: Vec<&str> = roles.iter().map(|it| &*it.name).collect();
            let suggestion = suggestion(name, known.iter().copied());
            format!("{suggestion} (known are {})", known.join(", "))
        }
    };
    text + &suggestion
}
