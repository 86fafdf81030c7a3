//! A declared call of the session: how a refresh or a revocation becomes a request. When it is made, and what its
//! answer means, the core decides.

use gloo_net::http::Method;
use js_sys::Object;

use crate::client::body::Body;
use crate::client::builder::Settings;
use crate::client::error::Error;
use crate::client::query;
use crate::client::transport::{Parcel, is_header_name, is_header_value};
use crate::client::url;
use crate::client::xsrf::Xsrf;
use crate::core::Carrier;

/// How the fields of a call are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Form,
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
    method: Method,
    format: Format,
    /// The field that names the token; the outer nothing stands for the usual name, the inner for no field at all.
    token_field: Option<Option<String>>,
    fields: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    client_id: Option<String>,
}

impl Call {
    fn new(url: &str, format: Format) -> Self {
        Call {
            url: url.to_owned(),
            method: Method::POST,
            format,
            token_field: None,
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
        self.token_field = Some(Some(name.to_owned()));
        self
    }

    /// No token in the body: a cookie has it.
    #[must_use]
    pub fn without_token(mut self) -> Self {
        self.token_field = Some(None);
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
        self.token_field != Some(None)
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
    fn refresh_fields(&self, token: Option<&str>) -> Vec<(String, String)> {
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
    fn revoke_fields(
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
            None => Some(usual),
            Some(name) => name.as_deref(),
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
        formatter.debug_struct("Call").field("url", &url::without_query(&self.url)).finish_non_exhaustive()
    }
}

/// JSON by POST.
impl From<&str> for Call {
    fn from(url: &str) -> Self {
        Call::json(url)
    }
}

/// What a call needs to know of the client that the session began with.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    base: Option<String>,
    includes_cookies: bool,
    xsrf: Xsrf,
}

impl Origin {
    pub(super) fn of(settings: &Settings) -> Self {
        Origin {
            base: settings.base.clone(),
            includes_cookies: settings.includes_cookies,
            xsrf: settings.xsrf.clone(),
        }
    }

    pub(super) fn resolve(&self, url: &str) -> Result<web_sys::Url, Error> {
        url::resolve(self.base.as_deref(), url)
    }

    /// The arguments of `fetch` for a refresh.
    pub(super) fn refresh(
        &self,
        call: &Call,
        carrier: Carrier,
        refresh: Option<&str>,
    ) -> Result<(web_sys::Request, Object), Error> {
        // A reload while a cookie is being renewed must not lose the new one.
        let is_lasting = carrier != Carrier::Bearer;
        self.build(call, carrier, call.refresh_fields(refresh), is_lasting)
    }

    /// The arguments of `fetch` for a revocation.
    pub(super) fn revoke(
        &self,
        call: &Call,
        carrier: Carrier,
        access: Option<&str>,
        refresh: Option<&str>,
        refresh_call: Option<&Call>,
    ) -> Result<(web_sys::Request, Object), Error> {
        let client = refresh_call.and_then(|call| call.client_id.as_deref());
        // A sign-out is often followed by a navigation, which must not take the call with it.
        self.build(call, carrier, call.revoke_fields(access, refresh, client), true)
    }

    fn build(
        &self,
        call: &Call,
        carrier: Carrier,
        standard: Vec<(String, String)>,
        is_lasting: bool,
    ) -> Result<(web_sys::Request, Object), Error> {
        let target = self.resolve(&call.url)?;
        let has_body = call.method != Method::GET && call.method != Method::HEAD;
        let (kind, body) = match call.format {
            _ if !has_body => (None, Body::default()),
            Format::Form => {
                let fields = [standard, call.fields.clone()].concat();
                (Some("application/x-www-form-urlencoded"), query::encode(&fields).into())
            }
            Format::Json => {
                let fields: serde_json::Map<_, _> = standard
                    .into_iter()
                    .chain(call.fields.clone())
                    .map(|(name, value)| (name, value.into()))
                    .collect();
                let text =
                    serde_json::to_string(&fields).map_err(|error| Error::Request(error.to_string()))?;
                (Some("application/json"), text.into())
            }
        };
        let xsrf = self.xsrf.value(&target, true);
        let mut headers = vec![("Accept", "application/json")];
        if let Some(kind) = kind {
            headers.push(("Content-Type", kind));
        }
        if let Some(xsrf) = &xsrf {
            headers.push((&self.xsrf.header, xsrf));
        }
        headers.extend(call.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let parcel = Parcel {
            method: &call.method,
            url: &target.href(),
            headers,
            body: &body,
            includes_cookies: carrier != Carrier::Bearer || self.includes_cookies,
            is_lasting,
            is_fresh: true,
            is_bound: false,
        };
        parcel.build()
    }
}
