//! The parts of every answer: strings, times, the keys of a server.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on has failed")]

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use ferronova_compute::{Infrastructure, Related};
use ferronova_extend::{Registry, Visible, testing, write_object};
use ferronova_http::{WriteJson, write_time};

/// The expected length of a server's JSON.
const SIZE: usize = 2048;

fn values(criterion: &mut Criterion) {
    let server = testing::server();
    let mut buffer = Vec::with_capacity(SIZE);
    for (what, text) in [("plain", "web-1 of the second row"), ("quoted", "web \"1\" of the row")] {
        criterion.bench_function(&format!("write a {what} text"), |bencher| {
            bencher.iter(|| {
                buffer.clear();
                black_box(text).write_json(&mut buffer);
            });
        });
    }
    criterion.bench_function("write a time", |bencher| {
        bencher.iter(|| {
            buffer.clear();
            write_time(&mut buffer, black_box(server.created));
        });
    });
}

fn extensions(criterion: &mut Criterion) {
    assert!(!ferronova_extensions::PACKAGES.is_empty(), "the extensions are linked");
    let mut contributions = ferronova_v2::contributions(|_| true).unwrap();
    let core = contributions.remove(0);
    let registry = Registry::build(core, contributions, None, |_| true).unwrap();
    let mask = registry.mask(|_| true);
    let related = Related::all(&Infrastructure::default());
    let visible = Visible::new(&Arc::new(registry), mask, related);
    let server = testing::server();
    let mut buffer = Vec::with_capacity(SIZE);
    criterion.bench_function("write the keys of every v2 extension", |bencher| {
        bencher.iter(|| {
            buffer.clear();
            write_object(&mut buffer, |out| {
                visible.extend(|it| &it.server, black_box(&server), out);
            });
        });
    });
}

criterion_group!(benches, values, extensions);
criterion_main!(benches);
