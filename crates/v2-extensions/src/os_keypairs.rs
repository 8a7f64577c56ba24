//! The key pairs of users, and the key pair with which a server is created.

use ferronova_compute::Server;
use ferronova_juno::{key_pairs, truth::is_empty};
use ferronova_v2::{
    Adds, Call, Creation, Extension, Failure, Fault, Fields, Key, Keys, Members, Reads, Related,
    Reply, Route, StatusCode, Wording, handler,
};
use serde_json::Value;

const KEY_NAME: Key = Key::new("key_name");

ferronova_v2::register!(Extension {
    alias: "os-keypairs",
    name: "Keypairs",
    namespace: "http://docs.openstack.org/compute/ext/keypairs/api/v1.1",
    updated: "2011-08-08T00:00:00Z",
    description: "Keypair Support.",
    rule: Some("compute_extension:keypairs"),
    adds: Adds {
        words: Some(&Wording::WITH_ID),
        api_ref: &[
            include_str!("../../../api-ref/common/server-key.yaml"),
            include_str!("../../../api-ref/common/key-pairs.yaml"),
            include_str!("../../../api-ref/v2/os-keypairs.yaml"),
        ],
        server: Keys::new(&[KEY_NAME], write),
        on_create: Reads::new(&[KEY_NAME.as_str()], read),
        routes: &[
            Route::get("/os-keypairs", handler!(key_pairs::list))
                .ruled("compute_extension:keypairs:index"),
            Route::post("/os-keypairs", handler!(create))
                .ruled("compute_extension:keypairs:create"),
            Route::get("/os-keypairs/{name}", handler!(key_pairs::show))
                .ruled("compute_extension:keypairs:show"),
            Route::delete("/os-keypairs/{name}", handler!(key_pairs::delete))
                .ruled("compute_extension:keypairs:delete"),
        ],
        ..Adds::NOTHING
    },
});

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(KEY_NAME, &server.key_name);
}

fn read(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    if let Some(value) = members.get(KEY_NAME.as_str()).filter(|it| !is_empty(it)) {
        let name = value.as_str().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
        creation.new.key_name = Some(name.to_owned());
    }
    Ok(())
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

/// Returns a required member of an object.
fn member<'a>(value: &'a Value, name: &str) -> Result<&'a Value, Fault> {
    let object = value.as_object().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
    object.get(name).ok_or(Fault::bad_request("Invalid request body"))
}

/// Reads a name. If it is a list or an object, Nova replies with the message that it has for
/// strings with unsafe characters.
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
