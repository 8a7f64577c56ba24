//! The rules that every implementation of the storage ports must keep, as tests for its own crate.
//!
//! The crate of a store passes [`suite!`] a function that makes an empty store:
//!
//! ```text
//! fn empty() -> Arc<MyStore> {
//!     Arc::new(MyStore::default())
//! }
//!
//! ferronova_store_conformance::suite!(crate::empty);
//! ```
//!
//! Every rule becomes a test of its own. A rule is a function that gets an empty store and panics
//! if the store breaks the rule. A driver that implements only the port of servers passes its
//! function to [`servers_suite!`], which has the rules of that port.

#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "every function here is a test or part of one: it panics if a rule is broken"
)]

pub mod actions;
pub mod addresses;
pub mod building;
pub mod cells;
pub mod census;
pub mod changing;
pub mod counting;
pub mod creating;
pub mod documents;
pub mod events;
mod fill;
pub mod finding;
pub mod floating_ips;
pub mod image_lists;
pub mod images;
pub mod infrastructure;
pub mod key_pairs;
pub mod loading;
pub mod long_lists;
pub mod oracle;
pub mod ordering;
pub mod paging;
pub mod projecting;
pub mod purging;
mod queries;
pub mod relating;
pub mod security_groups;
pub mod tagging;
pub mod transitions;
pub mod visiting;
mod wait;

pub use fill::Fill;
pub use wait::wait;

