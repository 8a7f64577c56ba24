//! The port of security groups. When a group is renamed, its name also changes in its servers. A
//! group that has servers can't be removed.
//!
//! The servers of a group are searched before the request goes to the writer, so that others can
//! write meanwhile. The writer uses the result if no server was added to any group after the
//! search.

use ferronova_compute::{
    Condition, DeletionFilter, Error, PortFuture, Query, Scope, SecurityGroup, SecurityGroupError,
    SecurityGroupRule, SecurityGroups, StoreError,
};
use uuid::Uuid;

use super::RedbStore;
use crate::{
    collectors::ServerNumbers,
    walk::Walk,
    write::{Batch, GroupUse, ServersIn},
    writer::size,
};

/// Maximum number of searches for the servers of a group. A search is repeated if servers were
/// added to groups meanwhile. The writer does the last search itself. In tests of this crate that
/// is the only search.
const LOOKS: usize = if cfg!(test) { 1 } else { 4 };

impl SecurityGroups for RedbStore {
    fn security_groups<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<SecurityGroup>, StoreError>> {
        Box::pin(
            async move { self.read("listing security groups", |it| it.security_groups(scope)) },
        )
    }

    fn find_security_group<'a>(
        &'a self,
        project_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<SecurityGroup>, StoreError>> {
        Box::pin(async move {
            self.read("reading a security group", |it| it.find_security_group(project_id, name))
        })
    }

    fn ensure_default_group<'a>(
        &'a self,
        project_id: &'a str,
    ) -> PortFuture<'a, Result<(), Error>> {
        let project_id = project_id.to_owned();
        let work = move |it: &mut Batch<'_>| it.ensure_default_group(&project_id);
        Box::pin(self.write("storing a security group", size::ROW, work))
    }

    fn ensure_groups_of(&self, server_id: Uuid) -> PortFuture<'_, Result<(), Error>> {
        let work = move |it: &mut Batch<'_>| it.ensure_groups_of(server_id);
        Box::pin(self.write("storing security groups", size::ROW, work))
    }

    fn add_security_group(
        &self,
        group: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>> {
        let work = move |it: &mut Batch<'_>| it.add_security_group(group);
        Box::pin(self.write("storing a security group", size::ROW, work))
    }

    fn update_security_group(
        &self,
        new: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>> {
        Box::pin(self.change_group(new))
    }

    fn remove_security_group(&self, group: SecurityGroup) -> PortFuture<'_, Result<(), Error>> {
        Box::pin(self.remove_group(group))
    }

    fn add_security_group_rule(
        &self,
        group: SecurityGroup,
        rule: SecurityGroupRule,
    ) -> PortFuture<'_, Result<(), Error>> {
        let work = move |it: &mut Batch<'_>| it.add_rule(&group, rule);
        Box::pin(self.write("storing a security group rule", size::ROW, work))
    }

    fn remove_security_group_rule(
        &self,
        group: SecurityGroup,
        rule_id: Uuid,
    ) -> PortFuture<'_, Result<(), Error>> {
        let work = move |it: &mut Batch<'_>| it.remove_rule(&group, rule_id);
        Box::pin(self.write("removing a security group rule", size::ROW, work))
    }
}

impl RedbStore {
    /// Stores the name and description of `new` in the group with the same number, and renames the
    /// group in its servers.
    async fn change_group(&self, new: SecurityGroup) -> Result<SecurityGroup, Error> {
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

    /// Removes the group that has the number of `group`, unless it has servers.
    async fn remove_group(&self, group: SecurityGroup) -> Result<(), Error> {
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

    /// Reads the current state of the group with this number in its project.
    fn group_of_number(&self, group: &SecurityGroup) -> Result<SecurityGroup, Error> {
        let scope = Scope::Project(group.project_id.clone());
        let groups = self.read("reading a security group", |it| it.security_groups(&scope))?;
        let found = groups.into_iter().find(|it| it.number == group.number);
        Ok(found.ok_or_else(|| SecurityGroupError::NoSuchId { id: group.id().to_string() })?)
    }

    /// Searches for at most `limit` servers of a group, after `looks` earlier searches. The last of
    /// [`LOOKS`] searches is left to the writer, although all other writes have to wait for it. In
    /// that case, this returns [`ServersIn::Unknown`] without a search.
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
        let query = Query { deletion: DeletionFilter::Any, conditions, limit, ..Query::of(scope) };
        let begin = |it| Walk::in_any_order(it, &query, ServerNumbers::up_to(limit));
        let (found, snapshot) = self.walk(WHAT, &query, begin).await?;
        Ok(ServersIn::Found { numbers: found.into_numbers(), group_uses: snapshot.group_uses })
    }
}
