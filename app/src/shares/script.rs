//! The viewer's script, `/share.js`, which is loaded when it is needed first; and the clipboard.

#[cfg(not(feature = "hydrate"))]
#[expect(clippy::unused_async, reason = "as in the browser")]
pub async fn call(_: &str, _: String) -> Option<String> {
    None
}

#[cfg(feature = "hydrate")]
pub use browser::{call, copy};

#[cfg(feature = "hydrate")]
mod browser {
    use js_sys::{Function, Object, Promise, Reflect};
    use leptos::prelude::{document, window};
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_futures::JsFuture;

    /// Where the script is, and the name of what it leaves.
    const SCRIPT: (&str, &str) = ("/share.js", "shareLinks");

    /// What a function of the script answers; nothing where it could not be asked.
    pub async fn call(function: &str, text: String) -> Option<String> {
        if !Reflect::has(&window(), &SCRIPT.1.into()).unwrap_or_default() {
            load().await.ok()?;
        }
        let script = Reflect::get(&window(), &SCRIPT.1.into()).ok()?;
        asked(&script, function, &text).await.ok()?.as_string()
    }

    /// Puts a text where it can be pasted from.
    pub async fn copy(text: &str) -> Result<(), JsValue> {
        let clipboard = Reflect::get(&window().navigator(), &"clipboard".into())?;
        asked(&clipboard, "writeText", text).await.map(drop)
    }

    async fn asked(object: &JsValue, function: &str, text: &str) -> Result<JsValue, JsValue> {
        let object: Object = object.clone().dyn_into()?;
        let function: Function = Reflect::get(&object, &function.into())?.dyn_into()?;
        let promise: Promise = function.call1(&object, &text.into())?.dyn_into()?;
        JsFuture::from(promise).await
    }

    async fn load() -> Result<(), JsValue> {
        let script = document().create_element("script")?;
        script.set_attribute("type", "module")?;
        script.set_attribute("src", SCRIPT.0)?;
        let loaded = Promise::new(&mut |resolve, reject| {
            drop(script.add_event_listener_with_callback("load", &resolve));
            drop(script.add_event_listener_with_callback("error", &reject));
        });
        document().body().ok_or(JsValue::NULL)?.append_child(&script)?;
        JsFuture::from(loaded).await.map(drop)
    }
}