/// Makes a test of every rule.
///
/// Takes the path, from the root of the crate, of a function that makes an empty store. The
/// function returns an `Arc` of the store, or anything else that dereferences to a type that
/// implements [`Store`](ferronova_compute::Store) and [`Documents`](ferronova_compute::Documents).
#[macro_export]
macro_rules! suite {
    ($empty:path) => {
        $crate::servers_suite!($empty);
        $crate::rules! { $empty, long_lists,
            a_list_over_many_servers_is_complete
            a_count_over_many_servers_is_complete
            a_long_list_in_an_order_without_an_index_is_complete
            servers_that_changed_since_some_time_come_in_every_order
        }
        $crate::rules! { $empty, relating,
            the_zone_of_a_server_is_known_if_it_is_needed
            the_state_of_the_host_of_a_server_is_known_if_it_is_needed
            a_visitor_knows_what_it_needs_before_the_servers_come
        }
        $crate::rules! { $empty, oracle,
            every_page_and_count_is_what_filtering_all_servers_gives
        }
        $crate::rules! { $empty, census,
            an_empty_store_has_an_empty_census
            a_new_server_is_counted_by_its_lock
            the_census_follows_the_locks
            the_census_goes_by_the_holders_of_locks
            the_census_follows_deletion_and_restoring
            other_changes_do_not_affect_the_census
            a_refused_request_does_not_change_the_census
            content_replaces_the_census
            the_census_counts_the_changes_of_all_writers
        }
        $crate::rules! { $empty, images,
            an_image_is_added_with_the_change_of_its_server
            an_image_reaches_a_status_and_is_removed_in_the_order_of_the_changes
            changes_of_an_image_that_does_not_exist_are_ignored
            a_protected_image_stays
            the_oldest_backups_of_a_type_are_removed
            a_rotation_follows_the_metadata_of_images
            a_rotation_uses_the_images_as_of_its_commit
            a_refused_change_of_a_server_leaves_images_alone
            an_image_is_changed_and_keeps_its_place_and_its_id
            an_image_is_removed
            a_refused_change_of_an_image_changes_nothing
            content_replaces_the_images
        }
        $crate::rules! { $empty, image_lists,
            images_come_newest_first
            a_list_holds_the_images_of_its_scope
            a_list_follows_changes_of_images
            a_list_continues_after_a_place
            a_long_list_comes_in_slices
            a_project_has_a_bounded_number_of_snapshots
            only_snapshots_of_the_project_count
            of_concurrent_writers_who_want_the_last_snapshot_one_gets_it
        }
        $crate::rules! { $empty, infrastructure,
            a_flavor_is_found_by_its_id
            a_network_is_found_by_its_id
            a_hypervisor_is_found_by_its_number
            the_hypervisors_of_a_host_are_found
            slices_of_the_infrastructure_are_the_whole_in_its_order
            behind_the_end_of_the_infrastructure_is_nothing
            the_pools_are_those_of_the_content_in_its_order
            an_empty_store_has_no_flavors_networks_and_hypervisors
        }
        $crate::rules! { $empty, creating,
            new_servers_are_numbered_in_order_and_have_their_first_version
            new_servers_are_stored_all_or_none
            a_server_whose_id_is_taken_is_refused
            two_new_servers_of_one_id_are_refused
            a_new_server_has_its_first_action
            creating_nothing_is_not_an_error
        }
        $crate::rules! { $empty, addresses,
            a_request_for_any_address_gets_a_free_one_of_the_network
            a_request_for_a_certain_address_gets_it
            an_address_that_another_server_has_is_refused
            an_address_outside_of_the_network_is_refused
            a_network_without_a_free_address_refuses
            every_address_of_a_network_is_assigned_before_it_is_exhausted
            the_address_of_a_deleted_server_is_free
            the_address_that_a_change_drops_is_free
            an_address_in_a_change_must_be_free
            a_change_can_request_addresses
            addresses_of_one_request_are_distinct
            the_last_free_address_is_not_assigned_twice_in_one_request
            hardware_addresses_are_distinct
        }
        $crate::rules! { $empty, floating_ips,
            a_project_is_given_the_lowest_address_that_is_free
            a_pool_without_a_free_address_gives_none
            floating_addresses_are_listed_by_project
            an_address_leaves_one_server_as_it_comes_to_another
            an_address_that_is_not_the_projects_is_refused
            a_deleted_server_loses_its_floating_address
            an_address_that_is_given_back_leaves_its_server
            an_address_can_lead_to_another_interface_of_its_server
            floating_addresses_of_content_are_given
            content_with_a_floating_address_twice_is_refused
        }
        $crate::rules! { $empty, security_groups,
            a_new_group_comes_after_the_default_one_of_its_project
            a_group_of_a_name_that_the_project_has_is_refused
            ensured_groups_exist_once
            a_group_that_a_server_needs_must_be_there
            a_group_that_a_server_is_in_is_not_removed
            a_renamed_group_keeps_its_servers
            a_group_is_not_renamed_as_another
            a_group_can_be_renamed_while_servers_are_added_to_it
            a_number_is_used_once
            a_group_is_not_removed_while_a_server_is_added_to_it
            content_creates_the_groups_of_its_servers
            a_new_group_has_the_default_rules
            rules_are_added_and_removed
            an_invalid_rule_is_refused
            a_project_has_a_limited_number_of_rules
        }
        $crate::rules! { $empty, actions,
            the_newest_action_comes_first
            an_action_comes_back_as_it_was_stored
            the_id_of_a_request_is_any_text
            the_newest_thousand_actions_are_kept
            a_refused_change_leaves_no_action
            an_unknown_server_has_no_actions
        }
        $crate::rules! { $empty, events,
            an_event_that_goes_on_is_ended
            an_action_whose_event_failed_says_so
            of_two_events_of_one_name_the_newer_is_ended
            an_end_does_not_affect_the_action_of_its_own_change
            an_end_without_an_open_event_is_ignored
            a_new_server_has_nothing_to_end
            the_oldest_kept_action_can_end_and_is_then_forgotten
            a_refused_change_ends_nothing
            a_change_that_is_decided_again_ends_its_event_once
        }
        $crate::rules! { $empty, transitions,
            servers_with_work_in_progress_are_found
            a_server_whose_work_is_done_is_not_in_transition
            notes_are_kept_in_the_scratch
        }
        $crate::rules! { $empty, purging,
            servers_deleted_before_the_time_are_removed
            a_purge_leaves_servers_that_are_not_deleted
            the_number_of_a_purged_server_is_not_used_again
            a_purge_of_many_servers_is_complete
        }
        $crate::rules! { $empty, key_pairs,
            a_key_pair_comes_back_as_it_was_stored
            a_key_pair_is_found_with_its_user_and_name_alone
            the_key_pairs_of_a_user_are_listed_in_the_order_of_their_names
            a_second_key_pair_of_a_name_is_refused
            of_several_key_pairs_of_a_name_at_once_one_is_stored
            a_user_has_at_most_the_maximum_of_key_pairs
            a_deleted_key_pair_is_gone
            a_key_pair_that_is_not_there_can_not_be_deleted
            no_id_is_used_twice
            content_replaces_key_pairs
            content_in_which_a_user_has_two_key_pairs_of_a_name_is_refused
        }
        $crate::rules! { $empty, loading,
            content_replaces_everything_but_documents
            loaded_servers_come_back_with_their_actions
            a_loaded_server_has_its_scratch
            a_server_without_a_number_gets_a_free_one
            numbering_continues_after_the_highest_number
            content_with_a_duplicate_id_is_refused_and_changes_nothing
            content_with_a_duplicate_number_is_refused
            content_in_which_two_servers_have_one_address_is_refused
            content_with_an_address_outside_of_its_network_is_refused
            a_deleted_server_of_the_content_has_no_claim_to_its_address
            the_infrastructure_is_that_of_the_content
            a_decision_on_replaced_content_is_made_again
            an_empty_store_is_healthy_and_has_no_infrastructure
        }
        $crate::rules! { $empty, documents,
            a_document_comes_back_as_it_was_written
            documents_are_listed_by_prefix_in_the_order_of_their_names
            a_document_is_replaced_and_removed
            writing_and_removing_happen_in_one_step
            writing_nothing_is_not_an_error
        }
    };
}

