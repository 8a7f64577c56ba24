//! The seeds of the cloud, one for each state in which a recorded request found it.

/// The cloud without what follows.
pub(crate) const SEED: &str = include_str!("seed.yaml");

/// A server for which no host was found yet.
const BEING_SCHEDULED: &str = "  - name: new
    id: c4cfe8c8-842b-4acf-8d4a-58045fb88361
    project: demo
    created: 2026-11-28T23:23:02Z
    updated: 2026-11-28T23:23:04Z
    vm_state: building
    task_state: scheduling
    power_state: 0
    security_groups: []
    key_name: alicekey
    metadata: {a: b}
    description: d
    tags: [t]
";

/// Returns the seed for a recording.
pub(crate) fn seed_of(recording: &str) -> String {
    let (subject, _) = recording.split_once('@').unwrap_or((recording, ""));
    match subject {
        "show-admin-lock" | "unlock-admin-lock-by-admin" | "unlock-admin-lock-by-owner" => {
            with_lock("zoo-plain", "{holder: admin, reason: old reason}")
        }
        "lock-again-by-owner" | "lock-over-owner-by-admin" => {
            with_lock("zoo-plain", "{holder: owner, reason: old reason}")
        }
        "rename-of-locked" => with_lock("zoo-rich-no-volume", "{holder: owner}"),
        "show-being-scheduled" => format!("{SEED}{BEING_SCHEDULED}"),
        _ => SEED.to_owned(),
    }
}

/// Returns the seed with a lock on a server.
fn with_lock(server: &str, lock: &str) -> String {
    let name = format!("  - name: {server}\n");
    assert_eq!(SEED.matches(&name).count(), 1, "there is one server {server}");
    SEED.replace(&name, &format!("{name}    lock: {lock}\n"))
}
