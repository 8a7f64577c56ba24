//! The user and the scope in v3 logins.

use ferronova_http::Reply;
use ferronova_identity::{DomainRef, ProjectRef, RequestedScope, UserRef};
use serde::{Deserialize, de::IgnoredAny};

use super::refusal::{bad_request, missing, unauthorized};

/// A user or a project, named by id, or by name and domain.
#[derive(Deserialize)]
pub(crate) struct UserOrProject {
    id: Option<String>,
    name: Option<String>,
    domain: Option<Domain>,
}

#[derive(Deserialize)]
struct Domain {
    id: Option<String>,
    name: Option<String>,
}

/// The value of `scope` in a login: the word `unscoped`, or an object.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Scope {
    Word(String),
    Object(ScopeObject),
}

#[derive(Deserialize)]
pub(crate) struct ScopeObject {
    project: Option<UserOrProject>,
    unscoped: Option<IgnoredAny>,
    domain: Option<IgnoredAny>,
    system: Option<IgnoredAny>,
    #[serde(rename = "OS-TRUST:trust")]
    trust: Option<IgnoredAny>,
}

impl Scope {
    /// Returns the requested scope. Nobody has a role in a domain, a system or a trust, so a login
    /// for one of these fails like a login for a project in which the user has no role.
    pub(crate) fn wish(scope: Option<&Self>) -> Result<RequestedScope<'_>, Reply> {
        match scope {
            None => Ok(RequestedScope::Default),
            Some(Self::Word(word)) if word == "unscoped" => Ok(RequestedScope::Unscoped),
            Some(Self::Word(_)) => Err(bad_request("The scope is an object or \"unscoped\".")),
            Some(Self::Object(object)) => object.wish(),
        }
    }
}

impl ScopeObject {
    fn wish(&self) -> Result<RequestedScope<'_>, Reply> {
        let others = [&self.domain, &self.system, &self.trust].into_iter().flatten().count();
        match (&self.project, &self.unscoped, others) {
            (Some(project), None, 0) => Ok(RequestedScope::Project(project.as_project()?)),
            (None, Some(_), 0) => Ok(RequestedScope::Unscoped),
            (None, None, 1) => Err(unauthorized()),
            (None, None, 0) => Err(missing("project", "scope")),
            _ => Err(bad_request("The scope names more than one place.")),
        }
    }
}

impl UserOrProject {
    pub(crate) fn as_user(&self) -> Result<UserRef<'_>, Reply> {
        if let Some(id) = &self.id {
            return Ok(UserRef::Id(id));
        }
        let name = self.name.as_deref().ok_or_else(|| missing("id or name", "user"))?;
        Ok(UserRef::Name { name, domain: self.domain("user")? })
    }

    fn as_project(&self) -> Result<ProjectRef<'_>, Reply> {
        if let Some(id) = &self.id {
            return Ok(ProjectRef::Id(id));
        }
        let name = self.name.as_deref().ok_or_else(|| missing("id or name", "project"))?;
        Ok(ProjectRef::Name { name, domain: self.domain("project")? })
    }

    fn domain(&self, of: &str) -> Result<DomainRef<'_>, Reply> {
        let domain = self.domain.as_ref().ok_or_else(|| missing("domain", of))?;
        match (&domain.id, &domain.name) {
            (Some(id), _) => Ok(DomainRef::Id(id)),
            (None, Some(name)) => Ok(DomainRef::Name(name)),
            (None, None) => Err(missing("id or name", "domain")),
        }
    }
}
