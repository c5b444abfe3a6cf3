//! What the browser does about a card that it is to keep: fetches the copy, puts it where the service worker finds it, takes it away.

use crate::error::AppError;
use domain::card::contract::Kept;
use leptos::prelude::RwSignal;

/// How far that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has looked.
    Unknown,
    /// This browser keeps nothing for when there is no connection.
    Impossible,
    /// Nothing of this card is kept.
    Ready,
    /// It is kept as it is now.
    Stored,
    /// It was not taken.
    Failed,
}

impl State {
    /// Its name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Impossible => "impossible",
            Self::Ready => "ready",
            Self::Stored => "stored",
            Self::Failed => "failed",
        }
    }
}

/// Brings what the browser keeps to what it is to keep.
pub fn settle(kept: Kept, state: RwSignal<State>) {
    #[cfg(feature = "hydrate")]
    browser::settle(kept, state);
    #[cfg(not(feature = "hydrate"))]
    let _ = (kept, state);
}

/// Takes the copy away where the card was refused; a fault of the way says nothing about it.
pub fn follow_refusal(error: &AppError) {
    #[cfg(feature = "hydrate")]
    if matches!(error, AppError::SignedOut | AppError::Forbidden { .. } | AppError::NotFound) {
        leptos::task::spawn_local(browser::remove());
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = error;
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::{Kept, State};
    use crate::routes::CARD;
    use gloo_net::http::Request;
    use js_sys::{Array, Function, Promise, Reflect};
    use leptos::prelude::{RwSignal, Set as _};
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_futures::JsFuture;

    /// Where the copy comes from.
    const COPY: &str = "/files/card";
    /// What the service worker calls the place where it is kept.
    const PLACE: &str = "card";

    pub fn settle(kept: Kept, state: RwSignal<State>) {
        leptos::task::spawn_local(async move {
            let found = match kept {
                _ if caches().is_none() => State::Impossible,
                Kept::This => store().await,
                Kept::Another => State::Ready,
                Kept::Nothing => {
                    remove().await;
                    State::Ready
                }
            };
            // The page may be gone by now.
            let _ = state.try_set(found);
        });
    }

    /// Fetches the copy and puts it away, in the place of the one before.
    async fn store() -> State {
        let Ok(copy) = Request::get(COPY).send().await else { return State::Failed };
        if matches!(copy.status(), 401 | 403) {
            remove().await;
        }
        if !copy.ok() {
            return State::Failed;
        }
        let copy: JsValue = web_sys::Response::from(copy).into();
        let put = async {
            let place = ask(&caches()?, "open", &[PLACE.into()]).await?;
            ask(&place, "put", &[CARD.into(), copy]).await
        };
        if put.await.is_some() { State::Stored } else { State::Failed }
    }

    /// Nothing is kept any more.
    pub async fn remove() {
        if let Some(caches) = caches() {
            drop(ask(&caches, "delete", &[PLACE.into()]).await);
        }
    }

    /// The places where files are kept; none where there are no service workers, which give them back.
    fn caches() -> Option<JsValue> {
        let window = web_sys::window()?;
        let has = |of: &JsValue, name: &str| {
            Reflect::get(of, &name.into()).ok().filter(|found| !found.is_undefined() && !found.is_null())
        };
        has(&window.navigator(), "serviceWorker")?;
        has(&window, "caches")
    }

    /// Calls what answers later.
    async fn ask(target: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
        let function = Reflect::get(target, &name.into()).ok()?.dyn_into::<Function>().ok()?;
        let answer = function.apply(target, &arguments.iter().cloned().collect::<Array>()).ok()?;
        JsFuture::from(answer.dyn_into::<Promise>().ok()?).await.ok()
    }
}
