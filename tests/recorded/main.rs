//! Answers that were recorded of Nova 34: ours, of the same servers, are the same.
//!
//! `answers` has the recordings, each a request and its answer. `seed.yaml` is the cloud that they
//! are of. Each recording is a test: it starts a cloud, sends the request, and compares status,
//! headers and body, and what the request changed. What differs is listed in `known.rs`.

mod cells;
mod client;
mod cloud;
mod comparison;
mod known;
mod one_cell_away;
mod recording;
mod rows;
mod seeds;

use std::{collections::BTreeSet, fs, path::Path};

use crate::{
    cloud::Cloud,
    comparison::{Difference, differences},
    known::{KNOWN, Known},
    one_cell_away::with_a_cell_away,
    recording::Recording,
    seeds::seed_of,
};

/// Makes a test of each recording, and the list of their names.
macro_rules! recordings {
    ($($test:ident: $name:literal,)+) => {
        const RECORDINGS: &[&str] = &[$($name),+];

        $(
            #[test]
            fn $test() {
                check($name, include_str!(concat!("answers/", $name, ".json")));
            }
        )+
    };
}

recordings! {
    action_two_members: "action-two-members",
    content_type_refused: "content-type-refused",
    detail_rich_at_2_104_for_admin: "detail-rich@2.104.admin",
    detail_rich_at_2_104_for_owner: "detail-rich@2.104.owner",
    detail_rich_at_2_73_for_owner: "detail-rich@2.73.owner",
    downcell_list_at_2_69_for_owner: "downcell-list@2.69.owner",
    downcell_show_at_2_68_for_owner: "downcell-show@2.68.owner",
    downcell_show_at_2_71_for_owner: "downcell-show@2.71.owner",
    instance_action_at_2_50_for_owner: "instance-action@2.50.owner",
    instance_action_at_2_84_for_admin: "instance-action@2.84.admin",
    instance_action_at_2_84_for_owner: "instance-action@2.84.owner",
    instance_actions_at_2_104_for_owner: "instance-actions@2.104.owner",
    list_limit2_at_2_1_for_owner: "list-limit2@2.1.owner",
    list_limit2_at_2_74_for_owner: "list-limit2@2.74.owner",
    list_locked_bogus_at_2_73_for_owner: "list-locked-bogus@2.73.owner",
    list_locked_at_2_73_for_owner: "list-locked@2.73.owner",
    list_sorted_by_host_at_2_75_for_owner: "list-sorted-by-host@2.75.owner",
    list_sorted_by_locked_at_2_73_for_owner: "list-sorted-by-locked@2.73.owner",
    list_tags_at_2_26_for_owner: "list-tags@2.26.owner",
    list_unknown_query_at_2_74_for_owner: "list-unknown-query@2.74.owner",
    list_unknown_query_at_2_75_for_owner: "list-unknown-query@2.75.owner",
    lock_again_by_owner_at_2_73_for_owner: "lock-again-by-owner@2.73.owner",
    lock_by_reader_at_2_73_for_reader: "lock-by-reader@2.73.reader",
    lock_over_owner_by_admin_at_2_73_for_admin: "lock-over-owner-by-admin@2.73.admin",
    lock_reason_too_long_at_2_73_for_owner: "lock-reason-too-long@2.73.owner",
    lock_reason_at_2_73_for_owner: "lock-reason@2.73.owner",
    nosuch_path: "nosuch-path",
    rename_of_locked_at_2_104_for_owner: "rename-of-locked@2.104.owner",
    show_admin_lock_at_2_73_for_owner: "show-admin-lock@2.73.owner",
    show_being_scheduled_at_2_104_for_owner: "show-being-scheduled@2.104.owner",
    show_building_at_2_104_for_owner: "show-building@2.104.owner",
    show_error_at_2_104_for_admin: "show-error@2.104.admin",
    show_error_at_2_104_for_owner: "show-error@2.104.owner",
    show_owner_lock_at_2_104_for_owner: "show-owner-lock@2.104.owner",
    show_rich_at_2_1_for_admin: "show-rich@2.1.admin",
    show_rich_at_2_1_for_owner: "show-rich@2.1.owner",
    show_rich_at_2_104_for_admin: "show-rich@2.104.admin",
    show_rich_at_2_104_for_owner: "show-rich@2.104.owner",
    show_rich_at_2_16_for_admin: "show-rich@2.16.admin",
    show_rich_at_2_26_for_owner: "show-rich@2.26.owner",
    show_rich_at_2_3_for_admin: "show-rich@2.3.admin",
    show_rich_at_2_47_for_owner: "show-rich@2.47.owner",
    show_rich_at_2_73_for_foreigner: "show-rich@2.73.foreigner",
    show_rich_at_2_73_for_owner: "show-rich@2.73.owner",
    show_rich_at_2_73_for_reader: "show-rich@2.73.reader",
    show_rich_at_2_9_for_owner: "show-rich@2.9.owner",
    show_unknown_query_at_2_102_for_owner: "show-unknown-query@2.102.owner",
    show_volume_booted_at_2_104_for_owner: "show-volume-booted@2.104.owner",
    show_without_request_spec_at_2_104_for_owner: "show-without-request-spec@2.104.owner",
    tag_put_at_2_26_for_owner: "tag-put@2.26.owner",
    unlock_admin_lock_by_admin_at_2_73_for_admin: "unlock-admin-lock-by-admin@2.73.admin",
    unlock_admin_lock_by_owner_at_2_73_for_owner: "unlock-admin-lock-by-owner@2.73.owner",
    update_bad_hostname_at_2_90_for_owner: "update-bad-hostname@2.90.owner",
    update_name_at_2_1_for_owner: "update-name@2.1.owner",
    update_name_at_2_104_for_reader: "update-name@2.104.reader",
    update_name_at_2_74_for_owner: "update-name@2.74.owner",
    update_name_at_2_75_for_owner: "update-name@2.75.owner",
    update_pin_other_zone_at_2_104_for_owner: "update-pin-other-zone@2.104.owner",
    v21_root: "v21-root",
    version_above: "version-above",
    version_malformed: "version-malformed",
    version_of_several_services: "version-of-several-services",
}

