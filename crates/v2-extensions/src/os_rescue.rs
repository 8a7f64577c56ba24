//! Boots servers from another disk, and back.

use ferronova_juno::actions::{self, RescueImage};
use ferronova_v2::{Action, Call, CallFuture, Extension, NotFound, Wording};

struct Rescue;

impl Extension for Rescue {
    const ALIAS: &str = "os-rescue";
    const NAME: &str = "Rescue";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/rescue/api/v1.1";
    const UPDATED: &str = "2011-08-18T00:00:00Z";
    const DESCRIPTION: &str = "Instance rescue mode.";
    const RULE: &str = "";
    const SERVER_ACTIONS: &[Action] = &[
        action("rescue", |call| {
            let image = if call.registry().has("os-extended-rescue-with-image") {
                RescueImage::Read
            } else {
                RescueImage::Ignored
            };
            Box::pin(actions::rescue(call, image))
        }),
        action("unrescue", |call| Box::pin(actions::unrescue(call))),
    ];
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/rescue-actions.yaml"),
        include_str!("../../../api-ref/v2/password-answer.yaml"),
    ];
}

ferronova_v2::register!(Rescue);

const fn action(name: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Action {
    let wording = Wording { not_found: NotFound::Server, ..Wording::core_action(name) };
    Action { name, rule: Some("compute_extension:rescue"), wording, run }
}
