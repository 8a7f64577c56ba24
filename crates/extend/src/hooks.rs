//! The constants and hooks that extensions of every version have, written once.
//!
//! A framework's trait for extensions is its own few constants and [`hooks!`]; data is made of
//! an implementation by [`crate::contribution!`]. Macros, because a trait can't take over the
//! items of another without asking authors to implement two.
//!
//! Each hook has an example that runs as a test of every framework. What differs comes as the
//! parameters of [`hooks!`]: the names of the crate and of its trait, the first lines of an
//! implementation, which hide its constants from readers, and what is before `servers` in URLs.

/// The constants and hooks that every framework's trait for extensions has.
#[macro_export]
macro_rules! hooks {
    ($framework:literal, $trait:literal, $head:literal, $url:literal) => {
        /// Its part of the API reference: fragments of an `OpenAPI` document, in YAML, by custom in
        /// files of their own (`include_str!`). What is merged of all extensions is served.
        ///
        /// ```
        #[doc = concat!("use ", $framework, "::", $trait, ";")]
        ///
        #[doc = $head]
        ///     const API_REF: &[&str] = &["
        /// components:
        ///   schemas:
        ///     Server:
        ///       properties:
        ///         os-lock-details:reason:
        ///           type: [string, 'null']
        ///           description: Why the server is locked, if the one who locked it said so.
        /// "];
        /// }
        ///
        /// assert!(LockDetails::API_REF[0].contains("os-lock-details:reason"));
        /// ```
        const API_REF: &'static [&'static str] = &[];

        /// What its hooks need to know beyond the server they are called with. What no extension
        /// that the caller may see needs is not looked up.
        ///
        /// ```
        /// use ferronova_compute::Server;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, Need, Related};")]
        #[doc = concat!("use ", $framework, "::testing;")]
        ///
        /// const ZONE: Key = Key::new("os-lock-details:zone");
        ///
        #[doc = $head]
        ///     const NEEDS: &[Need] = &[Need::Zones];
        ///     const SERVER_KEYS: &[Key] = &[ZONE];
        ///
        ///     fn extend_server(server: &Server, related: &Related, out: &mut Fields<'_>) {
        ///         out.field(ZONE, &related.zone_of(server));
        ///     }
        /// }
        ///
        /// let server = testing::server();
        /// let infrastructure = testing::infrastructure();
        /// let related = Related::new(LockDetails::NEEDS.iter().copied(), &infrastructure);
        /// let json = testing::json(|out| LockDetails::extend_server(&server, &related, out));
        /// assert_eq!(json, r#"{"os-lock-details:zone":"north"}"#);
        /// ```
        const NEEDS: &'static [$crate::Need] = &[];

        /// The keys it adds to a server, in show and detail; [`Self::extend_server`] writes them.
        const SERVER_KEYS: &'static [$crate::Key] = &[];
        /// Writes [`Self::SERVER_KEYS`], in that order: all of them for every server, with null for
        /// what does not apply.
        ///
        /// ```
        /// use ferronova_compute::Server;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, Related, testing};")]
        ///
        /// const REASON: Key = Key::new("os-lock-details:reason");
        ///
        #[doc = $head]
        ///     const SERVER_KEYS: &[Key] = &[REASON];
        ///
        ///     fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        ///         out.field(REASON, &server.lock.as_ref().and_then(|it| it.reason.as_deref()));
        ///     }
        /// }
        ///
        /// let shown = |server| {
        ///     testing::json(|out| LockDetails::extend_server(&server, &Related::default(), out))
        /// };
        ///
        /// assert_eq!(shown(testing::locked_server()), r#"{"os-lock-details:reason":"an audit"}"#);
        /// assert_eq!(shown(testing::server()), r#"{"os-lock-details:reason":null}"#);
        /// ```
        fn extend_server(
            _server: &$crate::Server,
            _related: &$crate::Related,
            _out: &mut $crate::Fields<'_>,
        ) {
        }

        /// The keys it adds to the answer to a server's creation;
        /// [`Self::extend_created`] writes them.
        const CREATED_KEYS: &'static [$crate::Key] = &[];
        /// Writes [`Self::CREATED_KEYS`], in that order.
        ///
        /// ```
        /// use ferronova_compute::Server;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, testing};")]
        ///
        /// const LOCKED: Key = Key::new("os-lock-details:locked");
        ///
        #[doc = $head]
        ///     const CREATED_KEYS: &[Key] = &[LOCKED];
        ///
        ///     fn extend_created(server: &Server, out: &mut Fields<'_>) {
        ///         out.field(LOCKED, &server.is_locked());
        ///     }
        /// }
        ///
        /// let json = testing::json(|out| LockDetails::extend_created(&testing::server(), out));
        /// assert_eq!(json, r#"{"os-lock-details:locked":false}"#);
        /// ```
        fn extend_created(_server: &$crate::Server, _out: &mut $crate::Fields<'_>) {}

        /// The keys it adds to the answer to an update or a rebuild of a server;
        /// [`Self::extend_updated`] writes them.
        const UPDATED_KEYS: &'static [$crate::Key] = &[];
        /// Writes [`Self::UPDATED_KEYS`], in that order.
        ///
        /// ```
        /// use ferronova_compute::Server;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, testing};")]
        ///
        /// const LOCKED: Key = Key::new("os-lock-details:locked");
        ///
        #[doc = $head]
        ///     const UPDATED_KEYS: &[Key] = &[LOCKED];
        ///
        ///     fn extend_updated(server: &Server, out: &mut Fields<'_>) {
        ///         out.field(LOCKED, &server.is_locked());
        ///     }
        /// }
        ///
        /// let json = testing::json(|out| LockDetails::extend_updated(&testing::server(), out));
        /// assert_eq!(json, r#"{"os-lock-details:locked":false}"#);
        /// ```
        fn extend_updated(_server: &$crate::Server, _out: &mut $crate::Fields<'_>) {}

        /// The keys it adds to each address of a server; [`Self::extend_address`] writes them.
        const ADDRESS_KEYS: &'static [$crate::Key] = &[];
        /// Writes [`Self::ADDRESS_KEYS`], in that order.
        ///
        /// ```
        /// use ferronova_compute::Address;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, testing};")]
        ///
        /// const MAC: Key = Key::new("os-lock-details:mac");
        ///
        #[doc = $head]
        ///     const ADDRESS_KEYS: &[Key] = &[MAC];
        ///
        ///     fn extend_address(address: &Address, out: &mut Fields<'_>) {
        ///         out.field(MAC, &address.mac);
        ///     }
        /// }
        ///
        /// let json = testing::json(|out| LockDetails::extend_address(&testing::address(), out));
        /// assert_eq!(json, r#"{"os-lock-details:mac":"fa:16:3e:00:00:01"}"#);
        /// ```
        fn extend_address(_address: &$crate::Address, _out: &mut $crate::Fields<'_>) {}

        /// Whether it takes the addresses of this server out of the answer, for callers that pass
        /// [`Self::RULE`].
        ///
        /// ```
        /// use ferronova_compute::Server;
        #[doc = concat!("use ", $framework, "::{", $trait, ", testing};")]
        ///
        #[doc = $head]
        ///     fn hides_addresses(server: &Server) -> bool {
        ///         server.is_locked()
        ///     }
        /// }
        ///
        /// assert!(LockDetails::hides_addresses(&testing::locked_server()));
        /// assert!(!LockDetails::hides_addresses(&testing::server()));
        /// ```
        fn hides_addresses(_server: &$crate::Server) -> bool {
            false
        }

        /// The keys it adds to a flavor, in show and detail; [`Self::extend_flavor`] writes them.
        const FLAVOR_KEYS: &'static [$crate::Key] = &[];
        /// Writes [`Self::FLAVOR_KEYS`], in that order.
        ///
        /// ```
        /// use ferronova_compute::Flavor;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, testing};")]
        ///
        /// const TOTAL_DISK: Key = Key::new("os-lock-details:total_disk_gb");
        ///
        #[doc = $head]
        ///     const FLAVOR_KEYS: &[Key] = &[TOTAL_DISK];
        ///
        ///     fn extend_flavor(flavor: &Flavor, out: &mut Fields<'_>) {
        ///         out.field(TOTAL_DISK, &(flavor.disk_gb + flavor.ephemeral_gb));
        ///     }
        /// }
        ///
        /// let json = testing::json(|out| LockDetails::extend_flavor(&testing::flavor(), out));
        /// assert_eq!(json, r#"{"os-lock-details:total_disk_gb":1}"#);
        /// ```
        fn extend_flavor(_flavor: &$crate::Flavor, _out: &mut $crate::Fields<'_>) {}

        /// The keys it adds to an image, in show and detail; [`Self::extend_image`] writes them.
        const IMAGE_KEYS: &'static [$crate::Key] = &[];
        /// Writes [`Self::IMAGE_KEYS`], in that order; one that does not apply may be left out.
        ///
        /// ```
        /// use ferronova_compute::Image;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, testing};")]
        ///
        /// const CHECKSUM: Key = Key::new("os-lock-details:checksum");
        ///
        #[doc = $head]
        ///     const IMAGE_KEYS: &[Key] = &[CHECKSUM];
        ///
        ///     fn extend_image(image: &Image, out: &mut Fields<'_>) {
        ///         if let Some(checksum) = &image.checksum {
        ///             out.field(CHECKSUM, checksum);
        ///         }
        ///     }
        /// }
        ///
        /// let image = Image { checksum: Some("d41d8cd9".to_owned()), ..testing::image() };
        /// let json = testing::json(|out| LockDetails::extend_image(&image, out));
        ///
        /// assert_eq!(json, r#"{"os-lock-details:checksum":"d41d8cd9"}"#);
        /// ```
        fn extend_image(_image: &$crate::Image, _out: &mut $crate::Fields<'_>) {}

        /// The keys it adds to each server in the answer to which servers a hypervisor has;
        /// [`Self::extend_hypervisor_server`] writes them.
        const HYPERVISOR_SERVER_KEYS: &'static [$crate::Key] = &[];
        /// Writes [`Self::HYPERVISOR_SERVER_KEYS`], in that order.
        ///
        /// ```
        /// use ferronova_compute::Server;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, testing};")]
        ///
        /// const LOCKED: Key = Key::new("os-lock-details:locked");
        ///
        #[doc = $head]
        ///     const HYPERVISOR_SERVER_KEYS: &[Key] = &[LOCKED];
        ///
        ///     fn extend_hypervisor_server(server: &Server, out: &mut Fields<'_>) {
        ///         out.field(LOCKED, &server.is_locked());
        ///     }
        /// }
        ///
        /// let server = testing::locked_server();
        /// let json = testing::json(|out| LockDetails::extend_hypervisor_server(&server, out));
        /// assert_eq!(json, r#"{"os-lock-details:locked":true}"#);
        /// ```
        fn extend_hypervisor_server(_server: &$crate::Server, _out: &mut $crate::Fields<'_>) {}

        /// The keys it adds to a hypervisor; [`Self::extend_hypervisor`] writes them.
        const HYPERVISOR_KEYS: &'static [$crate::Key] = &[];
        /// Writes [`Self::HYPERVISOR_KEYS`], in that order.
        ///
        /// ```
        /// use ferronova_compute::Hypervisor;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, testing};")]
        ///
        /// const ZONE: Key = Key::new("os-lock-details:zone");
        ///
        #[doc = $head]
        ///     const HYPERVISOR_KEYS: &[Key] = &[ZONE];
        ///
        ///     fn extend_hypervisor(hypervisor: &Hypervisor, out: &mut Fields<'_>) {
        ///         out.field(ZONE, &hypervisor.zone);
        ///     }
        /// }
        ///
        /// let machine = testing::hypervisor();
        /// let json = testing::json(|out| LockDetails::extend_hypervisor(&machine, out));
        /// assert_eq!(json, r#"{"os-lock-details:zone":"north"}"#);
        /// ```
        fn extend_hypervisor(_hypervisor: &$crate::Hypervisor, _out: &mut $crate::Fields<'_>) {}

        /// The keys it adds to the absolute limits of a project;
        /// [`Self::extend_limits`] writes them.
        const LIMIT_KEYS: &'static [$crate::Key] = &[];
        /// Writes [`Self::LIMIT_KEYS`], in that order.
        ///
        /// ```
        /// use ferronova_compute::ProjectUsage;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fields, Key, testing};")]
        ///
        /// const RAM_USED: Key = Key::new("os-lock-details:ram_used_mb");
        ///
        #[doc = $head]
        ///     const LIMIT_KEYS: &[Key] = &[RAM_USED];
        ///
        ///     fn extend_limits(usage: ProjectUsage, out: &mut Fields<'_>) {
        ///         out.field(RAM_USED, &usage.ram_mb);
        ///     }
        /// }
        ///
        /// let usage = ProjectUsage { ram_mb: 1024, ..ProjectUsage::default() };
        /// let json = testing::json(|out| LockDetails::extend_limits(usage, out));
        /// assert_eq!(json, r#"{"os-lock-details:ram_used_mb":1024}"#);
        /// ```
        fn extend_limits(_usage: $crate::ProjectUsage, _out: &mut $crate::Fields<'_>) {}

        /// The members of a request for a new server that it reads; [`Self::on_create`] reads them,
        /// whether or not the caller passes [`Self::RULE`].
        const CREATE_MEMBERS: &'static [&'static str] = &[];
        /// Reads [`Self::CREATE_MEMBERS`]. What an extension keeps about a server goes into its
        /// `system_metadata`, under the alias.
        ///
        /// ```
        #[doc = concat!("use ", $framework, "::{", $trait, ", Creation, Fault, Members, testing};")]
        ///
        /// const CONTACT: &str = "os-lock-details:contact";
        ///
        #[doc = $head]
        ///     const CREATE_MEMBERS: &[&str] = &[CONTACT];
        ///
        ///     fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        ///         if let Some(value) = members.present(CONTACT) {
        ///             let wrong = || Fault::bad_request("contact must be a text");
        ///             let contact = value.as_str().ok_or_else(wrong)?;
        ///             creation.new.system_metadata.insert(CONTACT.to_owned(), contact.to_owned());
        ///         }
        ///         Ok(())
        ///     }
        /// }
        ///
        /// let mut creation = testing::creation();
        /// let right = testing::object(r#"{"os-lock-details:contact": "ops"}"#);
        /// let wrong = testing::object(r#"{"os-lock-details:contact": 17}"#);
        /// assert!(LockDetails::on_create(&Members::new(&right), &mut creation).is_ok());
        /// assert_eq!(creation.new.system_metadata[CONTACT], "ops");
        /// assert!(LockDetails::on_create(&Members::new(&wrong), &mut creation).is_err());
        /// ```
        ///
        /// # Errors
        ///
        /// The fault for a value that is wrong: by custom 400 with a text that says why.
        fn on_create(
            _members: &$crate::Members<'_>,
            _creation: &mut $crate::Creation,
        ) -> Result<(), $crate::Fault> {
            Ok(())
        }

        /// The members of a request to update a server that it reads;
        /// [`Self::on_update`] reads them.
        const UPDATE_MEMBERS: &'static [&'static str] = &[];
        /// Reads [`Self::UPDATE_MEMBERS`].
        ///
        /// ```
        /// use ferronova_compute::ServerUpdate;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fault, Members, testing};")]
        ///
        #[doc = $head]
        ///     const UPDATE_MEMBERS: &[&str] = &["display_name"];
        ///
        ///     fn on_update(members: &Members<'_>, it: &mut ServerUpdate) -> Result<(), Fault> {
        ///         if let Some(value) = members.present("display_name") {
        ///             let wrong = || Fault::bad_request("display_name must be a text");
        ///             it.name = Some(value.as_str().ok_or_else(wrong)?.to_owned());
        ///         }
        ///         Ok(())
        ///     }
        /// }
        ///
        /// let mut update = ServerUpdate::default();
        /// let right = testing::object(r#"{"display_name": "db"}"#);
        /// let wrong = testing::object(r#"{"display_name": 17}"#);
        /// assert!(LockDetails::on_update(&Members::new(&right), &mut update).is_ok());
        /// assert_eq!(update.name.as_deref(), Some("db"));
        /// assert!(LockDetails::on_update(&Members::new(&wrong), &mut update).is_err());
        /// ```
        ///
        /// # Errors
        ///
        /// As [`Self::on_create`].
        fn on_update(
            _members: &$crate::Members<'_>,
            _update: &mut $crate::ServerUpdate,
        ) -> Result<(), $crate::Fault> {
            Ok(())
        }

        /// The members of a request to rebuild a server that it reads;
        /// [`Self::on_rebuild`] reads them.
        const REBUILD_MEMBERS: &'static [&'static str] = &[];
        /// Reads [`Self::REBUILD_MEMBERS`].
        ///
        /// ```
        /// use ferronova_compute::Rebuild;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fault, Members, testing};")]
        ///
        #[doc = $head]
        ///     const REBUILD_MEMBERS: &[&str] = &["display_name"];
        ///
        ///     fn on_rebuild(members: &Members<'_>, it: &mut Rebuild) -> Result<(), Fault> {
        ///         if let Some(value) = members.present("display_name") {
        ///             let wrong = || Fault::bad_request("display_name must be a text");
        ///             it.name = Some(value.as_str().ok_or_else(wrong)?.to_owned());
        ///         }
        ///         Ok(())
        ///     }
        /// }
        ///
        /// let mut rebuild = Rebuild::from(testing::image().id);
        /// let members = testing::object(r#"{"display_name": "db"}"#);
        /// assert!(LockDetails::on_rebuild(&Members::new(&members), &mut rebuild).is_ok());
        /// assert_eq!(rebuild.name.as_deref(), Some("db"));
        /// ```
        ///
        /// # Errors
        ///
        /// As [`Self::on_create`].
        fn on_rebuild(
            _members: &$crate::Members<'_>,
            _rebuild: &mut $crate::Rebuild,
        ) -> Result<(), $crate::Fault> {
            Ok(())
        }

        /// The members of a request to resize a server that it reads;
        /// [`Self::on_resize`] reads them.
        const RESIZE_MEMBERS: &'static [&'static str] = &[];
        /// Reads [`Self::RESIZE_MEMBERS`].
        ///
        /// ```
        /// use ferronova_compute::{DiskConfig, Resize};
        #[doc = concat!("use ", $framework, "::{", $trait, ", Fault, Members, testing};")]
        ///
        #[doc = $head]
        ///     const RESIZE_MEMBERS: &[&str] = &["keep_partitions"];
        ///
        ///     fn on_resize(members: &Members<'_>, it: &mut Resize) -> Result<(), Fault> {
        ///         if members.present("keep_partitions").is_some() {
        ///             it.disk_config = Some(DiskConfig::Manual);
        ///         }
        ///         Ok(())
        ///     }
        /// }
        ///
        /// let mut resize = Resize { flavor_id: "2".to_owned(), disk_config: None };
        /// let members = testing::object(r#"{"keep_partitions": true}"#);
        /// assert!(LockDetails::on_resize(&Members::new(&members), &mut resize).is_ok());
        /// assert_eq!(resize.disk_config, Some(DiskConfig::Manual));
        /// ```
        ///
        /// # Errors
        ///
        /// As [`Self::on_create`].
        fn on_resize(
            _members: &$crate::Members<'_>,
            _resize: &mut $crate::Resize,
        ) -> Result<(), $crate::Fault> {
            Ok(())
        }

        /// The filters it adds to lists of servers: the name of a query parameter, and which
        /// condition its values mean. A caller who does not pass [`Self::RULE`] does not have them.
        ///
        /// ```
        /// use ferronova_compute::{Condition, LockedBy};
        #[doc = concat!("use ", $framework, "::{", $trait, ", Filter, testing};")]
        ///
        #[doc = $head]
        ///     const SERVER_FILTERS: &[Filter] = &[Filter::word(
        ///         "lock_held_by",
        ///         &[
        ///             ("admin", || Condition::LockedBy(LockedBy::Admin)),
        ///             ("nobody", || Condition::Locked(false)),
        ///             ("owner", || Condition::LockedBy(LockedBy::Owner)),
        ///         ],
        ///     )];
        /// }
        ///
        /// let filter = LockDetails::SERVER_FILTERS[0];
        /// let nobody = filter.condition(&["nobody"]).unwrap();
        ///
        /// assert!(nobody.matches(&testing::server()));
        /// assert!(!nobody.matches(&testing::locked_server()));
        /// assert!(filter.condition(&["somebody"]).is_err());
        /// ```
        const SERVER_FILTERS: &'static [$crate::Filter] = &[];

        /// The actions it adds to `POST /servers/{id}/action`. A caller whom an action's rule
        /// refuses gets 403.
        ///
        /// ```standalone_crate
        /// use ferronova_testkit::Cloud;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Action, Call, Failure};")]
        #[doc = concat!("use ", $framework, "::{Reply, Wording};")]
        /// use serde_json::json;
        ///
        #[doc = $head]
        ///     const SERVER_ACTIONS: &[Action] = &[Action {
        ///         name: "auditLock",
        ///         rule: Some("compute_extension:lock_details:audit"),
        ///         words: Some(&Wording::WITH_ID),
        ///         run: |call| Box::pin(lock_for_audit(call)),
        ///     }];
        /// }
        ///
        #[doc = concat!($framework, "::register!(LockDetails);")]
        ///
        /// async fn lock_for_audit(call: Call<'_>) -> Result<Reply, Failure> {
        ///     let reason = Some("an audit".to_owned());
        ///     call.compute().lock(call.request(), call.server()?, reason).await?;
        ///     Ok(call.accepted())
        /// }
        ///
        /// let cloud = Cloud::start();
        /// let owner = cloud.owner();
        /// let id = owner.boot("web");
        #[doc = concat!("let path = format!(\"", $url, "servers/{id}/action\");")]
        /// owner.post(&path, &json!({"auditLock": null})).assert_status(202);
        /// assert_eq!(owner.show(&id).at("/server/locked"), true);
        /// ```
        const SERVER_ACTIONS: &'static [$crate::Action] = &[];

        /// The resources it adds, anywhere below its API version. A caller whom a route's rule
        /// refuses gets 403.
        ///
        /// ```
        /// use ferronova_testkit::Cloud;
        #[doc = concat!("use ", $framework, "::{", $trait, ", Call, Failure, Key, Method};")]
        #[doc = concat!("use ", $framework, "::{Reply, Route, Wording, write_object};")]
        ///
        /// const LOCKED: Key = Key::new("locked");
        ///
        #[doc = $head]
        ///     const ROUTES: &[Route] = &[Route {
        ///         method: Method::GET,
        ///         path: "/servers/{id}/os-lock-details",
        ///         rule: Some("compute_extension:lock_details"),
        ///         words: Some(&Wording::WITH_ID),
        ///         run: |call| Box::pin(show(call)),
        ///     }];
        /// }
        ///
        #[doc = concat!($framework, "::register!(LockDetails);")]
        ///
        /// async fn show(call: Call<'_>) -> Result<Reply, Failure> {
        ///     let server = call.compute().show_server(call.request(), call.server()?).await?;
        ///     let mut body = Vec::new();
        ///     write_object(&mut body, |out| {
        ///         out.field(LOCKED, &server.is_locked());
        ///     });
        ///     Ok(Reply::ok(body))
        /// }
        ///
        /// let cloud = Cloud::start();
        /// let owner = cloud.owner();
        /// let id = owner.boot("web");
        #[doc = concat!("let path = format!(\"", $url, "servers/{id}/os-lock-details\");")]
        /// assert_eq!(owner.get(&path).text(), r#"{"locked":false}"#);
        /// ```
        const ROUTES: &'static [$crate::Route] = &[];
    };
}
