//! What a token is: a kind, a session's name, a number and a signature over them. Nothing secret has to be stored for it.
//! It decides whether a token is one of ours; what may be done with it is not decided here.

use std::fmt::Write;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What a token is for.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Its number is when it ends, in seconds since 1970.
    Access,
    /// Its number is a generation.
    Refresh,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Access => "access",
            Kind::Refresh => "refresh",
        }
    }
}

/// The key that tokens are signed with.
pub struct Keys(Hmac<Sha256>);

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect()
}

/// A name that cannot be guessed.
pub fn random_name() -> Option<String> {
    let mut name = [0; 16];
    getrandom::fill(&mut name).ok()?;
    Some(hex(&name))
}

impl Keys {
    /// With a secret of the deployment, or a fresh one that ends with the process.
    pub fn new(secret: Option<&str>) -> Result<Self, Box<dyn std::error::Error>> {
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        Ok(Keys(Hmac::new_from_slice(secret.map_or(&random[..], str::as_bytes))?))
    }

    /// A token.
    pub fn sign(&self, kind: Kind, id: &str, number: u64) -> String {
        let text = format!("{}.{id}.{number}", kind.name());
        let mut mac = self.0.clone();
        mac.update(text.as_bytes());
        format!("{text}.{}", hex(&mac.finalize().into_bytes()))
    }

    /// The name and the number of a token that was signed here for this purpose. Compared in constant time.
    pub fn verify(&self, kind: Kind, token: &str) -> Option<(String, u64)> {
        let (text, signature) = token.rsplit_once('.')?;
        let mut mac = self.0.clone();
        mac.update(text.as_bytes());
        mac.verify_slice(&bytes(signature)?).ok()?;
        let mut parts = text.split('.');
        if parts.next()? != kind.name() {
            return None;
        }
        Some((parts.next()?.to_owned(), parts.next()?.parse().ok()?))
    }
}
