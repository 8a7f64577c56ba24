//! The benchmarks are in `benches`, a file for each way from a request to its answer:
//! `cargo bench -p bench-functions`.
