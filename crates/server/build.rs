//! Unpacks the two files of Swagger UI that show the API reference.

use std::{
    env, fs,
    io::{Cursor, Read as _},
    path::Path,
};

use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR");
    for name in ["swagger-ui-bundle.js", "swagger-ui.css"] {
        fs::write(Path::new(&folder).join(name), unpack(name)).expect("OUT_DIR is writable");
    }
}

/// A file of the folder `dist`, whose own folder is named after the release.
fn unpack(name: &str) -> Vec<u8> {
    let mut archive =
        ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED)).expect("Swagger UI is a ZIP archive");
    let end = format!("/dist/{name}");
    let path = archive
        .file_names()
        .filter_map(Result::ok)
        .find(|it| it.ends_with(&end))
        .expect("it is there")
        .into_owned();
    let mut content = Vec::new();
    let mut file = archive.by_name(&path).expect("it is there");
    file.read_to_end(&mut content).expect("it is readable");
    content
}
