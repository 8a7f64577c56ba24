//! `/os-keypairs`: the caller's key pairs.

mod generate;

use ferronova_compute::KeyPair;
use ferronova_extend::{Call, Fields, Key, object};
use ferronova_http::{Failure, Reply};

use self::generate::{GeneratedKeyPair, generate};

const KEYPAIR: Key = Key::new("keypair");
const KEYPAIRS: Key = Key::new("keypairs");
const ID: Key = Key::new("id");
const USER_ID: Key = Key::new("user_id");
const NAME: Key = Key::new("name");
const PUBLIC_KEY: Key = Key::new("public_key");
const PRIVATE_KEY: Key = Key::new("private_key");
const FINGERPRINT: Key = Key::new("fingerprint");
const CREATED_AT: Key = Key::new("created_at");
const UPDATED_AT: Key = Key::new("updated_at");
const DELETED: Key = Key::new("deleted");
const DELETED_AT: Key = Key::new("deleted_at");

/// `GET /os-keypairs`
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let key_pairs = call.compute().list_key_pairs(call.request()).await?;
    Ok(Reply::ok(object(|out| {
        out.list(KEYPAIRS, &key_pairs, |key_pair, out| {
            out.object(KEYPAIR, |out| write(key_pair, out));
        });
    })))
}

/// `GET /os-keypairs/{name}`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let key_pair = call.compute().show_key_pair(call.request(), call.param("name")).await?;
    Ok(answer(|out| {
        write(&key_pair, out);
        out.field(ID, &key_pair.id)
            .field(USER_ID, &key_pair.user_id)
            .time_with_micros(CREATED_AT, Some(key_pair.created))
            .time_with_micros(UPDATED_AT, None)
            .field(DELETED, &false)
            .time_with_micros(DELETED_AT, None);
    }))
}

/// `POST /os-keypairs` with a public key, after the version has parsed the request.
pub async fn import(call: &Call<'_>, name: &str, public_key: &str) -> Result<Reply, Failure> {
    let (name, public_key) = (name.to_owned(), public_key.to_owned());
    let key_pair = call.compute().import_key_pair(call.request(), name, public_key).await?;
    Ok(created(&key_pair, None))
}

/// `POST /os-keypairs` without a public key: generates a key pair. The private key is in the reply
/// and not stored.
pub async fn create(call: &Call<'_>, name: &str) -> Result<Reply, Failure> {
    let (compute, request) = (call.compute(), call.request());
    compute.check_new_key_pair(request, name).await?;
    let GeneratedKeyPair { public_key, private_key } = generate().await?;
    let key_pair = compute.import_key_pair(request, name.to_owned(), public_key).await?;
    Ok(created(&key_pair, Some(&private_key)))
}

/// `DELETE /os-keypairs/{name}`
pub async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().delete_key_pair(call.request(), call.param("name")).await?;
    Ok(call.accepted())
}

fn created(key_pair: &KeyPair, private_key: Option<&str>) -> Reply {
    answer(|out| {
        write(key_pair, out);
        out.field(USER_ID, &key_pair.user_id);
        if let Some(private_key) = private_key {
            out.field(PRIVATE_KEY, private_key);
        }
    })
}

fn answer(write: impl FnOnce(&mut Fields<'_>)) -> Reply {
    Reply::ok(object(|out| {
        out.object(KEYPAIR, write);
    }))
}

fn write(key_pair: &KeyPair, out: &mut Fields<'_>) {
    out.field(NAME, &key_pair.name)
        .field(PUBLIC_KEY, &key_pair.public_key)
        .field(FINGERPRINT, &key_pair.fingerprint);
}
