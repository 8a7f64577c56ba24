//! The key a server is created with.

use ferronova_compute::Server;
use ferronova_extend::{Creation, Fields, Key, Members, Related};
use ferronova_http::Fault;

use crate::{Plugin, validation};

const KEY_NAME: Key = Key::plain("key_name");

struct Keypairs;

impl Plugin for Keypairs {
    const ALIAS: &str = "os-keypairs";
    const NAME: &str = "Keypairs";
    const DESCRIPTION: &str = "Keypair Support.";
    const VERSION: u32 = 1;
    const RULE: &str = "compute_extension:v3:os-keypairs";
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/server-key.yaml"),
        include_str!("../../../../api-ref/v3/os-keypairs.yaml"),
    ];
    const SERVER_KEYS: &[Key] = &[KEY_NAME];
    const CREATE_MEMBERS: &[&str] = &["key_name"];

    fn extend_server(server: &Server, _: &Related<'_>, out: &mut Fields<'_>) {
        out.field(KEY_NAME, &server.key_name);
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(name) = members.present("key_name") {
            creation.new.key_name = Some(validation::name("key_name", name)?.to_owned());
        }
        Ok(())
    }
}

crate::register!(Keypairs);
