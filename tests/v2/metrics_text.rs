//! The text format of Prometheus, read as strictly as can be.

use std::collections::{BTreeMap, BTreeSet};

/// Every sample, by its name and labels as in the text.
pub(crate) type Samples = BTreeMap<String, f64>;

/// Reads a text, and fails if it is not well formed.
#[track_caller]
pub(crate) fn parse(text: &str) -> Samples {
    let mut samples = Samples::new();
    let mut families = BTreeSet::new();
    let (mut family, mut kind) = ("", "");
    assert!(text.ends_with('\n'), "the last line has no end");
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, words) = help.split_once(' ').expect("a help has words");
            assert!(families.insert(name), "{name} comes twice");
            assert!(words.ends_with('.'), "{line}");
            let described = lines.next().and_then(|it| it.strip_prefix("# TYPE "));
            let (typed, is) = described.and_then(|it| it.split_once(' ')).expect("a type follows");
            assert_eq!(typed, name);
            assert!(["counter", "gauge", "histogram"].contains(&is), "{name} is a {is}");
            (family, kind) = (name, is);
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no sample: {line}"));
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        assert_eq!(name.strip_prefix(family).map(|it| suffixes(kind).contains(&it)), Some(true));
        assert_labels(labels);
        let value = value.parse().unwrap_or_else(|_| panic!("no number: {line}"));
        assert_eq!(samples.insert(series.to_owned(), value), None, "{series} comes twice");
    }
    assert_histograms(&samples);
    samples
}

fn suffixes(kind: &str) -> &'static [&'static str] {
    if kind == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] }
}

/// `name="value",…}`, where no value needs an escape.
#[track_caller]
fn assert_labels(labels: &str) {
    let labels = labels.strip_suffix('}').unwrap_or_else(|| panic!("no end: {labels}"));
    if labels.is_empty() {
        return;
    }
    for label in labels.split("\",") {
        let (name, value) = label.split_once("=\"").unwrap_or_else(|| panic!("no label: {label}"));
        let value = value.strip_suffix('"').unwrap_or(value);
        assert!(name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_'), "{label}");
        assert!(!value.is_empty() && !value.contains(['"', '\\', '\n']), "{label}");
    }
}

/// The buckets of a histogram grow, and the last is its count.
#[track_caller]
fn assert_histograms(samples: &Samples) {
    let mut buckets: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for (series, count) in samples {
        if let Some((before, bound)) = series.split_once("le=\"") {
            let bound = bound.strip_suffix("\"}").expect("the bound is the last label");
            let bound = bound.replace("+Inf", "inf").parse().expect("a bound is a number");
            let labels = before.trim_end_matches([',', '{']).replace("_bucket", "_count");
            let whole = if labels.contains('{') { format!("{labels}}}") } else { labels };
            buckets.entry(whole).or_default().push((bound, *count));
        }
    }
    assert!(!buckets.is_empty());
    for (whole, mut buckets) in buckets {
        buckets.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        assert!(buckets.is_sorted_by_key(|(_, count)| *count), "{whole}: {buckets:?}");
        assert_eq!(buckets.last(), Some(&(f64::INFINITY, samples[&whole])), "{whole}");
    }
}
