//! Rules of key pairs.

use std::thread;

use ferronova_compute::{Content, ContentError, Error, KeyPair, KeyPairError, Store};

use crate::{
    building::{second, server},
    wait,
};

const USER: &str = "5e000000000000000000000000000001";
const OTHER_USER: &str = "5e000000000000000000000000000002";

/// The maximum number of key pairs per user in rules that are not about this maximum.
const MANY: usize = 1000;

/// Only the id differs, which the store assigns.
pub fn a_key_pair_comes_back_as_it_was_stored(store: &dyn Store) {
    let new = KeyPair { name: "näme of / a.key".to_owned(), ..key_pair("") };

    let created = create(store, new.clone()).unwrap();

    assert!(created.id > 0);
    assert_eq!(KeyPair { id: 0, ..created.clone() }, new);
    assert_eq!(find(store, USER, &new.name), Some(created));
}

/// Names are unique per user and case-sensitive.
pub fn a_key_pair_is_found_with_its_user_and_name_alone(store: &dyn Store) {
    create(store, key_pair("web")).unwrap();

    for (user_id, name) in
        [(OTHER_USER, "web"), (USER, "Web"), (USER, "we"), (USER, "web "), (USER, ""), ("", "web")]
    {
        assert_eq!(find(store, user_id, name), None, "{user_id} {name}");
    }
}

/// The order in which the key pairs were created does not matter.
pub fn the_key_pairs_of_a_user_are_listed_in_the_order_of_their_names(store: &dyn Store) {
    for name in ["b", "a b", "B", "a", "aa"] {
        create(store, key_pair(name)).unwrap();
        create(store, KeyPair { user_id: format!("{USER}1"), ..key_pair(name) }).unwrap();
    }
    create(store, KeyPair { user_id: OTHER_USER.to_owned(), ..key_pair("of others") }).unwrap();

    assert_eq!(names(store, USER), ["B", "a", "a b", "aa", "b"]);
    assert_eq!(names(store, OTHER_USER), ["of others"]);
    assert_eq!(names(store, "nobody"), Vec::<String>::new());
}

/// The existing key pair stays unchanged.
pub fn a_second_key_pair_of_a_name_is_refused(store: &dyn Store) {
    let first = create(store, key_pair("web")).unwrap();

    let result = create(store, KeyPair { public_key: "another".to_owned(), ..key_pair("web") });

    assert!(
        matches!(&result, Err(Error::KeyPair(KeyPairError::Exists { name })) if name == "web"),
        "{result:?}"
    );
    assert_eq!(find(store, USER, "web"), Some(first));
    let of_other = KeyPair { user_id: OTHER_USER.to_owned(), ..key_pair("web") };
    create(store, of_other).unwrap();
}

/// Names stay unique if key pairs are created concurrently.
pub fn of_several_key_pairs_of_a_name_at_once_one_is_stored(store: &dyn Store) {
    let results = thread::scope(|scope| {
        let spawn = |_| scope.spawn(|| create(store, key_pair("web")));
        let begun: Vec<_> = (0..8).map(spawn).collect();
        begun.into_iter().map(|it| it.join().unwrap()).collect::<Vec<_>>()
    });

    assert_eq!(results.iter().filter(|it| it.is_ok()).count(), 1, "{results:?}");
    assert_eq!(names(store, USER), ["web"]);
}

/// The error says that there are too many key pairs, even if the name is also taken.
pub fn a_user_has_at_most_the_maximum_of_key_pairs(store: &dyn Store) {
    for name in ["a", "b", "c"] {
        wait(store.create_key_pair(key_pair(name), 3)).unwrap();
    }

    for name in ["d", "a"] {
        let result = wait(store.create_key_pair(key_pair(name), 3));

        assert!(matches!(result, Err(Error::KeyPair(KeyPairError::TooMany))), "{result:?}");
    }
    assert_eq!(names(store, USER), ["a", "b", "c"]);
    let of_other = KeyPair { user_id: OTHER_USER.to_owned(), ..key_pair("a") };
    wait(store.create_key_pair(of_other, 3)).unwrap();
}

