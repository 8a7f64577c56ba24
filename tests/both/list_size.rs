//! Lists whose text would be very long.

use std::collections::BTreeSet;

use ferronova_testkit::{Client, Options};
use serde_json::{Map, json};

use crate::support::{self, follow, ids, next_link};

/// Maximum size of a page, in bytes.
const PAGE_BYTES: usize = 16 << 20;

/// Number of servers that, with the most metadata that they can have, are longer than a page.
const SERVERS: usize = 280;

/// How many of them one request makes.
const AT_ONCE: usize = 140;

fn boot_large_servers(owner: &Client) {
    let items = (0..128).map(|n| (format!("{n:0255}"), json!("x".repeat(255))));
    let mut server = owner.new_server("large");
    server["server"]["metadata"] = items.collect::<Map<_, _>>().into();
    server["server"]["min_count"] = json!(AT_ONCE);
    for _ in 0..SERVERS / AT_ONCE {
        owner.post("servers", &server).assert_status(202);
    }
}

#[test]
fn a_page_ends_before_it_is_too_long_and_its_link_leads_to_the_rest() {
    // Only our server is known to end a page like this.
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    boot_large_servers(owner);

    let page = owner.get("servers/detail?name=large").expect(200);

    assert!(page.text().len() <= PAGE_BYTES, "{} bytes", page.text().len());
    let on_page = ids(&page);
    assert!(on_page.len() > 200 && on_page.len() < SERVERS, "{} servers", on_page.len());
    let link = next_link(&page).expect("a page that was cut has a link");
    assert!(link.ends_with(&format!("marker={}", on_page[on_page.len() - 1])), "{link}");
    let rest = follow(owner, &link).expect(200);
    assert_eq!(next_link(&rest), None);
    let all: BTreeSet<String> = on_page.into_iter().chain(ids(&rest)).collect();
    assert_eq!(all.len(), SERVERS);
}

#[test]
fn a_page_that_was_cut_has_its_link_whatever_the_limit_says() {
    // Only our server is known to end a page like this.
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    boot_large_servers(owner);

    let page = owner.get("servers/detail?limit=1000").expect(200);

    assert!(ids(&page).len() < SERVERS);
    assert!(next_link(&page).is_some());
    let brief = owner.get("servers?limit=1000").expect(200);
    assert_eq!(ids(&brief).len(), SERVERS);
    assert_eq!(next_link(&brief), None);
}
