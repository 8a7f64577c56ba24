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
        self.of_host(&server.project_id, server.host.as_deref())
    }

    /// The host id of a host for the users of a project; empty if there is no host.
    pub fn of_host(&mut self, project_id: &str, host: Option<&str>) -> &str {
        let Some(host) = host else {
            return "";
        };
        let is_same = |(its_project, known, _): &(String, String, String)| {
            its_project == project_id && known == host
        };
        let at = self.known.iter().position(is_same).unwrap_or_else(|| {
            let host_id = hash(project_id, host);
            self.known.push((project_id.to_owned(), host.to_owned(), host_id));
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
