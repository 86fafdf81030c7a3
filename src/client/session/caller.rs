//! Turns a declared call into the arguments of `fetch`. Decides with which headers, cookies and body it goes. When a
//! call is made, and what its answer means, the core decides.

use gloo_net::http::Method;
use js_sys::Object;

use super::call::{Call, Format};
use crate::client::body::Body;
use crate::client::error::Error;
use crate::client::query;
use crate::client::settings::Settings;
use crate::client::transport::Parcel;
use crate::client::url::{self, BadUrl};
use crate::client::xsrf::Xsrf;
use crate::core::Carrier;

/// What calls need of the settings of the session's first client.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    base: Option<String>,
    includes_cookies: bool,
    xsrf: Xsrf,
}

impl Caller {
    pub(super) fn of(settings: &Settings) -> Self {
        Caller {
            base: settings.base.clone(),
            includes_cookies: settings.includes_cookies,
            xsrf: settings.xsrf.clone(),
        }
    }

    pub(super) fn resolve(&self, url: &str) -> Result<web_sys::Url, BadUrl> {
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
