//! The samples of v3.

use crate::sample::{Folder, KEY_PAIRS, Loaded, Sample, action, get, new_server, put};

pub(crate) const NEW_SERVER: &str = r#"{"server": {
    "name": "new-server-test",
    "imageRef": "http://glance.openstack.example.com/images/$image",
    "flavorRef": "http://openstack.example.com/flavors/1",
    "metadata": {"My Server Name": "Apache1"}
}}"#;

const NEW_SERVER_WITH_A_FILE: &str = r#"{"server": {
    "name": "new-server-test",
    "imageRef": "http://glance.openstack.example.com/images/$image",
    "flavorRef": "http://openstack.example.com/flavors/1",
    "metadata": {"My Server Name": "Apache1"},
    "personality": [{"path": "/etc/banner.txt", "contents": "aGVsbG8="}]
}}"#;

const REBUILD: &str = r#"{"rebuild": {
    "imageRef": "http://glance.openstack.example.com/images/$image",
    "name": "foobar",
    "adminPass": "seekr3t",
    "metadata": {"meta_var": "meta_val"},
    "personality": [{"path": "/etc/banner.txt", "contents": "aGVsbG8="}]
}}"#;

const REBUILD_PRESERVING: &str = r#"{"rebuild": {
    "imageRef": "http://glance.openstack.example.com/images/$image",
    "name": "foobar",
    "adminPass": "seekr3t",
    "metadata": {"meta_var": "meta_val"},
    "personality": [{"path": "/etc/banner.txt", "contents": "aGVsbG8="}],
    "preserve_ephemeral": false
}}"#;

const RESIZE: &str = r#"{"resize": {"flavorRef": "2"}}"#;

const RESIZED: &[(&str, &str)] = &[(RESIZE, "VERIFY_RESIZE")];

const CREATE: Sample = new_server(NEW_SERVER);

const CREATED: Sample = new_server(NEW_SERVER).answer("server-post-resp");

const CREATE_WITH_A_FILE: Sample = new_server(NEW_SERVER_WITH_A_FILE);

/// Extensions that add keys to servers and have samples in a folder of their own.
const KEYS_OF_SERVERS: &[Sample] = &[
    CREATE,
    CREATED,
    get("server-get-resp", "servers/$server"),
    get("servers-detail-resp", "servers/detail"),
];

