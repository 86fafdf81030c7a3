//! Checks the options of a session, when the client is built. Decides which values they take, and their defaults that
//! depend on the client.

use super::call::Call;
use super::data::Data;
use super::functions::Functions;
use super::options::SessionOptions;
use super::refresh::Means;
use super::store::Storage;
use crate::client::error::Error;
use crate::client::transport::is_header_name;
use crate::client::url;
use crate::core::Carrier;
use crate::web::Place;

impl SessionOptions {
    /// Checks the options, for a client with this base URL: the id, the data, and the functions.
    pub(super) fn check(self, base: Option<&str>) -> Result<(String, Data, Functions), Error> {
        let own = base.and_then(url::parse).map(|base| base.origin()).or_else(url::page_origin);
        let own_origin = own.clone().unwrap_or_default();
        let has_origins = self.origins.is_some();
        let origins = match self.origins {
            Some(origins) => origins.iter().map(|origin| origin_of(origin)).collect::<Result<_, _>>()?,
            None => own.into_iter().collect(),
        };
        let is_status = |status: &u16| (400..600).contains(status);
        let is_scheme = self.scheme.bytes().all(|byte| byte.is_ascii_graphic());
        for (is_good, problem) in [
            (self.id.as_deref() != Some(""), "id is empty"),
            (is_header_name(&self.header), "header is not the name of a header"),
            (is_scheme, "scheme has white space or other than ASCII in it"),
            (self.refresh_on.iter().all(is_status), "refresh_on takes statuses from 400 to 599"),
            (!self.refresh_timeout.is_zero(), "refresh_timeout is zero"),
            (self.exclude.iter().all(|prefix| !prefix.is_empty()), "exclude has an empty prefix"),
        ] {
            if !is_good {
                return Err(Error::Option(format!("the session's {problem}")));
            }
        }
        let (place, store) = match self.storage {
            Storage::Session => (Place::Session, None),
            Storage::Local => (Place::Local, None),
            Storage::Memory => (Place::Memory, None),
            Storage::Custom(store) => (Place::Custom, Some(store)),
        };
        if self.shares_tabs == Some(true) && place == Place::Memory {
            let problem = "the session's share_tabs is true, but no other tab can read Storage::Memory";
            return Err(Error::Option(problem.to_owned()));
        }
        let (mut refresh, refresh_function) = self.refresh.0.split();
        let (mut revoke, revoke_function) = self.revoke.map_or((None, None), |revoke| Means::split(revoke.0));
        for (name, call) in [("refresh", &refresh), ("revoke", &revoke)] {
            if let Some(call) = call {
                call.check(&format!("the session's {name}"))?;
            }
        }
        // One text may mean two endpoints, and clients are compared by it.
        for call in [&mut refresh, &mut revoke].into_iter().flatten() {
            if let Ok(url) = url::resolve(base, &call.url) {
                call.url = url.href();
            }
        }
        // A session that names itself and its origins may be that of several bases.
        let is_of_any_base = self.id.is_some() && has_origins;
        let grant = grant_name(if is_of_any_base { String::new() } else { own_origin }, refresh.as_ref());
        let key = key(self.id.as_deref(), &grant, self.carrier);
        let id = self.id.unwrap_or_else(|| if grant.is_empty() { NAMELESS.to_owned() } else { grant });
        let functions =
            Functions { refresh: refresh_function, revoke: revoke_function, store, ..self.functions };
        let data = Data {
            key,
            carrier: self.carrier,
            header: self.header,
            scheme: self.scheme,
            place,
            refresh,
            revoke,
            refresh_on: self.refresh_on,
            refresh_ahead: self.refresh_ahead,
            refresh_timeout: self.refresh_timeout,
            in_doubt: self.in_doubt,
            shares_tabs: self.shares_tabs.unwrap_or(place != Place::Memory),
            origins,
            exclude: self.exclude,
            login_url: self.login_url,
        };
        Ok((id, data, functions))
    }
}

/// The id of a session that is given none, and of whose grant nothing is known.
const NAMELESS: &str = "default";

/// Where a session's tokens are for, and who renews them. Of two functions only that there is one is known.
fn grant_name(origin: String, refresh: Option<&Call>) -> String {
    let mut parts = vec![origin.clone()];
    if let Some(call) = refresh {
        let own = call.url.strip_prefix(&origin).filter(|path| path.starts_with('/'));
        parts.push(own.unwrap_or(&call.url).to_owned());
        parts.extend(call.client_id.clone());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// What the records, the locks and the channel are named after. Pages of another grant have other names, so tokens
/// never get to one that would send them to another endpoint.
fn key(id: Option<&str>, grant: &str, carrier: Carrier) -> String {
    let carrier = match carrier {
        Carrier::Bearer => "",
        Carrier::Cookie => "cookie",
        Carrier::Split => "split",
    };
    let mut parts = vec![id.unwrap_or_default(), grant, carrier];
    parts.retain(|part| !part.is_empty());
    let name = if parts.is_empty() { NAMELESS.to_owned() } else { parts.join(" ") };
    ["everfetch:", &name].concat()
}

fn origin_of(text: &str) -> Result<String, Error> {
    let url =
        web_sys::Url::new(text).ok().filter(|url| ["https:", "http:"].contains(&url.protocol().as_str()));
    let problem =
        || Error::Option(format!("the session's origins takes http or https origins, got {text:?}"));
    url.map(|url| url.origin()).ok_or_else(problem)
}
