//! Random bytes for keys and ids.

use ferronova_compute::StoreError;

/// Random bytes from the operating system, suitable for secrets.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|it| StoreError::failed("drawing random bytes", it))?;
    Ok(bytes)
}
