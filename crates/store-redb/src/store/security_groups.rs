//! The use of security groups: one is renamed with its servers, and none goes that has any.
//!
//! Who is in a group is looked up by whoever asks, while others write. The writer takes what was
//! found if nobody came into a group meanwhile.

use ferronova_compute::{Condition, Error, Life, Query, Scope, SecurityGroup, SecurityGroupError};

use super::RedbStore;
use crate::{
    found::Numbers,
    walk::Walk,
    write::{Batch, GroupUse, ServersIn},
    writer::size,
};

/// How often it is looked for the servers of a security group that others come into. The last time
/// it is the writer that looks; in tests of this crate it is so at once.
const LOOKS: usize = if cfg!(test) { 1 } else { 4 };

impl RedbStore {
    /// Stores what becomes of the group of this one's number, and of its servers.
    pub(super) async fn change_group(&self, new: SecurityGroup) -> Result<SecurityGroup, Error> {
        const WHAT: &str = "changing a security group";
        let mut looks = 0;
        loop {
            let group = self.group_of_number(&new)?;
            let servers = if group.name == new.name {
                ServersIn::Unknown
            } else {
                self.servers_in(&group, looks, usize::MAX).await?
            };
            let used = GroupUse { group, servers };
            let wanted = new.clone();
            let work = move |it: &mut Batch<'_>| it.update_security_group(used, wanted);
            if self.write(WHAT, size::NOTHING, work).await? {
                return self.group_of_number(&new);
            }
            looks += 1;
        }
    }

    /// Removes the group of this one's number, unless it has servers.
    pub(super) async fn remove_group(&self, group: SecurityGroup) -> Result<(), Error> {
        const WHAT: &str = "removing a security group";
        let mut looks = 0;
        loop {
            let group = self.group_of_number(&group)?;
            let servers = self.servers_in(&group, looks, 1).await?;
            let used = GroupUse { group, servers };
            let work = move |it: &mut Batch<'_>| it.remove_security_group(used);
            if self.write(WHAT, size::NOTHING, work).await? {
                return Ok(());
            }
            looks += 1;
        }
    }

    /// The group of this one's number and project as it is now.
    fn group_of_number(&self, group: &SecurityGroup) -> Result<SecurityGroup, Error> {
        let scope = Scope::Project(group.project_id.clone());
        let groups = self.read("reading a security group", |it| it.security_groups(&scope))?;
        let found = groups.into_iter().find(|it| it.number == group.number);
        Ok(found.ok_or_else(|| SecurityGroupError::NoSuchId { id: group.id().to_string() })?)
    }

    /// The servers in a group, so many at most. After so many looks in vain they are left to the
    /// writer, which holds up everybody else while it looks.
    async fn servers_in(
        &self,
        group: &SecurityGroup,
        looks: usize,
        limit: usize,
    ) -> Result<ServersIn, Error> {
        const WHAT: &str = "looking for the servers of a security group";
        if looks + 1 >= LOOKS {
            return Ok(ServersIn::Unknown);
        }
        let scope = Scope::Project(group.project_id.clone());
        let conditions = vec![Condition::SecurityGroup(group.name.clone())];
        let query = Query { scope, life: Life::Any, conditions, after: None, limit };
        let begin = |it| Walk::begin(it, &query, Numbers::up_to(limit));
        let (found, snapshot) = self.walk(WHAT, &query, begin).await?;
        Ok(ServersIn::Found { numbers: found.into_numbers(), group_uses: snapshot.group_uses })
    }
}
