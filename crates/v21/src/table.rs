//! The table of microversions: what each of them changes.

use ferronova_extend::schema::{QuerySchema, Schema};

use crate::{
    extra_specs, flavors, instance_actions, ips,
    kit::{Action, Body, Feature, Query, Route},
    locks, metadata, schemas, servers, tags,
    view::{
        FlavorMember,
        FlavorView::{self, Brief, Whole},
        Member,
        ServerView::{self, Listed, Shown, Updated},
        flavor, server,
    },
};
use Change::{Actions, Asks, Begins, HidesFlavor, OpensFilters, Routes, Shows, ShowsFlavor, Takes};

/// A change by a microversion.
pub(crate) enum Change {
    /// Views of servers have these members. A member takes the place of one with the same key.
    Shows(&'static [ServerView], &'static [Member]),
    /// Views of flavors have these members, in the same way.
    ShowsFlavor(&'static [FlavorView], &'static [FlavorMember]),
    /// Views of flavors have these keys no more.
    HidesFlavor(&'static [&'static str]),
    /// A body has this schema.
    Takes(Body, Schema),
    /// A query has this schema.
    Asks(Query, QuerySchema),
    /// Everybody can use these filters of lists of servers.
    OpensFilters(&'static [&'static str]),
    /// The API behaves so from here on.
    Begins(Feature),
    /// There are these routes.
    Routes(&'static [Route]),
    /// There are these actions.
    Actions(&'static [Action]),
}

/// All views of a server.
const EVERYWHERE: &[ServerView] = &[Shown, Listed, Updated];
/// The views without the replies to changes.
const READ: &[ServerView] = &[Shown, Listed];

/// What each microversion changes, by its minor number. A microversion that is missing changes
/// nothing of what is here.
pub(crate) const TABLE: &[(u16, &[Change])] = &[
    (1, BASE),
    (3, &[Shows(READ, server::EXTENDED), Shows(READ, &[server::VOLUMES_WITH_THEIR_END])]),
    (5, &[OpensFilters(&["ip6"])]),
    (9, &[Shows(EVERYWHERE, &[server::LOCKED])]),
    (16, &[Shows(READ, &[server::HOST_STATUS])]),
    (
        19,
        &[
            Shows(EVERYWHERE, &[server::DESCRIPTION]),
            Takes(Body::UpdateServer, schemas::servers::UPDATE_19),
        ],
    ),
    (21, &[Begins(Feature::ActionsOfDeleted)]),
    (
        26,
        &[
            Shows(EVERYWHERE, &[server::TAGS]),
            Routes(tags::ROUTES),
            Takes(Body::Tags, schemas::tags::UPDATE_ALL_26),
            Takes(Body::Tag, schemas::tags::UPDATE_26),
            Asks(Query::Servers, schemas::server_queries::LIST_QUERY_26),
            OpensFilters(&["tags", "tags-any", "not-tags", "not-tags-any"]),
        ],
    ),
    (38, &[Begins(Feature::KnownStatuses)]),
    (47, &[Shows(EVERYWHERE, &[server::EMBEDDED_FLAVOR])]),
    (51, &[Begins(Feature::EventsForOwners)]),
    (55, &[ShowsFlavor(&[Brief, Whole], &[flavor::DESCRIPTION])]),
    (
        58,
        &[
            Begins(Feature::PagesOfActions),
            Asks(Query::Actions, schemas::instance_actions::LIST_QUERY_58),
        ],
    ),
    (61, &[ShowsFlavor(&[Whole], &[flavor::EXTRA_SPECS])]),
    (62, &[Begins(Feature::HostsOfEvents)]),
    (63, &[Shows(EVERYWHERE, &[server::TRUSTED_CERTS])]),
    (
        66,
        &[
            Asks(Query::Servers, schemas::server_queries::LIST_QUERY_66),
            Asks(Query::Actions, schemas::instance_actions::LIST_QUERY_66),
            OpensFilters(&["changes-before"]),
        ],
    ),
    (69, &[Begins(Feature::PartialServers)]),
    (71, &[Shows(&[Shown, Updated], &[server::SERVER_GROUPS])]),
    (
        73,
        &[
            Shows(EVERYWHERE, &[server::LOCKED_REASON]),
            Begins(Feature::LockReasons),
            Takes(Body::Lock, schemas::lock::LOCK_73),
            Asks(Query::Servers, schemas::server_queries::LIST_QUERY_73),
            OpensFilters(&["locked"]),
        ],
    ),
    (
        75,
        &[
            Begins(Feature::WholeUpdates),
            Asks(Query::Servers, schemas::server_queries::LIST_QUERY_75),
            Asks(Query::Flavors, schemas::flavors::LIST_QUERY_75),
            ShowsFlavor(&[Whole], &[flavor::SWAP_NUMBER]),
        ],
    ),
    (
        83,
        &[OpensFilters(&[
            "availability_zone",
            "config_drive",
            "key_name",
            "created_at",
            "launched_at",
            "terminated_at",
            "power_state",
            "task_state",
            "vm_state",
            "progress",
            "user_id",
        ])],
    ),
    (84, &[Begins(Feature::DetailsOfEvents)]),
    (
        90,
        &[
            Shows(EVERYWHERE, &[server::HOSTNAME_FOR_ALL]),
            Takes(Body::UpdateServer, schemas::servers::UPDATE_90),
            OpensFilters(&["hostname"]),
        ],
    ),
    (94, &[Takes(Body::UpdateServer, schemas::servers::UPDATE_94)]),
    (96, &[Shows(EVERYWHERE, &[server::PINNED_ZONE])]),
    (98, &[Shows(EVERYWHERE, &[server::IMAGE_WITH_PROPERTIES])]),
    (
        100,
        &[
            Shows(&[Shown, Updated], &[server::SCHEDULER_HINTS]),
            Shows(&[Listed], &[server::SCHEDULER_HINTS_OR_NULL]),
        ],
    ),
    (
        102,
        &[
            Asks(Query::Other, schemas::queries::NONE),
            Asks(Query::Flavors, schemas::flavors::LIST_QUERY_102),
            HidesFlavor(&["rxtx_factor", "OS-FLV-DISABLED:disabled"]),
        ],
    ),
    (104, &[Takes(Body::UpdateServer, schemas::servers::UPDATE_104)]),
];

/// What v2.1 is at its oldest microversion.
const BASE: &[Change] = &[
    Shows(EVERYWHERE, server::CORE),
    Shows(READ, server::READ_ONLY),
    ShowsFlavor(&[Brief, Whole], flavor::BRIEF),
    ShowsFlavor(&[Whole], flavor::WHOLE),
    Takes(Body::UpdateServer, schemas::servers::UPDATE_1),
    Takes(Body::Metadata, schemas::server_metadata::CREATE_1),
    Takes(Body::MetadataItem, schemas::server_metadata::UPDATE_1),
    Asks(Query::Servers, schemas::server_queries::LIST_QUERY_1),
    Asks(Query::Flavors, schemas::flavors::LIST_QUERY_1),
    OpensFilters(&[
        "reservation_id",
        "name",
        "status",
        "image",
        "flavor",
        "ip",
        "changes-since",
        "all_tenants",
    ]),
    Routes(servers::ROUTES),
    Routes(metadata::ROUTES),
    Routes(ips::ROUTES),
    Routes(instance_actions::ROUTES),
    Routes(flavors::ROUTES),
    Routes(extra_specs::ROUTES),
    Actions(locks::ACTIONS),
];
