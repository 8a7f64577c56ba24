//! `/extensions`: the list of loaded extensions. No policy rule hides an extension in it.

use ferronova_extend::{Call, Fields, Key};
use ferronova_juno::extension_list::ExtensionEntry;

use crate::extension::Registration;

const ALIAS: Key = Key::new("alias");
const NAME: Key = Key::new("name");
const NAMESPACE: Key = Key::new("namespace");
const DESCRIPTION: Key = Key::new("description");
const UPDATED: Key = Key::new("updated");
const LINKS: Key = Key::new("links");

impl ExtensionEntry for Registration {
    fn alias(&self) -> &'static str {
        self.contribution.alias
    }

    fn is_known_to(&self, call: &Call<'_>) -> bool {
        call.registry().has(self.contribution.alias)
    }

    fn write(&self, out: &mut Fields<'_>) {
        out.field(ALIAS, self.contribution.alias)
            .field(NAME, self.extension.name)
            .field(NAMESPACE, self.extension.namespace)
            .field(DESCRIPTION, self.extension.description)
            .field(UPDATED, self.extension.updated)
            .raw(LINKS, |buffer| buffer.extend_from_slice(b"[]"));
    }
}
