//! What stops the start: extensions that can't work together.

use ferronova_compute::Condition;
use ferronova_extend::{
    Action, Contribution, Filter, Key, Registry, RegistryError, Route, check_linked, ready,
};
use ferronova_http::{Method, Reply};

const fn named(alias: &'static str, module: &'static str) -> Contribution {
    let rule = Some("compute_extension:one");
    Contribution { alias, rule, ..Contribution::core("a-package", module) }
}

const CORE: Contribution = named("core", "the_core");
const ONE: Contribution = named("os-one", "one");
const TWO: Contribution = named("os-two", "two");

const KEYS: &[Key] = &[Key::new("locked")];
const MEMBERS: &[&str] = &["locked"];
const FILTERS: &[Filter] = &[Filter::bool("locked", Condition::Locked)];
const ACTIONS: &[Action] =
    &[Action { name: "lock", rule: None, words: None, run: |_| ready(Ok(Reply::no_content())) }];
const ROUTES: &[Route] =
    &[Route::new(Method::GET, "/os-locks", |_| ready(Ok(Reply::no_content())))];

/// Makes an extension claim something.
type Claim = fn(Contribution) -> Contribution;

/// What is wrong with these extensions beside the core.
fn refusal(core: &Contribution, found: &[Contribution]) -> String {
    let refused = Registry::build(core, found.iter().copied(), |_| true).err();
    refused.map(|it| it.to_string()).unwrap_or_default()
}

#[test]
fn two_extensions_may_not_claim_one_name() {
    let claims: [(&str, &str, Claim); 16] = [
        ("server key `locked`", "SERVER_KEYS", |it| Contribution { server_keys: KEYS, ..it }),
        ("key of a created server `locked`", "CREATED_KEYS", |it| Contribution {
            created_keys: KEYS,
            ..it
        }),
        ("key of an updated server `locked`", "UPDATED_KEYS", |it| Contribution {
            updated_keys: KEYS,
            ..it
        }),
        ("address key `locked`", "ADDRESS_KEYS", |it| Contribution { address_keys: KEYS, ..it }),
        ("flavor key `locked`", "FLAVOR_KEYS", |it| Contribution { flavor_keys: KEYS, ..it }),
        ("image key `locked`", "IMAGE_KEYS", |it| Contribution { image_keys: KEYS, ..it }),
        ("key of a hypervisor's server `locked`", "HYPERVISOR_SERVER_KEYS", |it| Contribution {
            hypervisor_server_keys: KEYS,
            ..it
        }),
        ("hypervisor key `locked`", "HYPERVISOR_KEYS", |it| Contribution {
            hypervisor_keys: KEYS,
            ..it
        }),
        ("limit key `locked`", "LIMIT_KEYS", |it| Contribution { limit_keys: KEYS, ..it }),
        ("member of a new server `locked`", "CREATE_MEMBERS", |it| Contribution {
            create_members: MEMBERS,
            ..it
        }),
        ("member of an update `locked`", "UPDATE_MEMBERS", |it| Contribution {
            update_members: MEMBERS,
            ..it
        }),
        ("server filter `locked`", "SERVER_FILTERS", |it| Contribution {
            server_filters: FILTERS,
            ..it
        }),
        ("server action `lock`", "SERVER_ACTIONS", |it| Contribution {
            server_actions: ACTIONS,
            ..it
        }),
        ("route `GET /os-locks`", "ROUTES", |it| Contribution { routes: ROUTES, ..it }),
        ("alias `os-same`", "ALIAS", |it| Contribution { alias: "os-same", ..it }),
        ("alias `core`", "ALIAS", |it| Contribution { alias: "core", ..it }),
    ];
    for (name, constant, claim) in claims {
        let refusal = refusal(&CORE, &[claim(TWO), claim(ONE)]);

        let [one, two] = if name == "alias `core`" { ["the_core", "one"] } else { ["one", "two"] };
        let expected = format!(
            "the {name} is claimed by both {one} and {two}; rename it in one of them, in \
             `{constant}`"
        );
        assert_eq!(refusal, expected);
    }
}

#[test]
fn an_extension_may_not_claim_a_name_twice() {
    const TWICE: &[Key] = &[Key::new("locked"), Key::new("locked")];

    let refusal = refusal(&CORE, &[Contribution { server_keys: TWICE, ..ONE }]);

    assert_eq!(
        refusal,
        "the server key `locked` is claimed twice by one; take one out, in `SERVER_KEYS`"
    );
}

#[test]
fn an_extension_may_not_claim_what_the_core_has() {
    let core = Contribution { server_keys: KEYS, ..CORE };

    let refusal = refusal(&core, &[Contribution { server_keys: KEYS, ..ONE }, TWO]);

    assert_eq!(
        refusal,
        "the server key `locked` is claimed by both the_core and one; rename it in one of them, \
         in `SERVER_KEYS`"
    );
}

#[test]
fn a_claim_counts_even_if_its_extension_is_switched_off() {
    let found = [ONE, TWO].map(|it| Contribution { server_keys: KEYS, ..it });

    let registry = Registry::build(&CORE, found, |alias| alias == "os-one");

    assert!(matches!(registry.err(), Some(RegistryError::Duplicate { kind: "server key", .. })));
}

#[test]
fn extensions_come_in_the_bytewise_order_of_their_aliases() {
    let upper = named("OS-EXT-STS", "upper");

    let registry = Registry::build(&CORE, [TWO, upper, ONE], |_| true).unwrap();

    let aliases: Vec<&str> = registry.extensions().iter().map(|it| it.alias).collect();
    assert_eq!(aliases, ["OS-EXT-STS", "os-one", "os-two"]);
}

#[test]
fn what_is_switched_off_is_absent_everywhere() {
    let off = Contribution { server_filters: FILTERS, server_actions: ACTIONS, ..ONE };

    let registry = Registry::build(&CORE, [off], |alias| alias != "os-one").unwrap();

    assert!(!registry.has("os-one"));
    assert!(registry.action("lock").is_none());
    assert!(registry.filter(registry.mask(|_| true), "locked").is_none());
}

#[test]
fn a_caller_who_is_refused_does_not_have_the_filter() {
    let registry =
        Registry::build(&CORE, [Contribution { server_filters: FILTERS, ..ONE }], |_| true)
            .unwrap();

    assert!(registry.filter(registry.mask(|_| true), "locked").is_some());
    assert!(registry.filter(registry.mask(|_| false), "locked").is_none());
}

#[test]
fn more_extensions_than_a_mask_has_bits_are_refused() {
    const ALIASES: [&str; 65] = {
        let text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        let mut aliases = [""; 65];
        let mut n = 0;
        while n < 65 {
            aliases[n] = text.split_at(n + 1).0;
            n += 1;
        }
        aliases
    };

    let registry = Registry::build(&CORE, ALIASES.map(|alias| named(alias, "many")), |_| true);

    assert_eq!(registry.err(), Some(RegistryError::TooMany(65)));
}

#[test]
fn a_package_on_the_list_that_registered_nothing_is_told_how_to_be_linked() {
    let refused = check_linked(["one", "my-locks"], ["one"]);

    let refusal = refused.map_err(|it| it.to_string());
    assert_eq!(
        refusal,
        Err("the package my-locks registered no extension; if `register!` is in it, it is not \
             linked: add `use my_locks as _;` next to `main`"
            .to_owned())
    );
}
