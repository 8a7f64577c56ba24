#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ferronova_fuzz_targets::command(data));
