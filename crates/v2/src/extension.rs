//! The definition of an extension of the v2 API.

use ferronova_extend::{Adds, Contribution};

/// One extension of the v2 API: its names, and everything that it adds. An extension has no state.
///
/// Every field is required; the compiler names one that is missing. The fields of [`Adds`] are the
/// things that an extension can add, each with an example. This is a whole extension:
///
/// ```
/// use ferronova_compute::Server;
/// use ferronova_testkit::Cloud;
/// use ferronova_v2::{
///     Action, Adds, Call, Extension, Failure, Fields, Key, Keys, Related, Reply, Route, handler,
///     object,
/// };
/// use serde_json::json;
///
/// const REASON: Key = Key::new("os-lock-reason:reason");
///
/// ferronova_v2::register!(Extension {
///     alias: "os-lock-reason",
///     name: "LockReason",
///     namespace: "http://example.org/compute/ext/lock-reason/api/v2",
///     updated: "2026-01-01T00:00:00Z",
///     description: "Why a server is locked.",
///     rule: Some("compute_extension:lock_reason"),
///     adds: Adds {
///         server: Keys::new(&[REASON], write),
///         actions: &[Action::new("auditLock", handler!(lock_for_audit))
///             .ruled("compute_extension:lock_reason:audit")],
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
/// owner.post(&format!("servers/{id}/action"), &json!({"auditLock": null})).assert_status(202);
/// let shown = owner.get(&format!("servers/{id}/os-lock-reason"));
/// assert_eq!(shown.text(), r#"{"os-lock-reason:reason":"an audit"}"#);
/// ```
pub struct Extension {
    /// The name of the extension for clients; by custom the prefix of every prefixed
    /// [`Key`](crate::Key) that it adds.
    pub alias: &'static str,
    /// The name of the extension for people, in camel case.
    pub name: &'static str,
    /// The URI that `/extensions` shows as `namespace`; in Nova, the XML namespace of the
    /// extension's keys.
    pub namespace: &'static str,
    /// When the behavior for clients last changed, such as `2014-10-16T00:00:00Z`.
    pub updated: &'static str,
    /// The purpose of the extension, in one sentence.
    pub description: &'static str,
    /// The policy rule, `compute_extension:…`, that a caller must pass to see the extension's keys
    /// and use its filters; with `None`, every caller can. A caller who does not pass the rule gets
    /// no error.
    pub rule: Option<&'static str>,
    /// Everything that the extension adds.
    pub adds: Adds,
}

/// An [`Extension`], and the package and module that contain it.
pub struct Registration {
    pub(crate) extension: &'static Extension,
    pub(crate) contribution: Contribution,
}

impl Registration {
    /// Returns the registration of an extension; used by [`crate::register!`].
    #[doc(hidden)]
    #[must_use]
    pub const fn of(
        extension: &'static Extension,
        package: &'static str,
        module: &'static str,
    ) -> Self {
        let Extension { alias, rule, adds, .. } = extension;
        let adds = std::slice::from_ref(adds);
        Self { extension, contribution: Contribution { alias, package, module, rule: *rule, adds } }
    }
}

inventory::collect!(Registration);

/// Returns all linked extensions, enabled or not, in no order.
pub(crate) fn registrations() -> impl Iterator<Item = &'static Registration> {
    inventory::iter::<Registration>.into_iter()
}

/// Registers an [`Extension`], which makes it part of the API if its crate is linked.
#[macro_export]
macro_rules! register {
    ($before:ident) => {
        ::std::compile_error!(
            "an extension is a struct `Extension { .. }` with what it adds as data, no longer a \
             trait; `docs/extensions.md` says what to change, under \"Update an older \
             extension\""
        );
    };
    ($extension:expr) => {
        const _: () = {
            const EXTENSION: $crate::Extension = $extension;
            $crate::inventory::submit! {
                $crate::Registration::of(&EXTENSION, env!("CARGO_PKG_NAME"), module_path!())
            }
        };
    };
}
