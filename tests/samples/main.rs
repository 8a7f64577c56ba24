//! The samples that Nova 2014.2 publishes of its API: each is made by the request that it belongs
//! to.
//!
//! The tables say which request that is, and with which extensions. A sample of a request must be
//! accepted; a sample of an answer must have the same members, types and nesting as ours: both have
//! the shape in `tests/golden/{v2,v3}/samples`. What is not covered is listed, with the reason, at
//! the end of `api-ref/differences.md`.

mod names;
mod sample;
mod shape;
mod v2;
mod v3;

use std::{collections::BTreeSet, fs, path::Path};

use ferronova_testkit::{Client, Cloud, Options, Response, Version};
use serde_json::Value;

use crate::{
    names::SAMPLES,
    sample::{Folder, Is, Loaded, Sample},
    shape::{assert_shape, root},
};

const DIFFERENCES: &str = include_str!("../../api-ref/differences.md");

/// The hosts of a cloud.
const HOSTS: &[&str] = &["cmp1", "cmp2"];

/// The plugins that v3 does not start without.
const NEEDED: &[&str] = ferronova_v3::CORE;

#[test]
fn every_sample_of_v2_is_made() {
    check(Version::V2, v2::FOLDERS);
}

#[test]
fn every_sample_of_v3_is_made() {
    check(Version::V3, v3::FOLDERS);
}

#[test]
fn every_sample_there_is_is_covered_or_listed_as_not_covered() {
    let covered = covered();
    let missing = missing().map(str::to_owned);

    let mut accounted: Vec<String> = covered.chain(missing).collect();
    accounted.sort_unstable();

    assert_eq!(accounted, SAMPLES);
}

#[test]
fn every_shape_is_that_of_a_covered_sample() {
    let covered: BTreeSet<_> = covered().map(|it| shape::file(&it)).collect();

    for version in ["v2", "v3"] {
        each_file(&root(version), &mut |file| {
            assert!(covered.contains(file), "{} is nobody's shape", file.display());
        });
    }
}

/// The samples in the tables.
fn covered() -> impl Iterator<Item = String> {
    let folders = v2::FOLDERS.iter().chain(v3::FOLDERS);
    folders.flat_map(|folder| folder.samples.iter().map(|it| name_of(folder, it)))
}

fn name_of(folder: &Folder, sample: &Sample) -> String {
    format!("{}/{}", folder.path, sample.name)
}

/// The samples that are listed as not covered, in the first column of their table.
fn missing() -> impl Iterator<Item = &'static str> {
    let (_, section) = DIFFERENCES
        .split_once("\n## Samples that are not covered\n")
        .expect("differences.md says which samples are not covered");
    let rows = section.lines().filter_map(|it| it.strip_prefix("| `"));
    rows.map(|row| row.split_once('`').expect("a name ends in a quote").0)
}

fn each_file(folder: &Path, see: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            each_file(&path, see);
        } else {
            see(&path);
        }
    }
}

fn check(version: Version, folders: &[Folder]) {
    for folder in folders {
        let disabled = disabled(version, &folder.loaded);
        for sample in folder.samples {
            let options = Options { disabled: disabled.clone(), ..Options::default() };
            let Some(cloud) = Cloud::start_with(&options) else { return };
            let cloud = cloud.speaking(version);
            assert_sample(cloud.admin(), &name_of(folder, sample), sample);
        }
    }
}

/// The extensions to switch off so that only these are loaded.
fn disabled(version: Version, loaded: &Loaded) -> Vec<&'static str> {
    let is_wanted = |alias: &str| match loaded {
        Loaded::Everything => true,
        Loaded::Only(wanted) => wanted.contains(&alias),
    };
    let off = |alias: &&'static str| !is_wanted(alias);
    match version {
        Version::V2 => ferronova_v2::aliases().filter(off).collect(),
        Version::V21(_) => unreachable!("there are no samples of v2.1 in these tables"),
        Version::V3 => {
            ferronova_v3::aliases().filter(off).filter(|it| !NEEDED.contains(it)).collect()
        }
    }
}

/// Makes the request of a sample as an administrator, as Nova did to get it.
#[track_caller]
fn assert_sample(client: &Client, name: &str, sample: &Sample) {
    if sample.needs_key_pair() {
        let key_pair = json(r#"{"keypair": {"name": "keypair"}}"#);
        client.post("os-keypairs", &key_pair).assert_status(200);
    }
    let server = sample.needs_server().then(|| boot(client));
    let server = server.as_deref().unwrap_or_default();
    for (action, status) in sample.before {
        let action = json(&fill_in(client, server, action));
        client.action(server, &action).assert_status(202);
        client.wait_for(server, status);
    }
    let path = fill_in(client, server, sample.path);
    let body = fill_in(client, server, sample.body);

    let response = send(client, sample.method, &path, &body);

    assert_eq!(response.status(), sample.status, "{name}: {}", response.text());
    match sample.is {
        Is::Request => assert_shape(name, &json(&body)),
        Is::Answer => assert_shape(name, &response.json()),
    }
}

#[track_caller]
fn send(client: &Client, method: &str, path: &str, body: &str) -> Response {
    let call = client.call(method, path);
    if body.is_empty() { call.send() } else { call.json(&json(body)).send() }
}

/// A new server like that in Nova's samples.
#[track_caller]
fn boot(client: &Client) -> String {
    let body = json(&fill_in(client, "", v3::NEW_SERVER));
    let created = client.post("servers", &body).expect(202);
    let id = created.at("/server/id").as_str().expect("a new server has an id").to_owned();
    client.wait_for(&id, "ACTIVE");
    id
}

#[track_caller]
fn fill_in(client: &Client, server: &str, text: &str) -> String {
    let mut text = text.replace("$server", server).replace("$image", client.image_id());
    if text.contains("$host") {
        let shown = client.show(server).at("/server/OS-EXT-SRV-ATTR:host");
        let other = HOSTS.iter().find(|it| shown != **it).expect("there is another host");
        text = text.replace("$host", other);
    }
    if text.contains("$request") {
        let actions = client.get(&format!("servers/{server}/os-instance-actions"));
        let id = actions.at("/instanceActions/0/request_id");
        text = text.replace("$request", id.as_str().expect("an action has a request"));
    }
    text
}

#[track_caller]
fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the body is JSON")
}
