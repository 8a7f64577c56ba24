//! The types of which an extension is made.
//!
//! These types refer to one another: an extension adds actions and routes, their handlers get a
//! call, a call leads to the registry of its version, and the registry contains what extensions
//! add. So all of them are defined in this file. Their methods are in files named after them.

use std::{collections::HashMap, fmt, future::Future, pin::Pin, sync::Arc};

use ferronova_compute::{
    Address, Caller, Compute, Flavor, Hypervisor, Image, Need, ProjectUsage, Rebuild, Resize,
    Server, ServerUpdate,
};
use ferronova_http::{ErrorWording, Failure, Incoming, Method, Reply, Session};
use matchit::Params;
use serde_json::value::RawValue;

use crate::{
    Creation, Dialect, Filter, Versions,
    hook::{Entries, Hook, Keys, Predicate, Reads, entries},
};

/// Defines, from one list of hooks, the struct that an extension fills in, the enum that names a
/// hook in errors, and the table of the extensions that use each hook.
macro_rules! adds {
    ($($(#[$doc:meta])+ $field:ident: $type:ty, $kind:ident, $label:literal;)+) => {
        /// Everything that an extension can add; `..Adds::NOTHING` stands for the rest.
        ///
        /// Each field is a hook. Each example uses one hook alone; a whole extension has such a
        /// value in its field `adds`.
        #[derive(Clone, Copy)]
        pub struct Adds {
            /// The microversions in which the extension adds this.
            pub versions: Versions,
            /// The wording of errors for actions and routes that have no wording of their own;
            /// `None` stands for the version's wording.
            pub words: Option<&'static dyn ErrorWording>,
            $($(#[$doc])+ pub $field: $type,)+
        }

        impl Adds {
            /// The value that uses no hook.
            pub const NOTHING: Self =
                Self { versions: Versions::ALL, words: None, $($field: <$type as Hook>::NONE,)+ };

            /// Returns every name that the extension claims, each with the hook that claims it.
            pub(crate) fn claims(&self) -> impl Iterator<Item = (Kind, String)> {
                [$((Kind::$kind, self.$field.names()),)+]
                    .into_iter()
                    .flat_map(|(kind, names)| names.into_iter().map(move |it| (kind, it)))
            }
        }

        /// The kind of a name that extensions claim.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            /// The alias of an extension.
            Alias,
            $(
                #[doc = concat!("A name in [`Adds::", stringify!($field), "`].")]
                $kind,
            )+
        }

        impl Kind {
            /// The field where the author of an extension finds the name.
            pub(crate) fn place(self) -> &'static str {
                match self {
                    Self::Alias => "alias",
                    $(Self::$kind => concat!("adds.", stringify!($field)),)+
                }
            }
        }

        impl fmt::Display for Kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    Self::Alias => "alias",
                    $(Self::$kind => $label,)+
                })
            }
        }

        /// The table of the extensions that use each hook, for [`crate::Visible::extend`].
        pub struct Hooks {
            $(
                #[doc = concat!("Those with [`Adds::", stringify!($field), "`].")]
                pub $field: Entries<$type>,
            )+
        }

        impl Hooks {
            /// Builds the table from `all`: the index of each extension, and everything that the
            /// extension adds.
            pub(crate) fn of(all: &[(usize, &Adds)]) -> Self {
                Self { $($field: entries(all.iter().map(|(n, it)| (*n, it.$field))),)+ }
            }
        }
    };
}

