//! Creates, renames and removes security groups. Each server stores the names of the groups that it
//! is in; a group does not store its servers.

use ferronova_compute::{
    Condition, DEFAULT_GROUP, Error, MAX_SECURITY_GROUPS, SecurityGroup, SecurityGroupError,
};
use redb::ReadableTable as _;
use uuid::Uuid;

use super::batch::{Batch, Refusal};
use crate::{
    engine_error::EngineError,
    records::{self, Highest, Stored},
    tables::group_key,
};

/// A group to change, and the servers in it.
pub(crate) struct GroupUse {
    /// The group as the caller read it.
    pub(crate) group: SecurityGroup,
    pub(crate) servers: ServersIn,
}

/// What the caller found out about the servers in a group.
pub(crate) enum ServersIn {
    /// These servers, unless servers were added to groups after the search.
    Found {
        numbers: Vec<u64>,
        /// [`WriterState::group_uses`](super::WriterState) of the snapshot that was searched.
        group_uses: u64,
    },
    /// The caller did not search for servers.
    Unknown,
}

impl Batch<'_> {
    /// Creates the default group of a project, if it does not exist.
    pub(crate) fn ensure_default_group(&mut self, project_id: &str) -> Result<(), Refusal> {
        Ok(self.ensure_security_group(project_id, DEFAULT_GROUP)?)
    }

    /// Creates those groups of a living server that do not exist yet.
    pub(crate) fn ensure_groups_of(&mut self, server_id: Uuid) -> Result<(), Refusal> {
        let number = self.tables.ids()?.get(server_id.as_bytes())?.map(|it| it.value());
        let stored = number.map(|it| self.tables.read(it)).transpose()?.flatten();
        let Some(Stored { server, .. }) = stored else {
            return Ok(());
        };
        let groups = if server.is_deleted() { &[] } else { &*server.security_groups };
        for name in groups {
            self.ensure_security_group(&server.project_id, name)?;
        }
        Ok(())
    }

    /// Creates a group. If the default group of its project does not exist, creates that first.
    pub(crate) fn add_security_group(
        &mut self,
        group: SecurityGroup,
    ) -> Result<SecurityGroup, Refusal> {
        let is_default = group.name == DEFAULT_GROUP;
        if is_default || self.has_group(&group.project_id, &group.name)? {
            return Err(Refusal::Refused(SecurityGroupError::Exists { name: group.name }.into()));
        }
        if self.count_groups(&group.project_id)? >= MAX_SECURITY_GROUPS {
            return Err(Refusal::Refused(SecurityGroupError::TooMany.into()));
        }
        self.ensure_security_group(&group.project_id, DEFAULT_GROUP)?;
        Ok(self.write_group(group)?)
    }

    /// Removes a group that has no servers. Returns `false` if, since the caller read it, the group
    /// has changed or servers may have been added to it.
    pub(crate) fn remove_security_group(&mut self, used: GroupUse) -> Result<bool, Refusal> {
        let Some((key, group)) = self.find_group(&used.group)? else {
            return Ok(false);
        };
        let id = group.id();
        match self.servers_in(used)? {
            None => return Ok(false),
            Some(numbers) if numbers.is_empty() => {}
            Some(_) => return Err(Refusal::Refused(SecurityGroupError::InUse { id }.into())),
        }
        self.tables.mark_dirty();
        self.tables.security_groups()?.remove(&*key)?;
        self.drop_rules_about(&group)?;
        Ok(true)
    }

    /// Changes the name and description of a group, but not its number and project. Returns `false`
    /// if, since the caller read it, the group has changed or servers may have been added to it.
    pub(crate) fn update_security_group(
        &mut self,
        used: GroupUse,
        new: SecurityGroup,
    ) -> Result<bool, Refusal> {
        let Some((key, group)) = self.find_group(&used.group)? else {
            return Ok(false);
        };
        // The rules may have changed since the caller read the group.
        let new = SecurityGroup { rules: group.rules, ..new };
        let mut renamed = Vec::new();
        if new.name != used.group.name {
            if new.name == DEFAULT_GROUP || self.has_group(&new.project_id, &new.name)? {
                let (name, project_id) = (new.name, new.project_id);
                let taken = SecurityGroupError::NameTaken { name, project_id };
                return Err(Refusal::Refused(taken.into()));
            }
            let old_name = used.group.name.clone();
            let Some(numbers) = self.servers_in(used)? else {
                return Ok(false);
            };
            renamed = self.servers_of_renamed(&numbers, &old_name, &new.name)?;
        }
        self.tables.mark_dirty();
        for (old, new) in renamed {
            self.update(&old, &new)?;
        }
        self.tables.security_groups()?.remove(&*key)?;
        self.write_row(&new)?;
        Ok(true)
    }

    /// Returns the numbers of the servers in a group, or `None` if servers may have been added
    /// since the caller searched.
    fn servers_in(&mut self, used: GroupUse) -> Result<Option<Vec<u64>>, EngineError> {
        match used.servers {
            ServersIn::Found { numbers, group_uses } => {
                Ok((group_uses == self.current.group_uses).then_some(numbers))
            }
            ServersIn::Unknown => self.look_for_servers_in(used.group).map(Some),
        }
    }

    /// Searches all servers for those in a group. A damaged server is left out, as in lists.
    fn look_for_servers_in(&mut self, group: SecurityGroup) -> Result<Vec<u64>, EngineError> {
        let is_in = Condition::SecurityGroup(group.name);
        let mut all = Vec::new();
        for row in self.tables.states()?.iter()? {
            all.push(row?.0.value());
        }
        let mut found = Vec::new();
        for number in all {
            match self.tables.read(number) {
                Ok(Some(it)) if it.server.project_id != group.project_id => {}
                Ok(Some(it)) if is_in.matches(&it.server) => found.push(number),
                Ok(_) | Err(EngineError::Damaged(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// Returns the servers of a group as they are before and after the group is renamed.
    fn servers_of_renamed(
        &mut self,
        numbers: &[u64],
        old_name: &str,
        name: &str,
    ) -> Result<Vec<(Stored, Stored)>, EngineError> {
        let mut renamed = Vec::new();
        for number in numbers {
            let read = self.tables.read(*number)?;
            let Some(old) = read.filter(|it| !it.server.is_deleted()) else { continue };
            let mut new = old.clone();
            new.server.version += 1;
            // In an older database a server can be in a group that does not exist, and that may
            // have the new name.
            new.server.security_groups.retain(|it| it != name);
            let groups = &mut new.server.security_groups;
            if let Some(group) = groups.iter_mut().find(|it| *it == old_name) {
                name.clone_into(group);
                renamed.push((old, new));
            }
        }
        Ok(renamed)
    }

    /// Returns the key and the current row of a group, if the row under its name still has the
    /// number of `group`.
    fn find_group(
        &mut self,
        group: &SecurityGroup,
    ) -> Result<Option<(String, SecurityGroup)>, EngineError> {
        let key = group_key(&group.project_id, &group.name);
        let row = self.tables.security_groups()?.get(&*key)?;
        let there = row.map(|it| records::decode_group(&key, it.value())).transpose()?;
        Ok(there.filter(|it| it.number == group.number).map(|it| (key, it)))
    }

    /// Fails unless the project has all these groups, to which a server is added. Nothing is
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

    /// Creates a group if it does not exist, with its name as its description.
    pub(super) fn ensure_security_group(
        &mut self,
        project_id: &str,
        name: &str,
    ) -> Result<(), EngineError> {
        if !self.has_group(project_id, name)? {
            self.write_group(SecurityGroup {
                number: 0,
                project_id: project_id.to_owned(),
                name: name.to_owned(),
                description: name.to_owned(),
                rules: Vec::new(),
            })?;
        }
        Ok(())
    }

    fn count_groups(&mut self, project_id: &str) -> Result<usize, EngineError> {
        let first = group_key(project_id, "");
        let mut count = 0;
        for row in self.tables.security_groups()?.range(&*first..)?.take(MAX_SECURITY_GROUPS) {
            if !row?.0.value().starts_with(&first) {
                break;
            }
            count += 1;
        }
        Ok(count)
    }

    fn has_group(&mut self, project_id: &str, name: &str) -> Result<bool, EngineError> {
        Ok(self.tables.security_groups()?.get(&*group_key(project_id, name))?.is_some())
    }

    /// Writes a new group with the next number and the rules that every new group has.
    fn write_group(&mut self, group: SecurityGroup) -> Result<SecurityGroup, EngineError> {
        self.tables.mark_dirty();
        let highest = Highest::SecurityGroup;
        let meta = self.tables.meta()?;
        let row = meta.get(highest.name())?.map(|it| highest.decode(it.value()));
        let mut group = SecurityGroup { number: row.transpose()?.unwrap_or(0) + 1, ..group };
        group.rules = group.first_rules();
        let row = highest.encode(group.number)?;
        meta.insert(highest.name(), row.as_slice())?;
        self.write_row(&group)?;
        Ok(group)
    }

    pub(super) fn write_row(&mut self, group: &SecurityGroup) -> Result<(), EngineError> {
        let row = records::encode_group(group)?;
        let key = group_key(&group.project_id, &group.name);
        self.tables.security_groups()?.insert(&*key, row.as_slice())?;
        Ok(())
    }
}
