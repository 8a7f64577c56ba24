//! The invariants of `ARCHITECTURE.md`, held against manifests and sources.

mod broken;
mod circles;
mod dependencies;
mod modules;
mod pages;
mod sizes;
mod statuses;
mod tree;

use tree::Tree;

/// Makes a test of each rule: it finds nothing wrong with the project.
macro_rules! rules {
    ($($module:ident: $($rule:ident)+;)+) => {
        $(
            mod $module {
                $(
                    #[test]
                    fn $rule() {
                        let wrong = crate::$module::$rule(&crate::Tree::read());

                        assert!(wrong.is_empty(), "{wrong:#?}");
                    }
                )+
            }
        )+
    };
}

mod the_project {
    rules! {
        dependencies:
            are_those_on_the_map
            of_versions_are_apart
            of_the_model_are_few
            of_extensions_are_their_framework;
        modules:
            are_all_compiled;
        pages:
            name_files_that_are_there
            name_functions_that_are_there;
        sizes:
            of_files_are_small
            of_functions_are_small;
        statuses:
            are_given_in_one_place
            are_matched_without_wildcards;
    }
}
