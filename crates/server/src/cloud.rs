//! The cloud behind the API: every port with its driver.

use std::sync::Arc;

use ferronova_compute::{Clock, Compute, Content, Documents, Identity, Policy, Ports};
use ferronova_http::Gate;
use ferronova_identity::{EmbeddedIdentity, Settings as IdentitySettings};
use ferronova_policy::PolicyRules;
use ferronova_simulator::{Simulator, Times};

use crate::{
    Exit, KnownPasswords, Settings, Storage,
    embedded::{Embedded, warn_of_readers},
};

/// Everything a request may need.
pub(crate) struct Cloud {
    pub(crate) ports: Ports,
    /// The database behind the ports, for operations that no port offers.
    pub(crate) embedded: Embedded,
    pub(crate) identity: Arc<EmbeddedIdentity>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) compute: Compute,
    pub(crate) simulator: Simulator,
    /// The content that `reset` returns to; `None` if the cloud is not in memory.
    pub(crate) beginning: Option<Content>,
    /// The passwords that can be announced.
    pub(crate) passwords: KnownPasswords,
}

impl Cloud {
    /// Opens all drivers. The seed is read only if the database is new. `exchange` gets the ports of
    /// the database, and returns those that are used.
    pub(crate) async fn open(
        settings: &Settings,
        clock: Arc<dyn Clock>,
        exchange: impl FnOnce(Ports) -> Ports,
    ) -> Result<Self, Exit> {
        let policy: Arc<dyn Policy> = Arc::new(read_policy(settings)?);
        let (embedded, seed) = Embedded::open(settings, clock.now()).await?;
        let documents = Arc::clone(&embedded.store) as Arc<dyn Documents>;
        let identity = open_identity(documents, &clock).await?;
        let gate = Gate::new(
            Arc::clone(&identity) as Arc<dyn Identity>,
            Arc::clone(&policy),
            Arc::clone(&clock),
        );
        let times = Times {
            build: settings.build_time,
            action: settings.action_time,
            deleted_retention: settings.deleted_retention,
            reclaim: settings.reclaim_instance_interval,
            shelved_offload: settings.shelved_offload_time.stay(),
        };
        let ports = exchange(Ports::of(&embedded.store));
        let simulator = Simulator::new(ports.clone(), Arc::clone(&clock), times);
        let mut compute = Compute::new(ports.clone(), policy, Arc::new(simulator.clone()), clock);
        if !settings.reclaim_instance_interval.is_zero() {
            compute = compute.soft_deleting();
        }
        let (content, mut passwords) = match seed {
            Some(seed) => (Some(seed.content), seed.passwords),
            None => (None, KnownPasswords::default()),
        };
        if let Storage::Folder(folder) = &settings.storage {
            warn_of_readers(folder);
            passwords.recall(folder, identity.accounts().directory());
        }
        let beginning = content.filter(|_| settings.storage == Storage::Memory);
        let gate = Arc::new(gate);
        Ok(Self { ports, embedded, identity, gate, compute, simulator, beginning, passwords })
    }
}

fn read_policy(settings: &Settings) -> Result<PolicyRules, Exit> {
    let Some(path) = &settings.policy_file else {
        return Ok(PolicyRules::defaults());
    };
    let rules = PolicyRules::load(path)
        .map_err(|error| Exit::because("can't use the policy file", &error))?;
    for it in rules.unknown_rules() {
        log::warn!("{it}");
    }
    for it in rules.futile_checks() {
        log::warn!("{it}");
    }
    Ok(rules)
}

/// Opens the identity stored in these documents.
pub(crate) async fn open_identity(
    documents: Arc<dyn Documents>,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<EmbeddedIdentity>, Exit> {
    let opened =
        EmbeddedIdentity::open(documents, Arc::clone(clock), IdentitySettings::default()).await;
    opened.map(Arc::new).map_err(|error| Exit::because("can't open the identity service", &error))
}
