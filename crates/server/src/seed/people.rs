//! The users, projects and roles of a seed.

use std::collections::HashSet;

use ferronova_compute::error_chain;
use ferronova_identity::{Assignment, Directory, Project, Role, User, hash_password};
use serde_saphyr::{Location, Spanned};

use super::{
    error::Wrong,
    format::{ProjectEntry, Reference, RoleEntry, UserEntry},
    names::{Names, derived_hex_id},
    quoted::quoted,
};
use crate::KnownPasswords;

/// The users, projects and roles, with look-up by name or id.
pub(super) struct People {
    pub(super) directory: Directory,
    pub(super) passwords: KnownPasswords,
    users: Names,
    projects: Names,
}

impl People {
    pub(super) fn new(
        roles: Vec<Spanned<RoleEntry>>,
        projects: Vec<Spanned<ProjectEntry>>,
        users: Vec<Spanned<UserEntry>>,
    ) -> Result<Self, Wrong> {
        let mut people = Self {
            directory: Directory::default(),
            passwords: KnownPasswords::default(),
            users: Names::of("user"),
            projects: Names::of("project"),
        };
        people.add_roles(roles)?;
        people.add_projects(projects)?;
        for user in users {
            people.add_user(user)?;
        }
        people.directory.check().map_err(|it| Wrong::everywhere(error_chain(&it), None))?;
        Ok(people)
    }

    fn add_roles(&mut self, entries: Vec<Spanned<RoleEntry>>) -> Result<(), Wrong> {
        let mut roles = Names::of("role");
        for Spanned { value: entry, referenced: at, .. } in entries {
            let id = entry.id.unwrap_or_else(|| derived_hex_id("role", &entry.name));
            let role = Role { id, name: entry.name };
            roles.add_unique(role.id.clone(), &role.name, at)?;
            check(at, &Directory { roles: vec![role.clone()], ..Directory::default() })?;
            self.directory.roles.push(role);
        }
        Ok(())
    }

    fn add_projects(&mut self, entries: Vec<Spanned<ProjectEntry>>) -> Result<(), Wrong> {
        for Spanned { value: entry, referenced: at, .. } in entries {
            let project = Project {
                id: entry.id.unwrap_or_else(|| derived_hex_id("project", &entry.name)),
                name: entry.name,
                description: entry.description.unwrap_or_default(),
                enabled: entry.enabled.is_none_or(|it| it.0),
            };
            self.projects.add_unique(project.id.clone(), &project.name, at)?;
            check(at, &Directory { projects: vec![project.clone()], ..Directory::default() })?;
            self.directory.projects.push(project);
        }
        Ok(())
    }

    fn add_user(&mut self, entry: Spanned<UserEntry>) -> Result<(), Wrong> {
        let Spanned { value: entry, referenced: at, .. } = entry;
        let password_hash = match (&entry.password, entry.password_hash) {
            (Some(password), None) => {
                hash_password(password).map_err(|it| Wrong::at(at, error_chain(&it)))?
            }
            (None, Some(hash)) => hash,
            (None, None) | (Some(_), Some(_)) => {
                let name = entry.name;
                let what = format!("user `{name}` needs either `password` or `password_hash`");
                return Err(Wrong::at(at, what));
            }
        };
        let user = User {
            id: entry.id.unwrap_or_else(|| derived_hex_id("user", &entry.name)),
            name: entry.name,
            password_hash,
            email: entry.email,
            description: entry.description,
            default_project_id: None,
            enabled: entry.enabled.is_none_or(|it| it.0),
            generation: 0,
        };
        self.users.add_unique(user.id.clone(), &user.name, at)?;
        check(at, &Directory { users: vec![user.clone()], ..Directory::default() })?;
        if let Some(password) = entry.password {
            self.passwords.remember(&user.id, password);
        }
        self.assign(&user.id, entry.roles.0)?;
        let default = entry.default_project.map(|it| self.find_project(&it)).transpose()?;
        let default_project_id = default.map(|it| it.id.clone());
        self.directory.users.push(User { default_project_id, ..user });
        Ok(())
    }

    fn assign(
        &mut self,
        user_id: &str,
        roles: Vec<(Reference, Vec<Reference>)>,
    ) -> Result<(), Wrong> {
        let mut seen = HashSet::new();
        for (project, roles) in roles {
            let project_id = self.find_project(&project)?.id.clone();
            for Spanned { value: role, referenced: at, .. } in roles {
                let known = || self.directory.roles.iter().map(|it| &*it.name);
                if !known().any(|it| it == role) {
                    let known: Vec<&str> = known().collect();
                    let suggestion = crate::nearest::suggestion(&role, known.iter().copied());
                    let known = known.join(", ");
                    let role = quoted(&role);
                    let what = format!("there is no role {role}{suggestion} (known are {known})");
                    return Err(Wrong::at(at, what));
                }
                let assignment = Assignment {
                    user_id: user_id.to_owned(),
                    project_id: project_id.clone(),
                    role,
                };
                if !seen.insert(assignment.clone()) {
                    return Err(Wrong::at(at, format!("`{}` is given twice", assignment.role)));
                }
                self.directory.assignments.push(assignment);
            }
        }
        Ok(())
    }

    pub(super) fn find_project(&self, reference: &Reference) -> Result<&Project, Wrong> {
        let index = self.projects.find(reference)?;
        found(self.directory.projects.get(index), reference.referenced)
    }

    pub(super) fn find_user(&self, reference: &Reference) -> Result<&User, Wrong> {
        let index = self.users.find(reference)?;
        found(self.directory.users.get(index), reference.referenced)
    }

    /// The name of the project with this id; the id if there is none.
    pub(super) fn project_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.directory.projects.iter().find(|it| it.id == id).map_or(id, |it| &*it.name)
    }

    /// The role assignments, in the order of their users.
    pub(super) fn assignments(&self) -> &[Assignment] {
        &self.directory.assignments
    }
}

/// Unwraps an entry that was looked up by an index from [`Names`]. Such an entry always exists.
pub(super) fn found<T>(thing: Option<T>, at: Location) -> Result<T, Wrong> {
    thing.ok_or_else(|| Wrong::at(at, "this is not known"))
}

/// Checks a directory that contains only one entry, so that the error can name the entry's line.
fn check(at: Location, entry: &Directory) -> Result<(), Wrong> {
    entry.check().map_err(|it| Wrong::at(at, error_chain(&it)))
}
