//! Shows the volumes attached to a server, and attaches and detaches them.

use ferronova_compute::{Server, parse_id};
use ferronova_v3::{
    Action, Call, CallFuture, Failure, Fault, Fields, Key, Plugin, Related, Reply, StatusCode,
    Wording, validation,
};
use serde_json::Value;

const VOLUMES_ATTACHED: Key = Key::new("os-extended-volumes:volumes_attached");
const ID: Key = Key::plain("id");

struct ExtendedVolumes;

impl Plugin for ExtendedVolumes {
    const ALIAS: &str = "os-extended-volumes";
    const NAME: &str = "ExtendedVolumes";
    const DESCRIPTION: &str = "Extended Volumes support.";
    const VERSION: u32 = 1;
    const RULE: &str = "compute_extension:v3:os-extended-volumes";
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-volumes.yaml"),
        include_str!("../../../api-ref/v3/os-extended-volumes.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[
        action("attach", "attach_volume", |call| Box::pin(attach(call))),
        action("detach", "detach_volume", |call| Box::pin(detach(call))),
        action("swap_volume_attachment", "swap_volume", |call| Box::pin(swap(call))),
    ];
    const SERVER_KEYS: &[Key] = &[VOLUMES_ATTACHED];

    fn extend_server(server: &Server, _: &Related<'_>, out: &mut Fields<'_>) {
        out.list(VOLUMES_ATTACHED, &server.volumes, |volume, out| {
            out.field(ID, &volume.to_string());
        });
    }
}

ferronova_v3::register!(ExtendedVolumes);

/// The form of the body comes before the policy, so each asks that itself.
const fn action(
    name: &'static str,
    operation: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Action {
    Action { name, rule: None, wording: Wording::action_with_id(operation), run }
}

async fn attach(call: Call<'_>) -> Result<Reply, Failure> {
    let [volume] = read(&call, "attach", ["volume_id"])?;
    call.require("compute_extension:v3:os-extended-volumes:attach")?;
    call.compute().attach_volume(call.request(), call.server()?, &volume).await?;
    Ok(accepted())
}

async fn detach(call: Call<'_>) -> Result<Reply, Failure> {
    let [volume] = read(&call, "detach", ["volume_id"])?;
    call.require("compute_extension:v3:os-extended-volumes:detach")?;
    call.compute().detach_volume(call.request(), call.server()?, &volume).await?;
    Ok(accepted())
}

async fn swap(call: Call<'_>) -> Result<Reply, Failure> {
    let [old, new] = read(&call, "swap_volume_attachment", ["old_volume_id", "new_volume_id"])?;
    call.require("compute_extension:v3:os-extended-volumes:swap")?;
    call.compute().swap_volume(call.request(), call.server()?, &old, &new).await?;
    Ok(accepted())
}

fn accepted() -> Reply {
    Reply::json(StatusCode::ACCEPTED, Vec::new())
}

/// The ids of volumes under these names.
fn read<const N: usize>(
    call: &Call<'_>,
    action: &str,
    names: [&str; N],
) -> Result<[String; N], Fault> {
    let value: Value = call.parse()?;
    let object = validation::object(action, &value)?;
    let mut ids = [const { String::new() }; N];
    for (id, name) in ids.iter_mut().zip(names) {
        let value = object.get(name).ok_or_else(|| validation::missing(action, object, name))?;
        let text = validation::string(name, value)?;
        if parse_id(text).is_none() {
            return Err(validation::invalid(name, value, &format!("u'{text}' is not a 'uuid'")));
        }
        text.clone_into(id);
    }
    Ok(ids)
}
