//! Security groups, and which servers are in them.

use super::Compute;
use crate::{
    Change, DEFAULT_GROUP, Decision, Error, Request, Scope, SecurityGroup, SecurityGroupChange,
    SecurityGroupError, SecurityGroupRef, Server, ServerRef, Target, parse_id,
};

/// As in Nova, these operations first create the default group of the caller's project if it is
/// missing. That group takes the next number.
impl Compute {
    /// The groups of the caller's project, or of all projects if an administrator asks for them,
    /// sorted by project and name.
    pub async fn list_security_groups(
        &self,
        request: Request<'_>,
        scope: &Scope,
    ) -> Result<Vec<SecurityGroup>, Error> {
        self.ensure_default_group(&request.caller.project_id).await?;
        Ok(self.ports.security_groups.security_groups(scope).await?)
    }

    /// A group of the caller's project, or of any project for an administrator.
    pub async fn find_security_group(
        &self,
        request: Request<'_>,
        id: &str,
    ) -> Result<SecurityGroup, Error> {
        let not_found = || SecurityGroupError::NoSuchId { id: id.to_owned() };
        let named = read_ref(id)?.ok_or_else(not_found)?;
        let groups = self.list_security_groups(request, &request.caller.reach()).await?;
        Ok(groups.into_iter().find(|it| it.is(named)).ok_or_else(not_found)?)
    }

    /// Creates a group in the caller's project.
    pub async fn create_security_group(
        &self,
        request: Request<'_>,
        name: String,
        description: String,
    ) -> Result<SecurityGroup, Error> {
        let project_id = request.caller.project_id.clone();
        self.ports
            .security_groups
            .add_security_group(SecurityGroup {
                number: 0,
                project_id,
                name,
                description,
                rules: Vec::new(),
            })
            .await
    }

    /// Changes the name or description of a group. The servers in the group stay in it under its
    /// new name.
    ///
    /// # Errors
    ///
    /// - [`SecurityGroupError::UpdatesDefault`] if the default group would be renamed.
    /// - [`SecurityGroupError::NameTaken`] if another group has the new name.
    /// - [`SecurityGroupError::NoSuchId`] if the group no longer exists.
    pub async fn update_security_group(
        &self,
        group: SecurityGroup,
        change: SecurityGroupChange,
    ) -> Result<SecurityGroup, Error> {
        if group.name == DEFAULT_GROUP && change.name.is_some() {
            return Err(SecurityGroupError::UpdatesDefault.into());
        }
        let name = change.name.unwrap_or_else(|| group.name.clone());
        let description = change.description.unwrap_or_else(|| group.description.clone());
        self.ports
            .security_groups
            .update_security_group(SecurityGroup { name, description, ..group })
            .await
    }

    /// Deletes a group that was found before. A project's default group is created again when it is
    /// next needed.
    ///
    /// # Errors
    ///
    /// - [`SecurityGroupError::InUse`] if a server is in the group.
    /// - [`SecurityGroupError::NoSuchId`] if the group no longer exists.
    pub async fn delete_security_group(&self, group: SecurityGroup) -> Result<(), Error> {
        self.ports.security_groups.remove_security_group(group).await
    }

    /// The groups of a project. This does not check whether the caller has access to the project.
    pub async fn security_groups_of_project(
        &self,
        project_id: &str,
    ) -> Result<Vec<SecurityGroup>, Error> {
        Ok(self
            .ports
            .security_groups
            .security_groups(&Scope::Project(project_id.to_owned()))
            .await?)
    }

