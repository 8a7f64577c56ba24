//! A body in chunks, followed to its end.

/// Where it stands in a body in chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunks {
    /// In the size of a chunk, which has this many digits so far.
    Size(u64, u8),
    /// Behind the size, before the end of its line.
    SizeEnd(u64),
    /// In a chunk that has this many bytes left.
    Data(u64),
    /// Behind a chunk.
    DataEnd,
    /// There, in the end of the line.
    DataLineEnd,
    /// Behind the last size.
    LastLine,
    /// There, in the end of the line.
    LastLineEnd,
}

/// What some bytes were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Followed {
    /// All of them belong to the body, which goes on so.
    Within(Chunks),
    /// So many of them are the rest of the body.
    ToEnd(usize),
    /// Something unusual is among them, such as an extension or a trailer.
    Lost,
}

/// How many digits a size may have: more than any that is taken.
const MOST_DIGITS: u8 = 8;

impl Chunks {
    /// The beginning of a body.
    pub(super) const BEGIN: Self = Self::Size(0, 0);

    /// Follows these bytes.
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
                if n_digits < MOST_DIGITS && byte.is_ascii_hexdigit() =>
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
