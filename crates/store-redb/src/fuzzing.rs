//! The way in for fuzzing: bytes that are read as a record is. No part of the crate's interface.

use crate::{
    engine_error::EngineError,
    records::{
        Stored, decode_action, decode_infrastructure, decode_version, encode_action,
        encode_infrastructure, encode_record, encode_state,
    },
    seal,
    tables::META_INFRASTRUCTURE,
};

/// The number of the server whose rows they are.
const NUMBER: u64 = 7;

/// The key of the action: the first of that server.
const ACTION: [u8; 16] = [0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1];

/// The content of a state, for a record that is to be read: of an active server.
const STATE: [u8; 12] = [1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0];

/// The content of a record, for a state that is to be read: nothing but a number of its disk.
const RECORD: [u8; 41] = {
    let mut content = [0; 41];
    // Ids of the project, of the user and of the flavor: empty texts.
    content[17] = 2;
    content[19] = 2;
    content[25] = 2;
    content[38] = 1;
    content
};

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A server's state.
    State,
    /// What rarely changes of a server.
    Record,
    /// An instance action.
    Action,
    /// Flavors, images, networks and hypervisors.
    Infrastructure,
}

/// Reads the content of a record of that kind and version, in a good envelope.
///
/// # Panics
///
/// If it is read but can't be written, or is not read again as it was written.
pub fn read_content(kind: Kind, version: u8, content: &[u8]) {
    read_sealed(kind, &seal::seal_bytes_of_version(version, &kind.key(), content));
}

/// Reads a record of that kind, whatever its envelope says.
///
/// # Panics
///
/// As [`read_content`].
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

    /// Reads a record and writes what it says.
    fn rewrite(self, sealed: &[u8]) -> Result<Vec<u8>, EngineError> {
        match self {
            Self::State => {
                let record = seal::seal_bytes_of_version(1, &self.key(), &RECORD);
                encode_state(&Stored::decode(NUMBER, sealed, &record)?)
            }
            Self::Record => {
                let state = seal::seal_bytes_of_version(1, &self.key(), &STATE);
                encode_record(&Stored::decode(NUMBER, &state, sealed)?)
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
    fn what_each_half_of_a_server_is_read_with_is_good() {
        let key = NUMBER.to_be_bytes();

        let state = seal::seal_bytes_of_version(1, &key, &STATE);
        let record = seal::seal_bytes_of_version(1, &key, &RECORD);

        assert!(Stored::decode(NUMBER, &state, &record).is_ok());
    }
}
