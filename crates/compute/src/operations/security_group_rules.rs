//! Rules of security groups. A caller who can see a group can also change its rules.

use uuid::Uuid;

use super::Compute;
use crate::{
    Error, Request, SecurityGroup, SecurityGroupError, SecurityGroupRule, Traffic, parse_id,
};

impl Compute {
    /// Finds a rule and its group in the caller's project, or in any project for an administrator.
    pub async fn find_security_group_rule(
        &self,
        request: Request<'_>,
        id: &str,
    ) -> Result<(SecurityGroup, SecurityGroupRule), Error> {
        let rule_id = parse_id(id).ok_or(SecurityGroupError::NoId)?;
        let groups = self.list_security_groups(request, &request.caller.reach()).await?;
        let mut found = groups.into_iter().filter_map(|group| {
            let rule = group.rules.iter().find(|it| it.id == rule_id)?.clone();
            Some((group, rule))
        });
        Ok(found.next().ok_or_else(|| SecurityGroupError::NoSuchRule { id: id.to_owned() })?)
    }

    /// Adds a rule to a group that was found before.
    ///
    /// # Errors
    ///
    /// - [`SecurityGroupError::WrongRule`] if the rule is not valid.
    /// - [`SecurityGroupError::RuleExists`] if the group already has a rule for the same traffic.
    /// - [`SecurityGroupError::TooManyRules`] if another rule would be too many.
    /// - [`SecurityGroupError::NoSuchId`] if the group, or a group that the rule names, does not
    ///   exist.
    pub async fn add_security_group_rule(
        &self,
        group: SecurityGroup,
        traffic: Traffic,
        description: String,
    ) -> Result<SecurityGroupRule, Error> {
        traffic.check().map_err(SecurityGroupError::WrongRule)?;
        let rule = SecurityGroupRule { id: Uuid::new_v4(), traffic, description };
        self.ports.security_groups.add_security_group_rule(group, rule.clone()).await?;
        Ok(rule)
    }

    /// Removes a rule of a group that was found before.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::NoSuchRule`] if the rule no longer exists.
    pub async fn remove_security_group_rule(
        &self,
        group: SecurityGroup,
        rule_id: Uuid,
    ) -> Result<(), Error> {
        self.ports.security_groups.remove_security_group_rule(group, rule_id).await
    }
}
