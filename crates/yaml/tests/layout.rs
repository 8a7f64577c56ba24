//! Faults are reported for wrong layouts, and none for valid ones.

use ferronova_yaml::{elsewhere, find_fault, hint};

fn fault(text: &str) -> Option<(usize, usize, String)> {
    find_fault(text).map(|it| (it.line, it.column, it.what))
}

#[test]
fn a_line_that_fits_no_line_above_it_is_reported_with_a_fix() {
    for (text, line, column, what) in [
        (
            "servers:\n  - name: web\n    project: demo\n   flavor: a\n",
            4,
            4,
            "`flavor` is indented by 3 spaces, which fits no line above it; give it 4 spaces, as `project` in line 3",
        ),
        (
            "servers:\n  - name: web\n      project: demo\n",
            3,
            7,
            "`project` is indented by 6 spaces, which fits no line above it; give it 4 spaces, as `name` in line 2",
        ),
        (
            "servers:\n  - name: web\n  project: demo\n",
            3,
            3,
            "`project` is indented by 2 spaces, which fits no line above it; give it 4 spaces, as `name` in line 2",
        ),
        (
            "servers:\n  - name: web\n    project: demo\n - name: b\n",
            4,
            2,
            "the `-` is indented by 1 space, which fits no line above it; give it 2 spaces, as the `-` in line 2",
        ),
        (
            "servers:\n  - name: web\n    project: demo\n    - name: b\n",
            4,
            5,
            "the `-` is indented by 4 spaces, which fits no line above it; give it 2 spaces, as the `-` in line 2",
        ),
        (
            "a:\n  b:\n      c: 1\n    d: 2\n",
            4,
            5,
            "`d` is indented by 4 spaces, which fits no line above it; give it 6 spaces, as `c` in line 3",
        ),
        (
            "  servers: []\nflavors: []\n",
            2,
            1,
            "`flavors` is indented by no spaces, which fits no line above it; give it 2 spaces, as `servers` in line 1",
        ),
        (
            "\"a:b\": \"!\"\n  \"c:d\": \"\"\n",
            2,
            3,
            "`\"c:d\"` is indented by 2 spaces, which fits no line above it; give it no spaces, as `\"a:b\"` in line 1",
        ),
        ("servers:\n\t- name: web\n", 2, 1, "this line is indented with a tab; use spaces instead"),
        (
            "servers:\n  - name: web\n\tproject: demo\n",
            3,
            1,
            "this line is indented with a tab; use spaces instead",
        ),
    ] {
        assert_eq!(fault(text), Some((line, column, what.to_owned())), "{text}");
    }
}

#[test]
fn a_valid_layout_has_no_fault() {
    for text in [
        "",
        "a: 1\nb: 2\n",
        "a:\n- x: 1\n  y: 2\n- x: 3\nb: 4\n",
        "a:\n  - - 1\n    - 2\n  - b: 1\n    c:\n      - 1\n",
        "a: |\n  text: with\n    - anything\nb: >-\n  folded\n c\nd: 1\n",
        "- |\n  a: b\n c: d\n- e\n",
        "a: {b: 1,\n  c: 2,\n d: [3,\n 4]}\ne: 1\n",
        "a: \"two\n   lines: of text\"\nb: 1\n",
        "a: plain\n  goes on\nb: 1\n",
        "# a\na:\n    # b\n  b: 1 # c: d\n",
        "---\na: 1\n---\n  b: 1\n",
        "a: &x\n  b: 1\nc: !t\n  d: 1\n",
        "\"a:b\": \"!\"\nc:d: ''\n'e': 1\n",
        "key with words: 1\nurl: http://example.org:80/\n",
        "it's: 1\nb: it's\nc: 1\n",
    ] {
        assert_eq!(fault(text), None, "{text}");
    }
    let built_in = include_str!("../../server/src/seed/built-in.yaml");
    assert_eq!(fault(built_in), None);
}

#[test]
fn a_line_that_fits_may_lack_a_space_or_have_nothing_inside() {
    for (text, line, what) in [
        ("a:\n  - name:web\n", 2, "a space must follow the colon of `name:`"),
        ("name:web\n", 1, "a space must follow the colon of `name:`"),
        ("a:\n  -name: web\n", 2, "a space must follow the `-`"),
        (
            "a:\n  metadata:\n  b: 1\n",
            2,
            "nothing is indented below `metadata`; if `b` in line 3 belongs into it, give it 4 spaces",
        ),
    ] {
        assert_eq!(hint(text, line).as_deref(), Some(what), "{text}");
    }
    for (text, line) in [
        ("a: 1\n", 1),
        ("- b\n", 1),
        ("- 10.0.0.1\n", 1),
        ("a:\n  b: 1\n", 1),
        ("- http://x\n", 1),
        ("a\n", 7),
    ] {
        assert_eq!(hint(text, line), None, "{text}");
    }
}

#[test]
fn a_missing_key_may_be_after_its_block() {
    let text = "servers:\n  - name: web\nproject: demo\n";

    let found = elsewhere(text, 2, 5, "project");

    let what = "it is in line 3, indented by no spaces; with 4 spaces it would be part of \
                what begins in line 2";
    assert_eq!(found.as_deref(), Some(what));
    assert_eq!(elsewhere(text, 2, 5, "flavor"), None);
    assert_eq!(elsewhere("a:\n  - b: 1\n    c: 2\n", 2, 5, "d"), None);
}
