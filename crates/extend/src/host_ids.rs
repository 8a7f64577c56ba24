//! `hostId`: identifies a host to the users of a project without revealing its name.

use ferronova_compute::Server;
use sha2::{Digest, Sha224};

/// Cache of the host ids in one reply: servers of a project on the same host have the same host id.
#[derive(Default)]
pub struct HostIds {
    known: Vec<(String, String, String)>,
}

impl HostIds {
    /// The host id of a server; empty if it has no host.
    pub fn of(&mut self, server: &Server) -> &str {
        let Some(host) = &server.host else {
            return "";
        };
        let is_same = |(project_id, known, _): &(String, String, String)| {
            project_id == &server.project_id && known == host
        };
        let at = self.known.iter().position(is_same).unwrap_or_else(|| {
            let host_id = hash(&server.project_id, host);
            self.known.push((server.project_id.clone(), host.clone(), host_id));
            self.known.len() - 1
        });
        self.known.get(at).map_or("", |(_, _, host_id)| host_id)
    }
}

/// The SHA-224 of project id and host name, in hexadecimal.
fn hash(project_id: &str, host: &str) -> String {
    let digest = Sha224::new().chain_update(project_id).chain_update(host).finalize();
    base16ct::lower::encode_string(&digest)
}
