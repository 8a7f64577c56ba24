//! Documents in memory, a clock that is moved by hand, and a small cloud of users.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use ferronova_compute::{
    Caller, Clock, Documents, Identity, IdentityError, PortFuture, StoreError, Subject, Timestamp,
    Validated,
};
use ferronova_identity::{
    Assignment, AuthError, Directory, DomainRef, EmbeddedIdentity, Issued, Method, OpenError,
    Project, ProjectRef, Role, ScopeWish, Settings, User, UserRef, hash_password,
};

pub(crate) const DAY: i64 = 24 * 60 * 60;

pub(crate) const ADMIN: &str = "ad000000000000000000000000000001";
pub(crate) const DEMO: &str = "de000000000000000000000000000001";

/// When every test begins.
pub(crate) const START: i64 = 1_700_000_000;

#[derive(Default)]
pub(crate) struct MemoryDocuments {
    pub(crate) documents: Mutex<BTreeMap<String, Vec<u8>>>,
    pub(crate) n_writes: AtomicI64,
    pub(crate) fails: AtomicBool,
}

impl Documents for MemoryDocuments {
    fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(StoreError::failed("reading", "no disk"));
        }
        let documents = self.documents.lock().unwrap();
        let found = documents.iter().filter(|it| it.0.starts_with(prefix));
        Ok(found.map(|(name, bytes)| (name.clone(), bytes.clone())).collect())
    }

    fn write(
        &self,
        written: Vec<(String, Vec<u8>)>,
        removed: Vec<String>,
    ) -> PortFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            // A store has its writer elsewhere; whoever waits for it is not ready at once.
            tokio::task::yield_now().await;
            if self.fails.load(Ordering::Relaxed) {
                return Err(StoreError::failed("writing", "no disk"));
            }
            let mut documents = self.documents.lock().unwrap();
            documents.retain(|name, _| !removed.contains(name));
            documents.extend(written);
            self.n_writes.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
    }
}

impl MemoryDocuments {
    pub(crate) fn names(&self) -> Vec<String> {
        self.documents.lock().unwrap().keys().cloned().collect()
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        self.documents.lock().unwrap().insert(name.to_owned(), bytes.to_owned());
    }

    pub(crate) fn get(&self, name: &str) -> Vec<u8> {
        self.documents.lock().unwrap()[name].clone()
    }
}

/// Shows the time that it is set to. Time passes by other means.
pub(crate) struct ManualClock {
    shown: AtomicI64,
    passed: AtomicI64,
}

impl ManualClock {
    fn showing(micros: i64) -> Self {
        Self { shown: AtomicI64::new(micros), passed: AtomicI64::new(0) }
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.shown.load(Ordering::Relaxed))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_micros(self.passed.load(Ordering::Relaxed).unsigned_abs())
    }
}

/// Documents, a clock, and an identity over both.
pub(crate) struct Cloud {
    pub(crate) documents: Arc<MemoryDocuments>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) identity: Arc<EmbeddedIdentity>,
}

impl Cloud {
    pub(crate) fn new() -> Self {
        Self::with(&directory())
    }

    pub(crate) fn with(directory: &Directory) -> Self {
        let documents = Arc::new(MemoryDocuments::default());
        let clock = Arc::new(ManualClock::showing(START * 1_000_000 + 654_321));
        run(EmbeddedIdentity::install(&*documents, directory)).unwrap();
        let identity = Arc::new(open(&documents, &clock).unwrap());
        Self { documents, clock, identity }
    }

    /// The same data folder in a new process.
    pub(crate) fn restart(self) -> Self {
        let identity = Arc::new(open(&self.documents, &self.clock).unwrap());
        Self { identity, ..self }
    }

