//! The cloud that requests of the targets are made to, and how they are made.

use std::{panic::resume_unwind, thread};

use ferronova_testkit::{Client, Cloud, Options, Response, Version};

/// Number of servers in the seed; their ids end in 1, 2 and so on.
const N_SERVERS: u8 = 8;

thread_local! {
    static CLOUD: Cloud = Cloud::start_with(&Options {
        seed: Some(include_str!("cloud.yaml")),
        ..Options::default()
    })
    .expect("the targets are for a cloud of ours");
}

/// Caller, version and server of a request, read from one byte.
pub(crate) struct Choice {
    is_admin: bool,
    version: Version,
    /// The id of a server, most often one that exists.
    pub(crate) server_id: String,
}

impl Choice {
    pub(crate) fn of(byte: u8) -> Self {
        let server = (byte & 0x7f) >> 2;
        Self {
            is_admin: byte & 1 != 0,
            version: match (byte & 0x80 == 0, byte & 2 == 0) {
                (true, true) => Version::V2,
                (true, false) => Version::V3,
                (false, true) => Version::V21(104),
                (false, false) => Version::V21(74),
            },
            server_id: format!(
                "5e000000-0000-4000-8000-0000000000{:02x}",
                server % (N_SERVERS + 2)
            ),
        }
    }

    pub(crate) fn is_v3(&self) -> bool {
        self.version == Version::V3
    }

    pub(crate) fn is_v21(&self) -> bool {
        matches!(self.version, Version::V21(_))
    }
}

/// Makes one request as that caller. The client panics if the API reference does not describe the
/// answer; a 500 is described there, but never an answer to what a caller can send.
pub(crate) fn request(choice: &Choice, make: impl FnOnce(&Client) -> Response + Send) {
    with_cloud(|cloud| {
        send(cloud, choice, make);
    });
}

/// Makes one request like [`request`], and undoes its effects.
pub(crate) fn change(choice: &Choice, make: impl FnOnce(&Client) -> Response + Send) {
    with_cloud(|cloud| {
        if send(cloud, choice, make).status() < 300 {
            cloud.admin().call("POST", "/ferronova/reset").send().assert_status(204);
        }
    });
}

/// Sends from a thread of its own, because the fuzzer's timer interrupts system calls of the main
/// one while they wait.
fn with_cloud(act: impl FnOnce(&Cloud) + Send) {
    let acted = CLOUD.with(|cloud| thread::scope(|it| it.spawn(|| act(cloud)).join()));
    if let Err(panic) = acted {
        resume_unwind(panic);
    }
}

fn send(cloud: &Cloud, choice: &Choice, make: impl FnOnce(&Client) -> Response) -> Response {
    let caller = if choice.is_admin { cloud.admin() } else { cloud.owner() };

    let response = make(&caller.speaking(choice.version));

    assert!(response.status() < 500, "{}", response.text());
    response
}
