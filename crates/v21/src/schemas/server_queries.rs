//! The query strings of `GET /servers` and `GET /servers/detail`.

use ferronova_extend::schema::{Check, NamePattern, Others, Parameter, QuerySchema, Schema};

use super::types::{NATURAL, REGEX, TEXT, TIME};

/// From 2.1 on.
pub(crate) const LIST_QUERY_1: QuerySchema = QuerySchema {
    parts: &[FILTERS, SORT_KEY_1, OTHERS, JOINED_TABLES, PAGING],
    pattern: Some(INTERNAL),
    others: Others::Ignored,
};
/// From 2.26 on.
pub(crate) const LIST_QUERY_26: QuerySchema = QuerySchema {
    parts: &[FILTERS, SORT_KEY_1, OTHERS, JOINED_TABLES, PAGING, TAGS],
    ..LIST_QUERY_1
};
/// From 2.66 on.
pub(crate) const LIST_QUERY_66: QuerySchema = QuerySchema {
    parts: &[FILTERS, SORT_KEY_1, OTHERS, JOINED_TABLES, PAGING, TAGS, CHANGES_BEFORE],
    ..LIST_QUERY_1
};
/// From 2.73 on.
pub(crate) const LIST_QUERY_73: QuerySchema = QuerySchema {
    parts: &[FILTERS, SORT_KEY_73, OTHERS, JOINED_TABLES, PAGING, TAGS, CHANGES_BEFORE, LOCKED],
    ..LIST_QUERY_1
};
/// From 2.75 on.
pub(crate) const LIST_QUERY_75: QuerySchema = QuerySchema {
    parts: &[FILTERS, SORT_KEY_75, OTHERS, JOINED_TABLES, PAGING, TAGS, CHANGES_BEFORE, LOCKED],
    others: Others::Refused,
    ..LIST_QUERY_1
};

/// Names that Nova keeps to itself. They pass the schema, and are refused behind it, as are the
/// [`JOINED_TABLES`].
const INTERNAL: NamePattern = NamePattern { text: "^_", passes: |it| it.starts_with('_') };

const FILTERS: &[Parameter] = &[
    Parameter::many("user_id", TEXT),
    Parameter::many("project_id", TEXT),
    Parameter::many("tenant_id", TEXT),
    Parameter::many("launch_index", TEXT),
    Parameter::many("image_ref", TEXT),
    Parameter::many("image", TEXT),
    Parameter::many("kernel_id", REGEX),
    Parameter::many("ramdisk_id", REGEX),
    Parameter::many("hostname", REGEX),
    Parameter::many("key_name", REGEX),
    Parameter::many("power_state", REGEX),
    Parameter::many("vm_state", TEXT),
    Parameter::many("task_state", TEXT),
    Parameter::many("host", TEXT),
    Parameter::many("node", REGEX),
    Parameter::many("flavor", REGEX),
    Parameter::many("reservation_id", REGEX),
    Parameter::many("launched_at", REGEX),
    Parameter::many("terminated_at", REGEX),
    Parameter::many("availability_zone", REGEX),
    Parameter::many("name", REGEX),
    Parameter::many("display_name", REGEX),
    Parameter::many("description", REGEX),
    Parameter::many("display_description", REGEX),
    Parameter::many("locked_by", REGEX),
    Parameter::many("uuid", TEXT),
    Parameter::many("root_device_name", REGEX),
    Parameter::many("config_drive", REGEX),
    Parameter::many("access_ip_v4", REGEX),
    Parameter::many("access_ip_v6", REGEX),
    Parameter::many("auto_disk_config", REGEX),
    Parameter::many("progress", REGEX),
];

const OTHERS: &[Parameter] = &[
    Parameter::many("sort_dir", TEXT),
    Parameter::many("all_tenants", TEXT),
    Parameter::many("soft_deleted", TEXT),
    Parameter::many("deleted", TEXT),
    Parameter::many("status", TEXT),
    Parameter::many("changes-since", TIME),
    Parameter::many("ip", REGEX),
    Parameter::many("ip6", REGEX),
    Parameter::many("created_at", REGEX),
];

/// Names of tables beside that of servers.
pub(crate) const JOINED_TABLES: &[Parameter] = &[
    Parameter::many("block_device_mapping", TEXT),
    Parameter::many("services", TEXT),
    Parameter::many("metadata", TEXT),
    Parameter::many("system_metadata", TEXT),
    Parameter::many("info_cache", TEXT),
    Parameter::many("security_groups", TEXT),
    Parameter::many("pci_devices", TEXT),
];