    /// The same data folder in a new process, with another directory but the same keys.
    pub(crate) fn restart_with(self, directory: &Directory) -> Self {
        let keys = self.documents.get("identity/keys");
        run(EmbeddedIdentity::install(&*self.documents, directory)).unwrap();
        self.documents.put("identity/keys", &keys);
        self.restart()
    }

    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.set_clock_by(seconds);
        self.clock.passed.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    /// Sets the clock ahead, or back, while no time passes.
    pub(crate) fn set_clock_by(&self, seconds: i64) {
        self.clock.shown.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    pub(crate) fn login(&self, name: &str, scope: ScopeWish<'_>) -> Result<Issued, AuthError> {
        self.login_with(by_name(name), "secret", scope)
    }

    pub(crate) fn login_with(
        &self,
        user: UserRef<'_>,
        password: &str,
        scope: ScopeWish<'_>,
    ) -> Result<Issued, AuthError> {
        run(self.identity.authenticate(Method::Password { user, password }, scope))
    }

    pub(crate) fn login_by_token(
        &self,
        token: &str,
        scope: ScopeWish<'_>,
    ) -> Result<Issued, AuthError> {
        run(self.identity.authenticate(Method::Token(token), scope))
    }

    pub(crate) fn validate(&self, token: &str) -> Result<Validated, IdentityError> {
        run(self.identity.validate(token))
    }

    pub(crate) fn is_valid(&self, token: &str) -> bool {
        let found = self.validate(token);
        let inspected = self.identity.inspect(token);
        assert_eq!(found.is_ok(), inspected.is_ok());
        found.is_ok()
    }

    pub(crate) fn revoke(&self, token: &str) -> Result<(), AuthError> {
        run(self.identity.revoke(token))
    }
}

pub(crate) fn open(
    documents: &Arc<MemoryDocuments>,
    clock: &Arc<ManualClock>,
) -> Result<EmbeddedIdentity, OpenError> {
    run(EmbeddedIdentity::open(documents.clone(), clock.clone(), Settings::default()))
}

pub(crate) fn open_now(documents: &Arc<MemoryDocuments>) -> Result<EmbeddedIdentity, OpenError> {
    open(documents, &Arc::new(ManualClock::showing(START * 1_000_000)))
}

pub(crate) fn run<T>(future: impl Future<Output = T> + Send) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

pub(crate) fn by_name(name: &str) -> UserRef<'_> {
    UserRef::Name { name, domain: DomainRef::DEFAULT }
}

pub(crate) fn in_project(name: &str) -> ScopeWish<'_> {
    ScopeWish::Project(ProjectRef::Name { name, domain: DomainRef::DEFAULT })
}

/// `admin` is admin in `admin` and member in `demo`; `demo` is member in `demo`; `off` is disabled;
/// the project `closed` is disabled. Every password is `secret`.
pub(crate) fn directory() -> Directory {
    Directory {
        users: vec![user(ADMIN, "admin"), user("demo-user", "demo"), disabled(user("off", "off"))],
        projects: vec![
            project(ADMIN, "admin"),
            project(DEMO, "demo"),
            Project { enabled: false, ..project("closed", "closed") },
        ],
        roles: ["admin", "manager", "member", "reader"].map(role).into(),
        assignments: vec![
            assignment(ADMIN, ADMIN, "admin"),
            assignment(ADMIN, DEMO, "member"),
            assignment("demo-user", DEMO, "member"),
            assignment("demo-user", "closed", "member"),
            assignment("off", DEMO, "member"),
        ],
    }
}

pub(crate) fn user(id: &str, name: &str) -> User {
    static SECRET: LazyLock<String> = LazyLock::new(|| hash_password("secret").unwrap());
    User {
        id: id.to_owned(),
        name: name.to_owned(),
        password_hash: SECRET.clone(),
        email: None,
        description: None,
        default_project_id: None,
        enabled: true,
        generation: 0,
    }
}

pub(crate) fn disabled(user: User) -> User {
    User { enabled: false, ..user }
}

pub(crate) fn project(id: &str, name: &str) -> Project {
    Project { id: id.to_owned(), name: name.to_owned(), description: String::new(), enabled: true }
}

pub(crate) fn role(name: &str) -> Role {
    Role { id: format!("{name}-id"), name: name.to_owned() }
}

pub(crate) fn assignment(user_id: &str, project_id: &str, role: &str) -> Assignment {
    Assignment {
        user_id: user_id.to_owned(),
        project_id: project_id.to_owned(),
        role: role.to_owned(),
    }
}

/// Whom a token with a project stands for.
pub(crate) fn caller_of(validated: Validated) -> Caller {
    match validated.subject {
        Subject::Scoped(caller) => caller,
        Subject::Unscoped { user_id } => panic!("the token of {user_id} has no project"),
    }
}
