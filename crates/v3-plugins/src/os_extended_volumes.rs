//! Shows the volumes attached to a server, and attaches and detaches them.

use ferronova_compute::Server;
use ferronova_v3::{
    Action, Call, CallFuture, Check, Failure, Fields, Key, Plugin, Related, Reply, Schema,
    StateText, StatusCode, Wording, validation,
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
        action("attach", &ATTACH_WORDS, |call| Box::pin(attach(call))),
        action("detach", &DETACH_WORDS, |call| Box::pin(detach(call))),
        action("swap_volume_attachment", &SWAP_WORDS, |call| Box::pin(swap(call))),
    ];
    const SERVER_KEYS: &[Key] = &[VOLUMES_ATTACHED];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.list(VOLUMES_ATTACHED, &server.volumes, |volume, out| {
            out.field(ID, &volume.to_string());
        });
    }
}

ferronova_v3::register!(ExtendedVolumes);

const ATTACH_WORDS: Wording =
    Wording { state: StateText::CannotTo("attach_volume"), ..Wording::WITH_ID };
const DETACH_WORDS: Wording =
    Wording { state: StateText::CannotTo("detach_volume"), ..Wording::WITH_ID };
const SWAP_WORDS: Wording =
    Wording { state: StateText::CannotTo("swap_volume"), ..Wording::WITH_ID };

/// The form of the body comes before the policy, so each asks that itself.
const fn action(
    name: &'static str,
    words: &'static Wording,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Action {
    Action { name, rule: None, words: Some(words), run }
}

/// The one client that has `attach` sends texts that are null.
const ATTACH: Schema = &[
    Check::OBJECT,
    Check::Required("volume_id", validation::UUID),
    Check::Optional("device", &[Check::OrNull(validation::STRING)]),
    Check::Optional("device_type", &[Check::OrNull(validation::STRING)]),
    Check::Optional("disk_bus", &[Check::OrNull(validation::STRING)]),
    Check::NoOthers,
];

const DETACH: Schema =
    &[Check::OBJECT, Check::Required("volume_id", validation::UUID), Check::NoOthers];

const SWAP: Schema = &[
    Check::OBJECT,
    Check::Required("old_volume_id", validation::UUID),
    Check::Required("new_volume_id", validation::UUID),
    Check::NoOthers,
];

async fn attach(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("attach", &value, ATTACH)?;
    call.require("compute_extension:v3:os-extended-volumes:attach")?;
    let volume = text(&value, "volume_id");
    call.compute().attach_volume(call.request(), call.server()?, volume).await?;
    Ok(accepted())
}

async fn detach(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("detach", &value, DETACH)?;
    call.require("compute_extension:v3:os-extended-volumes:detach")?;
    let volume = text(&value, "volume_id");
    call.compute().detach_volume(call.request(), call.server()?, volume).await?;
    Ok(accepted())
}

async fn swap(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("swap_volume_attachment", &value, SWAP)?;
    call.require("compute_extension:v3:os-extended-volumes:swap")?;
    let (old, new) = (text(&value, "old_volume_id"), text(&value, "new_volume_id"));
    call.compute().swap_volume(call.request(), call.server()?, old, new).await?;
    Ok(accepted())
}

fn accepted() -> Reply {
    Reply::json(StatusCode::ACCEPTED, Vec::new())
}

/// A text that the schema requires.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
