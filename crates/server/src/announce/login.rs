//! Chooses which users the announcement mentions.

use ferronova_identity::{Assignment, Directory, Project, User};

const ADMIN: &str = "admin";

/// A user and the project to log in to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Login<'a> {
    pub(super) user: &'a User,
    pub(super) project: &'a Project,
}

/// Returns the first user with a project who is not an administrator anywhere, else the first
/// administrator.
pub(super) fn find_client(directory: &Directory) -> Option<Login<'_>> {
    let is_admin = |user: &User| assignments(directory, user).any(|it| it.role == ADMIN);
    let users = || directory.users.iter();
    let mut clients =
        users().filter(|it| !is_admin(it)).filter_map(|it| login(directory, it, |_| true));
    clients.next().or_else(|| find_admin(directory))
}

pub(super) fn find_admin(directory: &Directory) -> Option<Login<'_>> {
    let mut users = directory.users.iter();
    users.find_map(|it| login(directory, it, |it| it.role == ADMIN))
}

/// Returns the login of a user to an enabled project in which the user has a wanted role: to the
/// user's default project if it qualifies, else to the first project that does. `None` if no
/// project qualifies or the user is disabled.
fn login<'a>(
    directory: &'a Directory,
    user: &'a User,
    is_wanted: impl Fn(&Assignment) -> bool,
) -> Option<Login<'a>> {
    let projects: Vec<&Project> = assignments(directory, user)
        .filter(|it| is_wanted(it))
        .filter_map(|it| directory.projects.iter().find(|project| project.id == it.project_id))
        .filter(|it| it.enabled)
        .collect();
    let default = projects.iter().find(|it| Some(&it.id) == user.default_project_id.as_ref());
    let project = default.or(projects.first()).filter(|_| user.enabled)?;
    Some(Login { user, project })
}

fn assignments<'a>(
    directory: &'a Directory,
    user: &'a User,
) -> impl Iterator<Item = &'a Assignment> {
    directory.assignments.iter().filter(|it| it.user_id == user.id)
}
