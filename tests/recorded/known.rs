//! Where our answers differ from the recorded ones. An entry that no longer differs fails its test.

/// A difference with its reason.
pub(crate) struct Known {
    /// The name of the recording.
    pub(crate) recording: &'static str,
    /// A JSON pointer into the recorded answer, or into ours.
    pub(crate) place: &'static str,
    pub(crate) reason: &'static str,
}

const CELL_IS_AWAY: &str = "what needs a database that does not answer is 503, no internal error";

const TIME_OF_A_PUT: &str = "some of Nova's answers to PUT have the time of the change, others the \
                             one before";

pub(crate) const KNOWN: &[Known] = &[
    known("downcell-show@2.68.owner", "/status", CELL_IS_AWAY),
    known("downcell-show@2.68.owner", "/body/computeFault", CELL_IS_AWAY),
    known("downcell-show@2.68.owner", "/body/serviceUnavailable", CELL_IS_AWAY),
    known("rename-of-locked@2.104.owner", "/body/server/updated", TIME_OF_A_PUT),
];

const fn known(recording: &'static str, place: &'static str, reason: &'static str) -> Known {
    Known { recording, place, reason }
}
