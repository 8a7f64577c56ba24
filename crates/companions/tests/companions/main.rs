//! The identity, image and network services, over HTTP as clients use them.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod accounts;
mod floating_ips;
mod image_changes;
mod image_ends;
mod image_pages;
mod images_v1;
mod images_v2;
mod logins;
mod networks;
mod ports;
mod security_group_rules;
mod security_groups;
mod support;
mod tokens;
mod v2_tokens;
mod versions;
mod wire;
