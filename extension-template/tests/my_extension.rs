//! The extension as its clients see it.

use ferronova_testkit::Cloud;
use my_extension as _;
use serde_json::json;

#[test]
fn a_server_tells_whether_it_is_locked() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    owner.action(&id, &json!({"lock": null})).assert_status(202);

    assert_eq!(owner.show(&id).at("/server/my-extension:locked"), true);
}
