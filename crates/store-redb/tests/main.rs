//! All tests of the store on disk, compiled as one program.

#![expect(
    clippy::duplicate_mod,
    reason = "the content of each format includes that of the one before"
)]

#[path = "backup/main.rs"]
mod backup;
mod broken_pages;
mod census;
#[path = "check/main.rs"]
mod check;
mod conformance;
mod damage;
mod damaged_images;
mod durability;
mod filling;
#[path = "format_1/main.rs"]
mod format_1;
#[path = "format_2/main.rs"]
mod format_2;
#[path = "format_3/main.rs"]
mod format_3;
#[path = "format_4/main.rs"]
mod format_4;
#[path = "format_5/main.rs"]
mod format_5;
#[path = "format_6/main.rs"]
mod format_6;
mod opening;
mod runtime;

/// The format that the store writes.
const FORMAT: u8 = 8;

/// Without a `mod` line above, a file of tests would not be compiled.
#[test]
fn every_file_is_part_of_this_program() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let named = include_str!("main.rs");

    for entry in std::fs::read_dir(folder).expect("the folder of the tests") {
        let path = entry.expect("an entry of it").path();
        let is_file = path.extension().is_some_and(|it| it == "rs");
        if is_file || path.join("main.rs").exists() {
            let name = path.file_stem().and_then(|it| it.to_str()).expect("its name");
            assert!(name == "main" || named.contains(&format!("\nmod {name};")), "{name}");
        }
    }
}
