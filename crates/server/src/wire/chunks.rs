//! Finds the end of a chunked body.

/// A position in a chunked body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunks {
    /// In the size of a chunk: the value and the number of digits so far.
    Size(u64, u8),
    /// After the size of a chunk, between `\r` and `\n`: the size.
    SizeEnd(u64),
    /// In a chunk with this many bytes left.
    Data(u64),
    /// After the data of a chunk, before `\r`.
    DataEnd,
    /// After the data of a chunk, between `\r` and `\n`.
    DataLineEnd,
    /// At the beginning of the empty line that ends the body, after the line with the size 0.
    LastLine,
    /// In the empty line that ends the body, between `\r` and `\n`.
    LastLineEnd,
}

/// The result of following a chunked body through some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Followed {
    /// All bytes belong to the body, which continues from this position.
    Within(Chunks),
    /// The body ends after this many of the bytes.
    ToEnd(usize),
    /// The bytes contain something that is not followed, such as an extension or a trailer.
    Lost,
}

/// Maximum number of digits of a size; a longer size is not followed.
const MAX_DIGITS: u8 = 8;

impl Chunks {
    pub(super) const BEGIN: Self = Self::Size(0, 0);

    /// Follows the body through these bytes.
    pub(super) fn follow(mut self, bytes: &[u8]) -> Followed {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if let Self::Data(left) = self {
                let n_here = bytes.len() - at;
                let n_passed = usize::try_from(left).map_or(n_here, |it| it.min(n_here));
                at += n_passed;
                self = match left - n_passed as u64 {
                    0 => Self::DataEnd,
                    left => Self::Data(left),
                };
                continue;
            }
            at += 1;
            if (self, *byte) == (Self::LastLineEnd, b'\n') {
                return Followed::ToEnd(at);
            }
            match self.after(*byte) {
                Some(next) => self = next,
                None => return Followed::Lost,
            }
        }
        Followed::Within(self)
    }

    fn after(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Size(size, n_digits), _)
                if n_digits < MAX_DIGITS && byte.is_ascii_hexdigit() =>
            {
                let digit = char::from(byte).to_digit(16)?;
                Some(Self::Size(size * 16 + u64::from(digit), n_digits + 1))
            }
            (Self::Size(size, 1..), b'\r') => Some(Self::SizeEnd(size)),
            (Self::SizeEnd(0), b'\n') => Some(Self::LastLine),
            (Self::SizeEnd(size), b'\n') => Some(Self::Data(size)),
            (Self::DataEnd, b'\r') => Some(Self::DataLineEnd),
            (Self::DataLineEnd, b'\n') => Some(Self::BEGIN),
            (Self::LastLine, b'\r') => Some(Self::LastLineEnd),
            _ => None,
        }
    }
}