pub(crate) const FOLDERS: &[Folder] = &[
    Folder { path: "v3/keypairs", loaded: Loaded::Only(&["os-keypairs"]), samples: KEY_PAIRS },
    Folder {
        path: "v3/servers",
        loaded: Loaded::Only(&[]),
        samples: &[
            action("server-action-confirm-resize", r#"{"confirmResize": null}"#, 204)
                .after(RESIZED),
            action("server-action-create-image", CREATE_IMAGE, 202),
            action("server-action-reboot", r#"{"reboot": {"type": "HARD"}}"#, 202),
            action("server-action-rebuild", REBUILD, 202),
            action("server-action-rebuild-preserve-ephemeral", REBUILD_PRESERVING, 202),
            action("", REBUILD, 202).answer("server-action-rebuild-resp"),
            action("server-action-resize", RESIZE, 202),
            action("server-action-revert-resize", r#"{"revertResize": null}"#, 202).after(RESIZED),
            action("server-action-start", r#"{"os-start": null}"#, 202)
                .after(&[(r#"{"os-stop": null}"#, "SHUTOFF")]),
            action("server-action-stop", r#"{"os-stop": null}"#, 202),
            get("server-get-resp", "servers/$server"),
            CREATE,
            CREATED,
            get("servers-details-resp", "servers/detail"),
            get("servers-list-resp", "servers"),
        ],
    },
    Folder {
        path: "v3/all_extensions",
        loaded: Loaded::Everything,
        samples: &[
            get("server-get-resp", "servers/$server"),
            CREATE,
            CREATED,
            get("servers-details-resp", "servers/detail"),
            get("servers-list-resp", "servers"),
        ],
    },
    Folder {
        path: "v3/extension-info",
        loaded: Loaded::Only(&[]),
        samples: &[
            get("extensions-get-resp", "extensions/flavors"),
            get("extensions-list-resp", "extensions"),
        ],
    },
    Folder {
        path: "v3/flavors",
        loaded: Loaded::Only(&[]),
        samples: &[
            get("flavor-get-resp", "flavors/1"),
            get("flavors-detail-resp", "flavors/detail"),
            get("flavors-list-resp", "flavors"),
        ],
    },
    Folder {
        path: "v3/os-admin-actions",
        loaded: Loaded::Only(&["os-admin-actions"]),
        samples: &[
            action("admin-actions-inject-network-info", r#"{"injectNetworkInfo": null}"#, 202),
            action("admin-actions-reset-network", r#"{"resetNetwork": null}"#, 202),
            action("admin-actions-reset-server-state", RESET_STATE, 202),
            CREATE,
            CREATED,
        ],
    },
    Folder {
        path: "v3/os-extended-availability-zone",
        loaded: Loaded::Only(&["os-extended-availability-zone"]),
        samples: KEYS_OF_SERVERS,
    },
    Folder {
        path: "v3/os-extended-status",
        loaded: Loaded::Only(&["os-extended-status"]),
        samples: KEYS_OF_SERVERS,
    },
    Folder {
        path: "v3/os-hypervisors",
        loaded: Loaded::Only(&["os-hypervisors"]),
        samples: &[
            get("hypervisors-detail-resp", "os-hypervisors/detail"),
            get("hypervisors-list-resp", "os-hypervisors"),
            get("hypervisors-search-resp", "os-hypervisors/cmp1/search"),
            get("hypervisors-servers-resp", "os-hypervisors/cmp1/servers"),
            get("hypervisors-show-resp", "os-hypervisors/1"),
            get("hypervisors-statistics-resp", "os-hypervisors/statistics"),
            get("hypervisors-uptime-resp", "os-hypervisors/1/uptime"),
        ],
    },
    Folder {
        path: "v3/os-instance-actions",
        loaded: Loaded::Only(&["os-instance-actions"]),
        samples: &[
            get("instance-action-get-resp", "servers/$server/os-instance-actions/$request"),
            get("instance-actions-list-resp", "servers/$server/os-instance-actions"),
        ],
    },
    Folder {
        path: "v3/os-lock-server",
        loaded: Loaded::Only(&["os-lock-server"]),
        samples: &[
            action("lock-server", r#"{"lock": null}"#, 202),
            action("unlock-server", r#"{"unlock": null}"#, 202)
                .after(&[(r#"{"lock": null}"#, "ACTIVE")]),
            CREATE_WITH_A_FILE,
            CREATED,
        ],
    },
    Folder {
        path: "v3/os-pause-server",
        loaded: Loaded::Only(&["os-pause-server"]),
        samples: &[
            action("pause-server", r#"{"pause": null}"#, 202),
            action("unpause-server", r#"{"unpause": null}"#, 202)
                .after(&[(r#"{"pause": null}"#, "PAUSED")]),
            CREATE_WITH_A_FILE,
            CREATED,
        ],
    },
    Folder {
        path: "v3/os-server-usage",
        loaded: Loaded::Only(&["os-server-usage"]),
        samples: KEYS_OF_SERVERS,
    },
    Folder {
        path: "v3/os-simple-tenant-usage",
        loaded: Loaded::Only(&[]),
        samples: &[CREATE_WITH_A_FILE, CREATED],
    },
    Folder {
        path: "v3/os-suspend-server",
        loaded: Loaded::Only(&["os-suspend-server"]),
        samples: &[
            action("server-suspend", r#"{"suspend": null}"#, 202),
            action("server-resume", r#"{"resume": null}"#, 202)
                .after(&[(r#"{"suspend": null}"#, "SUSPENDED")]),
            CREATE,
            CREATED,
        ],
    },
    Folder {
        path: "v3/os-used-limits",
        loaded: Loaded::Only(&["limits", "os-used-limits"]),
        samples: &[get("usedlimits-get-resp", "limits")],
    },
    Folder {
        path: "v3/server-ips",
        loaded: Loaded::Only(&[]),
        samples: &[
            get("server-ips-network-resp", "servers/$server/ips/private"),
            get("server-ips-resp", "servers/$server/ips"),
            CREATE,
            CREATED,
        ],
    },
    Folder {
        path: "v3/server-metadata",
        loaded: Loaded::Only(&[]),
        samples: &[
            put("server-metadata-all-req", "servers/$server/metadata", ITEMS),
            put("", "servers/$server/metadata", ITEMS).answer("server-metadata-all-resp"),
            put("server-metadata-req", "servers/$server/metadata/foo", ITEM),
            put("", "servers/$server/metadata/foo", ITEM).answer("server-metadata-resp"),
            CREATE,
            CREATED,
        ],
    },
];

const CREATE_IMAGE: &str =
    r#"{"createImage": {"name": "foo-image", "metadata": {"meta_var": "meta_val"}}}"#;
const RESET_STATE: &str = r#"{"os-resetState": {"state": "active"}}"#;
const ITEMS: &str = r#"{"metadata": {"foo": "Foo Value"}}"#;
const ITEM: &str = r#"{"meta": {"foo": "Bar Value"}}"#;
