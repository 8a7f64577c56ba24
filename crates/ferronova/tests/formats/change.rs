//! Changes that the current program makes in an old folder.

use serde_json::json;

use crate::{
    folder::Folder,
    support::{
        caller::{Answer, Caller},
        program::Program,
    },
    token::issued_an_hour_ago,
    user::{ANN, OLGA},
};

/// The acknowledged changes.
pub(crate) struct Change {
    /// The id of a server that was created and locked.
    server: String,
    /// A revoked token of the old program.
    revoked: String,
}

impl Change {
    /// Creates and locks a server, lets another caller take over a lock, and revokes a token.
    #[track_caller]
    pub(crate) fn make(program: &Program, folder: &Folder) -> Self {
        let base_url = program.base_url();
        let (ann, olga) = (ANN.log_in(&base_url), OLGA.log_in(&base_url));
        let (kept, guarded) = (folder.id_of("kept"), folder.id_of("guarded"));
        for (caller, id, action, status) in [
            (&ann, kept, "os-stop", 409),
            (&ann, kept, "unlock", 202),
            (&ann, kept, "lock", 202),
            (&ann, guarded, "unlock", 403),
            (&olga, guarded, "unlock", 202),
            (&olga, guarded, "lock", 202),
        ] {
            let answer = act(caller, id, action);
            assert_eq!(answer.status, status, "{action} of {id}: {}", answer.body);
        }
        let image = "1a9e0000-0000-4000-8000-000000000001";
        let new = json!({"server": {"name": "late", "imageRef": image, "flavorRef": "1"}});
        let created = ann.call("POST", "servers", Some(&new));
        assert_eq!(created.status, 202, "{}", created.body);
        let server = created.body["server"]["id"].as_str().expect("it has an id").to_owned();
        assert_eq!(act(&ann, &server, "lock").status, 202);
        let revoked = match &folder.expected.key {
            Some(key) => issued_an_hour_ago(&ANN, key),
            None => ANN.token(&base_url),
        };
        assert_eq!(revoke(&base_url, &revoked), 204);
        Self { server, revoked }
    }

    /// Fails unless all changes are there.
    #[track_caller]
    pub(crate) fn check(&self, program: &Program) {
        let base_url = program.base_url();
        let shown = ANN.log_in(&base_url).call("GET", &format!("servers/{}", self.server), None);
        assert_eq!(shown.body["server"]["locked_by"], "owner", "{}", shown.body);
        let revoked = ANN.with_token(&base_url, &self.revoked);
        assert_eq!(revoked.call("GET", "servers", None).status, 401);
    }
}

fn act(caller: &Caller, id: &str, action: &str) -> Answer {
    caller.call("POST", &format!("servers/{id}/action"), Some(&json!({ action: null })))
}

/// Lets a token revoke itself, and returns the status.
#[track_caller]
fn revoke(base_url: &str, token: &str) -> u16 {
    let request = ureq::delete(format!("{base_url}/identity/v3/auth/tokens"));
    let answer = request.header("x-auth-token", token).header("x-subject-token", token).call();
    answer.expect("it is revoked").status().as_u16()
}