adds! {
    /// The extension's part of the API reference: fragments of an `OpenAPI` document, in YAML, by
    /// custom in files of their own (`include_str!`). The server merges the fragments of all
    /// extensions, and serves the result.
    ///
    /// ```
    /// use ferronova_extend::Adds;
    ///
    /// const ADDS: Adds = Adds {
    ///     api_ref: &["
    /// components:
    ///   schemas:
    ///     Server:
    ///       properties:
    ///         os-lock-details:reason:
    ///           type: [string, 'null']
    ///           description: Why the server is locked, if the one who locked it said so.
    /// "],
    ///     ..Adds::NOTHING
    /// };
    /// # assert_eq!(ADDS.api_ref.len(), 1);
    /// ```
    api_ref: &'static [&'static str], ApiRef, "part of the API reference";

    /// The data that functions for writing keys need beside the thing whose keys they write. Of a
    /// server, what Nova 2014.2 shows is always present, any other [`Part`](crate::Part), such as
    /// the tags, only if it is named here.
    ///
    /// ```
    /// use ferronova_extend::{Adds, Key, Keys, Need, Related, testing};
    ///
    /// const ZONE: Key = Key::new("os-lock-details:zone");
    ///
    /// const ADDS: Adds = Adds {
    ///     needs: &[Need::Zones],
    ///     server: Keys::new(&[ZONE], |server, related, out| {
    ///         out.field(ZONE, &related.zone_of(server));
    ///     }),
    ///     ..Adds::NOTHING
    /// };
    ///
    /// let related = Related::all(&testing::infrastructure());
    /// let json = testing::json(|out| ADDS.server.write(&testing::server(), &related, out));
    /// assert_eq!(json, r#"{"os-lock-details:zone":"north"}"#);
    /// ```
    needs: &'static [Need], Need, "need";

    /// Keys of a server, in show and detail.
    ///
    /// ```
    /// use ferronova_extend::{Adds, Fields, Key, Keys, Related, Server, testing};
    ///
    /// const REASON: Key = Key::new("os-lock-details:reason");
    ///
    /// const ADDS: Adds = Adds { server: Keys::new(&[REASON], write), ..Adds::NOTHING };
    ///
    /// fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    ///     out.field(REASON, &server.lock.reason);
    /// }
    ///
    /// let shown = |server| {
    ///     testing::json(|out| ADDS.server.write(&server, &testing::related(), out))
    /// };
    /// assert_eq!(shown(testing::locked_server()), r#"{"os-lock-details:reason":"an audit"}"#);
    /// assert_eq!(shown(testing::server()), r#"{"os-lock-details:reason":null}"#);
    /// ```
    ///
    /// The current time is [`Related::now`](ferronova_compute::Related::now), which tests can set:
    ///
    /// ```
    /// use ferronova_extend::{Adds, Fields, Key, Keys, Related, Server, testing};
    ///
    /// const LOCKED_FOR: Key = Key::new("os-lock-details:locked_for_seconds");
    ///
    /// const ADDS: Adds = Adds { server: Keys::new(&[LOCKED_FOR], write), ..Adds::NOTHING };
    ///
    /// fn write(server: &Server, related: &Related, out: &mut Fields<'_>) {
    ///     let since = server.lock.locked_at;
    ///     out.field(LOCKED_FOR, &since.map(|it| related.now().since(it).as_secs()));
    /// }
    ///
    /// let server = testing::locked_server();
    /// let later = testing::related().at(testing::NOON + std::time::Duration::from_secs(60));
    /// let json = testing::json(|out| ADDS.server.write(&server, &later, out));
    /// assert_eq!(json, r#"{"os-lock-details:locked_for_seconds":60}"#);
    /// ```
    server: Keys<Server>, Server, "server key";

    /// Keys of a server in the reply to its creation; see [`Self::server`].
    created: Keys<Server>, Created, "key of a created server";

    /// Keys of a server in the reply to an update or a rebuild; see [`Self::server`].
    updated: Keys<Server>, Updated, "key of an updated server";

    /// Keys of each server in the list of the servers on a hypervisor; see [`Self::server`].
    hypervisor_server: Keys<Server>, HypervisorServer, "key of a hypervisor's server";

    /// Keys of each address of a server.
    ///
    /// ```
    /// use ferronova_extend::{Adds, Key, Keys, testing};
    ///
    /// const MAC: Key = Key::new("os-lock-details:mac");
    ///
    /// const ADDS: Adds = Adds {
    ///     address: Keys::new(&[MAC], |address, _, out| {
    ///         out.field(MAC, &address.mac);
    ///     }),
    ///     ..Adds::NOTHING
    /// };
    ///
    /// let address = testing::address();
    /// let json = testing::json(|out| ADDS.address.write(&address, &testing::related(), out));
    /// assert_eq!(json, r#"{"os-lock-details:mac":"fa:16:3e:00:00:01"}"#);
    /// ```
    address: Keys<Address>, Address, "address key";

    /// Selects the servers whose addresses the extension hides from callers who pass its rule.
    ///
    /// ```
    /// use ferronova_extend::{Adds, testing};
    ///
    /// const ADDS: Adds = Adds { hides_addresses: Some(|it| it.lock.is_set), ..Adds::NOTHING };
    ///
    /// assert!(ADDS.hides_addresses.is_some_and(|hides| hides(&testing::locked_server())));
    /// ```
    hides_addresses: Option<Predicate>, HidesAddresses, "hiding of addresses";

    /// Keys of a flavor, in show and detail.
    ///
    /// ```
    /// use ferronova_extend::{Adds, Key, Keys, testing};
    ///
    /// const TOTAL_DISK: Key = Key::new("os-lock-details:total_disk_gb");
    ///
    /// const ADDS: Adds = Adds {
    ///     flavor: Keys::new(&[TOTAL_DISK], |flavor, _, out| {
    ///         out.field(TOTAL_DISK, &(flavor.disk_gb + flavor.ephemeral_gb));
    ///     }),
    ///     ..Adds::NOTHING
    /// };
    ///
    /// let flavor = testing::flavor();
    /// let json = testing::json(|out| ADDS.flavor.write(&flavor, &testing::related(), out));
    /// assert_eq!(json, r#"{"os-lock-details:total_disk_gb":1}"#);
    /// ```
    flavor: Keys<Flavor>, Flavor, "flavor key";

    /// Keys of an image, in show and detail. Unlike the keys of other hooks, a key that does not
    /// apply can be left out.
    ///
    /// ```
    /// use ferronova_extend::{Adds, Image, Key, Keys, testing};
    ///
    /// const CHECKSUM: Key = Key::new("os-lock-details:checksum");
    ///
    /// const ADDS: Adds = Adds {
    ///     image: Keys::new(&[CHECKSUM], |image, _, out| {
    ///         if let Some(checksum) = &image.checksum {
    ///             out.field(CHECKSUM, checksum);
    ///         }
    ///     }),
    ///     ..Adds::NOTHING
    /// };
    ///
    /// let image = Image { checksum: Some("d41d8cd9".to_owned()), ..testing::image() };
    /// let json = testing::json(|out| ADDS.image.write(&image, &testing::related(), out));
    /// assert_eq!(json, r#"{"os-lock-details:checksum":"d41d8cd9"}"#);
    /// ```
    image: Keys<Image>, Image, "image key";

    /// Keys of a hypervisor, in show and detail.
    ///
    /// ```
    /// use ferronova_extend::{Adds, Key, Keys, testing};
    ///
    /// const ZONE: Key = Key::new("os-lock-details:zone");
    ///
    /// const ADDS: Adds = Adds {
    ///     hypervisor: Keys::new(&[ZONE], |hypervisor, _, out| {
    ///         out.field(ZONE, &hypervisor.zone);
    ///     }),
    ///     ..Adds::NOTHING
    /// };
    ///
    /// let machine = testing::hypervisor();
    /// let json = testing::json(|out| ADDS.hypervisor.write(&machine, &testing::related(), out));
    /// assert_eq!(json, r#"{"os-lock-details:zone":"north"}"#);
    /// ```
    hypervisor: Keys<Hypervisor>, Hypervisor, "hypervisor key";

    /// Keys of the absolute limits of a project.
    ///
    /// ```
    /// use ferronova_extend::{Adds, Key, Keys, ProjectUsage, testing};
    ///
    /// const RAM_USED: Key = Key::new("os-lock-details:ram_used_mb");
    ///
    /// const ADDS: Adds = Adds {
    ///     limits: Keys::new(&[RAM_USED], |usage, _, out| {
    ///         out.field(RAM_USED, &usage.ram_mb);
    ///     }),
    ///     ..Adds::NOTHING
    /// };
    ///
    /// let usage = ProjectUsage { ram_mb: 1024, ..ProjectUsage::default() };
    /// let json = testing::json(|out| ADDS.limits.write(&usage, &testing::related(), out));
    /// assert_eq!(json, r#"{"os-lock-details:ram_used_mb":1024}"#);
    /// ```
    limits: Keys<ProjectUsage>, Limits, "limit key";

    /// Members of a request for a new server. Data that an extension keeps about a server goes into
    /// the server's `system_metadata`, under the extension's alias.
    ///
    /// ```
    /// use ferronova_extend::{Adds, Creation, Fault, Members, Reads, testing};
    ///
    /// const CONTACT: &str = "os-lock-details:contact";
    ///
    /// const ADDS: Adds = Adds { on_create: Reads::new(&[CONTACT], read), ..Adds::NOTHING };
    ///
    /// fn read(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    ///     if let Some(value) = members.present(CONTACT) {
    ///         let wrong = || Fault::bad_request("contact must be a text");
    ///         let contact = value.as_str().ok_or_else(wrong)?;
    ///         creation.new.system_metadata.insert(CONTACT.to_owned(), contact.to_owned());
    ///     }
    ///     Ok(())
    /// }
    ///
    /// let mut creation = testing::creation();
    /// let right = testing::object(r#"{"os-lock-details:contact": "ops"}"#);
    /// let wrong = testing::object(r#"{"os-lock-details:contact": 17}"#);
    /// assert!(ADDS.on_create.read(&Members::new(&right), &mut creation).is_ok());
    /// assert_eq!(creation.new.system_metadata[CONTACT], "ops");
    /// assert!(ADDS.on_create.read(&Members::new(&wrong), &mut creation).is_err());
    /// ```
    on_create: Reads<Creation>, OnCreate, "member of a new server";

    /// Members of a request to update a server; see [`Self::on_create`].
    on_update: Reads<ServerUpdate>, OnUpdate, "member of an update";

    /// Members of a request to rebuild a server; see [`Self::on_create`].
    on_rebuild: Reads<Rebuild>, OnRebuild, "member of a rebuild";

    /// Members of a request to resize a server; see [`Self::on_create`].
    on_resize: Reads<Resize>, OnResize, "member of a resize";

    /// Filters of lists of servers: the name of a query parameter, and the condition that its
    /// values mean. For a caller who does not pass the rule of the extension, the filters do not
    /// exist.
    ///
    /// ```
    /// use ferronova_compute::{Condition, LockedBy};
    /// use ferronova_extend::{Adds, Filter, testing};
    ///
    /// const ADDS: Adds = Adds {
    ///     filters: &[Filter::word(
    ///         "lock_held_by",
    ///         &[
    ///             ("admin", || Condition::LockedBy(LockedBy::Admin)),
    ///             ("nobody", || Condition::Locked(false)),
    ///             ("owner", || Condition::LockedBy(LockedBy::Owner)),
    ///         ],
    ///     )],
    ///     ..Adds::NOTHING
    /// };
    ///
    /// let nobody = ADDS.filters[0].condition(&["nobody"]).unwrap();
    /// assert!(nobody.matches(&testing::server()));
    /// assert!(!nobody.matches(&testing::locked_server()));
    /// assert!(ADDS.filters[0].condition(&["somebody"]).is_err());
    /// ```
    filters: &'static [Filter], Filter, "server filter";

    /// Actions of a server: what `POST /servers/{id}/action` accepts.
    ///
    /// ```
    /// use ferronova_extend::{Action, Adds, Call, handler};
    /// use ferronova_http::{Failure, Reply};
    ///
    /// const ADDS: Adds = Adds {
    ///     actions: &[Action::new("auditLock", handler!(lock_for_audit))
    ///         .ruled("compute_extension:lock_details:audit")],
    ///     ..Adds::NOTHING
    /// };
    ///
    /// async fn lock_for_audit(call: Call<'_>) -> Result<Reply, Failure> {
    ///     let reason = Some("an audit".to_owned());
    ///     call.compute().lock(call.request(), call.server()?, reason).await?;
    ///     Ok(call.accepted())
    /// }
    /// # assert_eq!(ADDS.actions[0].name, "auditLock");
    /// ```
    actions: &'static [Action], Action, "server action";

    /// Resources, anywhere below the API version.
    ///
    /// ```
    /// use ferronova_extend::{Adds, Call, Key, Route, handler, object};
    /// use ferronova_http::{Failure, Reply};
    ///
    /// const ADDS: Adds = Adds {
    ///     routes: &[Route::get("/servers/{id}/os-lock-details", handler!(show))
    ///         .ruled("compute_extension:lock_details")],
    ///     ..Adds::NOTHING
    /// };
    ///
    /// async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    ///     let server = call.compute().show_server(call.request(), call.server()?).await?;
    ///     Ok(Reply::ok(object(|out| {
    ///         out.field(Key::new("locked"), &server.locked_by().is_some());
    ///     })))
    /// }
    /// # assert_eq!(ADDS.routes[0].path, "/servers/{id}/os-lock-details");
    /// ```
    routes: &'static [Route], Route, "route";
}

