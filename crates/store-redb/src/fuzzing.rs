//! Entry points for fuzzing: they read bytes as records. They are not part of the crate's
//! interface.

use crate::{
    engine_error::EngineError,
    records::{
        Extent, Stored, decode_action, decode_infrastructure, decode_version, encode_action,
        encode_infrastructure, encode_record, encode_state,
    },
    seal,
    tables::META_INFRASTRUCTURE,
};

/// The number of the server that the rows belong to.
const NUMBER: u64 = 7;

/// The key of that server's first action.
const ACTION: [u8; 16] = [0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1];

/// The content of a valid state of an active server: [`Kind::Record`] is read together with it.
const STATE: [u8; 12] = [1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0];

/// The content of a valid record: [`Kind::State`] is read together with it. All its values are
/// empty except the number of the disk configuration.
const RECORD: [u8; 41] = {
    let mut content = [0; 41];
    // The ids of the project, the user and the flavor are empty texts.
    content[17] = 2;
    content[19] = 2;
    content[25] = 2;
    content[38] = 1;
    content
};

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The state of a server.
    State,
    /// The record of a server.
    Record,
    /// An instance action.
    Action,
    /// Flavors, images, networks and hypervisors.
    Infrastructure,
}

/// Reads this content as a record of that kind and version, in a valid envelope.
///
/// # Panics
///
/// If the record can be read but not written again, or if reading what was written gives another
/// record.
pub fn read_content(kind: Kind, version: u8, content: &[u8]) {
    read_sealed(kind, &seal::seal_bytes_of_version(version, &kind.key(), content));
}

/// Reads these bytes, envelope included, as a record of that kind.
///
/// # Panics
///
/// In the same cases as [`read_content`].
pub fn read_sealed(kind: Kind, sealed: &[u8]) {
    if kind == Kind::State {
        let _ = decode_version(NUMBER, sealed);
    }
    if let Ok(written) = kind.rewrite(sealed) {
        let again = kind.rewrite(&written);
        assert_eq!(again.ok(), Some(written), "{kind:?}");
    }
}

impl Kind {
    fn key(self) -> Vec<u8> {
        match self {
            Self::State | Self::Record => NUMBER.to_be_bytes().to_vec(),
            Self::Action => ACTION.to_vec(),
            Self::Infrastructure => META_INFRASTRUCTURE.as_bytes().to_vec(),
        }
    }

    /// Reads a record and writes it again.
    fn rewrite(self, sealed: &[u8]) -> Result<Vec<u8>, EngineError> {
        match self {
            Self::State => {
                let record = seal::seal_bytes_of_version(1, &self.key(), &RECORD);
                encode_state(&Stored::decode(NUMBER, sealed, &record, Extent::Whole)?)
            }
            Self::Record => {
                let state = seal::seal_bytes_of_version(1, &self.key(), &STATE);
                encode_record(&Stored::decode(NUMBER, &state, sealed, Extent::Whole)?)
            }
            Self::Action => encode_action(&ACTION, &decode_action(&ACTION, sealed)?),
            Self::Infrastructure => encode_infrastructure(&decode_infrastructure(sealed)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_that_others_are_read_with_are_valid() {
        let key = NUMBER.to_be_bytes();

        let state = seal::seal_bytes_of_version(1, &key, &STATE);
        let record = seal::seal_bytes_of_version(1, &key, &RECORD);

        assert!(Stored::decode(NUMBER, &state, &record, Extent::Whole).is_ok());
    }
}
