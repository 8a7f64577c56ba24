//! The key pairs of users, and the key pair with which a server is created.

use ferronova_compute::Server;
use ferronova_extend::{
    Adds, Call, Creation, Fields, Key, Keys, Members, Reads, Related, Route, handler,
};
use ferronova_http::{Failure, Fault, Reply};
use ferronova_juno::key_pairs;
use serde_json::Value;

use crate::{
    Plugin,
    validation::{self, Check, NAME, STRING, Schema},
};

const KEY_NAME: Key = Key::new("key_name");

const SCHEMA: Schema =
    &[Check::OBJECT, Check::NoOthers, Check::Required("keypair", KEY_PAIR_SCHEMA)];

const KEY_PAIR_SCHEMA: Schema = &[
    Check::OBJECT,
    Check::NoOthers,
    Check::Required("name", NAME),
    Check::Optional("public_key", STRING),
];

crate::register!(Plugin {
    alias: "os-keypairs",
    name: "Keypairs",
    description: "Keypair Support.",
    version: 1,
    rule: Some("compute_extension:v3:os-keypairs"),
    adds: Adds {
        api_ref: &[
            include_str!("../../../../api-ref/common/server-key.yaml"),
            include_str!("../../../../api-ref/common/key-pairs.yaml"),
            include_str!("../../../../api-ref/v3/os-keypairs.yaml"),
        ],
        server: Keys::new(&[KEY_NAME], write),
        on_create: Reads::new(&["key_name"], read_for_create),
        routes: &[
            Route::get("/os-keypairs", handler!(key_pairs::list))
                .ruled("compute_extension:v3:os-keypairs:index"),
            // The body is validated before the policy is checked, so the handler checks the policy
            // itself.
            Route::post("/os-keypairs", handler!(create)),
            Route::get("/os-keypairs/{name}", handler!(key_pairs::show))
                .ruled("compute_extension:v3:os-keypairs:show"),
            Route::delete("/os-keypairs/{name}", handler!(delete))
                .ruled("compute_extension:v3:os-keypairs:delete"),
        ],
        ..Adds::NOTHING
    },
});

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(KEY_NAME, &server.key_name);
}

fn read_for_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    if let Some(name) = members.present("key_name") {
        validation::check("key_name", name, NAME)?;
        creation.new.key_name = name.as_str().map(str::to_owned);
    }
    Ok(())
}

/// `POST /os-keypairs`
async fn create(call: Call<'_>) -> Result<Reply, Failure> {
    let body: Value = if call.has_body() { call.parse()? } else { Value::Null };
    let (name, public_key) = read(&body)?;
    call.require("compute_extension:v3:os-keypairs:create")?;
    match public_key {
        Some(public_key) => key_pairs::import(&call, name, public_key).await,
        None => key_pairs::create(&call, name).await,
    }
}

/// Reads the name and the public key in a body.
fn read(body: &Value) -> Result<(&str, Option<&str>), Fault> {
    validation::check_body(body, SCHEMA)?;
    let text = |name: &str| body.get("keypair")?.get(name)?.as_str();
    Ok((text("name").unwrap_or_default(), text("public_key")))
}

/// `DELETE /os-keypairs/{name}`
async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    let reply = key_pairs::delete(call).await?;
    Ok(Reply::json(reply.status(), Vec::new()))
}
