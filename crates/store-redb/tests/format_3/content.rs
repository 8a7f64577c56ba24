//! The content of the checked-in database of format 3: the content for format 2, and one more
//! server, so that no count of the census is zero. It never changes, since each new format has a
//! database and content of its own.

#[path = "../format_2/content.rs"]
mod format_2;

use ferronova_compute::{Content, Lock, LockedBy, Server, Timestamp};
use uuid::Uuid;

pub(crate) use format_2::documents;

/// Servers, their actions and the infrastructure.
pub(crate) fn content() -> Content {
    let mut content = format_2::content();
    content.servers.push((locked_server(), Vec::new()));
    content
}

/// A server that its owner locked.
pub(crate) fn locked_server() -> Server {
    Server {
        id: Uuid::from_u128(0x10c),
        number: 11,
        name: "kept".to_owned(),
        description: Some("kept".to_owned()),
        hostname: Some("kept".to_owned()),
        user_data: None,
        lock: Lock {
            is_set: true,
            holder: Some(LockedBy::Owner),
            reason: None,
            user_id: Some("someone".to_owned()),
            project_id: Some("de000000000000000000000000000001".to_owned()),
            request_id: None,
            locked_at: Some(Timestamp::from_seconds(1_700_000_021)),
        },
        ..format_2::server_with_user_data()
    }
}
