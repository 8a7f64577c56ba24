//! Extensions that can't work together, and so prevent the start.

use ferronova_compute::Condition;
use ferronova_extend::{
    Action, Adds, Contribution, Filter, Key, Keys, Kind, Reads, Registry, RegistryError, Route,
    Versions, check_linked, ready,
};
use ferronova_http::Reply;

/// Returns an extension that adds `adds`.
fn extension(alias: &'static str, module: &'static str, adds: &'static [Adds]) -> Contribution {
    let rule = Some("compute_extension:one");
    Contribution { alias, package: "a-package", module, rule, adds }
}

const CORE: Contribution = Contribution::core("the-core", "the_core", &[]);

const KEY: &[Key] = &[Key::new("locked")];
const SERVER_KEY: Adds = Adds { server: Keys::new(KEY, |_, _, _| {}), ..Adds::NOTHING };
const FILTER: Adds =
    Adds { filters: &[Filter::bool("locked", Condition::Locked)], ..Adds::NOTHING };
const ACTION: Adds =
    Adds { actions: &[Action::new("lock", |_| ready(Ok(Reply::no_content())))], ..Adds::NOTHING };

/// A claim at every hook: its name in errors, the field that errors point to, and what makes the
/// claim.
const CLAIMS: [(&str, &str, &[Adds]); 16] = [
    ("server key `locked`", "server", &[SERVER_KEY]),
    (
        "key of a created server `locked`",
        "created",
        &[Adds { created: Keys::new(KEY, |_, _, _| {}), ..Adds::NOTHING }],
    ),
    (
        "key of an updated server `locked`",
        "updated",
        &[Adds { updated: Keys::new(KEY, |_, _, _| {}), ..Adds::NOTHING }],
    ),
    (
        "address key `locked`",
        "address",
        &[Adds { address: Keys::new(KEY, |_, _, _| {}), ..Adds::NOTHING }],
    ),
    (
        "flavor key `locked`",
        "flavor",
        &[Adds { flavor: Keys::new(KEY, |_, _, _| {}), ..Adds::NOTHING }],
    ),
    (
        "image key `locked`",
        "image",
        &[Adds { image: Keys::new(KEY, |_, _, _| {}), ..Adds::NOTHING }],
    ),
    (
        "key of a hypervisor's server `locked`",
        "hypervisor_server",
        &[Adds { hypervisor_server: Keys::new(KEY, |_, _, _| {}), ..Adds::NOTHING }],
    ),
    (
        "hypervisor key `locked`",
        "hypervisor",
        &[Adds { hypervisor: Keys::new(KEY, |_, _, _| {}), ..Adds::NOTHING }],
    ),
    (
        "limit key `locked`",
        "limits",
        &[Adds { limits: Keys::new(KEY, |_, _, _| {}), ..Adds::NOTHING }],
    ),
    (
        "member of a new server `locked`",
        "on_create",
        &[Adds { on_create: Reads::new(&["locked"], |_, _| Ok(())), ..Adds::NOTHING }],
    ),
    (
        "member of an update `locked`",
        "on_update",
        &[Adds { on_update: Reads::new(&["locked"], |_, _| Ok(())), ..Adds::NOTHING }],
    ),
    (
        "member of a rebuild `locked`",
        "on_rebuild",
        &[Adds { on_rebuild: Reads::new(&["locked"], |_, _| Ok(())), ..Adds::NOTHING }],
    ),
    (
        "member of a resize `locked`",
        "on_resize",
        &[Adds { on_resize: Reads::new(&["locked"], |_, _| Ok(())), ..Adds::NOTHING }],
    ),
    ("server filter `locked`", "filters", &[FILTER]),
    ("server action `lock`", "actions", &[ACTION]),
    (
        "route `GET /os-locks`",
        "routes",
        &[Adds {
            routes: &[Route::get("/os-locks", |_| ready(Ok(Reply::no_content())))],
            ..Adds::NOTHING
        }],
    ),
];

fn build(core: Contribution, found: &[Contribution]) -> Result<Registry, RegistryError> {
    Registry::build(core, found.iter().copied(), None, |_| true)
}

/// Returns the error message for these extensions together with the core.
fn refusal(core: Contribution, found: &[Contribution]) -> String {
    build(core, found).err().map(|it| it.to_string()).unwrap_or_default()
}

#[test]
fn two_extensions_may_not_claim_one_name() {
    for (name, field, adds) in CLAIMS {
        let refusal =
            refusal(CORE, &[extension("os-two", "two", adds), extension("os-one", "one", adds)]);

        let expected = format!(
            "the {name} is claimed by both one and two; rename it in one of them, in \
             `adds.{field}`"
        );
        assert_eq!(refusal, expected);
    }
}

