//! Rules of instance actions.

use ferronova_compute::{
    ActionEvent, Change, Content, Decision, Error, EventResult, InstanceAction, KEPT_ACTIONS,
    Scope, Scratch, Server, Store,
};
use uuid::Uuid;

use crate::{
    building::{action, begun, create, everything, second, server},
    wait,
};

pub fn the_newest_action_comes_first(store: &dyn Store) {
    let it = create(store, server("web"));
    let other = create(store, server("other"));

    act(store, &it, &action("stop"));
    act(store, &other, &action("pause"));
    act(store, &it, &action("start"));

    assert_eq!(wait(store.actions(it.id)).unwrap(), [action("start"), action("stop")]);
    assert_eq!(wait(store.actions(other.id)).unwrap(), [action("pause")]);
}

pub fn an_action_comes_back_as_it_was_stored(store: &dyn Store) {
    let it = create(store, server("web"));
    let full = InstanceAction {
        user_id: "5e000000-0000-0000-0000-000000000001".to_owned(),
        project_id: "Déjà".to_owned(),
        start_time: second(3) + std::time::Duration::from_micros(7),
        message: Some("it failed".to_owned()),
        events: vec![
            ActionEvent {
                finish_time: Some(second(5) + std::time::Duration::from_micros(1)),
                result: Some(EventResult::Error),
                traceback: Some("File …, line 1".to_owned()),
                details: Some("RuntimeError".to_owned()),
                ..begun("compute_rebuild_instance", second(4))
            },
            begun("", second(0)),
        ],
        ..action("rebuild")
    };
    let bare = InstanceAction { request_id: None, ..action("") };

    act(store, &it, &full);
    act(store, &it, &bare);

    assert_eq!(wait(store.actions(it.id)).unwrap(), [bare, full]);
}

/// The id need not have the form of the ids that this program makes.
pub fn the_id_of_a_request_is_any_text(store: &dyn Store) {
    let it = create(store, server("web"));
    let ours = Uuid::from_u128(7);
    let ids = [
        String::new(),
        "r".repeat(255),
        "wéb \u{1F980}".to_owned(),
        format!("req-{ours}"),
        format!("REQ-{ours}"),
        format!("req-{}", ours.simple()),
        ours.to_string(),
    ];

    for id in &ids {
        act(store, &it, &InstanceAction { request_id: Some(id.clone()), ..action("stop") });
    }

    let actions = wait(store.actions(it.id)).unwrap().into_iter().rev();
    let found: Vec<Option<String>> = actions.map(|it| it.request_id).collect();
    assert_eq!(found, ids.map(Some));
}

/// Actions older than the newest thousand are removed.
pub fn the_newest_thousand_actions_are_kept(store: &dyn Store) {
    let numbered = |n: usize| action(&format!("action-{n}"));
    let loaded: Vec<InstanceAction> = (0..KEPT_ACTIONS + 3).map(numbered).collect();
    let servers = vec![(server("web"), loaded)];
    wait(store.load(Content { servers, ..Content::default() })).unwrap();
    let it = wait(store.page(&everything())).unwrap().remove(0);

    act(store, &it, &numbered(KEPT_ACTIONS + 3));
    act(store, &it, &numbered(KEPT_ACTIONS + 4));

    let kept = wait(store.actions(it.id)).unwrap();
    let expected: Vec<InstanceAction> = (5..KEPT_ACTIONS + 5).rev().map(numbered).collect();
    assert_eq!(kept, expected);
}

/// A change and its action are stored together or not at all.
pub fn a_refused_change_leaves_no_action(store: &dyn Store) {
    let (it, other) = (create(store, server("web")), server("other"));
    let other_id = other.id;
    let taken = Change { action: Some(action("create")), ..Change::to(it.clone()) };

    wait(store.create(vec![Change::to(other), taken])).unwrap_err();
    let decide = |it: &Server, _: &Scratch| Err(Error::Locked { id: it.id });
    wait(store.change(it.id, &Scope::All, &decide)).unwrap_err();

    for id in [it.id, other_id] {
        assert_eq!(wait(store.actions(id)).unwrap(), []);
    }
}

/// Asking for the actions of an unknown server is not an error.
pub fn an_unknown_server_has_no_actions(store: &dyn Store) {
    for id in [Uuid::nil(), Uuid::max(), Uuid::from_u128(7)] {
        assert_eq!(wait(store.actions(id)).unwrap(), []);
    }
}

fn act(store: &dyn Store, server: &Server, action: &InstanceAction) {
    let decide = |it: &Server, _: &Scratch| {
        let change = Change { action: Some(action.clone()), ..Change::to(it.clone()) };
        Ok(Decision::Write(Box::new(change)))
    };
    wait(store.change(server.id, &Scope::All, &decide)).unwrap();
}
