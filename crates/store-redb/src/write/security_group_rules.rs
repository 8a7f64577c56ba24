//! Adds and removes rules of security groups, which are stored in the rows of their groups.

use ferronova_compute::{
    MAX_SECURITY_GROUP_RULES, Remote, SecurityGroup, SecurityGroupError, SecurityGroupRule,
};
use redb::ReadableTable as _;
use uuid::Uuid;

use super::batch::{Batch, Refusal};
use crate::{engine_error::EngineError, records, tables::group_key};

impl Batch<'_> {
    /// Adds a rule to the group that has the same number as `group`.
    pub(crate) fn add_rule(
        &mut self,
        group: &SecurityGroup,
        rule: SecurityGroupRule,
    ) -> Result<(), Refusal> {
        let all = self.groups_of_project(&group.project_id)?;
        let mut there = of_number(&all, group)?.clone();
        check_new(&rule, &there, &all).map_err(|refused| Refusal::Refused(refused.into()))?;
        there.rules.push(rule);
        self.tables.mark_dirty();
        Ok(self.write_row(&there)?)
    }

    /// Removes a rule from the group that has the same number as `group`.
    pub(crate) fn remove_rule(
        &mut self,
        group: &SecurityGroup,
        rule_id: Uuid,
    ) -> Result<(), Refusal> {
        let all = self.groups_of_project(&group.project_id)?;
        let mut there = of_number(&all, group)?.clone();
        let Some(index) = there.rules.iter().position(|it| it.id == rule_id) else {
            let id = rule_id.to_string();
            return Err(Refusal::Refused(SecurityGroupError::NoSuchRule { id }.into()));
        };
        there.rules.remove(index);
        self.tables.mark_dirty();
        Ok(self.write_row(&there)?)
    }

    /// Removes the rules that name `group` as their remote side from the other groups of its
    /// project.
    pub(super) fn drop_rules_about(&mut self, group: &SecurityGroup) -> Result<(), EngineError> {
        let gone = Some(Remote::Group(group.id()));
        for mut other in self.groups_of_project(&group.project_id)? {
            let before = other.rules.len();
            other.rules.retain(|it| it.traffic.remote != gone);
            if other.rules.len() != before {
                self.write_row(&other)?;
            }
        }
        Ok(())
    }

    fn groups_of_project(&mut self, project_id: &str) -> Result<Vec<SecurityGroup>, EngineError> {
        let first = group_key(project_id, "");
        let mut groups = Vec::new();
        for row in self.tables.security_groups()?.range(&*first..)? {
            let (key, sealed) = row?;
            if !key.value().starts_with(&first) {
                break;
            }
            groups.push(records::decode_group(key.value(), sealed.value())?);
        }
        Ok(groups)
    }
}

/// Finds the group that has the same number as `group`. Its name may have changed meanwhile.
fn of_number<'a>(
    all: &'a [SecurityGroup],
    group: &SecurityGroup,
) -> Result<&'a SecurityGroup, Refusal> {
    all.iter().find(|it| it.number == group.number).ok_or_else(|| {
        let id = group.id().to_string();
        Refusal::Refused(SecurityGroupError::NoSuchId { id }.into())
    })
}

fn check_new(
    rule: &SecurityGroupRule,
    group: &SecurityGroup,
    all: &[SecurityGroup],
) -> Result<(), SecurityGroupError> {
    if let Some(same) = group.rules.iter().find(|it| it.traffic == rule.traffic) {
        return Err(SecurityGroupError::RuleExists { rule_id: same.id, group_id: group.id() });
    }
    if let Some(Remote::Group(id)) = rule.traffic.remote
        && !all.iter().any(|it| it.id() == id)
    {
        return Err(SecurityGroupError::NoSuchId { id: id.to_string() });
    }
    if all.iter().map(SecurityGroup::n_added_rules).sum::<usize>() >= MAX_SECURITY_GROUP_RULES {
        return Err(SecurityGroupError::TooManyRules);
    }
    Ok(())
}
