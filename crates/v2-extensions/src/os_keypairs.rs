//! Shows the name of the key that a server was created with.

use ferronova_compute::Server;
use ferronova_v2::{Creation, Extension, Fault, Fields, Key, Members, Related, StatusCode};

const KEY_NAME: Key = Key::plain("key_name");

struct Keypairs;

impl Extension for Keypairs {
    const ALIAS: &str = "os-keypairs";
    const NAME: &str = "Keypairs";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/keypairs/api/v1.1";
    const UPDATED: &str = "2011-08-08T00:00:00Z";
    const DESCRIPTION: &str = "Keypair Support.";
    const RULE: &str = "compute_extension:keypairs";
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-key.yaml"),
        include_str!("../../../api-ref/v2/os-keypairs.yaml"),
    ];

    const SERVER_KEYS: &[Key] = &[KEY_NAME];
    const CREATE_MEMBERS: &[&str] = &[KEY_NAME.as_str()];

    fn extend_server(server: &Server, _: &Related<'_>, out: &mut Fields<'_>) {
        out.field(KEY_NAME, &server.key_name);
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(value) = members.present(KEY_NAME.as_str()) {
            let name = value.as_str().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
            creation.new.key_name = (!name.is_empty()).then(|| name.to_owned());
        }
        Ok(())
    }
}

ferronova_v2::register!(Keypairs);
