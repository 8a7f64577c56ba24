//! Passwords from the terminal or standard input.

use std::io::{self, IsTerminal as _, Read as _};

use ferronova_identity::LONGEST_PASSWORD;

use crate::Exit;

/// Reads a password: from a terminal twice and without echo, else all of standard input without a
/// final line break.
pub(super) fn read(user: &str) -> Result<String, Exit> {
    let failed = |error: io::Error| Exit::because("can't read the password", &error);
    if io::stdin().is_terminal() {
        let password =
            rpassword::prompt_password(format!("Password of {user}: ")).map_err(failed)?;
        let again = rpassword::prompt_password("Again: ").map_err(failed)?;
        if password != again {
            return Err(Exit::failure("the two passwords differ; nothing was changed"));
        }
        return Ok(password);
    }
    // One byte more than the longest password with its line break.
    let most = u64::try_from(LONGEST_PASSWORD + 3).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(failed)?;
    from_bytes(bytes)
}

fn from_bytes(bytes: Vec<u8>) -> Result<String, Exit> {
    let text = String::from_utf8(bytes)
        .map_err(|_| Exit::failure("the password on standard input is not UTF-8"))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.len() > LONGEST_PASSWORD {
        return Err(Exit::failure(format_args!(
            "the password has more than {LONGEST_PASSWORD} bytes, which is the most"
        )));
    }
    if line.contains(['\n', '\r']) {
        return Err(Exit::failure("the password on standard input has more than one line"));
    }
    Ok(line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: impl AsRef<[u8]>) -> Result<String, String> {
        from_bytes(text.as_ref().to_vec()).map_err(|it| it.to_string())
    }

    #[test]
    fn a_line_break_at_the_end_is_not_part_of_it() {
        for text in ["pass word", "pass word\n", "pass word\r\n"] {
            assert_eq!(read(text), Ok("pass word".to_owned()));
        }
        assert_eq!(read(" p\t"), Ok(" p\t".to_owned()));
        assert_eq!(read(""), Ok(String::new()));
    }

    #[test]
    fn what_can_be_no_password_is_refused() {
        assert!(read("a\nb").unwrap_err().ends_with("more than one line"));
        assert!(read(b"\xff").unwrap_err().ends_with("is not UTF-8"));
        let longest = "x".repeat(LONGEST_PASSWORD);
        assert_eq!(read(format!("{longest}\n")), Ok(longest.clone()));
        assert!(read(format!("{longest}x")).unwrap_err().contains("more than 1024 bytes"));
    }
}
