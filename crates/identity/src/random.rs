//! Randomness for keys and ids.

use ferronova_compute::StoreError;

/// Bytes that nobody can foretell.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|it| StoreError::failed("drawing random bytes", it))?;
    Ok(bytes)
}