/// Makes a test of every rule that needs only the port of servers.
///
/// Takes the same as [`suite!`], but the store need only implement [`Fill`].
#[macro_export]
macro_rules! servers_suite {
    ($empty:path) => {
        $crate::rules! { $empty, finding,
            a_server_is_found_by_its_id
            a_number_gives_the_ids_of_its_servers
            a_number_that_no_server_in_scope_has_gives_no_id
            a_server_outside_of_the_scope_is_not_found
            a_deleted_server_is_found
            an_unknown_server_is_not_found
            a_server_comes_back_as_it_was_stored
            a_bare_server_comes_back_as_it_was_stored
            the_parts_that_are_wanted_are_there
            a_lock_of_which_little_is_known_comes_back_as_it_was_stored
        }
        $crate::rules! { $empty, visiting,
            a_visitor_is_shown_a_page_in_its_order
            a_visitor_that_has_enough_is_shown_no_more
            a_visitor_that_pauses_is_asked_before_it_is_shown_more
            a_list_that_its_visitor_gives_up_ends
        }
        $crate::rules! { $empty, changing,
            a_change_is_stored_and_returned
            a_change_of_any_one_field_is_stored
            a_change_keeps_what_identifies_a_server
            keeping_a_server_changes_nothing
            a_refusal_is_passed_on_and_changes_nothing
            a_server_that_is_not_in_scope_is_not_found_whatever_is_decided
            a_decision_is_made_again_when_another_writer_was_faster
            no_change_of_concurrent_writers_is_lost
            of_concurrent_writers_who_want_a_lock_one_gets_it
            a_server_can_change_its_project
        }
        $crate::rules! { $empty, tagging,
            servers_are_found_by_their_tags
            tagged_servers_come_in_every_order_and_on_every_page
            a_list_by_tag_follows_the_tags
        }
        $crate::rules! { $empty, projecting,
            a_list_has_the_parts_that_it_wants
            a_list_that_wants_no_part_has_the_rest_of_its_servers
            a_condition_on_a_part_that_is_not_wanted_holds
        }
        $crate::rules! { $empty, paging,
            servers_come_newest_first_and_of_the_same_second_the_higher_number_first
            a_page_begins_after_its_marker_and_ends_at_its_limit
            a_marker_need_not_be_on_the_list
            a_marker_that_is_no_server_in_scope_is_not_found
            pages_put_together_are_the_whole_list
            a_list_holds_the_living_the_gone_or_all
            a_list_holds_the_servers_of_its_scope
            a_list_of_locked_servers_follows_their_locks
            a_list_by_flag_and_a_list_by_holder_are_two_lists
            a_list_by_status_follows_the_states
            a_list_by_name_follows_the_names
            a_server_of_two_wanted_statuses_comes_once
            a_condition_that_nothing_satisfies_gives_an_empty_list
        }
        $crate::rules! { $empty, ordering,
            servers_come_in_the_order_of_each_key_and_direction
            servers_with_equal_values_come_by_id_whatever_the_direction
            pages_of_every_usual_order_put_together_are_the_whole_list
            an_order_follows_changes_of_servers
            an_order_by_lock_goes_by_the_flag
            a_marker_can_be_outside_of_the_servers_that_changed
            an_order_is_kept_among_filtered_servers
        }
        $crate::rules! { $empty, counting,
            servers_are_counted_by_host_flavor_and_whether_they_are_busy
            a_count_follows_changes_of_servers
            a_count_does_not_look_at_marker_and_limit
            an_empty_store_has_no_counts
        }
    };
}

