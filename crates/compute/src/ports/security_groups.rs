//! The security groups of projects, with their rules.

use uuid::Uuid;

use super::PortFuture;
use crate::{Error, Scope, SecurityGroup, SecurityGroupRule, StoreError};

/// Keeps security groups.
pub trait SecurityGroups: Send + Sync {
    /// The security groups of the projects in scope, by project and name.
    fn security_groups<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<SecurityGroup>, StoreError>>;

    /// The security group of that name in a project.
    fn find_security_group<'a>(
        &'a self,
        project_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<SecurityGroup>, StoreError>>;

    /// Makes sure that a project has its default security group.
    fn ensure_default_group<'a>(&'a self, project_id: &'a str)
    -> PortFuture<'a, Result<(), Error>>;

    /// Makes sure that the security groups are there that the server of this number is in by then.
    /// One that its project lacked is described by its name.
    fn ensure_groups_of(&self, number: u64) -> PortFuture<'_, Result<(), Error>>;

    /// Stores a new security group and returns it with the number and the rules that it got. The
    /// default one of its project comes before it.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::Exists`](crate::SecurityGroupError::Exists).
    fn add_security_group(
        &self,
        group: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>>;

    /// Gives the security group of that number this name and description; its rules stay. The
    /// servers of its project that are in it are in the group of the new name then, with no other
    /// change.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::NameTaken`](crate::SecurityGroupError::NameTaken) for the name of
    /// another group of the project or of the default one, and
    /// [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId).
    fn update_security_group(
        &self,
        group: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>>;

    /// Removes a security group that no server of its project is in, and the rules of others that
    /// name it.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::InUse`](crate::SecurityGroupError::InUse), and
    /// [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId) if it is not there.
    fn remove_security_group(&self, group: SecurityGroup) -> PortFuture<'_, Result<(), Error>>;

    /// Gives the security group of that number and project a rule.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId) if it is not there, or
    /// its project lacks the group that the rule names,
    /// [`SecurityGroupError::RuleExists`](crate::SecurityGroupError::RuleExists) if it has a rule of
    /// the same traffic, and
    /// [`SecurityGroupError::TooManyRules`](crate::SecurityGroupError::TooManyRules).
    fn add_security_group_rule(
        &self,
        group: SecurityGroup,
        rule: SecurityGroupRule,
    ) -> PortFuture<'_, Result<(), Error>>;

    /// Takes a rule from the security group of that number and project.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::NoSuchRule`](crate::SecurityGroupError::NoSuchRule), and
    /// [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId).
    fn remove_security_group_rule(
        &self,
        group: SecurityGroup,
        rule_id: Uuid,
    ) -> PortFuture<'_, Result<(), Error>>;
}
