//! Why a request is rejected, by the names that users see.

/// Why a request is rejected. The texts are the `code` of the error that the user sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The session is over.
    SessionEnded,
    /// Another session has taken its place.
    SessionChanged,
    /// The token could not be renewed for now; the session is kept.
    RefreshFailed,
    /// The token endpoint refuses the way it is called; the session is kept.
    RefreshMisconfigured,
    /// The token was refused, and the body cannot be sent again.
    BodyNotReplayable,
}

impl Code {
    /// All of them, each at the number by which a ticket names it.
    pub const ALL: [Code; 5] = [
        Code::SessionEnded,
        Code::SessionChanged,
        Code::RefreshFailed,
        Code::RefreshMisconfigured,
        Code::BodyNotReplayable,
    ];

    /// The `code` property of the error.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Code::SessionEnded => "ERR_SESSION_ENDED",
            Code::SessionChanged => "ERR_SESSION_CHANGED",
            Code::RefreshFailed => "ERR_REFRESH_FAILED",
            Code::RefreshMisconfigured => "ERR_REFRESH_MISCONFIGURED",
            Code::BodyNotReplayable => "ERR_BODY_NOT_REPLAYABLE",
        }
    }

    pub(super) fn index(self) -> u32 {
        match self {
            Code::SessionEnded => 0,
            Code::SessionChanged => 1,
            Code::RefreshFailed => 2,
            Code::RefreshMisconfigured => 3,
            Code::BodyNotReplayable => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_the_user_sees() {
        assert_eq!(
            Code::ALL.map(Code::as_str),
            [
                "ERR_SESSION_ENDED",
                "ERR_SESSION_CHANGED",
                "ERR_REFRESH_FAILED",
                "ERR_REFRESH_MISCONFIGURED",
                "ERR_BODY_NOT_REPLAYABLE",
            ]
        );
    }
}
