//! Allocates floating addresses to projects, and associates them with servers.

use ferronova_compute::{AssignedFloatingIp, Scope};
use ferronova_v2::{
    Action, Adds, Call, Extension, Failure, Fault, Fields, Key, Reply, Route, Wording, handler,
    object,
};
use serde_json::Value;

const RULE: &str = "compute_extension:floating_ips";

const FLOATING_IPS: Key = Key::new("floating_ips");
const FLOATING_IP: Key = Key::new("floating_ip");
const FIXED_IP: Key = Key::new("fixed_ip");
const ID: Key = Key::new("id");
const INSTANCE_ID: Key = Key::new("instance_id");
const IP: Key = Key::new("ip");
const POOL: Key = Key::new("pool");

ferronova_v2::register!(Extension {
    alias: "os-floating-ips",
    name: "FloatingIps",
    namespace: "http://docs.openstack.org/compute/ext/floating_ips/api/v1.1",
    updated: "2011-06-16T00:00:00Z",
    description: "Floating IPs support.",
    rule: None,
    adds: Adds {
        words: Some(&Wording::WITH_ID),
        api_ref: &[include_str!("../../../api-ref/v2/os-floating-ips.yaml")],
        actions: &[
            Action::new("addFloatingIp", handler!(associate)).ruled(RULE),
            Action::new("removeFloatingIp", handler!(disassociate)).ruled(RULE),
        ],
        routes: &[
            Route::get("/os-floating-ips", handler!(list)).ruled(RULE),
            Route::post("/os-floating-ips", handler!(allocate)).ruled(RULE),
            Route::get("/os-floating-ips/{id}", handler!(show)).ruled(RULE),
            Route::delete("/os-floating-ips/{id}", handler!(release)).ruled(RULE),
        ],
        ..Adds::NOTHING
    },
});

async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let own = Scope::Project(call.caller().project_id.clone());
    let listed = call.compute().list_floating_ips(&own).await?;
    Ok(Reply::ok(object(|out| {
        out.list(FLOATING_IPS, &listed, write);
    })))
}

async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    Ok(answer(&call.compute().find_floating_ip(call.request(), call.param("id")).await?))
}

/// Allocates an address; from the first pool if no pool is named.
async fn allocate(call: Call<'_>) -> Result<Reply, Failure> {
    let body: Value = if call.has_body() { call.parse()? } else { Value::Null };
    let pool = match body.get(POOL.as_str()) {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) if name.is_empty() => None,
        Some(Value::String(name)) => Some(name.clone()),
        Some(other) => Some(other.to_string()),
    };
    let given = call.compute().allocate_floating_ip(call.request(), pool.as_deref()).await?;
    Ok(answer(&given))
}

async fn release(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().release_floating_ip(call.request(), call.param("id")).await?;
    Ok(call.accepted())
}

async fn associate(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let address = read_address(&value)?;
    let reads_fixed = call.registry().has("os-extended-floating-ips");
    let fixed_ip = match value.get("fixed_address").filter(|_| reads_fixed) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    let (request, server) = (call.request(), call.server()?);
    call.compute().associate_floating_ip(request, server, &address, fixed_ip.as_deref()).await?;
    Ok(call.accepted())
}

async fn disassociate(call: Call<'_>) -> Result<Reply, Failure> {
    let address = read_address(&call.parse()?)?;
    let (request, id) = (call.request(), call.param("id"));
    call.compute().disassociate_floating_ip(request, id, &address).await?;
    Ok(call.accepted())
}

/// Reads the address in the value of an action. If it is not a string, its JSON text is used.
fn read_address(value: &Value) -> Result<String, Fault> {
    let Value::Object(members) = value else {
        return Err(Fault::bad_request("Missing parameter dict"));
    };
    match members.get("address") {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(other) => Ok(other.to_string()),
        None => Err(Fault::bad_request("Address not specified")),
    }
}

fn answer(floating_ip: &AssignedFloatingIp) -> Reply {
    Reply::ok(object(|out| {
        out.object(FLOATING_IP, |out| write(floating_ip, out));
    }))
}

fn write(floating_ip: &AssignedFloatingIp, out: &mut Fields<'_>) {
    let AssignedFloatingIp { floating_ip, pool, leads_to } = floating_ip;
    let leads_to = leads_to.as_ref();
    let fixed_ip = leads_to.and_then(|it| it.fixed).map(|(ip, _)| ip.to_string());
    out.field(FIXED_IP, &fixed_ip)
        .field(ID, &floating_ip.id().to_string())
        .field(INSTANCE_ID, &leads_to.map(|it| it.server_id.to_string()))
        .field(IP, &floating_ip.ip.to_string())
        .field(POOL, pool);
}
