//! The samples of v2.

use crate::sample::{Folder, KEY_PAIRS, Loaded, Sample, action, get, new_server, put};

const NEW_SERVER: &str = r#"{"server": {
    "name": "new-server-test",
    "imageRef": "http://openstack.example.com/openstack/images/$image",
    "flavorRef": "http://openstack.example.com/openstack/flavors/1",
    "metadata": {"My Server Name": "Apache1"},
    "personality": [{"path": "/etc/banner.txt", "contents": "aGVsbG8="}]
}}"#;

const REBUILD: &str = r#"{"rebuild": {
    "imageRef": "http://openstack.example.com/v2/32278/images/$image",
    "name": "foobar",
    "adminPass": "seekr3t",
    "accessIPv4": "1.2.3.4",
    "accessIPv6": "fe80::100",
    "metadata": {"meta var": "meta val"},
    "personality": [{"path": "/etc/banner.txt", "contents": "aGVsbG8="}]
}}"#;

const RESIZE: &str = r#"{"resize": {"flavorRef": "2"}}"#;

const RESIZED: &[(&str, &str)] = &[(RESIZE, "VERIFY_RESIZE")];

const CREATE: Sample = new_server(NEW_SERVER);

const CREATED: Sample = new_server(NEW_SERVER).answer("server-post-resp");

/// Extensions that add keys to servers and have samples in a folder of their own.
const KEYS_OF_SERVERS: &[Sample] = &[
    CREATE,
    CREATED,
    get("server-get-resp", "servers/$server"),
    get("servers-detail-resp", "servers/detail"),
];

