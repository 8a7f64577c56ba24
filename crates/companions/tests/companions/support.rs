//! A small cloud with all services, and helpers for its requests and replies.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
    time::Duration,
};

use actix_web::{
    App, HttpRequest, HttpResponse,
    dev::ServiceResponse,
    http::{Method, header::HeaderMap},
    test::{self, TestRequest},
    web::{self, Data, Payload},
};
use ferronova_companions::{IdentityFace, ImageFace, NetworkFace};
use ferronova_compute::{
    Change, Compute, Content, Flavor, FloatingPool, HypervisorDriver, Image, ImageStatus,
    Infrastructure, Instance, Lifecycle, Network, Ports, Server, StoreError, TaskState, Timestamp,
    Visibility, Work,
    testing::{ManualClock, MemoryDocuments},
};
use ferronova_http::{Address, Front, Gate, Memory, Scheme, Versions};
use ferronova_identity::{
    Assignment, Directory, EmbeddedIdentity, Project, Role, Settings, User, hash_password,
};
use ferronova_policy::PolicyRules;
use ferronova_store_redb::RedbStore;
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) const ADMIN: &str = "ad000000000000000000000000000001";
pub(crate) const DEMO: &str = "de000000000000000000000000000001";

/// The public URL of the cloud.
pub(crate) const BASE: &str = "http://cloud.test:8774";

/// The time at which every test begins: 2023-11-14T22:13:20.
const START: i64 = 1_700_000_000;

pub(crate) const CIRROS: Uuid = Uuid::from_u128(0x1111_1111_1111_4111_8111_1111_1111_1111);
pub(crate) const FEDORA: Uuid = Uuid::from_u128(0x2222_2222_2222_4222_8222_2222_2222_2222);
pub(crate) const SECRET: Uuid = Uuid::from_u128(0x3333_3333_3333_4333_8333_3333_3333_3333);
pub(crate) const NETWORK: Uuid = Uuid::from_u128(0x4444_4444_4444_4444_8444_4444_4444_4444);
pub(crate) const SUBNET: Uuid = Uuid::from_u128(0x5555_5555_5555_4555_8555_5555_5555_5555);
pub(crate) const POOL: Uuid = Uuid::from_u128(0x6666_6666_6666_4666_8666_6666_6666_6666);

/// All services, in process.
pub(crate) struct Cloud {
    pub(crate) front: Data<Front>,
    pub(crate) documents: Arc<MemoryDocuments>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) compute: Compute,
    pub(crate) store: Arc<RedbStore>,
}

impl Cloud {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ManualClock::showing(START * 1_000_000 + 654_321));
        let documents = Arc::new(MemoryDocuments::default());
        EmbeddedIdentity::install(&*documents, &directory()).await.unwrap();
        let identity =
            EmbeddedIdentity::open(documents.clone(), clock.clone(), Settings::default());
        let identity = Arc::new(identity.await.unwrap());
        let store = Arc::new(RedbStore::in_memory().unwrap());
        let content =
            Content { infrastructure: infrastructure(), images: images(), ..Content::default() };
        store.load(content).await.unwrap();

        let policy = Arc::new(PolicyRules::defaults());
        let gate = Arc::new(Gate::new(identity.clone(), policy.clone(), clock.clone()));
        let compute = Compute::new(Ports::of(&store), policy, Arc::new(Idle), clock.clone());
        let front = Front::new(
            Address::new(None, Scheme::Http, "127.0.0.1:1".to_owned()),
            vec![
                Box::new(IdentityFace::new(identity)),
                Box::new(ImageFace::new(compute.clone(), gate.clone())),
                Box::new(NetworkFace::new(compute.clone(), gate)),
            ],
            Versions(Vec::new()),
            Duration::from_mins(1),
            Memory::new(128 << 20),
        );
        Self { front: Data::new(front), documents, clock, compute, store }
    }

    pub(crate) async fn send(&self, request: TestRequest) -> Answer {
        let app = App::new().app_data(self.front.clone()).default_service(web::to(serve));
        let app = test::init_service(app).await;
        let request = request.insert_header(("host", "cloud.test:8774")).to_request();
        Answer::read(test::call_service(&app, request).await).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(TestRequest::get().uri(path)).await
    }

    pub(crate) async fn get_with(&self, path: &str, token: &str) -> Answer {
        self.send(TestRequest::get().uri(path).insert_header(("x-auth-token", token))).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(TestRequest::post().uri(path).set_json(body)).await
    }

    /// Sends a request with a token and an optional body.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<Value>,
    ) -> Answer {
        let request = TestRequest::with_uri(path).method(method);
        let request = request.insert_header(("x-auth-token", token));
        self.send(match body {
            Some(body) => request.set_json(body),
            None => request,
        })
        .await
    }

    /// Logs a user in, and returns a token for the project.
    pub(crate) async fn token(&self, user: &str, project: &str) -> String {
        let scope = json!({"project": {"name": project, "domain": {"id": "default"}}});
        let answer = self.login(by_password(user, "secret"), Some(scope)).await;
        answer.subject_token()
    }

    pub(crate) async fn unscoped_token(&self, user: &str) -> String {
        let answer = self.login(by_password(user, "secret"), None).await;
        answer.subject_token()
    }

    pub(crate) async fn login(&self, identity: Value, scope: Option<Value>) -> Answer {
        let mut auth = json!({ "identity": identity });
        if let Some(scope) = scope {
            auth["scope"] = scope;
        }
        self.post("/identity/v3/auth/tokens", json!({ "auth": auth })).await
    }

    /// Sends a request with `token` about the subject token `subject`.
    pub(crate) async fn ask_about(
        &self,
        request: TestRequest,
        subject: &str,
        token: &str,
    ) -> Answer {
        let request = request
            .uri("/identity/v3/auth/tokens")
            .insert_header(("x-auth-token", token))
            .insert_header(("x-subject-token", subject));
        self.send(request).await
    }
}

