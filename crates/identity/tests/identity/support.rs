//! An identity service with documents in memory and a clock that tests set by hand.

use std::{
    future::Future,
    sync::{Arc, LazyLock},
    time::Duration,
};

use ferronova_compute::{
    Caller, Identity, IdentityError, Subject, Validated,
    testing::{ManualClock, MemoryDocuments},
};
use ferronova_identity::{
    Assignment, AuthError, Directory, DomainRef, EmbeddedIdentity, IssuedToken, LoginMethod,
    OpenError, Project, ProjectRef, RequestedScope, Role, Settings, User, UserRef, hash_password,
};

pub(crate) const DAY: i64 = 24 * 60 * 60;

pub(crate) const ADMIN: &str = "ad000000000000000000000000000001";
pub(crate) const DEMO: &str = "de000000000000000000000000000001";

/// The time at which every test begins.
pub(crate) const START: i64 = 1_700_000_000;

/// Documents, a clock, and an identity service that uses both.
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

    /// Opens the documents again, as after a restart of the process.
    pub(crate) fn restart(self) -> Self {
        let identity = Arc::new(open(&self.documents, &self.clock).unwrap());
        Self { identity, ..self }
    }

    /// Installs another directory but keeps the keys, and opens the documents again, as after a
    /// restart of the process.
    pub(crate) fn restart_with(self, directory: &Directory) -> Self {
        let keys = self.documents.get("identity/keys");
        run(EmbeddedIdentity::install(&*self.documents, directory)).unwrap();
        self.documents.put("identity/keys", &keys);
        self.restart()
    }

    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.clock.pass(Duration::from_secs(seconds.unsigned_abs()));
    }

    /// Sets the wall clock ahead or back; the monotonic time stays.
    pub(crate) fn set_clock_by(&self, seconds: i64) {
        self.clock.set_by(seconds * 1_000_000);
    }

    pub(crate) fn login(
        &self,
        name: &str,
        scope: RequestedScope<'_>,
    ) -> Result<IssuedToken, AuthError> {
        self.login_with(by_name(name), "secret", scope)
    }

    pub(crate) fn login_with(
        &self,
        user: UserRef<'_>,
        password: &str,
        scope: RequestedScope<'_>,
    ) -> Result<IssuedToken, AuthError> {
        run(self.identity.authenticate(LoginMethod::Password { user, password }, scope))
    }

    pub(crate) fn login_by_token(
        &self,
        token: &str,
        scope: RequestedScope<'_>,
    ) -> Result<IssuedToken, AuthError> {
        run(self.identity.authenticate(LoginMethod::Token(token), scope))
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

pub(crate) fn in_project(name: &str) -> RequestedScope<'_> {
    RequestedScope::Project(ProjectRef::Name { name, domain: DomainRef::DEFAULT })
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

/// The caller that a token with a project was validated to.
pub(crate) fn caller_of(validated: Validated) -> Caller {
    match validated.subject {
        Subject::Scoped(caller) => caller,
        Subject::Unscoped { user_id } => panic!("the token of {user_id} has no project"),
    }
}
