//! Which sessions there are, and which generation of its refresh token each has. It decides what a refresh token is
//! answered with: the next generation, the same one once more, or the end of the session.

use std::collections::HashMap;

struct Session {
    user: String,
    generation: u64,
    renewed_at: u64,
}

/// All sessions, in memory. In a database, let the step from one generation to the next be one atomic statement
/// (`UPDATE … WHERE id = ? AND generation = ?`).
pub struct Sessions {
    all: HashMap<String, Session>,
    grace: u64,
}

impl Sessions {
    /// `grace`: for how many seconds a replaced token is answered with its successor.
    pub fn new(grace: u64) -> Self {
        Sessions { all: HashMap::new(), grace }
    }

    /// Begins a session, and gives its first generation.
    pub fn begin(&mut self, id: &str, user: &str) -> u64 {
        let session = Session { user: user.to_owned(), generation: 1, renewed_at: 0 };
        self.all.insert(id.to_owned(), session);
        1
    }

    /// The generation that follows `generation`; `None` ends the session, or there is none.
    pub fn renew(&mut self, id: &str, generation: u64, now: u64) -> Option<u64> {
        let session = self.all.get_mut(id)?;
        if generation == session.generation {
            session.generation += 1;
            session.renewed_at = now;
            return Some(session.generation);
        }
        // The answer to the token before was lost: the same successor once more.
        if generation + 1 == session.generation && now - session.renewed_at <= self.grace {
            return Some(session.generation);
        }
        // A token that was replaced long ago comes back: somebody has a copy. Nobody keeps the session.
        self.all.remove(id);
        None
    }

    /// Ends a session.
    pub fn end(&mut self, id: &str) {
        self.all.remove(id);
    }

    /// Whose session it is.
    pub fn user(&self, id: &str) -> Option<String> {
        self.all.get(id).map(|session| session.user.clone())
    }
}
