//! Security groups: which there are, and which servers are in them.

use super::Compute;
use crate::{
    Change, DEFAULT_GROUP, Decision, Error, Request, Scope, SecurityGroup, SecurityGroupError,
    Server, ServerRef, Target,
};

/// Whoever asks for groups makes sure that the default one of their project is there, as in Nova:
/// its number is the next one then.
impl Compute {
    /// The groups of the caller's project, or of all for an administrator who wants that, by
    /// project and name.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn list_security_groups(
        &self,
        request: Request<'_>,
        scope: &Scope,
    ) -> Result<Vec<SecurityGroup>, Error> {
        self.ensure_default_group(&request.caller.project_id).await?;
        Ok(self.store.security_groups(scope).await?)
    }

    /// One group, of any project for an administrator.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::NoNumber`] and [`SecurityGroupError::NoSuchId`].
    pub async fn find_security_group(
        &self,
        request: Request<'_>,
        id: &str,
    ) -> Result<SecurityGroup, Error> {
        let digits = id.trim();
        let number = digits.strip_prefix(['-', '+']).unwrap_or(digits);
        if number.is_empty() || !number.bytes().all(|it| it.is_ascii_digit()) {
            return Err(SecurityGroupError::NoNumber.into());
        }
        let groups = self.list_security_groups(request, &request.caller.reach()).await?;
        let number: Option<u64> = digits.parse().ok();
        let found = groups.into_iter().find(|it| Some(it.id) == number);
        Ok(found.ok_or_else(|| SecurityGroupError::NoSuchId { id: digits.to_owned() })?)
    }

    /// A new group of the caller's project.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::Exists`].
    pub async fn create_security_group(
        &self,
        request: Request<'_>,
        name: String,
        description: String,
    ) -> Result<SecurityGroup, Error> {
        let project_id = request.caller.project_id.clone();
        self.store.add_security_group(SecurityGroup { id: 0, project_id, name, description }).await
    }

    /// Renames a group that was found, and describes it anew. The servers in it are in the group
    /// of that name then.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::UpdatesDefault`], [`SecurityGroupError::NameTaken`], and
    /// [`SecurityGroupError::NoSuchId`] if it is gone meanwhile.
    pub async fn update_security_group(
        &self,
        group: SecurityGroup,
        name: String,
        description: String,
    ) -> Result<SecurityGroup, Error> {
        if group.name == DEFAULT_GROUP {
            return Err(SecurityGroupError::UpdatesDefault.into());
        }
        self.store.update_security_group(SecurityGroup { name, description, ..group }).await
    }

    /// Removes a group that no server is in.
    ///
    /// # Errors
    ///
    /// As [`Self::find_security_group`], [`SecurityGroupError::DeletesDefault`] and
    /// [`SecurityGroupError::InUse`].
    pub async fn delete_security_group(&self, request: Request<'_>, id: &str) -> Result<(), Error> {
        let group = self.find_security_group(request, id).await?;
        if group.name == DEFAULT_GROUP {
            return Err(SecurityGroupError::DeletesDefault.into());
        }
        self.store.remove_security_group(group).await
    }

    /// The groups that a server is in, by name.
    ///
    /// # Errors
    ///
    /// As [`Self::show_server`].
    pub async fn security_groups_of(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<Vec<SecurityGroup>, Error> {
        let server = self.show_server_in_groups(request, id).await?;
        let Server { project_id, security_groups, .. } = server;
        let mut groups = self.store.security_groups(&Scope::Project(project_id)).await?;
        groups.retain(|it| security_groups.contains(&it.name));
        Ok(groups)
    }

    /// Puts a server into a group of the caller's project, whatever state it is in. A lock does
    /// not refuse it.
    ///
    /// # Errors
    ///
    /// As [`Self::show_server`], [`Error::Forbidden`] by `compute:security_groups:add_to_instance`,
    /// [`SecurityGroupError::NotFound`] and [`SecurityGroupError::AlreadyAdded`].
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
                let (id, server_id) = (group.id, server.id);
                return Err(SecurityGroupError::AlreadyAdded { id, server_id }.into());
            }
            let mut change = Change::to(server.clone());
            change.server.security_groups.push(group.name.clone());
            change.needs_groups.push(group.name.clone());
            Ok(Decision::Write(Box::new(change)))
        })
        .await?;
        Ok(())
    }

    /// Takes a server out of a group of the caller's project, whatever state it is in. A lock does
    /// not refuse it.
    ///
    /// # Errors
    ///
    /// As [`Self::show_server`], [`Error::Forbidden`] by
    /// `compute:security_groups:remove_from_instance`, [`SecurityGroupError::NotFound`] and
    /// [`SecurityGroupError::NotAdded`].
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
                let (id, server_id) = (group.id, server.id);
                return Err(SecurityGroupError::NotAdded { id, server_id }.into());
            }
            let mut change = Change::to(server.clone());
            change.server.security_groups.retain(|it| *it != group.name);
            Ok(Decision::Write(Box::new(change)))
        })
        .await?;
        Ok(())
    }

    /// The first of these groups that the caller's project does not have.
    pub(super) async fn find_missing_group(
        &self,
        request: Request<'_>,
        names: &[String],
    ) -> Result<Option<String>, Error> {
        for name in names.iter().filter(|it| *it != DEFAULT_GROUP) {
            if self.store.find_security_group(&request.caller.project_id, name).await?.is_none() {
                return Ok(Some(name.clone()));
            }
        }
        Ok(None)
    }

    /// The group of that name for a server. It is one of the caller's project, and so of the
    /// server's only if that is the same.
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
        let found = self.store.find_security_group(project_id, name).await?;
        Ok(found.ok_or_else(not_found)?)
    }

    /// A server whose groups are there. One of an older database may be in a group that nobody
    /// has made.
    async fn show_server_in_groups(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<Server, Error> {
        let server = self.show_server(request, id).await?;
        for name in &server.security_groups {
            if self.store.find_security_group(&server.project_id, name).await?.is_none() {
                self.store.ensure_groups_of(server.number).await?;
                // It may be in others by now.
                return self.show_server(request, id).await;
            }
        }
        Ok(server)
    }

    async fn ensure_default_group(&self, project_id: &str) -> Result<(), Error> {
        if self.store.find_security_group(project_id, DEFAULT_GROUP).await?.is_some() {
            return Ok(());
        }
        self.store.ensure_default_group(project_id).await
    }
}
