//! The key pairs of users, and the one that a server is created with.

use ferronova_compute::Server;
use ferronova_extend::{Call, CallFuture, Creation, Fields, Key, Members, Related, Route};
use ferronova_http::{Failure, Fault, Method, Reply};
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

struct Keypairs;

impl Plugin for Keypairs {
    const ALIAS: &str = "os-keypairs";
    const NAME: &str = "Keypairs";
    const DESCRIPTION: &str = "Keypair Support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-keypairs");
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/server-key.yaml"),
        include_str!("../../../../api-ref/common/key-pairs.yaml"),
        include_str!("../../../../api-ref/v3/os-keypairs.yaml"),
    ];
    const SERVER_KEYS: &[Key] = &[KEY_NAME];
    const CREATE_MEMBERS: &[&str] = &["key_name"];
    const ROUTES: &[Route] = &[
        route(
            Method::GET,
            "/os-keypairs",
            Some("compute_extension:v3:os-keypairs:index"),
            |call| Box::pin(key_pairs::list(call)),
        ),
        // The form of the body comes before the policy, so the handler asks it itself.
        route(Method::POST, "/os-keypairs", None, |call| Box::pin(create(call))),
        route(
            Method::GET,
            "/os-keypairs/{name}",
            Some("compute_extension:v3:os-keypairs:show"),
            |call| Box::pin(key_pairs::show(call)),
        ),
        route(
            Method::DELETE,
            "/os-keypairs/{name}",
            Some("compute_extension:v3:os-keypairs:delete"),
            |call| Box::pin(delete(call)),
        ),
    ];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.field(KEY_NAME, &server.key_name);
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(name) = members.present("key_name") {
            validation::check("key_name", name, NAME)?;
            creation.new.key_name = name.as_str().map(str::to_owned);
        }
        Ok(())
    }
}

crate::register!(Keypairs);

const fn route(
    method: Method,
    path: &'static str,
    rule: Option<&'static str>,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Route {
    Route { method, path, rule, words: None, run }
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

/// The name and the public key in a body.
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
