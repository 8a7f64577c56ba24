//! The key pairs of users, and the one that a server is created with.

use ferronova_compute::Server;
use ferronova_juno::{key_pairs, truth::is_empty};
use ferronova_v2::{
    Call, CallFuture, Creation, Extension, Failure, Fault, Fields, Key, Members, Method, Related,
    Reply, Route, StatusCode, Wording,
};
use serde_json::Value;

const KEY_NAME: Key = Key::new("key_name");

struct Keypairs;

impl Extension for Keypairs {
    const ALIAS: &str = "os-keypairs";
    const NAME: &str = "Keypairs";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/keypairs/api/v1.1";
    const UPDATED: &str = "2011-08-08T00:00:00Z";
    const DESCRIPTION: &str = "Keypair Support.";
    const RULE: Option<&str> = Some("compute_extension:keypairs");
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-key.yaml"),
        include_str!("../../../api-ref/common/key-pairs.yaml"),
        include_str!("../../../api-ref/v2/os-keypairs.yaml"),
    ];

    const SERVER_KEYS: &[Key] = &[KEY_NAME];
    const CREATE_MEMBERS: &[&str] = &[KEY_NAME.as_str()];
    const ROUTES: &[Route] = &[
        route(Method::GET, "/os-keypairs", "compute_extension:keypairs:index", |call| {
            Box::pin(key_pairs::list(call))
        }),
        route(Method::POST, "/os-keypairs", "compute_extension:keypairs:create", |call| {
            Box::pin(create(call))
        }),
        route(Method::GET, "/os-keypairs/{name}", "compute_extension:keypairs:show", |call| {
            Box::pin(key_pairs::show(call))
        }),
        route(Method::DELETE, "/os-keypairs/{name}", "compute_extension:keypairs:delete", |call| {
            Box::pin(key_pairs::delete(call))
        }),
    ];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.field(KEY_NAME, &server.key_name);
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(value) = members.get(KEY_NAME.as_str()).filter(|it| !is_empty(it)) {
            let name = value.as_str().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
            creation.new.key_name = Some(name.to_owned());
        }
        Ok(())
    }
}

ferronova_v2::register!(Keypairs);

const fn route(
    method: Method,
    path: &'static str,
    rule: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Route {
    Route { method, path, rule: Some(rule), words: Some(&Wording::WITH_ID), run }
}

/// `POST /os-keypairs`
async fn create(call: Call<'_>) -> Result<Reply, Failure> {
    let body: Value = call.parse()?;
    let key_pair = member(&body, "keypair")?;
    let name = read_name(member(key_pair, "name")?)?;
    match key_pair.get("public_key") {
        Some(key) => {
            let key = key.as_str().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
            key_pairs::import(&call, name, key).await
        }
        None => key_pairs::create(&call, name).await,
    }
}

/// A member that an object has to have.
fn member<'a>(value: &'a Value, name: &str) -> Result<&'a Value, Fault> {
    let object = value.as_object().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
    object.get(name).ok_or(Fault::bad_request("Invalid request body"))
}

/// A list and an object are looked through for characters, too, and pass for names without any.
fn read_name(value: &Value) -> Result<&str, Fault> {
    match value {
        Value::String(name) => Ok(name),
        Value::Array(_) | Value::Object(_) => Err(Fault::bad_request(
            "Keypair data is invalid: Keypair name contains unsafe characters",
        )),
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            Err(Fault::plain(StatusCode::BAD_REQUEST))
        }
    }
}
