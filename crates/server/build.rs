//! Compresses the files of the API reference page, including Swagger UI.

use std::{
    env, fs,
    io::{Cursor, Read as _, Write as _},
    path::Path,
};

use flate2::{Compression, write::GzEncoder};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

/// Our files, in the sources.
const OWN: [&str; 3] = ["page.html", "page.js", "page.css"];

/// The files of Swagger UI.
const VIEWER: [&str; 2] = ["swagger-ui-bundle.js", "swagger-ui.css"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for name in OWN {
        let path = Path::new("src/pages").join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        compress(name, &fs::read(path).expect("it is there"));
    }
    for name in VIEWER {
        compress(name, &unpack(name));
    }
}

/// Writes `NAME.gz`, which the sources include.
fn compress(name: &str, content: &[u8]) {
    let folder = env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).expect("memory takes it");
    let compressed = encoder.finish().expect("memory takes it");
    fs::write(Path::new(&folder).join(format!("{name}.gz")), compressed)
        .expect("OUT_DIR is writable");
}

/// Reads a file in `dist`, whose parent folder is named after the release.
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
