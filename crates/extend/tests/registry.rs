//! What stops the start: extensions that can't work together.

use ferronova_compute::{Condition, Server};
use ferronova_extend::{
    Action, Contribution, Fields, Filter, Key, Registry, RegistryError, Route, check_linked, ready,
};
use ferronova_http::{Method, Reply, Wording};

const fn named(alias: &'static str, module: &'static str) -> Contribution {
    Contribution {
        alias,
        package: "a-package",
        module,
        rule: "compute_extension:one",
        server_keys: &[],
        extend_server: |_: &Server, _: &mut Fields<'_>| {},
        server_filters: &[],
        server_actions: &[],
        routes: &[],
        api_ref: &[],
    }
}

const CORE: Contribution = named("core", "the_core");
const ONE: Contribution = named("os-one", "one");
const TWO: Contribution = named("os-two", "two");

const KEYS: &[Key] = &[Key::plain("locked")];
const FILTERS: &[Filter] = &[Filter::bool("locked", Condition::Locked)];
const ACTIONS: &[Action] = &[Action {
    name: "lock",
    rule: None,
    wording: Wording::CORE,
    run: |_| ready(Ok(Reply::accepted())),
}];
const ROUTES: &[Route] = &[Route::new(Method::GET, "/os-locks", |_| ready(Ok(Reply::accepted())))];

/// Makes an extension claim something.
type Claim = fn(Contribution) -> Contribution;

/// What is wrong with these extensions beside the core.
fn refusal(core: &Contribution, found: &[Contribution]) -> String {
    let refused = Registry::build(core, found.iter().copied(), |_| true).err();
    refused.map(|it| it.to_string()).unwrap_or_default()
}

#[test]
fn two_extensions_may_not_claim_one_name() {
    let claims: [(&str, Claim); 4] = [
        ("server key `locked`", |it| Contribution { server_keys: KEYS, ..it }),
        ("server filter `locked`", |it| Contribution { server_filters: FILTERS, ..it }),
        ("server action `lock`", |it| Contribution { server_actions: ACTIONS, ..it }),
        ("route `GET /os-locks`", |it| Contribution { routes: ROUTES, ..it }),
    ];
    for (name, claim) in claims {
        let refusal = refusal(&CORE, &[claim(TWO), claim(ONE)]);

        let expected =
            format!("the {name} is claimed by both one and two; rename it in one of them");
        assert_eq!(refusal, expected);
    }
}

#[test]
fn two_extensions_may_not_have_one_alias() {
    let refusal = refusal(&CORE, &[ONE, Contribution { alias: "os-one", ..TWO }]);

    assert_eq!(
        refusal,
        "the alias `os-one` is claimed by both one and two; rename it in one of them"
    );
}

#[test]
fn an_extension_may_not_claim_what_the_core_has() {
    let core = Contribution { server_keys: KEYS, ..CORE };

    let refusal = refusal(&core, &[Contribution { server_keys: KEYS, ..ONE }, TWO]);

    assert_eq!(
        refusal,
        "the server key `locked` is claimed by both the_core and one; rename it in one of them"
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
fn a_linked_package_must_register_something() {
    let refused = check_linked(["one", "two"], ["one"]);

    assert_eq!(refused, Err(RegistryError::NothingRegistered("two".to_owned())));
}
