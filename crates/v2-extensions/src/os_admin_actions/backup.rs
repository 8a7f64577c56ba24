//! The arguments of a backup.

use ferronova_compute::{Backup, NewImage};
use ferronova_juno::actions::{read_backup_type, read_image_metadata, read_image_name};
use ferronova_v2::Fault;
use serde_json::Value;

/// Reads the name of the image, the type of the backup, and how many backups are kept.
pub(super) fn read(value: &Value) -> Result<Backup, Fault> {
    let malformed = || Fault::bad_request("Malformed createBackup entity");
    let entity = value.as_object().ok_or_else(malformed)?;
    let member = |name: &str| {
        entity.get(name).ok_or_else(|| {
            Fault::bad_request(format!("createBackup entity requires '{name}' attribute"))
        })
    };
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(malformed);
    let name = read_image_name(text(member("name")?)?)?;
    let backup_type = read_backup_type(text(member("backup_type")?)?)?;
    let rotation = read_rotation(member("rotation")?)?;
    let metadata = read_image_metadata(entity.get("metadata"))?;
    Ok(Backup { image: NewImage { name, metadata }, backup_type, rotation })
}

/// Converts a value as Python's `int` does: a number without its fraction, a boolean, or digits.
/// Numbers above `u32::MAX` become `u32::MAX`.
fn read_rotation(value: &Value) -> Result<u32, Fault> {
    let wrong = || Fault::bad_request("createBackup attribute 'rotation' must be an integer");
    let number = match value {
        Value::Number(number) => number.as_str().parse().map_err(|_| wrong())?,
        Value::Bool(truth) => f64::from(*truth),
        Value::String(text) => {
            let text = text.trim();
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            // Rust's parser of floats accepts texts that Python's `int` refuses, such as `1e3` and
            // `inf`.
            if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
                return Err(wrong());
            }
            text.parse().map_err(|_| wrong())?
        }
        Value::Null | Value::Array(_) | Value::Object(_) => return Err(wrong()),
    };
    if number <= -1.0 {
        return Err(Fault::bad_request(
            "createBackup attribute 'rotation' must be greater than or equal to zero",
        ));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of a float drops the fraction and saturates, which is what is wanted"
    )]
    Ok(number as u32)
}
