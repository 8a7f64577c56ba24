//! Security groups: which there are. Which servers are in one is known by these.

use ferronova_compute::{DEFAULT_GROUP, Error, SecurityGroup, SecurityGroupError};
use redb::ReadableTable as _;

use super::{Batch, Refusal};
use crate::{
    failure::Failure,
    records, seal,
    tables::{META_HIGHEST_GROUP, group_key},
};

/// Groups that a project is to have.
pub(crate) struct EnsureRequest {
    /// The project.
    pub(crate) project_id: String,
    /// Their names.
    pub(crate) names: Vec<String>,
}

/// A group that no server is in.
pub(crate) struct RemoveRequest {
    /// The group.
    pub(crate) group: SecurityGroup,
    /// How often servers had come into groups when it was looked whether one is in this one.
    pub(crate) group_uses: u64,
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

    /// Removes a group, unless a server may have come into it meanwhile: then it says no.
    pub(crate) fn remove_security_group(
        &mut self,
        request: &RemoveRequest,
    ) -> Result<bool, Refusal> {
        let RemoveRequest { group, group_uses } = request;
        if *group_uses != self.current.group_uses {
            return Ok(false);
        }
        let key = group_key(&group.project_id, &group.name);
        let row = self.tables.groups()?.get(&*key)?;
        let there = row.map(|it| records::decode_group(&key, it.value())).transpose()?;
        if there.map(|it| it.id) != Some(group.id) {
            let id = group.id.to_string();
            return Err(Refusal::Refused(SecurityGroupError::NoSuchId { id }.into()));
        }
        self.tables.mark_dirty();
        self.tables.groups()?.remove(&*key)?;
        Ok(true)
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
        let row = records::encode_group(&group)?;
        let key = group_key(&group.project_id, &group.name);
        self.tables.groups()?.insert(&*key, row.as_slice())?;
        Ok(group)
    }
}
