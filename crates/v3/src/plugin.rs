//! What a plugin of the v3 API is.

use ferronova_extend::Contribution;

/// One plugin of the v3 API: what it is called, and what it adds.
///
/// Every constant without a default is required; leaving it out is an error of the compiler that
/// names it. What has a default is a hook: implement it and the plugin takes part there.
/// A plugin has no state.
///
/// Each hook has an example, which hides the required constants. A whole plugin is:
///
/// ```
/// use ferronova_compute::Server;
/// use ferronova_v3::{Fields, Key, Plugin, Related};
///
/// const REASON: Key = Key::new("os-lock-reason:reason");
///
/// struct LockReason;
///
/// impl Plugin for LockReason {
///     const ALIAS: &str = "os-lock-reason";
///     const NAME: &str = "LockReason";
///     const DESCRIPTION: &str = "Why a server is locked.";
///     const VERSION: u32 = 1;
///     const RULE: Option<&str> = Some("compute_extension:v3:os-lock-reason");
///     const SERVER_KEYS: &[Key] = &[REASON];
///
///     fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
///         out.field(REASON, &server.lock.as_ref().and_then(|it| it.reason.as_deref()));
///     }
/// }
///
/// ferronova_v3::register!(LockReason);
///
/// assert!(ferronova_v3::aliases().any(|it| it == "os-lock-reason"));
/// ```
pub trait Plugin: 'static {
    /// What clients call it by.
    const ALIAS: &'static str;
    /// Its name for people, in camel case.
    const NAME: &'static str;
    /// What it is good for, in a sentence.
    const DESCRIPTION: &'static str;
    /// The version of its contract; Juno has 1 everywhere.
    const VERSION: u32;
    /// The policy rule that a caller must pass for its keys and filters to be there, by custom
    /// `compute_extension:v3:` and the alias; with `None` everybody has them. A caller who does
    /// not pass it gets no error.
    const RULE: Option<&'static str>;

    ferronova_extend::hooks!(
        "ferronova_v3",
        "Plugin",
        r#"struct LockDetails;

impl Plugin for LockDetails {
#   const ALIAS: &str = "os-lock-details";
#   const NAME: &str = "LockDetails";
#   const DESCRIPTION: &str = "Since when a server is locked, and why.";
#   const VERSION: u32 = 1;
#   const RULE: Option<&str> = Some("compute_extension:v3:os-lock-details");"#,
        "/v3/"
    );
}

/// A [`Plugin`] as data.
pub struct Registration {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) version: u32,
    pub(crate) contribution: Contribution,
}

impl Registration {
    /// The data of a plugin; for [`crate::register!`].
    #[doc(hidden)]
    #[must_use]
    pub const fn of<P: Plugin>(package: &'static str, module: &'static str) -> Self {
        Self {
            name: P::NAME,
            description: P::DESCRIPTION,
            version: P::VERSION,
            contribution: ferronova_extend::contribution!(P, package, module),
        }
    }
}

inventory::collect!(Registration);

/// All that are linked, enabled or not, in no order.
pub(crate) fn registrations() -> impl Iterator<Item = &'static Registration> {
    inventory::iter::<Registration>.into_iter()
}

/// Registers a [`Plugin`]: the one line that makes it part of the API, provided its crate is
/// linked.
#[macro_export]
macro_rules! register {
    ($plugin:ty) => {
        $crate::inventory::submit! {
            $crate::Registration::of::<$plugin>(env!("CARGO_PKG_NAME"), module_path!())
        }
    };
}
