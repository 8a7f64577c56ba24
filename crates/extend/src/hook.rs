//! The types of hooks: the keys that an extension writes, the members that an extension reads.

use ferronova_compute::{Need, Related, Server};
use ferronova_http::Fault;

use crate::{Fields, Filter, Key, Members};

/// Keys that are added to a `T`, and the function that writes them.
///
/// ```compile_fail
/// use ferronova_extend::{Keys, Server};
///
/// const KEYS: Keys<Server> = Keys::new(&[], |_, _, _| {});
/// # assert!(KEYS.keys().is_empty());
/// ```
pub struct Keys<T: 'static> {
    keys: &'static [Key],
    write: fn(&T, &Related, &mut Fields<'_>),
}

impl<T> Keys<T> {
    /// Returns the hook that adds these keys. For every `T`, `write` must write all of them in this
    /// order, with null for a key that does not apply.
    ///
    /// # Panics
    ///
    /// At compile time, if there are no keys.
    #[must_use]
    pub const fn new(keys: &'static [Key], write: fn(&T, &Related, &mut Fields<'_>)) -> Self {
        assert!(!keys.is_empty(), "list the keys that the function writes");
        Self { keys, write }
    }

    /// The keys.
    #[must_use]
    pub const fn keys(&self) -> &'static [Key] {
        self.keys
    }

    /// Writes the keys of one `T`.
    pub fn write(&self, thing: &T, related: &Related, out: &mut Fields<'_>) {
        (self.write)(thing, related, out);
    }
}

/// Members of a request, and the function that reads them into a `T`.
pub struct Reads<T: 'static> {
    members: &'static [&'static str],
    read: fn(&Members<'_>, &mut T) -> Result<(), Fault>,
}

impl<T> Reads<T> {
    /// Returns the hook that reads these members. `read` is called for every request, even if the
    /// members are missing or the caller does not pass the rule of the extension: see
    /// [`Members::is_visible`].
    ///
    /// # Panics
    ///
    /// At compile time, if there are no members.
    #[must_use]
    pub const fn new(
        members: &'static [&'static str],
        read: fn(&Members<'_>, &mut T) -> Result<(), Fault>,
    ) -> Self {
        assert!(!members.is_empty(), "list the members that the function reads");
        Self { members, read }
    }

    /// The names of the members.
    #[must_use]
    pub const fn members(&self) -> &'static [&'static str] {
        self.members
    }

    /// Reads the members.
    ///
    /// # Errors
    ///
    /// The fault for a value that is wrong: by custom 400 with a text that says why.
    pub fn read(&self, members: &Members<'_>, into: &mut T) -> Result<(), Fault> {
        (self.read)(members, into)
    }
}

/// The type of a field of [`crate::Adds`].
pub(crate) trait Hook: Copy {
    /// The value of an extension that does not use this hook.
    const NONE: Self;

    fn is_none(&self) -> bool;

    /// The names that the hook claims. No other extension can claim them in the same hook.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

impl<T> Hook for Keys<T> {
    const NONE: Self = Self { keys: &[], write: |_, _, _| {} };

    fn is_none(&self) -> bool {
        self.keys.is_empty()
    }

    fn names(&self) -> Vec<String> {
        self.keys.iter().map(|it| it.as_str().to_owned()).collect()
    }
}

impl<T> Hook for Reads<T> {
    const NONE: Self = Self { members: &[], read: |_, _| Ok(()) };

    fn is_none(&self) -> bool {
        self.members.is_empty()
    }

    fn names(&self) -> Vec<String> {
        self.members.iter().map(|it| (*it).to_owned()).collect()
    }
}

/// An item of a list that an extension adds.
pub(crate) trait Named: 'static {
    /// The name that the item claims, if any.
    fn name(&self) -> Option<String> {
        None
    }
}

impl<N: Named> Hook for &'static [N] {
    const NONE: Self = &[];

    fn is_none(&self) -> bool {
        self.is_empty()
    }

    fn names(&self) -> Vec<String> {
        self.iter().filter_map(Named::name).collect()
    }
}

impl Named for Filter {
    fn name(&self) -> Option<String> {
        Some(self.name.to_owned())
    }
}

impl Named for Need {}

impl Named for &'static str {}

/// A condition on a server.
pub type Predicate = fn(&Server) -> bool;

impl Hook for Option<Predicate> {
    const NONE: Self = None;

    fn is_none(&self) -> bool {
        Option::is_none(self)
    }
}

/// The extensions that use one hook, each with its index in the registry.
pub struct Entries<H>(Box<[(usize, H)]>);

/// Returns the entries of the extensions that use the hook.
pub(crate) fn entries<H: Hook>(all: impl Iterator<Item = (usize, H)>) -> Entries<H> {
    Entries(all.filter(|(_, hook)| !hook.is_none()).collect())
}

impl<H> Entries<H> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(usize, H)> {
        self.0.iter()
    }
}

// A derived `impl` would require that `T` implements the trait, too.
impl<T> Clone for Keys<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Keys<T> {}

impl<T> Clone for Reads<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reads<T> {}
