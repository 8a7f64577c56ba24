//! Reads security groups.

use ferronova_compute::{Scope, SecurityGroup};

use crate::{engine_error::EngineError, records, snapshot::Snapshot, tables::group_key};

impl Snapshot {
    /// Reads the groups of the projects in scope, ordered by project and name.
    pub(crate) fn security_groups(&self, scope: &Scope) -> Result<Vec<SecurityGroup>, EngineError> {
        let first = match scope {
            Scope::All => String::new(),
            Scope::Project(id) => group_key(id, ""),
        };
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

    /// Finds the group with this name in a project.
    pub(crate) fn find_security_group(
        &self,
        project_id: &str,
        name: &str,
    ) -> Result<Option<SecurityGroup>, EngineError> {
        let key = group_key(project_id, name);
        let row = self.tables.security_groups()?.get(&*key)?;
        row.map(|it| records::decode_group(&key, it.value())).transpose()
    }
}