pub(crate) const FOLDERS: &[Folder] = &[
    Folder {
        path: "v2",
        loaded: Loaded::Only(&[]),
        samples: &[
            get("flavor-get-resp", "flavors/1"),
            get("flavors-list-resp", "flavors"),
            get("limit-get-resp", "limits"),
            action("server-action-changepassword", CHANGE_PASSWORD, 202),
            action("server-action-confirmresize", CONFIRM, 204).after(RESIZED),
            action("server-action-createimage", CREATE_IMAGE, 202),
            action("server-action-reboot", REBOOT, 202),
            action("server-action-rebuild", REBUILD, 202),
            action("", REBUILD, 202).answer("server-action-rebuild-resp"),
            action("server-action-resize", RESIZE, 202),
            action("server-action-revertresize", REVERT, 202).after(RESIZED),
            get("server-get-resp", "servers/$server"),
            get("server-ips-network-resp", "servers/$server/ips/private"),
            get("server-ips-resp", "servers/$server/ips"),
            put("server-metadata-all-req", "servers/$server/metadata", ITEMS),
            put("", "servers/$server/metadata", ITEMS).answer("server-metadata-all-resp"),
            put("server-metadata-req", "servers/$server/metadata/foo", ITEM),
            put("", "servers/$server/metadata/foo", ITEM).answer("server-metadata-resp"),
            CREATE,
            CREATED,
            get("servers-details-resp", "servers/detail"),
            get("servers-list-resp", "servers"),
            get("versions-get-resp", "/"),
        ],
    },
    Folder {
        path: "v2/all_extensions",
        loaded: Loaded::Everything,
        samples: &[
            get("extensions-get-resp", "extensions"),
            get("flavor-get-resp", "flavors/1"),
            get("flavors-list-resp", "flavors"),
            action("server-action-changepassword", CHANGE_PASSWORD, 202),
            action("server-action-confirmresize", CONFIRM, 204).after(RESIZED),
            action("server-action-createimage", CREATE_IMAGE, 202),
            action("server-action-reboot", REBOOT, 202),
            action("server-action-rebuild", REBUILD, 202),
            action("", REBUILD, 202).answer("server-action-rebuild-resp"),
            action("server-action-resize", RESIZE, 202),
            action("server-action-revertresize", REVERT, 202).after(RESIZED),
            get("server-get-resp", "servers/$server"),
            CREATE,
            CREATED,
            get("servers-details-resp", "servers/detail"),
            get("servers-list-resp", "servers"),
        ],
    },
    Folder { path: "v2/OS-EXT-AZ", loaded: Loaded::Only(&["OS-EXT-AZ"]), samples: KEYS_OF_SERVERS },
    Folder {
        path: "v2/OS-EXT-STS",
        loaded: Loaded::Only(&["OS-EXT-STS"]),
        samples: KEYS_OF_SERVERS,
    },
    Folder {
        path: "v2/OS-SRV-USG",
        loaded: Loaded::Only(&["OS-SRV-USG"]),
        samples: KEYS_OF_SERVERS,
    },
    Folder {
        path: "v2/os-admin-actions",
        // The second one shows the server's host.
        loaded: Loaded::Only(&["os-admin-actions", "OS-EXT-SRV-ATTR"]),
        samples: &[
            action("admin-actions-backup-server", BACK_UP, 202),
            action("admin-actions-inject-network-info", r#"{"injectNetworkInfo": null}"#, 202),
            action("admin-actions-live-migrate", LIVE_MIGRATE, 202),
            action("admin-actions-lock", r#"{"lock": null}"#, 202),
            action("admin-actions-lock-server", r#"{"lock": null}"#, 202),
            action("admin-actions-migrate", r#"{"migrate": null}"#, 202),
            action("admin-actions-pause", r#"{"pause": null}"#, 202),
            action("admin-actions-reset-network", r#"{"resetNetwork": null}"#, 202),
            action("admin-actions-reset-server-state", RESET_STATE, 202),
            action("admin-actions-resume", r#"{"resume": null}"#, 202)
                .after(&[(r#"{"suspend": null}"#, "SUSPENDED")]),
            action("admin-actions-suspend", r#"{"suspend": null}"#, 202),
            action("admin-actions-unlock", r#"{"unlock": null}"#, 202).after(LOCKED),
            action("admin-actions-unlock-server", r#"{"unlock": null}"#, 202).after(LOCKED),
            action("admin-actions-unpause", r#"{"unpause": null}"#, 202)
                .after(&[(r#"{"pause": null}"#, "PAUSED")]),
            CREATE,
            CREATED,
        ],
    },
    Folder {
        path: "v2/os-hypervisors",
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
        path: "v2/os-instance-actions",
        loaded: Loaded::Only(&["os-instance-actions"]),
        samples: &[
            get("instance-action-get-resp", "servers/$server/os-instance-actions/$request"),
            get("instance-actions-list-resp", "servers/$server/os-instance-actions"),
        ],
    },
    Folder { path: "v2/os-keypairs", loaded: Loaded::Only(&["os-keypairs"]), samples: KEY_PAIRS },
    Folder {
        path: "v2/os-simple-tenant-usage",
        loaded: Loaded::Only(&[]),
        samples: &[CREATE, CREATED],
    },
];

const CHANGE_PASSWORD: &str = r#"{"changePassword": {"adminPass": "foo"}}"#;
const CONFIRM: &str = r#"{"confirmResize": null}"#;
const REVERT: &str = r#"{"revertResize": null}"#;
const CREATE_IMAGE: &str =
    r#"{"createImage": {"name": "foo-image", "metadata": {"myvar": "foobar"}}}"#;
const REBOOT: &str = r#"{"reboot": {"type": "SOFT"}}"#;
const ITEMS: &str = r#"{"metadata": {"foo": "Foo Value"}}"#;
const ITEM: &str = r#"{"meta": {"foo": "Bar Value"}}"#;
const RESET_STATE: &str = r#"{"os-resetState": {"state": "active"}}"#;
const LOCKED: &[(&str, &str)] = &[(r#"{"lock": null}"#, "ACTIVE")];

const BACK_UP: &str =
    r#"{"createBackup": {"name": "Backup 1", "backup_type": "daily", "rotation": 1}}"#;

const LIVE_MIGRATE: &str = r#"{"os-migrateLive": {
    "host": "$host", "block_migration": false, "disk_over_commit": false
}}"#;
