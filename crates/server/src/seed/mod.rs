//! Seeds: the content of a new database, in YAML.
//!
//! A missing section is taken from the built-in seed, which is a seed file, too. A mistake is an
//! error that names the line; nothing is guessed.

mod actions;
mod addresses;
mod built_in;
mod details;
mod error;
mod format;
mod infrastructure;
mod key_pairs;
mod limited;
mod migration;
mod names;
mod people;
mod quoted;
mod scalar;
mod server_groups;
mod server_owner;
mod server_state;
mod servers;
mod volume_entry;
mod volumes;
mod world;

use std::{fs, path::Path};

use ferronova_compute::{Content, Timestamp};
use ferronova_identity::Directory;
use serde_saphyr::Spanned;

pub(crate) use self::built_in::BUILT_IN;
pub use self::error::SeedError;
use self::{
    built_in::BUILT_IN_NAME,
    error::Wrong,
    format::{RoleEntry, Section, SeedFile},
    infrastructure::Surroundings,
    key_pairs::read_key_pairs,
    people::People,
    server_groups::read_server_groups,
    servers::{SeededServers, read_servers},
    world::World,
};
use crate::KnownPasswords;

/// The content of a new database.
#[derive(Clone)]
pub struct Seed {
    /// Flavors, images, networks, hypervisors, server groups, servers and key pairs.
    pub content: Content,
    /// Users, projects and roles.
    pub directory: Directory,
    /// The passwords that the seed has in clear text.
    pub passwords: KnownPasswords,
}

impl Seed {
    /// Returns the built-in seed. Entries without a time get `now`.
    ///
    /// # Errors
    ///
    /// If the built-in seed is invalid, which a test rules out.
    pub fn built_in(now: Timestamp) -> Result<Self, SeedError> {
        read(BUILT_IN, now).map_err(|it| it.of(Path::new(BUILT_IN_NAME)))
    }

    /// Reads a seed file. Entries without a time get the seed's `time`, or `now` if it has none.
    ///
    /// Passwords in clear text are hashed, which takes some milliseconds each.
    ///
    /// # Errors
    ///
    /// If the file can't be read or is not a valid seed.
    pub fn read(path: &Path, now: Timestamp) -> Result<Self, SeedError> {
        let text = read_text(path);
        text.and_then(|it| read(&it, now)).map_err(|it| it.of(path))
    }
}

fn read_text(path: &Path) -> Result<String, Wrong> {
    let bytes = fs::read(path)?;
    String::from_utf8(bytes).map_err(|_| Wrong::everywhere("the file is not UTF-8 text", None))
}

fn read(text: &str, now: Timestamp) -> Result<Seed, Wrong> {
    let seed = parse(text)?;
    let built_in = parse(BUILT_IN)?;
    let time = seed.time.map_or(now, |it| it.0);
    if seed.users.is_none()
        && let Some(projects) = &seed.projects
    {
        let what = "with `projects` of its own a seed needs `users` of its own: the built-in ones \
                    work in the built-in projects";
        return Err(Wrong::at(projects.referenced, what));
    }
    let people = People::new(
        merge_roles(built_in.roles, seed.roles),
        entries(seed.projects.or(built_in.projects)),
        entries(seed.users.or(built_in.users)),
    )?;
    let mut surroundings = Surroundings::new();
    for flavor in entries(seed.flavors.or(built_in.flavors)) {
        surroundings.add_flavor(flavor, &people)?;
    }
    for image in entries(seed.images.or(built_in.images)) {
        surroundings.add_image(image, &people, time)?;
    }
    for network in entries(seed.networks.or(built_in.networks)) {
        surroundings.add_network(network)?;
    }
    for pool in entries(seed.floating_pools.or(built_in.floating_pools)) {
        surroundings.add_floating_pool(pool)?;
    }
    surroundings.add_hypervisors(entries(seed.hypervisors.or(built_in.hypervisors)))?;
    let groups = entries(seed.server_groups.or(built_in.server_groups));
    read_server_groups(groups, &people, &mut surroundings)?;
    let world = World { time, people: &people, surroundings: &surroundings };
    let SeededServers { servers, scratches } =
        read_servers(entries(seed.servers.or(built_in.servers)), &world)?;
    let key_pairs = entries(seed.key_pairs.or(built_in.key_pairs));
    let key_pairs = read_key_pairs(key_pairs, &people, time)?;
    let Surroundings { infrastructure, mut images, .. } = surroundings;
    // The model requires the newest image last.
    images.sort_by_key(|it| it.created);
    let content = Content { infrastructure, images, servers, scratches, key_pairs };
    Ok(Seed { content, directory: people.directory, passwords: people.passwords })
}

fn parse(text: &str) -> Result<SeedFile, Wrong> {
    // A seed is trusted and may contain a whole fleet. The limits on nesting and aliases stay, so
    // that a mistake ends in an error message.
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_reader_input_bytes: None,
            max_events: usize::MAX,
            max_nodes: usize::MAX,
            max_total_scalar_bytes: usize::MAX,
            max_total_comment_bytes: usize::MAX,
        },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|it| Wrong::of_yaml(&it, text))
}

fn entries<T>(section: Section<T>) -> Vec<Spanned<T>> {
    section.map(|it| it.value).unwrap_or_default()
}

/// Returns the built-in roles, on which policies rely, and the roles of the seed. A seed can change
/// the id of a built-in role.
fn merge_roles(built_in: Section<RoleEntry>, own: Section<RoleEntry>) -> Vec<Spanned<RoleEntry>> {
    let own = entries(own);
    let mut roles = entries(built_in);
    roles.retain(|role| own.iter().all(|it| it.value.name != role.value.name));
    roles.extend(own);
    roles
}
