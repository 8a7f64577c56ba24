//! The announcement at the start, and the files for clients.

use std::{fs, net::SocketAddr, path::Path};

use ferronova_compute::Timestamp;
use ferronova_server::{Announcement, KnownPasswords, Seed, Storage};

fn seed(text: &str) -> Seed {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("seed.yaml");
    fs::write(&path, text).expect("a seed for the test");
    Seed::read(&path, Timestamp::from_seconds(0)).unwrap_or_else(|error| panic!("{error}"))
}

fn announcement<'a>(seed: &'a Seed, bound: &str, storage: &'a Storage) -> Announcement<'a> {
    Announcement {
        bound: bound.parse::<SocketAddr>().expect("an address and a port"),
        public_url: None,
        tls: None,
        storage,
        directory: &seed.directory,
        passwords: &seed.passwords,
    }
}

fn text(seed: &Seed, bound: &str) -> String {
    announcement(seed, bound, &Storage::Memory).text()
}

#[test]
fn the_built_in_seed_is_announced_with_the_login_of_demo() {
    let seed = seed("");

    let text = text(&seed, "127.0.0.1:8774");

    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        text,
        format!(
            "# Ferronova {version} listens on 127.0.0.1:8774\n\
             #   compute   http://127.0.0.1:8774/v2\n\
             #   identity  http://127.0.0.1:8774/identity\n\
             #   image     http://127.0.0.1:8774/image\n\
             #   network   http://127.0.0.1:8774/network\n\
             #   page      http://127.0.0.1:8774/ferronova\n\
             # Everything is kept in memory and gone with the process.\n\
             # Clients log in as user demo of project demo:\n\
             export OS_AUTH_URL=http://127.0.0.1:8774/identity\n\
             export OS_USERNAME=demo\n\
             export OS_PASSWORD=secret\n\
             export OS_PROJECT_NAME=demo\n\
             export OS_TENANT_NAME=demo\n\
             export OS_USER_DOMAIN_NAME=Default\n\
             export OS_PROJECT_DOMAIN_NAME=Default\n"
        )
    );
}

#[test]
fn clients_are_told_an_address_they_can_use() {
    let seed = seed("");
    let base = |bound| announcement(&seed, bound, &Storage::Memory).base_url();

    assert_eq!(base("[::1]:80"), "http://[::1]:80");
    assert_eq!(base("0.0.0.0:8774"), "http://127.0.0.1:8774");
    assert_eq!(base("[::]:8774"), "http://[::1]:8774");
    let public = Announcement {
        public_url: Some("https://cloud.example.org/compute"),
        ..announcement(&seed, "0.0.0.0:8774", &Storage::Memory)
    };
    assert_eq!(public.base_url(), "https://cloud.example.org/compute");
    assert!(public.text().contains("OS_AUTH_URL=https://cloud.example.org/compute/identity\n"));
}

#[test]
fn the_login_is_that_of_the_first_user_who_works_somewhere_and_is_no_admin() {
    let seed = seed(
        "projects: [{name: closed, enabled: false}, {name: shop}, {name: lab}]\n\
         users:\n\
         - {name: root, password: a, roles: {shop: [admin]}}\n\
         - {name: idle, password: a}\n\
         - {name: gone, password: a, enabled: false, roles: {shop: [member]}}\n\
         - {name: late, password: a, roles: {closed: [member]}}\n\
         - {name: alice, password: a, roles: {closed: [member], shop: [member], lab: [member]},\n\
         \x20  default_project: lab}\n",
    );

    let text = text(&seed, "127.0.0.1:1");

    assert!(text.contains("OS_USERNAME=alice\n"), "{text}");
    assert!(text.contains("OS_PROJECT_NAME=lab\n"), "{text}");
}

#[test]
fn an_admin_is_announced_if_there_is_nobody_else_and_nobody_if_there_is_nobody() {
    let admin = seed("users: [{name: root, password: a, roles: {demo: [admin]}}]");
    let nobody = seed("users: []");

    assert!(text(&admin, "127.0.0.1:1").contains("OS_USERNAME=root\n"));
    assert!(text(&nobody, "127.0.0.1:1").contains("nobody can log in"));
    assert!(!text(&nobody, "127.0.0.1:1").contains("OS_"));
}

#[test]
fn what_a_seed_says_cannot_break_out_of_the_block() {
    let seed = seed(
        "projects: [{name: my shop}]\n\
         users: [{name: 'a;b', password: \"it's $HOME\\nx\", roles: {my shop: [member]}}]\n",
    );

    let text = text(&seed, "127.0.0.1:1");

    assert!(text.contains("export OS_USERNAME='a;b'\n"), "{text}");
    assert!(text.contains("export OS_PASSWORD='it'\\''s $HOME\nx'\n"), "{text}");
    assert!(text.contains("export OS_TENANT_NAME='my shop'\n"), "{text}");
}

