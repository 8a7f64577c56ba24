//! Pages of the image service: the length of a page, and that all pages together are the whole
//! list.

use std::collections::BTreeMap;

use ferronova_compute::{Content, Image, Lifecycle};
use uuid::Uuid;

use crate::support::{Cloud, image};

/// Maximum length of a page, in bytes.
const PAGE_BYTES: usize = 16 << 20;

async fn cloud_of(images: Vec<Image>) -> (Cloud, String) {
    let cloud = Cloud::new().await;
    cloud.store.load(Content { images, ..Content::default() }).await.unwrap();
    let token = cloud.token("demo", "demo").await;
    (cloud, token)
}

/// Images of this many MiB, the newest last.
fn large(sizes: &[usize]) -> Vec<Image> {
    let of_size = |(n, size): (u128, &usize)| {
        let metadata = BTreeMap::from([("filler".to_owned(), "x".repeat(size << 20))]);
        Image { metadata, ..image(Uuid::from_u128(n), &format!("{n}")) }
    };
    (0..).zip(sizes).map(of_size).collect()
}

/// Follows the links between the pages of v2, and returns the names on each page.
async fn pages_of_v2(cloud: &Cloud, token: &str, query: &str) -> Vec<String> {
    let mut pages = Vec::new();
    let mut next = Some(format!("/v2/images{query}"));
    while let Some(path) = next {
        let answer = cloud.get_with(&format!("/image{path}"), token).await;
        let names = answer.column("images", "name");
        assert!(names.len() < 2 || answer.text().len() <= PAGE_BYTES + 1024);
        pages.push(names.concat());
        next = answer.json()["next"].as_str().map(str::to_owned);
        assert!(pages.len() < 100, "{pages:?}");
    }
    pages
}

/// Returns the names on each page of v1. The last image of a page is the marker of the next page.
async fn pages_of_v1(cloud: &Cloud, token: &str, path: &str) -> Vec<String> {
    let mut pages = Vec::new();
    let mut marker = String::new();
    loop {
        let path = format!("/image/v1/{path}?limit=1000&marker={marker}");
        let answer = cloud.get_with(&path, token).await;
        let names = answer.column("images", "name");
        let ids = answer.column("images", "id");
        let Some(last) = ids.last() else { return pages };
        assert!(names.len() < 2 || answer.text().len() <= PAGE_BYTES + 1024);
        pages.push(names.concat());
        marker.clone_from(last);
    }
}

#[actix_web::test]
async fn a_page_ends_before_it_is_too_long() {
    let (cloud, token) = cloud_of(large(&[0, 6, 6, 6, 17])).await;

    assert_eq!(pages_of_v2(&cloud, &token, "").await, ["4", "32", "10"]);
    assert_eq!(pages_of_v2(&cloud, &token, "?limit=1000").await, ["4", "32", "10"]);
    assert_eq!(pages_of_v2(&cloud, &token, "?sort=name:asc").await, ["012", "3", "4"]);
    assert_eq!(pages_of_v1(&cloud, &token, "images").await, ["43210"]);
    assert_eq!(pages_of_v1(&cloud, &token, "images/detail").await, ["4", "32", "10"]);
}

/// Images with equal sort values, and some without any.
fn alike() -> Vec<Image> {
    let one = |n: u32| {
        let checksum = (!n.is_multiple_of(3)).then(|| format!("{:032}", n % 3));
        let name = char::from_u32(0x100 + n).unwrap().to_string();
        Image {
            checksum,
            size: u64::from(n % 7),
            ..image(Uuid::from_u128(u128::from(n) + 1), &name)
        }
    };
    (0..200).map(one).collect()
}

#[actix_web::test]
async fn all_pages_together_are_the_sorted_list() {
    let (cloud, token) = cloud_of(alike()).await;

    for sort in ["", "&sort=checksum:asc", "&sort=checksum:desc,size:asc", "&sort_key=size"] {
        let whole = pages_of_v2(&cloud, &token, &format!("?limit=1000{sort}")).await;
        let parts = pages_of_v2(&cloud, &token, &format!("?limit=7{sort}")).await;

        let [whole] = whole.as_slice() else { panic!("{sort}: {} pages", whole.len()) };
        assert_eq!(whole.chars().count(), 200, "{sort}");
        assert_eq!(parts.len(), 29, "{sort}");
        assert_eq!(&parts.concat(), whole, "{sort}");
    }
}

#[actix_web::test]
async fn what_is_alike_comes_by_its_age_and_nothing_comes_before_anything() {
    let images = alike();
    let (cloud, token) = cloud_of(images.clone()).await;
    let mut expected: Vec<&Image> = images.iter().collect();
    expected.sort_by(|one, other| one.checksum.cmp(&other.checksum));
    let names = |images: &[&Image]| images.iter().map(|it| it.name.as_str()).collect::<String>();

    let ascending = pages_of_v2(&cloud, &token, "?limit=1000&sort=checksum:asc").await;
    let descending = pages_of_v2(&cloud, &token, "?limit=1000&sort=checksum:desc").await;

    assert_eq!(ascending, [names(&expected)]);
    expected.reverse();
    assert_eq!(descending, [names(&expected)]);
}

#[actix_web::test]
async fn properties_are_nothing_to_sort_by() {
    let with = |n: u128, motto: &str| Image {
        metadata: BTreeMap::from([("motto".to_owned(), motto.to_owned())]),
        ..image(Uuid::from_u128(n), &n.to_string())
    };
    let (cloud, token) = cloud_of(vec![with(1, "b"), with(2, "c"), with(3, "a")]).await;

    assert_eq!(pages_of_v2(&cloud, &token, "?sort=motto:asc").await, ["321"]);
}
