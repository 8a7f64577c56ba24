//! `/limits`: how much a project may have.

use ferronova_extend::Route;
use ferronova_http::Method;
use ferronova_juno::limits;

use crate::Plugin;

struct Limits;

impl Plugin for Limits {
    const ALIAS: &str = "limits";
    const NAME: &str = "Limits";
    const DESCRIPTION: &str = "Limits support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/limits.yaml"),
        include_str!("../../../../api-ref/v3/limits.yaml"),
    ];
    const ROUTES: &[Route] = &[Route::new(Method::GET, "/limits", |call| {
        Box::pin(limits::show(call, Some("compute_extension:v3:os-used-limits")))
    })];
}

crate::register!(Limits);
