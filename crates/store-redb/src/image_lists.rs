//! The lists of images, and the keys of their rows.
//!
//! A key is the prefix of a list followed by the place of an image. So the rows of a list are
//! adjacent and ordered by place, which is the order in which images were added.

use std::ops::RangeInclusive;

use ferronova_compute::Image;
use uuid::Uuid;

/// The length of a place in bytes. Every key ends with a place.
const PLACE_LEN: usize = size_of::<u64>();

/// A list of images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImageList<'a> {
    /// All images.
    All,
    /// The public images.
    Public,
    /// The non-public images of a project that were made from servers.
    Snapshots(&'a str),
    /// The non-public images of a project that were not made from servers.
    Others(&'a str),
    /// The backups of a server that have this backup type.
    Backups(Uuid, &'a str),
}

impl ImageList<'_> {
    /// The key of the image at this place in the list.
    pub(crate) fn key(self, place: u64) -> Vec<u8> {
        let mut key = self.start();
        key.extend_from_slice(&place.to_be_bytes());
        key
    }

    /// Returns the range of the list's keys whose place is below `before`, or of all its keys if
    /// `before` is `None`. Returns `None` if no place is below `before`.
    pub(crate) fn keys(self, before: Option<u64>) -> Option<RangeInclusive<Vec<u8>>> {
        let last = before.unwrap_or(u64::MAX).checked_sub(u64::from(before.is_some()))?;
        Some(self.key(0)..=self.key(last))
    }

    /// The prefix of all keys of the list. The numbers in it are part of the stored format.
    fn start(self) -> Vec<u8> {
        match self {
            Self::All => vec![1],
            Self::Public => vec![2],
            Self::Snapshots(project_id) => with_text(vec![3], project_id),
            Self::Others(project_id) => with_text(vec![4], project_id),
            Self::Backups(server_id, backup_type) => {
                let mut start = vec![5];
                start.extend_from_slice(server_id.as_bytes());
                with_text(start, backup_type)
            }
        }
    }
}

/// Appends the length of a text, and the text. With the length, the prefix of one list never begins
/// the prefix of another.
fn with_text(mut start: Vec<u8>, text: &str) -> Vec<u8> {
    start.extend_from_slice(&(text.len() as u64).to_be_bytes());
    start.extend_from_slice(text.as_bytes());
    start
}

/// Returns the place in a key; `None` if the key is too short.
pub(crate) fn place_of(key: &[u8]) -> Option<u64> {
    key.last_chunk::<PLACE_LEN>().map(|it| u64::from_be_bytes(*it))
}

/// The lists that an image is in.
pub(crate) fn lists_of(image: &Image) -> impl Iterator<Item = ImageList<'_>> {
    let of_whom = match &image.project_id {
        _ if image.is_public() => Some(ImageList::Public),
        None => None,
        Some(project_id) if image.server_id.is_some() => Some(ImageList::Snapshots(project_id)),
        Some(project_id) => Some(ImageList::Others(project_id)),
    };
    let backups = image.backup_of().map(|(id, backup_type)| ImageList::Backups(id, backup_type));
    [Some(ImageList::All), of_whom, backups].into_iter().flatten()
}

/// Returns the keys, one per list, of an image at this place.
pub(crate) fn keys_of(place: u64, image: &Image) -> Vec<Vec<u8>> {
    lists_of(image).map(|it| it.key(place)).collect()
}

#[cfg(test)]
mod tests {
    use ferronova_compute::Visibility;
    use ferronova_store_conformance::images::image;

    use super::*;

    #[test]
    fn keys_of_one_list_are_together_and_in_the_order_of_places() {
        let lists = [
            ImageList::All,
            ImageList::Public,
            ImageList::Snapshots("p"),
            ImageList::Snapshots("p\0"),
            ImageList::Others("p"),
            ImageList::Backups(Uuid::nil(), "daily"),
            ImageList::Backups(Uuid::max(), ""),
        ];
        let places = [0, 255, 256, u64::MAX];
        let mut keys: Vec<_> =
            lists.iter().flat_map(|list| places.map(|place| (list.key(place), place))).collect();
        keys.sort();

        for four in keys.chunks(4) {
            assert_eq!(four.iter().map(|(_, place)| *place).collect::<Vec<_>>(), places);
        }
        for list in lists {
            let bounds = list.keys(Some(256)).unwrap();
            let within: Vec<_> = keys.iter().filter(|(key, _)| bounds.contains(key)).collect();
            assert_eq!(within.iter().map(|(_, place)| *place).collect::<Vec<_>>(), [0, 255]);
            assert!(list.keys(Some(0)).is_none());
            assert!(list.keys(None).unwrap().contains(&list.key(u64::MAX)));
        }
    }

    #[test]
    fn the_place_is_read_back_from_a_key() {
        assert_eq!(place_of(&ImageList::Snapshots("p").key(7)), Some(7));
        assert_eq!(place_of(&[1, 2]), None);
    }

    #[test]
    fn an_image_is_in_the_lists_of_those_who_may_see_it() {
        let of_server = image(1, "a");
        let public = Image { visibility: Visibility::Public, ..image(1, "a") };
        let uploaded = Image { server_id: None, ..image(1, "a") };
        let nobodys = Image { project_id: None, ..image(1, "a") };

        let lists = |it| lists_of(it).skip(1).collect::<Vec<_>>();

        assert_eq!(lists(&of_server), [ImageList::Snapshots("p")]);
        assert_eq!(lists(&public), [ImageList::Public]);
        assert_eq!(lists(&uploaded), [ImageList::Others("p")]);
        assert_eq!(lists(&nobodys), []);
    }
}