    /// The groups that a server is in, sorted by name.
    pub async fn security_groups_of(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<Vec<SecurityGroup>, Error> {
        let server = self.show_server_in_groups(request, id).await?;
        let Server { project_id, security_groups, .. } = server;
        let mut groups =
            self.ports.security_groups.security_groups(&Scope::Project(project_id)).await?;
        groups.retain(|it| security_groups.contains(&it.name));
        Ok(groups)
    }

    /// Adds a server in any state to a group of the caller's project. A lock does not refuse this.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] by the rule `compute:security_groups:add_to_instance`.
    /// - [`SecurityGroupError::NotFound`] if the caller's project has no such group, or if the
    ///   server belongs to another project.
    /// - [`SecurityGroupError::AlreadyAdded`] if the server is in the group already.
    pub async fn add_security_group(
        &self,
        request: Request<'_>,
        id: ServerRef,
        name: &str,
    ) -> Result<(), Error> {
        const RULE: &str = "compute:security_groups:add_to_instance";
        let group = self.group_for(request, id, name, RULE).await?;
        self.change(request, id, |server, _now| {
            self.allow(request, RULE, Target::server(server))?;
            if server.security_groups.contains(&group.name) {
                let (id, server_id) = (group.id(), server.id);
                return Err(SecurityGroupError::AlreadyAdded { id, server_id }.into());
            }
            let mut change = Change::to(server.clone());
            change.server.security_groups.push(group.name.clone());
            change.side_effects.needs_groups.push(group.name.clone());
            Ok(Decision::Write(Box::new(change)))
        })
        .await?;
        Ok(())
    }

    /// Removes a server in any state from a group of the caller's project. A lock does not refuse
    /// this.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] by the rule `compute:security_groups:remove_from_instance`.
    /// - [`SecurityGroupError::NotFound`] if the caller's project has no such group, or if the
    ///   server belongs to another project.
    /// - [`SecurityGroupError::NotAdded`] if the server is not in the group.
    pub async fn remove_security_group(
        &self,
        request: Request<'_>,
        id: ServerRef,
        name: &str,
    ) -> Result<(), Error> {
        const RULE: &str = "compute:security_groups:remove_from_instance";
        let group = self.group_for(request, id, name, RULE).await?;
        self.change(request, id, |server, _now| {
            self.allow(request, RULE, Target::server(server))?;
            if !server.security_groups.contains(&group.name) {
                let (id, server_id) = (group.id(), server.id);
                return Err(SecurityGroupError::NotAdded { id, server_id }.into());
            }
            let mut change = Change::to(server.clone());
            change.server.security_groups.retain(|it| *it != group.name);
            Ok(Decision::Write(Box::new(change)))
        })
        .await?;
        Ok(())
    }

    /// Replaces the ids in `groups` by the names of the groups, and removes duplicates. Returns the
    /// first group that the caller's project does not have, if any.
    pub(super) async fn name_groups(
        &self,
        request: Request<'_>,
        groups: &mut Vec<String>,
    ) -> Result<Option<String>, Error> {
        let mut names: Vec<String> = Vec::with_capacity(groups.len());
        for group in groups.drain(..) {
            let name = if group == DEFAULT_GROUP {
                group
            } else {
                match self.find_group_named(&request.caller.project_id, &group).await? {
                    Some(found) => found.name,
                    None => return Ok(Some(group)),
                }
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        *groups = names;
        Ok(None)
    }

    /// Finds a group of a project by its id, or if no group has this id, by its name.
    async fn find_group_named(
        &self,
        project_id: &str,
        id_or_name: &str,
    ) -> Result<Option<SecurityGroup>, Error> {
        if let Some(id) = parse_id(id_or_name) {
            self.ensure_default_group(project_id).await?;
            let groups = self
                .ports
                .security_groups
                .security_groups(&Scope::Project(project_id.to_owned()))
                .await?;
            let found = groups.into_iter().find(|it| it.is(SecurityGroupRef::Id(id)));
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(self.ports.security_groups.find_security_group(project_id, id_or_name).await?)
    }

    /// Finds the group, by name or id, that a server is to be added to or removed from. The group
    /// is looked up in the caller's project, and is not found if the server belongs to another
    /// project.
    async fn group_for(
        &self,
        request: Request<'_>,
        id: ServerRef,
        name: &str,
        rule: &str,
    ) -> Result<SecurityGroup, Error> {
        let server = self.show_server_in_groups(request, id).await?;
        self.allow(request, rule, Target::server(&server))?;
        let project_id = &request.caller.project_id;
        let not_found = || SecurityGroupError::NotFound {
            name: name.to_owned(),
            project_id: project_id.clone(),
        };
        if server.project_id != *project_id {
            return Err(not_found().into());
        }
        self.ensure_default_group(project_id).await?;
        let found = self.find_group_named(project_id, name).await?;
        Ok(found.ok_or_else(not_found)?)
    }

    /// Reads a server, and creates the security groups that its record names and that don't exist:
    /// a server of an older database may be in a group that was never created.
    async fn show_server_in_groups(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<Server, Error> {
        let server = self.show_server(request, id).await?;
        for name in &server.security_groups {
            if self
                .ports
                .security_groups
                .find_security_group(&server.project_id, name)
                .await?
                .is_none()
            {
                self.ports.security_groups.ensure_groups_of(server.id).await?;
                // The server's groups may have changed meanwhile.
                return self.show_server(request, id).await;
            }
        }
        Ok(server)
    }

    async fn ensure_default_group(&self, project_id: &str) -> Result<(), Error> {
        if self
            .ports
            .security_groups
            .find_security_group(project_id, DEFAULT_GROUP)
            .await?
            .is_some()
        {
            return Ok(());
        }
        self.ports.security_groups.ensure_default_group(project_id).await
    }
}

/// Parses the id or number of a group. Returns `None` for a number that no group can have.
fn read_ref(text: &str) -> Result<Option<SecurityGroupRef>, SecurityGroupError> {
    if let Some(id) = parse_id(text) {
        return Ok(Some(SecurityGroupRef::Id(id)));
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(SecurityGroupError::NoId);
    }
    Ok(text.parse().ok().map(SecurityGroupRef::Number))
}