/// One server action: a key that `POST /servers/{id}/action` accepts.
#[derive(Clone, Copy)]
pub struct Action {
    /// The key in the request body, unique among all actions.
    pub name: &'static str,
    /// The policy rule that is checked before the server is looked up; a caller who does not pass
    /// it gets 403. With `None`, only the rule of the operation is checked, after the look-up.
    pub rule: Option<&'static str>,
    /// The wording of errors; `None` stands for [`Adds::words`].
    pub words: Option<&'static dyn ErrorWording>,
    /// The function that performs the action.
    pub run: Handler,
}

/// One route: a method of a path. The path is below the version or, in versions with the project in
/// the path, below the project.
#[derive(Clone, Copy)]
pub struct Route {
    /// The method.
    pub method: &'static Method,
    /// The path, with names in braces: `/servers/{id}/os-instance-actions`.
    pub path: &'static str,
    /// The policy rule that is checked first; a caller who does not pass it gets 403.
    pub rule: Option<&'static str>,
    /// The wording of errors; `None` stands for [`Adds::words`].
    pub words: Option<&'static dyn ErrorWording>,
    /// The function that handles the route.
    pub run: Handler,
}

/// The function of an [`Action`] or a [`Route`]; [`crate::handler!`] makes one.
pub type Handler = for<'a> fn(Call<'a>) -> CallFuture<'a>;