#[test]
fn a_password_of_which_only_the_hash_is_known_is_left_to_the_reader() {
    let mut seed = seed("users: [{name: carol, password: known, roles: {demo: [member]}}]");
    seed.passwords = KnownPasswords::default();

    let text = text(&seed, "127.0.0.1:1");

    assert!(text.contains("export OS_PASSWORD=\nexport OS_PROJECT_NAME=demo\n"), "{text}");
    assert!(text.contains("# Only a hash of this password is known: set OS_PASSWORD.\n"), "{text}");
}

#[test]
fn the_files_for_clients_say_what_was_printed_and_how_the_admin_logs_in() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().to_owned());
    let seed = seed("");
    let announcement = announcement(&seed, "[::1]:8774", &storage);

    announcement.write_client_files().unwrap();
    announcement.write_client_files().unwrap();

    let openrc = fs::read_to_string(folder.path().join("openrc")).unwrap();
    let clouds = fs::read_to_string(folder.path().join("clouds.yaml")).unwrap();
    let exports = |text: &str| {
        text.lines().filter(|it| it.starts_with("export")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(exports(&openrc), exports(&announcement.text()));
    assert_eq!(exports(&openrc).len(), 7);
    let cloud = |name: &str, user: &str| {
        format!(
            "  {name}:\n    auth:\n      auth_url: http://[::1]:8774/identity\n      \
             username: {user}\n      password: secret\n      project_name: {user}\n      \
             user_domain_name: Default\n      project_domain_name: Default\n    \
             region_name: RegionOne\n    identity_api_version: 3\n"
        )
    };
    assert_eq!(
        clouds,
        format!(
            "# Written by Ferronova whenever it starts.\nclouds:\n{}{}",
            cloud("ferronova", "demo"),
            cloud("ferronova-admin", "admin")
        )
    );
    let files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 2, "nothing else is left behind");
}

#[cfg(unix)]
#[test]
fn the_files_for_clients_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().to_owned());
    let seed = seed("");

    announcement(&seed, "127.0.0.1:1", &storage).write_client_files().unwrap();

    for name in ["openrc", "clouds.yaml"] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn openrc_is_read_by_a_plain_shell() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().to_owned());
    let seed = seed("users: [{name: \"o'b $x\", password: 'a\"\\b', roles: {demo: [member]}}]");
    announcement(&seed, "127.0.0.1:1", &storage).write_client_files().unwrap();

    let output = std::process::Command::new("sh")
        .args(["-euc", r#". "$0"; printf '%s|%s' "$OS_USERNAME" "$OS_PASSWORD""#])
        .arg(folder.path().join("openrc"))
        .output()
        .unwrap();

    assert_eq!(String::from_utf8(output.stdout).unwrap(), r#"o'b $x|a"\b"#);
}

#[test]
fn nothing_is_written_if_everything_is_kept_in_memory() {
    let seed = seed("");

    announcement(&seed, "127.0.0.1:1", &Storage::Memory).write_client_files().unwrap();

    assert!(!Path::new("openrc").exists() && !Path::new("clouds.yaml").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let seed = seed("");
    let storage = Storage::Folder("/dev/null/data".into());

    assert!(announcement(&seed, "127.0.0.1:1", &storage).write_client_files().is_err());
}

#[test]
fn a_later_start_recalls_the_passwords_that_an_earlier_one_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().to_owned());
    let seed = seed("users: [{name: carol, password: p w, roles: {demo: [member]}}]");
    announcement(&seed, "127.0.0.1:1", &storage).write_client_files().unwrap();
    let carol = &seed.directory.users[0];

    let mut passwords = KnownPasswords::default();
    assert_eq!(passwords.of(carol), None);
    passwords.recall(folder.path(), &seed.directory);

    assert_eq!(passwords.of(carol), Some("p w"));
}

#[test]
fn a_recalled_password_that_is_not_right_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let clouds = folder.path().join("clouds.yaml");
    let seed = seed("users: [{name: carol, password: p w, roles: {demo: [member]}}]");
    let mut passwords = KnownPasswords::default();

    passwords.recall(folder.path(), &seed.directory);
    fs::write(&clouds, "clouds: {a: {auth: {username: carol, password: other}}}").unwrap();
    passwords.recall(folder.path(), &seed.directory);
    fs::write(&clouds, "clouds: [").unwrap();
    passwords.recall(folder.path(), &seed.directory);

    assert_eq!(passwords.of(&seed.directory.users[0]), None);
}

#[test]
fn the_built_in_passwords_within_reach_of_others_are_a_warning() {
    let built_in = seed("");
    let own = seed("users: [{name: carol, password: secret, roles: {demo: [member]}}]");
    let warning = |seed, bound| announcement(seed, bound, &Storage::Memory).warning();

    assert!(warning(&built_in, "0.0.0.0:8774").is_some_and(|it| it.starts_with(
        "0.0.0.0:8774 can be reached from other machines, and admin still has the password"
    )));
    assert!(warning(&built_in, "[::]:8774").is_some());
    assert_eq!(warning(&built_in, "127.0.0.1:8774"), None);
    assert_eq!(warning(&built_in, "[::1]:8774"), None);
    assert_eq!(warning(&built_in, "[::ffff:127.0.0.1]:8774"), None);
    assert_eq!(warning(&own, "0.0.0.0:8774"), None);
}