/// Makes a test of each of these rules, which are all from one module.
#[doc(hidden)]
#[macro_export]
macro_rules! rules {
    ($empty:path, $module:ident, $($rule:ident)+) => {
        mod $module {
            $(
                #[test]
                fn $rule() {
                    let store = $empty();
                    $crate::$module::$rule(&*store);
                }
            )+
        }
    };
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// A rule that the suite does not list would never run. Every public function that takes only a
    /// store and returns nothing is a rule; all files of this folder are searched.
    #[test]
    fn every_rule_is_in_the_suite() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut n_rules = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let module = path.file_stem().unwrap().to_str().unwrap();
            let listed = rules_of_suite(module);
            for rule in rules_in(&fs::read_to_string(&path).unwrap()) {
                n_rules += 1;
                assert!(listed.contains(&rule), "{module}::{rule} is not in the suite");
            }
        }

        assert!(n_rules > 150, "{n_rules}");
    }

    /// Returns the rules of a module that the suite lists.
    fn rules_of_suite(module: &str) -> Vec<String> {
        let begin = format!("$crate::rules! {{ $empty, {module},");
        let suite = include_str!("lib.rs").split_once(&begin).map_or("", |(_, it)| it);
        let rules = suite.split_once('}').map_or("", |(rules, _)| rules);
        rules.split_whitespace().map(str::to_owned).collect()
    }

    /// Returns the rules that the source of a module defines.
    fn rules_in(source: &str) -> Vec<String> {
        let functions = source.split("\npub fn ").skip(1);
        let rules = functions.filter_map(|it| {
            let (signature, _) = it.split_once(" {\n")?;
            let (name, parameters) = signature.split_once('(')?;
            let parameters = parameters.strip_suffix(')')?.trim().trim_end_matches(',');
            let name = name.split('<').next()?;
            (!parameters.contains(',')).then(|| name.to_owned())
        });
        rules.collect()
    }

    #[test]
    fn a_rule_is_recognized_by_its_signature() {
        let source = "\npub fn a_rule(store: &dyn Store) {\n}\n\
            \npub fn a_long_rule<S: Store>(\n    store: &S,\n) {\n}\n\
            \npub fn find(store: &dyn Store) -> Option<Server> {\n}\n\
            \npub fn fill(store: &dyn Store, servers: u64) {\n}\n";

        assert_eq!(rules_in(source), ["a_rule", "a_long_rule"]);
    }
}
