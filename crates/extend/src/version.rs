//! One version of the compute API, as its handlers see it.

use std::sync::Arc;

use ferronova_compute::{Caller, Error, Target};
use ferronova_http::{Fault, RouteOrAction, Session};

use crate::{kit::Version, visible::Mask};

impl Version {
    /// Returns which contributions have a rule that lets this caller see their keys and use their
    /// filters.
    pub(crate) fn visible(&self, session: &Session, caller: &Caller) -> Arc<Mask> {
        let sees = |rule: Option<&str>| rule.is_none_or(|it| self.allows(caller, it));
        session.visible(self.dialect.number, || self.registry.mask(sees))
    }

    /// Fails with 403 if the rule refuses this caller.
    pub(crate) fn require(&self, caller: &Caller, rule: &str) -> Result<(), Fault> {
        if self.allows(caller, rule) {
            return Ok(());
        }
        let refused = Error::Forbidden { rule: rule.to_owned() };
        Err(self.dialect.words.fault(&refused, RouteOrAction::Route))
    }

    fn allows(&self, caller: &Caller, rule: &str) -> bool {
        self.compute.policy().allows(rule, caller, Target::own(caller))
    }
}
