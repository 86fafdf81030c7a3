//! The body of a request. Decides which bodies can be sent twice.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, FormData, ReadableStream, UrlSearchParams};

use super::native::IN_BROWSER;

/// A body. Everything but a stream can be sent again, byte for byte.
///
/// ```no_run
/// use everfetch::client::{Body, Client, Error};
///
/// async fn upload(client: &Client, bytes: &[u8]) -> Result<u16, Error> {
///     let response = client.put("/file").body(bytes).send().await?;
///     Ok(response.status())
/// }
///
/// let nothing = Body::default();
/// ```
#[derive(Clone, Default)]
pub struct Body(pub(super) Kind);

#[derive(Clone, Default)]
pub(super) enum Kind {
    #[default]
    Empty,
    Text(String),
    /// Anything else that `fetch` takes.
    Value(JsValue),
    /// Can be sent once.
    Stream(JsValue),
}

impl Body {
    pub(super) fn is_stream(&self) -> bool {
        matches!(self.0, Kind::Stream(_))
    }
}

// The contents may be anything, also a secret.
impl std::fmt::Debug for Body {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.0 {
            Kind::Empty => "Body(nothing)",
            Kind::Text(_) => "Body(text)",
            Kind::Value(_) => "Body(value)",
            Kind::Stream(_) => "Body(stream)",
        })
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Body(Kind::Text(text))
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Body(Kind::Text(text.to_owned()))
    }
}

impl From<&[u8]> for Body {
    fn from(bytes: &[u8]) -> Self {
        if !IN_BROWSER {
            return Body(Kind::Empty);
        }
        Body(Kind::Value(js_sys::Uint8Array::from(bytes).into()))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        bytes.as_slice().into()
    }
}

impl From<FormData> for Body {
    fn from(form: FormData) -> Self {
        Body(Kind::Value(form.into()))
    }
}

impl From<UrlSearchParams> for Body {
    fn from(form: UrlSearchParams) -> Self {
        Body(Kind::Value(form.into()))
    }
}

impl From<Blob> for Body {
    fn from(blob: Blob) -> Self {
        Body(Kind::Value(blob.into()))
    }
}

impl From<ReadableStream> for Body {
    fn from(stream: ReadableStream) -> Self {
        Body(Kind::Stream(stream.into()))
    }
}

/// Any value that `fetch` takes as a body. `undefined` and `null` mean no body.
impl From<JsValue> for Body {
    fn from(value: JsValue) -> Self {
        if value.is_undefined() || value.is_null() {
            Body(Kind::Empty)
        } else if value.is_instance_of::<ReadableStream>() {
            Body(Kind::Stream(value))
        } else {
            Body(Kind::Value(value))
        }
    }
}
