//! What an extension of the v2 API is.

use ferronova_extend::Contribution;

/// One extension of the v2 API: what it is called, and what it adds.
///
/// Every constant without a default is required; leaving it out is an error of the compiler that
/// names it. What has a default is a hook: implement it and the extension takes part there.
/// An extension has no state.
///
/// Each hook has an example, which hides the required constants. A whole extension is:
///
/// ```
/// use ferronova_compute::Server;
/// use ferronova_v2::{Extension, Fields, Key, Related};
///
/// const REASON: Key = Key::new("os-lock-reason:reason");
///
/// struct LockReason;
///
/// impl Extension for LockReason {
///     const ALIAS: &str = "os-lock-reason";
///     const NAME: &str = "LockReason";
///     const NAMESPACE: &str = "http://example.org/compute/ext/lock-reason/api/v2";
///     const UPDATED: &str = "2026-01-01T00:00:00Z";
///     const DESCRIPTION: &str = "Why a server is locked.";
///     const RULE: Option<&str> = Some("compute_extension:lock_reason");
///     const SERVER_KEYS: &[Key] = &[REASON];
///
///     fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
///         out.field(REASON, &server.lock.as_ref().and_then(|it| it.reason.as_deref()));
///     }
/// }
///
/// ferronova_v2::register!(LockReason);
///
/// assert!(ferronova_v2::aliases().any(|it| it == "os-lock-reason"));
/// ```
pub trait Extension: 'static {
    /// What clients call it by; by custom the prefix of every prefixed [`Key`](crate::Key) it adds.
    const ALIAS: &'static str;
    /// Its name for people, in camel case.
    const NAME: &'static str;
    /// The URI that `/extensions` shows as its `namespace`; in Nova, the XML namespace of its keys.
    const NAMESPACE: &'static str;
    /// When its contract last changed: `2014-10-16T00:00:00Z`.
    const UPDATED: &'static str;
    /// What it is good for, in a sentence.
    const DESCRIPTION: &'static str;
    /// The policy rule that a caller must pass to see its keys and use its filters:
    /// `compute_extension:…`; with `None` everybody does. A caller who does not pass it gets no
    /// error.
    const RULE: Option<&'static str>;

    ferronova_extend::hooks!(
        "ferronova_v2",
        "Extension",
        r#"struct LockDetails;

impl Extension for LockDetails {
#   const ALIAS: &str = "os-lock-details";
#   const NAME: &str = "LockDetails";
#   const NAMESPACE: &str = "http://example.org/compute/ext/lock-details/api/v2";
#   const UPDATED: &str = "2026-01-01T00:00:00Z";
#   const DESCRIPTION: &str = "Since when a server is locked, and why.";
#   const RULE: Option<&str> = Some("compute_extension:lock_details");"#,
        ""
    );
}

/// An [`Extension`] as data.
pub struct Registration {
    pub(crate) name: &'static str,
    pub(crate) namespace: &'static str,
    pub(crate) updated: &'static str,
    pub(crate) description: &'static str,
    pub(crate) contribution: Contribution,
}

impl Registration {
    /// The data of an extension; for [`crate::register!`].
    #[doc(hidden)]
    #[must_use]
    pub const fn of<E: Extension>(package: &'static str, module: &'static str) -> Self {
        Self {
            name: E::NAME,
            namespace: E::NAMESPACE,
            updated: E::UPDATED,
            description: E::DESCRIPTION,
            contribution: ferronova_extend::contribution!(E, package, module),
        }
    }
}

inventory::collect!(Registration);

/// All that are linked, enabled or not, in no order.
pub(crate) fn registrations() -> impl Iterator<Item = &'static Registration> {
    inventory::iter::<Registration>.into_iter()
}

/// Registers an [`Extension`]: the one line that makes it part of the API, provided its crate is
/// linked.
#[macro_export]
macro_rules! register {
    ($extension:ty) => {
        $crate::inventory::submit! {
            $crate::Registration::of::<$extension>(env!("CARGO_PKG_NAME"), module_path!())
        }
    };
}