/// Passes a request to the front as a server does.
pub(crate) async fn serve(
    request: HttpRequest,
    payload: Payload,
    front: Data<Front>,
) -> HttpResponse {
    front.serve(&request, payload).await
}

/// A reply as a client sees it.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    async fn read(response: ServiceResponse) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = test::read_body(response).await.to_vec();
        Self { status, headers, body }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|it| it.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    /// The body of a successful reply.
    pub(crate) fn json(&self) -> Value {
        assert!(self.status < 400, "{}: {}", self.status, self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn subject_token(&self) -> String {
        assert!(self.status < 300, "{}: {}", self.status, self.text());
        self.header("x-subject-token").unwrap().to_owned()
    }

    /// The values of `key` in the items of the list under `list`.
    pub(crate) fn column(&self, list: &str, key: &str) -> Vec<String> {
        let body = self.json();
        let items = body[list].as_array().unwrap().iter();
        items.map(|it| it[key].as_str().unwrap().to_owned()).collect()
    }

    #[track_caller]
    pub(crate) fn assert_keystone_error(&self, status: u16, title: &str, message: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/json"));
        assert_eq!(self.header("vary"), Some("X-Auth-Token"));
        let body: Value = serde_json::from_slice(&self.body).unwrap();
        let error = json!({"code": status, "message": message, "title": title});
        assert_eq!(body, json!({ "error": error }));
    }

    #[track_caller]
    pub(crate) fn assert_neutron_error(&self, status: u16, error_type: &str, message: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/json"));
        let body: Value = serde_json::from_slice(&self.body).unwrap();
        let error = json!({"type": error_type, "message": message, "detail": ""});
        assert_eq!(body, json!({ "NeutronError": error }));
    }

    #[track_caller]
    pub(crate) fn assert_unauthorized(&self) {
        let message = "The request you have made requires authentication.";
        self.assert_keystone_error(401, "Unauthorized", message);
        let challenge = format!("Keystone uri='{BASE}/identity'");
        assert_eq!(self.header("www-authenticate"), Some(challenge.as_str()));
    }
}

/// The `identity` of a login by password.
pub(crate) fn by_password(user: &str, password: &str) -> Value {
    let user = json!({"name": user, "domain": {"name": "Default"}, "password": password});
    json!({"methods": ["password"], "password": {"user": user}})
}

/// The `identity` of a login by token.
pub(crate) fn by_token(token: &str) -> Value {
    json!({"methods": ["token"], "token": {"id": token}})
}

/// A hypervisor that does nothing.
struct Idle;

impl HypervisorDriver for Idle {
    fn begin(
        &self,
        _: Work,
        _: &mut Change,
        _: &Infrastructure,
        _: Timestamp,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    fn destination(&self, _: &Server, _: &Infrastructure) -> Option<String> {
        None
    }

    fn unseen_task(&self, _: Work) -> Option<TaskState> {
        None
    }

    fn begun(&self, _: &Instance) {}
}

/// `admin` is admin in `admin` and member in `demo`; `demo` is member in `demo`; `off` is disabled;
/// the project `closed` is disabled; `home` has the default project `demo`. Every password is
/// `secret`.
fn directory() -> Directory {
    Directory {
        users: vec![
            user(ADMIN, "admin"),
            User { email: Some("demo@cloud.test".to_owned()), ..user("demo-user", "demo") },
            User { enabled: false, ..user("off", "off") },
            User { default_project_id: Some(DEMO.to_owned()), ..user("home", "home") },
        ],
        projects: vec![
            project(ADMIN, "admin"),
            Project { description: "To try things".to_owned(), ..project(DEMO, "demo") },
            Project { enabled: false, ..project("closed", "closed") },
        ],
        roles: ["admin", "manager", "member", "reader"].map(role).into(),
        assignments: vec![
            assignment(ADMIN, ADMIN, "admin"),
            assignment(ADMIN, DEMO, "member"),
            assignment("demo-user", DEMO, "member"),
            assignment("home", DEMO, "reader"),
            assignment("demo-user", "closed", "member"),
        ],
    }
}

fn user(id: &str, name: &str) -> User {
    static HASH: LazyLock<String> = LazyLock::new(|| hash_password("secret").unwrap());
    User {
        id: id.to_owned(),
        name: name.to_owned(),
        password_hash: HASH.clone(),
        email: None,
        description: None,
        default_project_id: None,
        enabled: true,
        generation: 0,
    }
}

fn project(id: &str, name: &str) -> Project {
    Project { id: id.to_owned(), name: name.to_owned(), description: String::new(), enabled: true }
}

fn role(name: &str) -> Role {
    Role { id: format!("{name}-id"), name: name.to_owned() }
}

fn assignment(user_id: &str, project_id: &str, role: &str) -> Assignment {
    Assignment {
        user_id: user_id.to_owned(),
        project_id: project_id.to_owned(),
        role: role.to_owned(),
    }
}

/// Two public images, and one of the project `admin`.
fn images() -> Vec<Image> {
    vec![
        image(CIRROS, "cirros"),
        Image {
            created: Timestamp::from_seconds(START),
            size: 2_000,
            metadata: [
                ("os_distro".to_owned(), "fedora".to_owned()),
                ("name".to_owned(), "not the name".to_owned()),
                ("motto".to_owned(), "hätte\nhätte".to_owned()),
            ]
            .into(),
            checksum: None,
            ..image(FEDORA, "fedora, 42")
        },
        Image {
            visibility: Visibility::Private,
            project_id: Some(ADMIN.to_owned()),
            status: ImageStatus::Queued,
            ..image(SECRET, "secret")
        },
    ]
}

/// Two networks, a pool of four floating addresses, and one flavor.
fn infrastructure() -> Infrastructure {
    Infrastructure {
        flavors: vec![flavor()],
        networks: vec![
            Network {
                id: NETWORK,
                name: "private".to_owned(),
                subnet_id: SUBNET,
                cidr: "10.0.0.0/24".parse().unwrap(),
            },
            Network {
                id: Uuid::from_u128(NETWORK.as_u128() + 1),
                name: "tiny".to_owned(),
                subnet_id: Uuid::from_u128(SUBNET.as_u128() + 1),
                cidr: "fd00::/127".parse().unwrap(),
            },
        ],
        hypervisors: Vec::new(),
        floating_pools: vec![FloatingPool {
            id: POOL,
            name: "public".to_owned(),
            cidr: "192.0.2.0/29".parse().unwrap(),
        }],
        server_groups: Vec::new(),
    }
}

pub(crate) fn image(id: Uuid, name: &str) -> Image {
    Image {
        id,
        name: name.to_owned(),
        status: ImageStatus::Active,
        project_id: None,
        visibility: Visibility::Public,
        is_protected: false,
        is_hidden: false,
        size: 1_000,
        min_ram_mb: 64,
        min_disk_gb: 1,
        disk_format: "qcow2".to_owned(),
        container_format: "bare".to_owned(),
        checksum: Some("d41d8cd98f00b204e9800998ecf8427e".to_owned()),
        created: Timestamp::from_seconds(START - 60),
        updated: Timestamp::from_seconds(START),
        metadata: BTreeMap::new(),
        tags: BTreeSet::new(),
        server_id: None,
    }
}

fn flavor() -> Flavor {
    Flavor {
        id: "1".to_owned(),
        name: "m1.tiny".to_owned(),
        ram_mb: 512,
        disk_gb: 1,
        vcpus: 1,
        ephemeral_gb: 0,
        swap_mb: 0,
        rxtx_factor: 1.0,
        is_public: true,
        is_disabled: false,
        extra_specs: BTreeMap::new(),
        access: Vec::new(),
    }
}
