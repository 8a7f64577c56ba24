//! Boots servers from another disk, and back.

use ferronova_juno::actions::{self, RescueImage};
use ferronova_v3::{Action, Call, CallFuture, Plugin, Wording};

struct Rescue;

impl Plugin for Rescue {
    const ALIAS: &str = "os-rescue";
    const NAME: &str = "Rescue";
    const DESCRIPTION: &str = "Instance rescue mode.";
    const VERSION: u32 = 1;
    const RULE: &str = "";
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/rescue-actions.yaml"),
        include_str!("../../../api-ref/common/rescue-image.yaml"),
        include_str!("../../../api-ref/v3/password-answer.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[
        action("rescue", |call| Box::pin(actions::rescue(call, RescueImage::Read))),
        action("unrescue", |call| Box::pin(actions::unrescue(call))),
    ];
}

ferronova_v3::register!(Rescue);

const fn action(name: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Action {
    let wording = Wording::action_with_id(name);
    Action { name, rule: Some("compute_extension:v3:os-rescue"), wording, run }
}
