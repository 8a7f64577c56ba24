//! Shows the volumes attached to a server, and attaches and detaches them.

use ferronova_compute::Server;
use ferronova_v3::{
    Action, Adds, Call, Check, Failure, Fields, Key, Keys, Plugin, Related, Reply, Schema,
    StateText, StatusCode, Wording, handler, validation,
};
use serde_json::Value;

const VOLUMES_ATTACHED: Key = Key::new("os-extended-volumes:volumes_attached");
const ID: Key = Key::new("id");

ferronova_v3::register!(Plugin {
    alias: "os-extended-volumes",
    name: "ExtendedVolumes",
    description: "Extended Volumes support.",
    version: 1,
    rule: Some("compute_extension:v3:os-extended-volumes"),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/server-volumes.yaml"),
            include_str!("../../../api-ref/v3/os-extended-volumes.yaml"),
        ],
        server: Keys::new(&[VOLUMES_ATTACHED], write),
        // The body is validated before the policy is checked, so the handlers check the policy
        // themselves.
        actions: &[
            Action::new("attach", handler!(attach)).worded(&ATTACH_WORDS),
            Action::new("detach", handler!(detach)).worded(&DETACH_WORDS),
            Action::new("swap_volume_attachment", handler!(swap)).worded(&SWAP_WORDS),
        ],
        ..Adds::NOTHING
    },
});

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.list(VOLUMES_ATTACHED, &server.volumes, |volume, out| {
        out.field(ID, &volume.id.to_string());
    });
}

const ATTACH_WORDS: Wording =
    Wording { state: StateText::CannotTo("attach_volume"), ..Wording::WITH_ID };
const DETACH_WORDS: Wording =
    Wording { state: StateText::CannotTo("detach_volume"), ..Wording::WITH_ID };
const SWAP_WORDS: Wording =
    Wording { state: StateText::CannotTo("swap_volume"), ..Wording::WITH_ID };

/// The schema of the action `attach`. Optional strings can be null, because the only client that
/// has this action sends null.
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

/// Returns a string that the schema requires.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
