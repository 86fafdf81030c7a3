//! What the application's own `refreshOn` says of an answer.

/// What the application's own `refreshOn` says of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hint {
    /// Nothing: the status decides.
    None,
    /// The credential was not refused.
    Accepted,
    /// It was.
    Refused,
    /// It was, and the session is over.
    End,
}

impl Hint {
    /// From the number that crosses the boundary.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        match bits {
            1 => Hint::Accepted,
            2 => Hint::Refused,
            3 => Hint::End,
            _ => Hint::None,
        }
    }
}