const PAGING: &[Parameter] = &[Parameter::many("limit", NATURAL), Parameter::many("marker", TEXT)];

const TAGS: &[Parameter] = &[
    Parameter::many("tags", REGEX),
    Parameter::many("tags-any", REGEX),
    Parameter::many("not-tags", REGEX),
    Parameter::many("not-tags-any", REGEX),
];

const CHANGES_BEFORE: &[Parameter] = &[Parameter::many("changes-before", TIME)];

const LOCKED: &[Parameter] = &[Parameter::many("locked", TEXT)];

const SORT_KEY_1: &[Parameter] = &[Parameter::many("sort_key", SORT_KEYS_1)];
const SORT_KEY_73: &[Parameter] = &[Parameter::many("sort_key", SORT_KEYS_73)];
const SORT_KEY_75: &[Parameter] = &[Parameter::many("sort_key", SORT_KEYS_75)];

/// The keys as messages list them. Nova lists them in this order below 2.73; from then on its order
/// differs from process to process.
const SORT_KEYS_1: Schema = &[
    Check::STRING,
    Check::Enum(&joined::<{ N_SORT_KEYS + 1 + N_IGNORED }>(&[
        &SORT_KEYS,
        &IGNORED_SORT_KEYS_BEFORE_LOCKED,
        &["locked"],
        &IGNORED_SORT_KEYS_BEHIND_LOCKED,
    ])),
];
const SORT_KEYS_73: Schema = &[
    Check::STRING,
    Check::Enum(&joined::<{ 1 + N_SORT_KEYS + N_IGNORED }>(&[
        &["locked"],
        &SORT_KEYS,
        &IGNORED_SORT_KEYS_BEFORE_LOCKED,
        &IGNORED_SORT_KEYS_BEHIND_LOCKED,
    ])),
];
const SORT_KEYS_75: Schema =
    &[Check::STRING, Check::Enum(&joined::<{ 1 + N_SORT_KEYS }>(&[&["locked"], &SORT_KEYS]))];

const N_SORT_KEYS: usize = SORT_KEYS.len();
const N_IGNORED: usize =
    IGNORED_SORT_KEYS_BEFORE_LOCKED.len() + IGNORED_SORT_KEYS_BEHIND_LOCKED.len();

/// The sort keys that have an effect. `locked` is another one from 2.73 on.
pub(crate) const SORT_KEYS: [&str; 29] = [
    "access_ip_v4",
    "access_ip_v6",
    "auto_disk_config",
    "availability_zone",
    "config_drive",
    "created_at",
    "display_description",
    "display_name",
    "host",
    "hostname",
    "image_ref",
    "instance_type_id",
    "kernel_id",
    "key_name",
    "launch_index",
    "launched_at",
    "locked_by",
    "node",
    "power_state",
    "progress",
    "project_id",
    "ramdisk_id",
    "root_device_name",
    "task_state",
    "terminated_at",
    "updated_at",
    "user_id",
    "uuid",
    "vm_state",
];

/// Sort keys without an effect, which pass below 2.75. `locked` is another one below 2.73, and
/// stands between the two lists.
pub(crate) const IGNORED_SORT_KEYS_BEFORE_LOCKED: [&str; 13] = [
    "architecture",
    "cell_name",
    "cleaned",
    "default_ephemeral_device",
    "default_swap_device",
    "deleted",
    "deleted_at",
    "disable_terminate",
    "ephemeral_gb",
    "ephemeral_key_uuid",
    "id",
    "key_data",
    "launched_on",
];
/// See [`IGNORED_SORT_KEYS_BEFORE_LOCKED`].
pub(crate) const IGNORED_SORT_KEYS_BEHIND_LOCKED: [&str; 8] = [
    "memory_mb",
    "os_type",
    "reservation_id",
    "root_gb",
    "shutdown_terminate",
    "user_data",
    "vcpus",
    "vm_mode",
];

/// Joins lists of words, which have `N` words together.
const fn joined<const N: usize>(lists: &[&[&'static str]]) -> [&'static str; N] {
    let mut words = [""; N];
    let (mut n, mut list) = (0, 0);
    while list < lists.len() {
        let mut word = 0;
        while word < lists[list].len() {
            words[n] = lists[list][word];
            n += 1;
            word += 1;
        }
        list += 1;
    }
    words
}
