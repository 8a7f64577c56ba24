//! The members of flavors.

use ferronova_compute::Flavor;
use ferronova_extend::{Fields, Key, Links, key};

use crate::soft_rules::{Passed, SoftRule};

/// The views of a flavor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlavorView {
    /// An entry of `GET /flavors`.
    Brief,
    /// `GET /flavors/{id}`, and an entry of `GET /flavors/detail`.
    Whole,
}

impl FlavorView {
    pub(crate) const COUNT: usize = 2;
}

/// A member of flavors.
pub(crate) struct FlavorMember {
    pub(crate) key: Key,
    /// The rule that a caller must pass to see it.
    rule: Option<SoftRule>,
    write: fn(&View, &Flavor, &mut Fields<'_>),
}

impl FlavorMember {
    const fn new(key: &'static str, write: fn(&View, &Flavor, &mut Fields<'_>)) -> Self {
        Self { key: Key::new(key), rule: None, write }
    }
}

/// Writes flavors for a caller.
pub(crate) struct View {
    members: &'static [&'static FlavorMember],
    passed: Passed,
    links: Links,
}

impl View {
    /// Returns a writer of these members for a caller who passes these soft rules.
    pub(crate) fn new(
        members: &'static [&'static FlavorMember],
        passed: Passed,
        links: Links,
    ) -> Self {
        Self { members, passed, links }
    }

    /// Writes every member that the caller sees.
    pub(crate) fn write(&self, flavor: &Flavor, out: &mut Fields<'_>) {
        for member in self.members {
            if member.rule.is_none_or(|it| self.passed.has(it)) {
                (member.write)(self, flavor, out);
            }
        }
    }
}

/// Makes a member of flavors of its key and its value.
macro_rules! member {
    ($key:literal, |$flavor:ident| $value:expr) => {
        FlavorMember::new($key, |_, $flavor, out| {
            out.field(key!($key), $value);
        })
    };
}

/// What every view has.
pub(crate) const BRIEF: &[FlavorMember] = &[
    member!("id", |flavor| &flavor.id),
    member!("name", |flavor| &flavor.name),
    FlavorMember::new("links", |view, flavor, out| {
        out.raw(key!("links"), |buffer| view.links.write(buffer, "flavors", &flavor.id));
    }),
];

/// What the whole view has beyond that.
pub(crate) const WHOLE: &[FlavorMember] = &[
    member!("ram", |flavor| &flavor.ram_mb),
    member!("disk", |flavor| &flavor.disk_gb),
    FlavorMember::new("swap", |_, flavor, out| match flavor.swap_mb {
        0 => drop(out.field(key!("swap"), "")),
        swap => drop(out.field(key!("swap"), &swap)),
    }),
    member!("OS-FLV-EXT-DATA:ephemeral", |flavor| &flavor.ephemeral_gb),
    member!("OS-FLV-DISABLED:disabled", |flavor| &flavor.is_disabled),
    member!("vcpus", |flavor| &flavor.vcpus),
    member!("os-flavor-access:is_public", |flavor| &flavor.is_public),
    member!("rxtx_factor", |flavor| &flavor.rxtx_factor),
];

/// A flavor of ours has no description.
pub(crate) const DESCRIPTION: FlavorMember = member!("description", |_flavor| &());

pub(crate) const EXTRA_SPECS: FlavorMember = FlavorMember {
    rule: Some(SoftRule::ExtraSpecs),
    ..member!("extra_specs", |flavor| &flavor.extra_specs)
};

/// The swap space, 0 where there is none.
pub(crate) const SWAP_NUMBER: FlavorMember = member!("swap", |flavor| &flavor.swap_mb);
