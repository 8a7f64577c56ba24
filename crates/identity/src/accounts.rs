//! The directory, indexed for the look-ups of every request.

use std::{collections::HashMap, sync::Arc};

use crate::{
    Assignment, Directory, DirectoryError, IdAndName, Project, ProjectRef, Role, User, UserRef,
    implied_roles, password_hash,
};

/// A snapshot of the directory, which has passed [`Directory::check`]. Every change of the
/// directory makes a new snapshot.
pub struct Accounts {
    directory: Directory,
    /// Accounts, by user id.
    by_user_id: HashMap<String, Arc<Account>>,
    /// User ids, by user name.
    user_ids: HashMap<String, String>,
    /// Projects, by project id.
    projects: HashMap<String, Project>,
    /// Project ids, by project name.
    project_ids: HashMap<String, String>,
    /// The hash that is verified if the user of a login does not exist.
    dummy_hash: String,
}

/// A user, and the projects in which the user has roles.
pub(crate) struct Account {
    pub(crate) user: User,
    /// The user's roles, by project id. Disabled projects are left out.
    grants: HashMap<String, Arc<Grant>>,
}

/// The roles of a user in a project.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) project: IdAndName,
    /// The roles, without duplicates. Each is followed by the roles that it implies.
    pub(crate) roles: Vec<IdAndName>,
}

impl Account {
    /// The user's roles in a project; `None` if the user has no role there, or if the project is
    /// disabled or does not exist.
    pub(crate) fn find_grant(&self, project_id: &str) -> Option<&Arc<Grant>> {
        self.grants.get(project_id)
    }
}

impl Accounts {
    pub(crate) fn new(mut directory: Directory) -> Result<Self, DirectoryError> {
        directory.check()?;
        add_implied_roles(&mut directory.roles);
        let account = |it: &User| Account { user: it.clone(), grants: HashMap::new() };
        let mut accounts: HashMap<_, _> =
            directory.users.iter().map(|it| (it.id.clone(), account(it))).collect();
        let projects: HashMap<_, _> =
            directory.projects.iter().map(|it| (it.id.clone(), it.clone())).collect();
        let roles: HashMap<_, _> = directory.roles.iter().map(|it| (&*it.name, it)).collect();
        for Assignment { user_id, project_id, role } in &directory.assignments {
            let (Some(account), Some(project)) =
                (accounts.get_mut(user_id), projects.get(project_id))
            else {
                continue;
            };
            if project.enabled {
                account.add_role(project, role, &roles);
            }
        }
        let by_user_id = accounts.into_iter().map(|(id, it)| (id, Arc::new(it))).collect();
        let user_ids = directory.users.iter().map(|it| (it.name.clone(), it.id.clone())).collect();
        let project_ids =
            directory.projects.iter().map(|it| (it.name.clone(), it.id.clone())).collect();
        let dummy_hash =
            password_hash::dummy_hash(directory.users.iter().map(|it| &*it.password_hash));
        Ok(Self { directory, by_user_id, user_ids, projects, project_ids, dummy_hash })
    }

    /// The directory. Implied roles that were missing from it have been added.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The account of a user, enabled or not.
    pub(crate) fn find(&self, user_id: &str) -> Option<&Arc<Account>> {
        self.by_user_id.get(user_id)
    }

    pub(crate) fn dummy_hash(&self) -> &str {
        &self.dummy_hash
    }

    /// The user with that id or name, enabled or not.
    #[must_use]
    pub fn find_user(&self, user: UserRef<'_>) -> Option<&User> {
        let id = match user {
            UserRef::Id(id) => id,
            UserRef::Name { name, domain } if domain.is_default() => self.user_ids.get(name)?,
            UserRef::Name { .. } => return None,
        };
        self.by_user_id.get(id).map(|it| &it.user)
    }

    /// The project with that id or name, enabled or not.
    #[must_use]
    pub fn find_project(&self, project: ProjectRef<'_>) -> Option<&Project> {
        let id = match project {
            ProjectRef::Id(id) => id,
            ProjectRef::Name { name, domain } if domain.is_default() => {
                self.project_ids.get(name)?
            }
            ProjectRef::Name { .. } => return None,
        };
        self.projects.get(id)
    }

    /// The enabled projects in which the user has a role, in the directory's order. Empty if the
    /// user does not exist.
    #[must_use]
    pub fn projects_of(&self, user_id: &str) -> Vec<&Project> {
        let Some(account) = self.by_user_id.get(user_id) else {
            return Vec::new();
        };
        self.directory.projects.iter().filter(|it| account.grants.contains_key(&it.id)).collect()
    }
}

impl Account {
    fn add_role(&mut self, project: &Project, role: &str, roles: &HashMap<&str, &Role>) {
        let new = || Arc::new(Grant { project: project.into(), roles: Vec::new() });
        let grant = Arc::make_mut(self.grants.entry(project.id.clone()).or_insert_with(new));
        for name in [role].iter().chain(implied_roles(role)) {
            if let Some(&role) = roles.get(name)
                && !grant.roles.iter().any(|it| it.name == role.name)
            {
                grant.roles.push(role.into());
            }
        }
    }
}

/// Adds the implied roles that the directory does not contain. The id of an added role is its name,
/// so that the id is the same at every start.
fn add_implied_roles(roles: &mut Vec<Role>) {
    for name in roles.clone().iter().flat_map(|it| implied_roles(&it.name)) {
        if !roles.iter().any(|it| it.name == *name) {
            roles.push(Role { id: (*name).to_owned(), name: (*name).to_owned() });
        }
    }
}