/// What a [`Handler`] returns.
pub type CallFuture<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + 'a>>;

/// One call of a route or an action: everything that its handler can use.
pub struct Call<'a> {
    pub(crate) version: &'a Version,
    pub(crate) incoming: &'a Incoming<'a>,
    pub(crate) session: &'a Session,
    pub(crate) caller: &'a Caller,
    pub(crate) params: Params<'a, 'a>,
    pub(crate) argument: Option<&'a RawValue>,
}

/// One API version: its dialect, its extensions, and the operations of the model.
pub(crate) struct Version {
    pub(crate) dialect: Dialect,
    pub(crate) registry: Arc<Registry>,
    pub(crate) compute: Compute,
}

/// One extension or plugin, in the form that all frameworks share.
#[derive(Clone, Copy)]
pub struct Contribution {
    /// The name of the extension within the API version.
    pub alias: &'static str,
    /// The Cargo package that contains the extension.
    pub package: &'static str,
    /// The module that contains the extension.
    pub module: &'static str,
    /// The policy rule that a caller must pass to see the extension's keys and use its filters;
    /// with `None`, every caller can. Members of requests are read for every caller.
    pub rule: Option<&'static str>,
    /// Everything that the extension adds; in an API with microversions, one item for each range of
    /// microversions.
    pub adds: &'static [Adds],
}

/// Every enabled extension of one API version, in the order of the aliases.
pub struct Registry {
    /// The framework's own contribution, then the extensions.
    pub(crate) contributions: Box<[Contribution]>,
    pub(crate) version: Option<u16>,
    pub(crate) hooks: Hooks,
    pub(crate) actions: HashMap<&'static str, Action>,
    /// The names of the filters of extensions that are not enabled, each with the extension's
    /// alias.
    pub(crate) missing_filters: Vec<(&'static str, &'static str)>,
}
