//! A volume of a seed's server, which is written as an id or as keys.

use std::fmt;

use ferronova_compute::Volume;
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};
use uuid::Uuid;

use super::{
    limited::Tag,
    scalar::{Name, Scalar, Text},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    id: Text<Uuid>,
    device: Option<Text<Name>>,
    delete_on_termination: Option<Text<bool>>,
    tag: Option<Text<Tag>>,
    attachment_id: Option<Text<Uuid>>,
    boot_index: Option<Text<u32>>,
}

/// A volume that is attached to a server.
pub(super) struct VolumeEntry(pub(super) Volume);

impl<'de> Deserialize<'de> for VolumeEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdOrKeys)
    }
}

struct IdOrKeys;

impl<'de> Visitor<'de> for IdOrKeys {
    type Value = VolumeEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the UUID of a volume, or keys such as `id`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<VolumeEntry, E> {
        let id = Uuid::read(text).map_err(E::custom)?;
        Ok(VolumeEntry(Volume::of_id(id)))
    }

    // YAML reads these values as something else than a text.

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<VolumeEntry, E> {
        Err(no_id(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<VolumeEntry, E> {
        Err(no_id(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<VolumeEntry, E> {
        Err(no_id(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<VolumeEntry, E> {
        Err(no_id(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<VolumeEntry, E> {
        Err(no_id("null"))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<VolumeEntry, A::Error> {
        let keys = Keys::deserialize(MapAccessDeserializer::new(map))?;
        Ok(VolumeEntry(Volume {
            id: keys.id.0,
            device: keys.device.map(|it| it.0.0),
            delete_on_termination: keys.delete_on_termination.is_some_and(|it| it.0),
            tag: keys.tag.map(|it| it.0.0),
            attachment_id: keys.attachment_id.map(|it| it.0),
            boot_index: keys.boot_index.map(|it| it.0),
        }))
    }
}

fn no_id<E: de::Error>(value: impl fmt::Display) -> E {
    E::custom(format_args!("`{value}` is no UUID of a volume"))
}
