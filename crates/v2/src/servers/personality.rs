//! Files to put into a server.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ferronova_http::Fault;
use ferronova_juno::{
    Python,
    limits::{MAX_PERSONALITY, MAX_PERSONALITY_SIZE},
    truth::is_empty,
    wording::over_quota,
};
use serde_json::Value;

/// Maximum length of the path of a file, in characters.
const MAX_PATH: usize = 255;

/// The sizes of the files in a request. The files themselves are not kept, as no simulated server
/// can show them.
#[derive(Default)]
pub(super) struct Personality {
    n_files: usize,
    /// Length of the longest path, in characters.
    longest_path: usize,
    /// Size of the largest content, in bytes.
    largest_content: usize,
}

impl Personality {
    /// Reads the files. Fails if `value` does not have the form of a list of files.
    pub(super) fn read(value: Option<&Value>) -> Result<Self, Fault> {
        let malformed = || Fault::bad_request("Bad personality format");
        let Some(value) = value.filter(|it| !is_empty(it)) else {
            return Ok(Self::default());
        };
        let mut read = Self::default();
        for file in value.as_array().ok_or_else(malformed)? {
            let file = file.as_object().ok_or_else(malformed)?;
            let member = |name: &str| {
                let missing =
                    || Fault::bad_request(format!("Bad personality format: missing '{name}'"));
                file.get(name).ok_or_else(missing)
            };
            let path = Python::Two.plain(member("path")?);
            let content = member("contents")?.as_str().and_then(decoded_length);
            let content = content.ok_or_else(|| {
                Fault::bad_request(format!("Personality content for {path} cannot be decoded"))
            })?;
            read.n_files += 1;
            read.longest_path = read.longest_path.max(path.chars().count());
            read.largest_content = read.largest_content.max(content);
        }
        Ok(read)
    }

    /// Fails if the files exceed the limits that `/limits` shows.
    pub(super) fn check_limits(&self) -> Result<(), Fault> {
        let message = if self.n_files > MAX_PERSONALITY {
            "Personality file limit exceeded"
        } else if self.longest_path > MAX_PATH {
            "Personality file path too long"
        } else if self.largest_content > MAX_PERSONALITY_SIZE {
            "Personality file content too long"
        } else {
            return Ok(());
        };
        Err(over_quota(message))
    }
}

/// The number of bytes that a string in base64 decodes to; `None` if it is not base64.
fn decoded_length(text: &str) -> Option<usize> {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    STANDARD.decode(text).ok().map(|it| it.len())
}