#[test]
fn two_extensions_may_not_have_one_alias() {
    for (alias, first) in [("os-same", "one"), ("core", "the_core")] {
        let second = if first == "one" { "two" } else { "one" };
        let found = [extension(alias, "one", &[]), extension("os-same", "two", &[])];

        assert_eq!(
            refusal(CORE, &found),
            format!(
                "the alias `{alias}` is claimed by both {first} and {second}; rename it in one of \
                 them, in `alias`"
            )
        );
    }
}

#[test]
fn an_extension_may_not_claim_a_name_twice() {
    const TWICE: Adds = Adds {
        server: Keys::new(&[Key::new("locked"), Key::new("locked")], |_, _, _| {}),
        ..Adds::NOTHING
    };

    assert_eq!(
        refusal(CORE, &[extension("os-one", "one", &[TWICE])]),
        "the server key `locked` is claimed twice by one; take one out, in `adds.server`"
    );
}

#[test]
fn an_extension_may_not_claim_what_the_core_has() {
    let core = Contribution { adds: &[SERVER_KEY], ..CORE };

    let refusal = refusal(core, &[extension("os-one", "one", &[SERVER_KEY])]);

    assert_eq!(
        refusal,
        "the server key `locked` is claimed by both the_core and one; rename it in one of them, \
         in `adds.server`"
    );
}

#[test]
fn a_claim_counts_even_if_its_extension_is_switched_off() {
    let found = [("os-one", "one"), ("os-two", "two")];
    let found = found.map(|(alias, module)| extension(alias, module, &[SERVER_KEY]));

    let registry = Registry::build(CORE, found, None, |alias| alias == "os-one");

    assert!(matches!(registry.err(), Some(RegistryError::Duplicate { kind: Kind::Server, .. })));
}

#[test]
fn two_may_claim_one_name_at_different_microversions() {
    const EARLY: Adds = Adds { versions: Versions::since(1).until(8), ..FILTER };
    const LATE: Adds = Adds { versions: Versions::since(9), ..FILTER };
    let found = [extension("os-early", "early", &[EARLY]), extension("os-late", "late", &[LATE])];
    let build = |version| Registry::build(CORE, found, version, |alias| alias == "os-late");

    assert!(build(None).is_err());
    // At 2.8, only the disabled extension would have the filter.
    assert_eq!(build(Some(8)).unwrap().missing_filter("locked"), Some("os-early"));
    assert_eq!(build(Some(9)).unwrap().missing_filter("locked"), None);
}

#[test]
fn what_an_extension_adds_is_there_at_its_microversions_alone() {
    const ADDS: &[Adds] = &[
        Adds { versions: Versions::since(9).until(72), ..ACTION },
        Adds { versions: Versions::since(73), ..FILTER },
    ];
    let has_action = |version| {
        let found = [extension("os-one", "one", ADDS)];
        let registry = Registry::build(CORE, found, Some(version), |_| true).unwrap();
        registry.action("lock").is_some()
    };

    assert_eq!([8, 9, 72, 73].map(has_action), [false, true, true, false]);
}

#[test]
fn extensions_come_in_the_bytewise_order_of_their_aliases() {
    let found = ["os-two", "OS-EXT-STS", "os-one"].map(|it| extension(it, it, &[]));

    let registry = build(CORE, &found).unwrap();

    let aliases: Vec<&str> = registry.extensions().iter().map(|it| it.alias).collect();
    assert_eq!(aliases, ["OS-EXT-STS", "os-one", "os-two"]);
}

#[test]
fn what_is_switched_off_is_absent_everywhere() {
    let off = extension("os-one", "one", &[FILTER, ACTION]);

    let registry = Registry::build(CORE, [off], None, |alias| alias != "os-one").unwrap();

    assert!(!registry.has("os-one"));
    assert!(registry.action("lock").is_none());
    assert_eq!(registry.missing_filter("locked"), Some("os-one"));
}

#[test]
fn a_hundred_extensions_work_together() {
    const ALIASES: [&str; 100] = {
        let text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
                    aaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        let mut aliases = [""; 100];
        let mut n = 0;
        while n < 100 {
            aliases[n] = text.split_at(n + 1).0;
            n += 1;
        }
        aliases
    };

    let found = ALIASES.map(|it| extension(it, it, &[]));

    assert_eq!(build(CORE, &found).unwrap().extensions().len(), 100);
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
