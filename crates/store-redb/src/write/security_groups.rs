//! Security groups: which there are. Which servers are in one is known by these.

use ferronova_compute::{DEFAULT_GROUP, Error, SecurityGroup, SecurityGroupError};
use redb::ReadableTable as _;

use super::{Batch, Refusal};
use crate::{
    failure::Failure,
    records::{self, Stored},
    seal,
    tables::{META_HIGHEST_GROUP, group_key},
};

/// Groups that a project is to have.
pub(crate) struct EnsureRequest {
    /// The project.
    pub(crate) project_id: String,
    /// Their names.
    pub(crate) names: Vec<String>,
}

/// A group, and the servers that were found in it.
pub(crate) struct GroupUse {
    /// The group as it was.
    pub(crate) group: SecurityGroup,
    /// The numbers of servers.
    pub(crate) servers: Vec<u64>,
    /// How often servers had come into groups before it was looked which are in this one.
    pub(crate) group_uses: u64,
}

/// What a group is to be.
pub(crate) struct UpdateRequest {
    /// The group, with every server that is in it.
    pub(crate) used: GroupUse,
    /// What it is to be, with the same number and project.
    pub(crate) new: SecurityGroup,
}

impl Batch<'_> {
    /// Makes the groups that a project lacks.
    pub(crate) fn ensure_security_groups(
        &mut self,
        request: &EnsureRequest,
    ) -> Result<(), Failure> {
        for name in &request.names {
            self.ensure_security_group(&request.project_id, name)?;
        }
        Ok(())
    }

    /// Makes a group, and before it the default one of its project, if that is not there.
    pub(crate) fn add_security_group(
        &mut self,
        group: SecurityGroup,
    ) -> Result<SecurityGroup, Refusal> {
        let is_default = group.name == DEFAULT_GROUP;
        if is_default || self.has_group(&group.project_id, &group.name)? {
            return Err(Refusal::Refused(SecurityGroupError::Exists { name: group.name }.into()));
        }
        self.ensure_security_group(&group.project_id, DEFAULT_GROUP)?;
        Ok(self.write_group(group)?)
    }

    /// Removes a group that no server was found in, unless one may have come into it meanwhile:
    /// then it says no.
    pub(crate) fn remove_security_group(&mut self, used: &GroupUse) -> Result<bool, Refusal> {
        if used.group_uses != self.current.group_uses {
            return Ok(false);
        }
        let key = self.check_group(&used.group)?;
        self.tables.mark_dirty();
        self.tables.groups()?.remove(&*key)?;
        Ok(true)
    }

    /// Renames a group and describes it anew, unless a server may have come into it meanwhile:
    /// then nothing is returned.
    pub(crate) fn update_security_group(
        &mut self,
        request: UpdateRequest,
    ) -> Result<Option<SecurityGroup>, Refusal> {
        let UpdateRequest { used, new } = request;
        if used.group_uses != self.current.group_uses {
            return Ok(None);
        }
        let old_key = self.check_group(&used.group)?;
        let old_name = &used.group.name;
        if new.name != *old_name {
            if new.name == DEFAULT_GROUP || self.has_group(&new.project_id, &new.name)? {
                return Err(Refusal::Refused(SecurityGroupError::Exists { name: new.name }.into()));
            }
            let renamed = self.renamed_group(&used, &new.name)?;
            self.current.group_uses += 1;
            for (old, new) in renamed {
                self.update(&old, &new)?;
            }
        }
        self.tables.mark_dirty();
        self.tables.groups()?.remove(&*old_key)?;
        self.write_row(&new)?;
        Ok(Some(new))
    }

    /// The servers of a group as they are and as they are when it has another name. Nothing is
    /// written yet.
    fn renamed_group(
        &mut self,
        used: &GroupUse,
        name: &str,
    ) -> Result<Vec<(Stored, Stored)>, Failure> {
        let mut renamed = Vec::new();
        for number in &used.servers {
            let read = self.tables.read(*number)?;
            let Some(old) = read.filter(|it| !it.server.is_deleted()) else { continue };
            let mut new = old.clone();
            new.server.version += 1;
            // A server of an older database can be in a group that nobody has made.
            new.server.security_groups.retain(|it| it != name);
            let groups = new.server.security_groups.iter_mut();
            if let Some(group) = groups.into_iter().find(|it| **it == used.group.name) {
                name.clone_into(group);
                renamed.push((old, new));
            }
        }
        Ok(renamed)
    }

    /// Fails unless a group is there that has this one's number and name. Says where.
    fn check_group(&mut self, group: &SecurityGroup) -> Result<String, Refusal> {
        let key = group_key(&group.project_id, &group.name);
        let row = self.tables.groups()?.get(&*key)?;
        let there = row.map(|it| records::decode_group(&key, it.value())).transpose()?;
        if there.map(|it| it.id) == Some(group.id) {
            return Ok(key);
        }
        let id = group.id.to_string();
        Err(Refusal::Refused(SecurityGroupError::NoSuchId { id }.into()))
    }

    /// Fails unless a project has the groups that one of its servers comes into. Nothing is
    /// written yet.
    pub(super) fn check_groups(
        &mut self,
        project_id: &str,
        names: &[String],
    ) -> Result<(), Refusal> {
        for name in names {
            if !self.has_group(project_id, name)? {
                let (name, project_id) = (name.clone(), project_id.to_owned());
                let missing = SecurityGroupError::NotFound { name, project_id };
                return Err(Refusal::Refused(Error::SecurityGroup(missing)));
            }
        }
        if !names.is_empty() {
            self.current.group_uses += 1;
        }
        Ok(())
    }

    /// Makes a group that is called as it is described, if it is not there.
    pub(super) fn ensure_security_group(
        &mut self,
        project_id: &str,
        name: &str,
    ) -> Result<(), Failure> {
        if !self.has_group(project_id, name)? {
            self.write_group(SecurityGroup {
                id: 0,
                project_id: project_id.to_owned(),
                name: name.to_owned(),
                description: name.to_owned(),
            })?;
        }
        Ok(())
    }

    fn has_group(&mut self, project_id: &str, name: &str) -> Result<bool, Failure> {
        Ok(self.tables.groups()?.get(&*group_key(project_id, name))?.is_some())
    }

    /// Writes a new group with the next number.
    fn write_group(&mut self, group: SecurityGroup) -> Result<SecurityGroup, Failure> {
        self.tables.mark_dirty();
        let name = META_HIGHEST_GROUP;
        let highest: Option<Result<u64, _>> =
            self.tables.meta()?.get(name)?.map(|it| seal::unseal(name.as_bytes(), it.value()));
        let highest = highest
            .transpose()
            .map_err(|it| Failure::damaged("the record of the highest group", &it))?
            .unwrap_or(0);
        let group = SecurityGroup { id: highest + 1, ..group };
        let row = seal::seal(name.as_bytes(), &group.id).map_err(Failure::Encoding)?;
        self.tables.meta()?.insert(name, row.as_slice())?;
        self.write_row(&group)?;
        Ok(group)
    }

    fn write_row(&mut self, group: &SecurityGroup) -> Result<(), Failure> {
        let row = records::encode_group(group)?;
        let key = group_key(&group.project_id, &group.name);
        self.tables.groups()?.insert(&*key, row.as_slice())?;
        Ok(())
    }
}
