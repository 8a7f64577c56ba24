//! The definition of a plugin of the v3 API.

use ferronova_extend::{Adds, Contribution};

/// One plugin of the v3 API: its names, and everything that it adds. A plugin has no state.
///
/// Every field is required; the compiler names one that is missing. The fields of [`Adds`] are the
/// things that a plugin can add, each with an example. This is a whole plugin:
///
/// ```
/// use ferronova_compute::Server;
/// use ferronova_testkit::Cloud;
/// use ferronova_v3::{
///     Action, Adds, Call, Failure, Fields, Key, Keys, Plugin, Related, Reply, Route, handler,
///     object,
/// };
/// use serde_json::json;
///
/// const REASON: Key = Key::new("os-lock-reason:reason");
///
/// ferronova_v3::register!(Plugin {
///     alias: "os-lock-reason",
///     name: "LockReason",
///     description: "Why a server is locked.",
///     version: 1,
///     rule: Some("compute_extension:v3:os-lock-reason"),
///     adds: Adds {
///         server: Keys::new(&[REASON], write),
///         actions: &[Action::new("auditLock", handler!(lock_for_audit))
///             .ruled("compute_extension:v3:os-lock-reason:audit")],
///         routes: &[Route::get("/servers/{id}/os-lock-reason", handler!(show))],
///         ..Adds::NOTHING
///     },
/// });
///
/// fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
///     out.field(REASON, &server.lock.reason);
/// }
///
/// async fn lock_for_audit(call: Call<'_>) -> Result<Reply, Failure> {
///     let reason = Some("an audit".to_owned());
///     call.compute().lock(call.request(), call.server()?, reason).await?;
///     Ok(call.accepted())
/// }
///
/// async fn show(call: Call<'_>) -> Result<Reply, Failure> {
///     let server = call.compute().show_server(call.request(), call.server()?).await?;
///     Ok(Reply::ok(object(|out| write(&server, &Related::default(), out))))
/// }
///
/// let cloud = Cloud::start();
/// let owner = cloud.owner();
/// let id = owner.boot("web");
/// owner.post(&format!("/v3/servers/{id}/action"), &json!({"auditLock": null})).assert_status(202);
/// let shown = owner.get(&format!("/v3/servers/{id}/os-lock-reason"));
/// assert_eq!(shown.text(), r#"{"os-lock-reason:reason":"an audit"}"#);
/// ```
pub struct Plugin {
    /// The name of the plugin for clients.
    pub alias: &'static str,
    /// The name of the plugin for people, in camel case.
    pub name: &'static str,
    /// The purpose of the plugin, in one sentence.
    pub description: &'static str,
    /// The version of the plugin's behavior for clients; in Juno, always 1.
    pub version: u32,
    /// The policy rule that a caller must pass to see the plugin's keys and use its filters, by
    /// custom `compute_extension:v3:` and the alias; with `None`, every caller can. A caller who
    /// does not pass the rule gets no error.
    pub rule: Option<&'static str>,
    /// Everything that the plugin adds.
    pub adds: Adds,
}

/// A [`Plugin`], and the package and module that contain it.
pub struct Registration {
    pub(crate) plugin: &'static Plugin,
    pub(crate) contribution: Contribution,
}

impl Registration {
    /// Returns the registration of a plugin; used by [`crate::register!`].
    #[doc(hidden)]
    #[must_use]
    pub const fn of(plugin: &'static Plugin, package: &'static str, module: &'static str) -> Self {
        let Plugin { alias, rule, adds, .. } = plugin;
        let adds = std::slice::from_ref(adds);
        Self { plugin, contribution: Contribution { alias, package, module, rule: *rule, adds } }
    }
}

inventory::collect!(Registration);

/// Returns all linked plugins, enabled or not, in no order.
pub(crate) fn registrations() -> impl Iterator<Item = &'static Registration> {
    inventory::iter::<Registration>.into_iter()
}

/// Registers a [`Plugin`], which makes it part of the API if its crate is linked.
#[macro_export]
macro_rules! register {
    ($before:ident) => {
        ::std::compile_error!(
            "a plugin is a struct `Plugin { .. }` with what it adds as data, no longer a \
             trait; `docs/extensions.md` says what to change, under \"Update an older \
             extension\""
        );
    };
    ($plugin:expr) => {
        const _: () = {
            const PLUGIN: $crate::Plugin = $plugin;
            $crate::inventory::submit! {
                $crate::Registration::of(&PLUGIN, env!("CARGO_PKG_NAME"), module_path!())
            }
        };
    };
}
