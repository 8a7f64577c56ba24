//! Shows the volumes attached to a server, and attaches and detaches them.

use ferronova_compute::Server;
use ferronova_v3::{
    Action, Call, CallFuture, Failure, Fault, Fields, Key, Plugin, Related, Reply, StateText,
    StatusCode, Wording, validation,
};
use serde_json::Value;

const VOLUMES_ATTACHED: Key = Key::new("os-extended-volumes:volumes_attached");
const ID: Key = Key::new("id");

struct ExtendedVolumes;

impl Plugin for ExtendedVolumes {
    const ALIAS: &str = "os-extended-volumes";
    const NAME: &str = "ExtendedVolumes";
    const DESCRIPTION: &str = "Extended Volumes support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-extended-volumes");
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-volumes.yaml"),
        include_str!("../../../api-ref/v3/os-extended-volumes.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[
        action("attach", &ATTACH, |call| Box::pin(attach(call))),
        action("detach", &DETACH, |call| Box::pin(detach(call))),
        action("swap_volume_attachment", &SWAP, |call| Box::pin(swap(call))),
    ];
    const SERVER_KEYS: &[Key] = &[VOLUMES_ATTACHED];

    fn extend_server(server: &Server, _: &Related<'_>, out: &mut Fields<'_>) {
        out.list(VOLUMES_ATTACHED, &server.volumes, |volume, out| {
            out.field(ID, &volume.to_string());
        });
    }
}

ferronova_v3::register!(ExtendedVolumes);

const ATTACH: Wording = Wording { state: StateText::CannotTo("attach_volume"), ..Wording::WITH_ID };
const DETACH: Wording = Wording { state: StateText::CannotTo("detach_volume"), ..Wording::WITH_ID };
const SWAP: Wording = Wording { state: StateText::CannotTo("swap_volume"), ..Wording::WITH_ID };

/// The form of the body comes before the policy, so each asks that itself.
const fn action(
    name: &'static str,
    words: &'static Wording,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Action {
    Action { name, rule: None, words: Some(words), run }
}

async fn attach(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let [volume] = read("attach", &value, ["volume_id"], &["device", "device_type", "disk_bus"])?;
    call.require("compute_extension:v3:os-extended-volumes:attach")?;
    call.compute().attach_volume(call.request(), call.server()?, volume).await?;
    Ok(accepted())
}

async fn detach(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let [volume] = read("detach", &value, ["volume_id"], &[])?;
    call.require("compute_extension:v3:os-extended-volumes:detach")?;
    call.compute().detach_volume(call.request(), call.server()?, volume).await?;
    Ok(accepted())
}

async fn swap(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let ids = ["old_volume_id", "new_volume_id"];
    let [old, new] = read("swap_volume_attachment", &value, ids, &[])?;
    call.require("compute_extension:v3:os-extended-volumes:swap")?;
    call.compute().swap_volume(call.request(), call.server()?, old, new).await?;
    Ok(accepted())
}

fn accepted() -> Reply {
    Reply::json(StatusCode::ACCEPTED, Vec::new())
}

/// The ids of volumes under these names; beside them there may be these texts, or null, which the
/// one client that has `attach` sends.
fn read<'a, const N: usize>(
    action: &str,
    value: &'a Value,
    ids: [&str; N],
    texts: &[&str],
) -> Result<[&'a str; N], Fault> {
    let object = validation::object(action, value)?;
    let mut read = [""; N];
    for (text, name) in read.iter_mut().zip(ids) {
        let id = validation::required(action, object, name)?;
        validation::uuid(name, id)?;
        *text = validation::string(name, id)?;
    }
    for name in texts {
        let text = object.get(*name).filter(|it| !it.is_null());
        text.map(|it| validation::string(name, it)).transpose()?;
    }
    let known: Vec<&str> = ids.iter().chain(texts).copied().collect();
    validation::only(action, object, &known)?;
    Ok(read)
}
