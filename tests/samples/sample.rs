//! One of Nova's samples: the request that it belongs to, and what is checked with it.

/// Samples that come from clouds with the same extensions.
pub(crate) struct Folder {
    /// Their folder: `v2/OS-EXT-AZ`.
    pub(crate) path: &'static str,
    /// The extensions that are loaded, besides those that can't be switched off.
    pub(crate) loaded: Loaded,
    pub(crate) samples: &'static [Sample],
}

/// Which extensions or plugins a cloud has.
pub(crate) enum Loaded {
    Everything,
    Only(&'static [&'static str]),
}

/// One sample. In paths and bodies `$server` stands for the server that the request is about,
/// `$image` for an image, `$host` for a host that the server is not on, `$request` for the request
/// that created it.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    /// Actions that bring the server into a state, each with the status that shows it.
    pub(crate) before: &'static [(&'static str, &'static str)],
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// The body of the request; empty if it has none.
    pub(crate) body: &'static str,
    /// The status of the answer.
    pub(crate) status: u16,
    pub(crate) is: Is,
}

/// What a sample is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    /// The body of the request.
    Request,
    /// The body of the answer.
    Answer,
}

/// The answer to a `GET`.
pub(crate) const fn get(name: &'static str, path: &'static str) -> Sample {
    Sample { name, before: &[], method: "GET", path, body: "", status: 200, is: Is::Answer }
}

/// The body of an action on a new server.
pub(crate) const fn action(name: &'static str, body: &'static str, status: u16) -> Sample {
    Sample {
        name,
        before: &[],
        method: "POST",
        path: "servers/$server/action",
        body,
        status,
        is: Is::Request,
    }
}

/// A request for a new server.
pub(crate) const fn new_server(body: &'static str) -> Sample {
    let action = action("server-post-req", body, 202);
    Sample { path: "servers", ..action }
}

impl Sample {
    /// The same on a server that was brought into a state.
    pub(crate) const fn after(self, before: &'static [(&'static str, &'static str)]) -> Self {
        Self { before, ..self }
    }

    /// The answer to the same request.
    pub(crate) const fn answer(self, name: &'static str) -> Self {
        Self { name, is: Is::Answer, ..self }
    }

    /// Whether it needs a key pair named `keypair`.
    pub(crate) fn needs_key_pair(&self) -> bool {
        self.path.starts_with("os-keypairs") && self.method == "GET"
    }

    /// Whether it needs a server.
    pub(crate) fn needs_server(&self) -> bool {
        self.path.starts_with("servers") && (self.method, self.path) != ("POST", "servers")
    }
}

/// The body of a request about the metadata of a server, and the answer.
pub(crate) const fn put(name: &'static str, path: &'static str, body: &'static str) -> Sample {
    Sample { name, before: &[], method: "PUT", path, body, status: 200, is: Is::Request }
}

/// A request for a key pair.
const fn new_key_pair(name: &'static str, body: &'static str) -> Sample {
    Sample { method: "POST", ..put(name, "os-keypairs", body) }
}

const KEY_PAIR: &str = r#"{"keypair": {"name": "keypair-dab428fe"}}"#;

const IMPORTED: &str = r#"{"keypair": {
    "name": "keypair-dab428fe",
    "public_key": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDx8nkQv/zgGgB4rMYmIf+6A4l6Rr+o/6lHBQdW5aYd44bd8JttDCE/F/pNRr0lRE+PiqSPO8nDPHw0010JeMH9gYgnnFlyY3/OcJ02RhIPyyxYpv9FhY+2YiUkpwFOcLImyrxEsYXpD/0d3ac30bNH6Sw9JD9UZHYcpSxsIbECHw== Generated-by-Nova"
}}"#;

/// The samples of key pairs, which v2 and v3 have in common.
pub(crate) const KEY_PAIRS: &[Sample] = &[
    get("keypairs-get-resp", "os-keypairs/keypair"),
    new_key_pair("keypairs-import-post-req", IMPORTED),
    new_key_pair("", IMPORTED).answer("keypairs-import-post-resp"),
    get("keypairs-list-resp", "os-keypairs"),
    new_key_pair("keypairs-post-req", KEY_PAIR),
];
