//! Storage of security groups and their rules.

use uuid::Uuid;

use super::PortFuture;
use crate::{Error, Scope, SecurityGroup, SecurityGroupRule, StoreError};

/// Stores security groups.
pub trait SecurityGroups: Send + Sync {
    /// The security groups of the projects in scope, sorted by project and name.
    fn security_groups<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<SecurityGroup>, StoreError>>;

    /// Finds the security group of a project that has this name.
    fn find_security_group<'a>(
        &'a self,
        project_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<SecurityGroup>, StoreError>>;

    /// Creates a project's default security group if it does not exist.
    fn ensure_default_group<'a>(&'a self, project_id: &'a str)
    -> PortFuture<'a, Result<(), Error>>;

    /// Creates the missing security groups of the server with this id: the groups that its
    /// record names and that don't exist. The description of each new group is its name.
    fn ensure_groups_of(&self, server_id: Uuid) -> PortFuture<'_, Result<(), Error>>;

    /// Stores a new security group and returns it with its number and rules. If the project's
    /// default group is missing, it is created before the new group.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::Exists`](crate::SecurityGroupError::Exists).
    fn add_security_group(
        &self,
        group: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>>;

    /// Sets the name and description of the stored security group that has the number of `group`;
    /// its rules stay. In the same step, the new name replaces the old one in the records of the
    /// servers that are in the group; nothing else in these records changes.
    ///
    /// # Errors
    ///
    /// - [`SecurityGroupError::NameTaken`](crate::SecurityGroupError::NameTaken) if the project has
    ///   another group of that name, or if the group would be renamed to the default group's name.
    /// - [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId) if the group does
    ///   not exist.
    fn update_security_group(
        &self,
        group: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>>;

    /// Deletes a security group, and the rules of other groups that name it. Fails if a server of
    /// the project is in the group.
    fn remove_security_group(&self, group: SecurityGroup) -> PortFuture<'_, Result<(), Error>>;

    /// Adds a rule to the stored security group that has the number and project of `group`.
    ///
    /// # Errors
    ///
    /// - [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId) if the group does
    ///   not exist, or if the rule names a group that the project does not have.
    /// - [`SecurityGroupError::RuleExists`](crate::SecurityGroupError::RuleExists) if the group
    ///   already has a rule for the same traffic.
    /// - [`SecurityGroupError::TooManyRules`](crate::SecurityGroupError::TooManyRules) if the group
    ///   can't have another rule.
    fn add_security_group_rule(
        &self,
        group: SecurityGroup,
        rule: SecurityGroupRule,
    ) -> PortFuture<'_, Result<(), Error>>;

    /// Removes a rule of the stored security group that has the number and project of `group`.
    fn remove_security_group_rule(
        &self,
        group: SecurityGroup,
        rule_id: Uuid,
    ) -> PortFuture<'_, Result<(), Error>>;
}
