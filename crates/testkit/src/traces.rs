//! Records the resources that a test creates on a server that is not ours, to remove them when the
//! test ends.

use std::{
    cell::Cell,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::{Client, Response, Version, client::Recorder};

/// Maximum time until a server is deleted.
const PATIENCE: Duration = Duration::from_mins(1);

/// The exclusive use of the server by one test. Tests count resources, so tests that run at the
/// same time would disturb each other.
pub(crate) struct Turn {
    _guard: Option<MutexGuard<'static, ()>>,
}

thread_local! {
    /// Number of clouds of the test on this thread.
    static CLOUDS: Cell<usize> = const { Cell::new(0) };
}

impl Turn {
    /// Waits until no other test has a cloud.
    pub(crate) fn take() -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let is_first = CLOUDS.get() == 0;
        CLOUDS.set(CLOUDS.get() + 1);
        let wait = || TURN.lock().unwrap_or_else(PoisonError::into_inner);
        Self { _guard: is_first.then(wait) }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        CLOUDS.set(CLOUDS.get() - 1);
    }
}

/// The created resources, each with the client that created it.
#[derive(Default)]
pub(crate) struct CreatedResources(Mutex<Vec<(Client, Created)>>);

enum Created {
    /// The servers that one request created, by reservation id.
    Reservation(String),
    /// The servers that one request created, by the beginning of their names and the creation time
    /// of the first one.
    Several { name: String, created: String },
    /// Any other resource, by its path below the client's URL.
    Path(String),
    /// An image, by id.
    Image(String),
}

impl Created {
    fn is_of_servers(&self) -> bool {
        match self {
            Self::Reservation(_) | Self::Several { .. } => true,
            Self::Path(path) => path.starts_with("servers/"),
            Self::Image(_) => false,
        }
    }
}

impl Recorder for CreatedResources {
    fn record(&self, client: &Client, method: &str, path: &str, response: &Response) {
        if method != "POST" || !(200..300).contains(&response.status()) {
            return;
        }
        let client = client.unobserved();
        let made = found(path, response);
        let made = made.map(|it| several(&client, &it).unwrap_or(it)).map(|it| (client, it));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(made);
    }
}

impl CreatedResources {
    /// Removes everything, newest first, and servers before the resources that they use. The
    /// administrator removes what the creator may not remove, such as a locked server. Ignores
    /// resources that are already deleted.
    pub(crate) fn remove(&self, admin: &Client) {
        let mut made = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        made.sort_by_key(|(_, it)| it.is_of_servers());
        let admin = admin.unobserved();
        for (client, trace) in made.into_iter().rev() {
            let admin = admin.speaking(client.version());
            match trace {
                Created::Reservation(id) => {
                    let listed = client.get(&format!("servers?reservation_id={id}"));
                    for server in servers(&listed) {
                        remove(&client, &admin, &path_of(&server));
                    }
                }
                Created::Several { name, created } => {
                    let listed = client.get("servers/detail");
                    let is_one = |it: &Value| {
                        let id = it["id"].as_str().unwrap_or_default();
                        it["name"] == format!("{name}-{id}")
                            && it["created"].as_str() >= Some(&created)
                    };
                    for server in servers(&listed).into_iter().filter(is_one) {
                        remove(&client, &admin, &path_of(&server));
                    }
                }
                Created::Path(path) => remove(&client, &admin, &path),
                Created::Image(id) => {
                    let path = format!("images/{id}");
                    remove(&client.speaking(Version::V2), &admin.speaking(Version::V2), &path);
                }
            }
        }
    }
}

fn remove(client: &Client, admin: &Client, path: &str) {
    let refused = [403, 409];
    if refused.contains(&client.delete(path).status()) {
        drop(admin.delete(path));
    }
    // Waits until a server is gone, because security groups, for example, can be removed only after
    // it.
    let deadline = Instant::now() + PATIENCE;
    while path.starts_with("servers/") && admin.get(path).status() == 200 {
        assert!(Instant::now() < deadline || thread::panicking(), "{path} is not gone");
        if Instant::now() >= deadline {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Returns the resource that was created, according to the response to a `POST`.
fn found(path: &str, response: &Response) -> Option<Created> {
    let path = path.split('?').next().unwrap_or_default().trim_end_matches(".json");
    let body: Value = serde_json::from_str(response.text()).unwrap_or_default();
    let text = |pointer: &str| body.pointer(pointer)?.as_str().map(str::to_owned);
    if path.ends_with("/action") {
        let (_, id) = response.header("location")?.rsplit_once("/images/")?;
        return Some(Created::Image(id.to_owned()));
    }
    if let Some(id) = text("/reservation_id") {
        return Some(Created::Reservation(id));
    }
    let (_, collection) = path.trim_end_matches('/').rsplit_once('/')?;
    let id = match collection {
        "servers" => text("/server/id"),
        "os-keypairs" | "keypairs" => text("/keypair/name"),
        "os-security-groups" => text("/security_group/id")
            .or_else(|| Some(body.pointer("/security_group/id")?.as_i64()?.to_string())),
        "os-floating-ips" => text("/floating_ip/id")
            .or_else(|| Some(body.pointer("/floating_ip/id")?.as_i64()?.to_string())),
        _ => None,
    };
    let id = utf8_percent_encode(&id?, NON_ALPHANUMERIC).to_string();
    Some(Created::Path(format!("{collection}/{id}")))
}

/// Returns all servers that one request created; `None` if it created only one. The response names
/// only the first server, which is one of several if its name ends in its id.
fn several(client: &Client, first: &Created) -> Option<Created> {
    let Created::Path(path) = first else { return None };
    path.strip_prefix("servers/")?;
    let shown: Value = serde_json::from_str(client.get(path).text()).ok()?;
    let text = |pointer: &str| shown.pointer(pointer)?.as_str();
    let name =
        text("/server/name")?.strip_suffix(text("/server/id")?)?.strip_suffix('-')?.to_owned();
    Some(Created::Several { name, created: text("/server/created")?.to_owned() })
}

fn servers(listed: &Response) -> Vec<Value> {
    let mut body: Value = serde_json::from_str(listed.text()).unwrap_or_default();
    body["servers"].as_array_mut().map(std::mem::take).unwrap_or_default()
}

fn path_of(server: &Value) -> String {
    format!("servers/{}", server["id"].as_str().unwrap_or_default())
}
