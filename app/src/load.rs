//! Data of a page: read on the server before the page is sent, found in the page by the browser, asked for anew when its
//! question changes. Futures and views are boxed here, so that the program holds the machinery once and not once per page.

use crate::wire::{Unreadable, Wire, read};
use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::pin::Pin;

/// Data of a page.
pub type Data<T> = Resource<T, Wire>;

impl<T: Serialize> Encoder<T> for Wire {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Wire {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Unreadable> {
        read(text)
    }
}

/// The answer to the question of `ask`, asked by `fetch`; the server waits for it before it sends the page.
pub fn load<S, T, Fut>(
    ask: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> Fut + Send + Sync + 'static,
) -> Data<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    type Fetch<S, T> = Box<dyn Fn(S) -> Pin<Box<dyn Future<Output = T> + Send>> + Send + Sync>;
    let ask: Box<dyn Fn() -> S + Send + Sync> = Box::new(ask);
    let fetch: Fetch<S, T> = Box::new(move |question| Box::pin(fetch(question)));
    Resource::new_with_options(ask, fetch, true)
}

/// The answer of `fetch`, which asks nothing that changes.
pub fn load_once<T, Fut>(fetch: impl Fn() -> Fut + Send + Sync + 'static) -> Data<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    load(|| (), move |()| fetch())
}

/// A part of a page that waits for its data.
pub fn wait<V: IntoView + 'static>(part: impl Future<Output = V> + Send + 'static) -> Suspend<AnyView> {
    Suspend::new(async move { part.await.into_any() })
}

/// What is shown only while something holds.
pub fn while_true<V: IntoView + 'static>(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    part: impl Fn() -> V + Send + Sync + 'static,
) -> AnyView {
    let holds = Memo::new(move |_| holds());
    (move || holds.get().then(|| part().into_any())).into_any()
}
