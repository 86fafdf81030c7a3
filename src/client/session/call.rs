//! A declared call of the session, to refresh or to revoke. Decides which fields each of them has.

use gloo_net::http::Method;

use crate::client::error::Error;
use crate::client::transport::{is_header_name, is_header_value};
use crate::client::url::without_query;

/// How the fields of a call are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Form,
}

/// Which field of the body holds the token.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TokenField {
    /// The usual one of the format.
    Usual,
    Named(String),
    /// None: a cookie has the token.
    Absent,
}

/// A call to the token endpoint, declared: to refresh, or to revoke.
///
/// ```no_run
/// use everfetch::client::{Call, Client, Error, SessionOptions};
///
/// fn client() -> Result<Client, Error> {
///     // The refresh grant of OAuth 2.0 (RFC 6749 §6), and its revocation (RFC 7009).
///     let refresh = Call::form("/oauth/token").client_id("web").scope("read write");
///     let session = SessionOptions::new(refresh).revoke("/oauth/revoke");
///     Client::builder().base_url("https://id.example.com").session(session).build()
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    pub(super) url: String,
    pub(super) method: Method,
    pub(super) format: Format,
    token_field: TokenField,
    pub(super) fields: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) client_id: Option<String>,
}

impl Call {
    fn new(url: &str, format: Format) -> Self {
        Call {
            url: url.to_owned(),
            method: Method::POST,
            format,
            token_field: TokenField::Usual,
            fields: Vec::new(),
            headers: Vec::new(),
            client_id: None,
        }
    }

    /// A POST of JSON. To refresh, it holds the refresh token as `refreshToken`.
    #[must_use]
    pub fn json(url: &str) -> Self {
        Call::new(url, Format::Json)
    }

    /// A POST of a form. To refresh, it is the refresh grant of OAuth 2.0 (RFC 6749 §6).
    #[must_use]
    pub fn form(url: &str) -> Self {
        Call::new(url, Format::Form)
    }

    /// Another method than POST. With GET, nothing is sent but headers.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Another name for the field that holds the token.
    #[must_use]
    pub fn token_field(mut self, name: &str) -> Self {
        self.token_field = TokenField::Named(name.to_owned());
        self
    }

    /// No token in the body: a cookie has it.
    #[must_use]
    pub fn without_token(mut self) -> Self {
        self.token_field = TokenField::Absent;
        self
    }

    /// One more field of the body.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A header of the call.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The `client_id` of OAuth.
    #[must_use]
    pub fn client_id(mut self, id: &str) -> Self {
        self.client_id = Some(id.to_owned());
        self
    }

    /// The `scope` of OAuth.
    #[must_use]
    pub fn scope(self, scope: &str) -> Self {
        self.field("scope", scope)
    }

    pub(super) fn sends_token(&self) -> bool {
        self.token_field != TokenField::Absent
    }

    pub(super) fn check(&self, option: &str) -> Result<(), Error> {
        if self.url.is_empty() {
            return Err(Error::Option(format!("{option} has an empty URL")));
        }
        match self.headers.iter().find(|(name, value)| !is_header_name(name) || !is_header_value(value)) {
            Some((name, _)) => Err(Error::Option(format!("{option} has a malformed header {name:?}"))),
            None => Ok(()),
        }
    }

    /// The fields of a refresh.
    pub(super) fn refresh_fields(&self, token: Option<&str>) -> Vec<(String, String)> {
        let is_form = self.format == Format::Form;
        let usual = if is_form { "refresh_token" } else { "refreshToken" };
        let mut fields = Vec::new();
        if is_form {
            fields.push(pair("grant_type", "refresh_token"));
        }
        self.add_token(&mut fields, usual, token);
        self.add_client_id(&mut fields, None);
        fields
    }

    /// The fields of a revocation (RFC 7009 §2.1): the refresh token where there is one, since that ends both.
    pub(super) fn revoke_fields(
        &self,
        access: Option<&str>,
        refresh: Option<&str>,
        client: Option<&str>,
    ) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        self.add_token(&mut fields, "token", refresh.or(access));
        if !fields.is_empty() {
            let hint = if refresh.is_some() { "refresh_token" } else { "access_token" };
            fields.push(pair("token_type_hint", hint));
            self.add_client_id(&mut fields, client);
        }
        fields
    }

    fn add_token(&self, fields: &mut Vec<(String, String)>, usual: &str, token: Option<&str>) {
        let name = match &self.token_field {
            TokenField::Usual => Some(usual),
            TokenField::Named(name) => Some(name.as_str()),
            TokenField::Absent => None,
        };
        if let (Some(name), Some(token)) = (name, token) {
            fields.push(pair(name, token));
        }
    }

    fn add_client_id(&self, fields: &mut Vec<(String, String)>, other: Option<&str>) {
        if let Some(id) = self.client_id.as_deref().or(other) {
            fields.push(pair("client_id", id));
        }
    }
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

// Fields and headers may hold a client's secret.
impl std::fmt::Debug for Call {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Call").field("url", &without_query(&self.url)).finish_non_exhaustive()
    }
}

/// JSON by POST.
impl From<&str> for Call {
    fn from(url: &str) -> Self {
        Call::json(url)
    }
}
