//! The built-in seed, and seeds that change it.

use ferronova_compute::Image;
use ferronova_server::Seed;

use crate::{now, seed};

#[test]
fn the_built_in_seed_has_what_its_users_rely_on() {
    let seed = Seed::built_in(now()).unwrap();

    let names = |user: &str| {
        let id = &seed.directory.users.iter().find(|it| it.name == user).unwrap().id;
        let assignments = seed.directory.assignments.iter().filter(|it| it.user_id == *id);
        assignments
            .map(|it| {
                let project =
                    seed.directory.projects.iter().find(|project| project.id == it.project_id);
                (project.unwrap().name.clone(), it.role.clone())
            })
            .collect::<Vec<_>>()
    };
    let one = |project: &str, role: &str| vec![(project.to_owned(), role.to_owned())];
    assert_eq!(names("admin"), one("admin", "admin"));
    assert_eq!(names("demo"), one("demo", "member"));
    assert_eq!(names("alt"), one("alt", "member"));
    assert_eq!(names("reader"), one("demo", "reader"));
    let ids: Vec<&str> = seed.directory.projects.iter().map(|it| &*it.id).collect();
    assert_eq!(
        ids,
        [
            "ad000000000000000000000000000001",
            "de000000000000000000000000000001",
            "a1000000000000000000000000000001"
        ]
    );
    let infrastructure = &seed.content.infrastructure;
    let flavors: Vec<_> = infrastructure
        .flavors
        .iter()
        .map(|it| (&*it.id, &*it.name, it.ram_mb, it.disk_gb, it.vcpus))
        .collect();
    assert_eq!(
        flavors,
        [
            ("1", "m1.tiny", 512, 1, 1),
            ("2", "m1.small", 2048, 20, 1),
            ("3", "m1.medium", 4096, 40, 2),
            ("4", "m1.large", 8192, 80, 4),
            ("5", "m1.xlarge", 16384, 160, 8),
        ]
    );
    assert_eq!(seed.content.images.len(), 2);
    assert_eq!(infrastructure.networks.len(), 1);
    assert_eq!(infrastructure.networks[0].name, "private");
    assert!(infrastructure.networks[0].cidr.hosts() > 1_000_000);
    assert_eq!(infrastructure.floating_pools.len(), 1);
    assert_eq!(infrastructure.floating_pools[0].name, "public");
    assert_eq!(infrastructure.floating_pools[0].cidr.to_string(), "172.24.4.0/24");
    assert_eq!(infrastructure.hypervisors.len(), 2);
    assert!(seed.content.servers.is_empty());
}

#[test]
fn every_id_of_the_built_in_seed_is_hexadecimal() {
    let directory = Seed::built_in(now()).unwrap().directory;

    let ids = directory
        .users
        .iter()
        .map(|it| &it.id)
        .chain(directory.projects.iter().map(|it| &it.id))
        .chain(directory.roles.iter().map(|it| &it.id));

    for id in ids {
        assert!(id.len() == 32 && id.bytes().all(|it| it.is_ascii_hexdigit()), "{id}");
    }
}

#[test]
fn everybody_in_the_built_in_seed_has_the_password_secret_under_a_hash_of_its_own() {
    let seed = Seed::built_in(now()).unwrap();

    let mut hashes: Vec<&str> = Vec::new();
    for user in &seed.directory.users {
        assert_eq!(seed.passwords.of(user), Some("secret"));
        assert!(user.password_hash.starts_with("$argon2id$v=19$m=8192,t=1,p=1$"));
        assert!(!hashes.contains(&&*user.password_hash));
        assert!(is_right(&user.password_hash, "secret"));
        hashes.push(&user.password_hash);
    }
}

fn is_right(hash: &str, password: &str) -> bool {
    use argon2::{Argon2, PasswordHash, PasswordVerifier};
    let hash = PasswordHash::new(hash).expect("a hash");
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}

#[test]
fn whichever_built_in_image_a_client_finds_first_boots_with_the_smallest_flavor() {
    let images = Seed::built_in(now()).unwrap().content.images;

    let newest = images.last().unwrap();
    let first_by_id = images.iter().min_by_key(|it| it.id).unwrap();
    let first_by_name = images.iter().min_by_key(|it| &it.name).unwrap();

    let fits = |image: &Image| image.min_disk_gb <= 1 && image.size <= 1 << 30;
    assert!(fits(newest) && fits(first_by_id) && fits(first_by_name));
}

#[test]
fn an_empty_seed_is_the_built_in_one() {
    let built_in = Seed::built_in(now()).unwrap();

    let empty = seed("# nothing\n");

    assert_eq!(empty.directory, built_in.directory);
    assert_eq!(empty.content.infrastructure, built_in.content.infrastructure);
}

#[test]
fn passwords_are_hashed_and_known_until_the_end() {
    let seed = seed("users: [{name: carol, password: p w, roles: {demo: [member]}}]");

    let carol = &seed.directory.users[0];
    assert_eq!(seed.passwords.of(carol), Some("p w"));
    assert!(is_right(&carol.password_hash, "p w"));
    assert!(!format!("{:?}", seed.passwords).contains("p w"));
}

#[test]
fn roles_of_a_seed_come_on_top_of_the_built_in_ones() {
    let seed = seed("roles: [{name: auditor}, {name: member, id: m}]");

    let roles: Vec<_> = seed.directory.roles.iter().map(|it| &*it.name).collect();
    assert_eq!(roles, ["admin", "manager", "reader", "auditor", "member"]);
    assert_eq!(seed.directory.roles[4].id, "m");
}