/// The name of the deleted key pair can be used again.
pub fn a_deleted_key_pair_is_gone(store: &dyn Store) {
    create(store, key_pair("web")).unwrap();
    create(store, key_pair("db")).unwrap();

    wait(store.delete_key_pair(USER, "web")).unwrap();

    assert_eq!(find(store, USER, "web"), None);
    assert_eq!(names(store, USER), ["db"]);
    create(store, key_pair("web")).unwrap();
}

/// The error has the name and the user of the missing key pair.
pub fn a_key_pair_that_is_not_there_can_not_be_deleted(store: &dyn Store) {
    create(store, key_pair("web")).unwrap();

    let result = wait(store.delete_key_pair(OTHER_USER, "web"));

    let Err(Error::KeyPair(KeyPairError::NotFound { name, user_id })) = result else {
        panic!("{result:?}")
    };
    assert_eq!((name.as_str(), user_id.as_str()), ("web", OTHER_USER));
    assert_eq!(names(store, USER), ["web"]);
}

/// The id of a deleted key pair is not used again either.
pub fn no_id_is_used_twice(store: &dyn Store) {
    let [first, second] = ["a", "b"].map(|name| create(store, key_pair(name)).unwrap());
    wait(store.delete_key_pair(USER, "b")).unwrap();

    let third = create(store, key_pair("b")).unwrap();

    assert!(first.id < second.id && second.id < third.id, "{first:?} {second:?} {third:?}");
}

/// The ids of later key pairs continue after those of the content.
pub fn content_replaces_key_pairs(store: &dyn Store) {
    create(store, key_pair("old")).unwrap();
    let key_pairs = vec![key_pair("web"), key_pair("db")];

    wait(store.load(Content { key_pairs, ..Content::default() })).unwrap();

    assert_eq!(names(store, USER), ["db", "web"]);
    assert_eq!(find(store, USER, "web").unwrap().id, 1);
    assert_eq!(find(store, USER, "db").unwrap().id, 2);
    assert_eq!(create(store, key_pair("new")).unwrap().id, 3);
    wait(store.load(Content::default())).unwrap();
    assert_eq!(names(store, USER), Vec::<String>::new());
    assert_eq!(create(store, key_pair("new")).unwrap().id, 1);
}

/// When content is refused, the store stays unchanged.
pub fn content_in_which_a_user_has_two_key_pairs_of_a_name_is_refused(store: &dyn Store) {
    create(store, key_pair("old")).unwrap();
    let key_pairs = vec![key_pair("web"), key_pair("web")];
    let servers = vec![(server("web"), Vec::new())];

    let result = wait(store.load(Content { key_pairs, servers, ..Content::default() }));

    assert!(
        matches!(&result, Err(ContentError::DuplicateKeyPair(name)) if name == "web"),
        "{result:?}"
    );
    assert_eq!(names(store, USER), ["old"]);
}

fn key_pair(name: &str) -> KeyPair {
    KeyPair {
        id: 0,
        user_id: USER.to_owned(),
        name: name.to_owned(),
        public_key: "ssh-rsa AAAA Generated-by-Nova\n".to_owned(),
        fingerprint: "15:b0:f8:b3:f9:48:63:71:cf:7b:5b:38:6d:44:2d:4a".to_owned(),
        created: second(7),
    }
}

fn create(store: &dyn Store, key_pair: KeyPair) -> Result<KeyPair, Error> {
    wait(store.create_key_pair(key_pair, MANY))
}

fn find(store: &dyn Store, user_id: &str, name: &str) -> Option<KeyPair> {
    wait(store.find_key_pair(user_id, name)).unwrap()
}

fn names(store: &dyn Store, user_id: &str) -> Vec<String> {
    let listed = wait(store.key_pairs(user_id)).unwrap();
    assert!(listed.iter().all(|it| it.user_id == user_id), "{listed:?}");
    listed.into_iter().map(|it| it.name).collect()
}
