//! Amounts of memory in settings.

const UNITS: [(&str, usize); 3] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];

/// Minimum amount of memory, in bytes: room for a few large responses at the same time.
const MIN_MEMORY: usize = 128 << 20;

/// Reads an amount of memory such as `512MiB`.
pub(super) fn parse_memory(text: &str) -> Result<usize, String> {
    let wrong = || format!("`{text}` is not an amount of memory such as 512MiB or 2GiB");
    if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()) {
        return Err(format!(
            "`{text}` has no unit; write one such as 512MiB (units are KiB, MiB and GiB)"
        ));
    }
    let unit = UNITS.iter().find_map(|(name, factor)| Some((text.strip_suffix(name)?, factor)));
    let (number, factor) = unit.ok_or_else(wrong)?;
    if !number.bytes().all(|it| it.is_ascii_digit()) {
        return Err(wrong());
    }
    let number: usize = number.parse().map_err(|_| wrong())?;
    let bytes = number.checked_mul(*factor).ok_or_else(|| format!("`{text}` is too much"))?;
    if bytes < MIN_MEMORY {
        return Err(format!("`{text}` is too little to answer with; write 128MiB or more"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_of_memory_is_a_number_with_a_unit() {
        assert_eq!(parse_memory("128MiB"), Ok(128 << 20));
        assert_eq!(parse_memory("2GiB"), Ok(2 << 30));
        assert_eq!(parse_memory("262144KiB"), Ok(256 << 20));
    }

    #[test]
    fn what_is_no_amount_of_memory_is_refused() {
        for (text, expected) in [
            ("", "`` is not an amount of memory such as 512MiB or 2GiB"),
            ("MiB", "`MiB` is not an amount of memory such as 512MiB or 2GiB"),
            ("-1GiB", "`-1GiB` is not an amount of memory such as 512MiB or 2GiB"),
            ("+1GiB", "`+1GiB` is not an amount of memory such as 512MiB or 2GiB"),
            ("512MB", "`512MB` is not an amount of memory such as 512MiB or 2GiB"),
            ("512", "`512` has no unit; write one such as 512MiB (units are KiB, MiB and GiB)"),
            ("127MiB", "`127MiB` is too little to answer with; write 128MiB or more"),
            ("99999999999GiB", "`99999999999GiB` is too much"),
        ] {
            assert_eq!(parse_memory(text).unwrap_err(), expected);
        }
    }
}