/// Sends a recorded request, and fails if our answer differs in another way than is known.
#[track_caller]
fn check(name: &str, text: &str) {
    let recording = Recording::parse(text);
    let seed = seed_of(name);
    let cloud = if name.starts_with("downcell-") {
        Cloud::start_with_ports(&seed, with_a_cell_away)
    } else {
        Cloud::start(&seed)
    };

    let ours = recording.replay(&cloud);

    let found = differences(&recording.recorded(), &ours);
    let known: Vec<&Known> = KNOWN.iter().filter(|it| it.recording == name).collect();
    let is_known = |it: &&Difference| known.iter().any(|known| known.place == it.place);
    let new: Vec<String> =
        found.iter().filter(|it| !is_known(it)).map(ToString::to_string).collect();
    assert!(new.is_empty(), "{name}\n{}", new.join("\n"));
    for Known { place, reason, .. } in known {
        let is_there = found.iter().any(|it| it.place == *place);
        assert!(is_there, "{name}: {place} no longer differs; known.rs says: {reason}");
    }
}

#[test]
fn every_recording_has_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded/answers");

    let files = fs::read_dir(folder).expect("there is the folder of recordings");

    let name = |it: fs::DirEntry| it.file_name().into_string().expect("a name is a text");
    let files = files.map(|it| name(it.expect("the folder can be read")));
    let files: BTreeSet<String> = files.collect();
    let tested: BTreeSet<String> = RECORDINGS.iter().map(|it| format!("{it}.json")).collect();
    assert_eq!(files, tested);
}

#[test]
fn every_known_difference_is_of_a_recording() {
    for Known { recording, .. } in KNOWN {
        assert!(RECORDINGS.contains(recording), "{recording}");
    }
}
