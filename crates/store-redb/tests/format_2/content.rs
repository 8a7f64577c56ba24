//! The content of the checked-in database of format 2: the content for format 1, and what was new
//! in format 2. It never changes, since each new format has a database and content of its own. The
//! program that wrote the database was removed with the format.

#[path = "../format_1/content.rs"]
mod format_1;

use ferronova_compute::{ActionEvent, Content, EventResult, InstanceAction, Server, Timestamp};
use uuid::Uuid;

pub(crate) use format_1::documents;

/// Servers, their actions and the infrastructure.
pub(crate) fn content() -> Content {
    let mut content = format_1::content();
    content.servers.push((server_with_user_data(), vec![full_action(), begun_action()]));
    content
}

/// A server with user data.
pub(crate) fn server_with_user_data() -> Server {
    Server {
        id: Uuid::from_u128(0x0da7a),
        number: 10,
        name: "reader".to_owned(),
        description: Some("reader".to_owned()),
        hostname: Some("reader".to_owned()),
        user_data: Some("IyEvYmluL3NoCg==".to_owned()),
        ..format_1::bare_server()
    }
}

/// An action whose events have ended.
pub(crate) fn full_action() -> InstanceAction {
    let success = ActionEvent {
        event: "compute__do_build_and_run_instance".to_owned(),
        start_time: second(12),
        finish_time: Some(second(13)),
        result: Some(EventResult::Success),
        traceback: None,
    };
    let error = ActionEvent {
        event: "conductor_rebuild".to_owned(),
        result: Some(EventResult::Error),
        traceback: Some("File …".to_owned()),
        ..success.clone()
    };
    InstanceAction { events: vec![success, error], ..format_1::action("create") }
}

/// An action with an event that has not ended.
pub(crate) fn begun_action() -> InstanceAction {
    let begun = ActionEvent {
        event: "compute_stop_instance".to_owned(),
        start_time: second(14),
        finish_time: None,
        result: None,
        traceback: None,
    };
    InstanceAction { message: None, events: vec![begun], ..format_1::action("stop") }
}

fn second(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_700_000_000 + seconds)
}
