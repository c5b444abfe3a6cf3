//! How values cross between server and browser: JSON, which the browser reads with its own parser.

use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::codec::Post;
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use std::fmt;

/// How server functions answer.
pub type Reply = Post<Wire>;

/// JSON.
#[derive(Clone, Copy, Debug)]
pub struct Wire;

/// A text that is not what it should be.
#[derive(Debug)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl ContentType for Wire {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Wire {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Wire {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, serde_json::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Wire {
    type Error = Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Unreadable> {
        let text = std::str::from_utf8(&bytes).map_err(|error| Unreadable(error.to_string()))?;
        read(text)
    }
}

/// Reads JSON.
///
/// # Errors
/// What is wrong with the text.
#[cfg(feature = "hydrate")]
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let value = js_sys::JSON::parse(text).map_err(|_| Unreadable("not JSON".to_owned()))?;
    serde_wasm_bindgen::from_value(value).map_err(|error| Unreadable(error.to_string()))
}

/// Reads JSON.
///
/// # Errors
/// What is wrong with the text.
#[cfg(not(feature = "hydrate"))]
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    serde_json::from_str(text).map_err(|error| Unreadable(error.to_string()))
}
