//! Lists in rows, for values that are stored as another type than they have in the model.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{SeqAccess, Visitor},
};
use uuid::Uuid;

/// Maximum number of values that memory is allocated for in advance, since a damaged row may state
/// any length.
const MOST_AT_ONCE: usize = 64;

/// A value of the model that is stored in lists as another type.
pub(super) trait Listed: Clone {
    /// The type that is stored.
    type Row<'a>: Serialize + Deserialize<'a>
    where
        Self: 'a;

    fn row(&self) -> Self::Row<'_>;

    fn of_row(row: Self::Row<'_>) -> Self;
}

/// A list in a row. Writing a list or comparing two lists allocates no memory.
#[derive(PartialEq)]
pub(super) struct RowList<'a, T: Listed>(pub(super) Cow<'a, [T]>);

impl<'a, T: Listed> RowList<'a, T> {
    pub(super) fn of(list: &'a [T]) -> Self {
        Self(Cow::Borrowed(list))
    }

    pub(super) fn into_vec(self) -> Vec<T> {
        self.0.into_owned()
    }
}

impl<T: Listed> Serialize for RowList<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(T::row))
    }
}

impl<'de, T: Listed + 'de> Deserialize<'de> for RowList<'_, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Rows(PhantomData)).map(|it| Self(Cow::Owned(it)))
    }
}

struct Rows<T>(PhantomData<T>);

impl<'de, T: Listed + 'de> Visitor<'de> for Rows<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::with_capacity(rows.size_hint().unwrap_or(0).min(MOST_AT_ONCE));
        while let Some(row) = rows.next_element()? {
            list.push(T::of_row(row));
        }
        Ok(list)
    }
}

impl Listed for Uuid {
    type Row<'a> = [u8; 16];

    fn row(&self) -> [u8; 16] {
        self.into_bytes()
    }

    fn of_row(row: [u8; 16]) -> Self {
        Self::from_bytes(row)
    }
}
