//! The texts of the reader's language: on the server chosen per request, in the browser the one table the page loaded.

use i18n::{Key, Lang, Plural};

#[cfg(feature = "ssr")]
mod source {
    use i18n::{Key, Lang};

    pub fn lang() -> Lang {
        leptos::prelude::use_context::<Lang>().unwrap_or_default()
    }

    pub fn text(key: Key) -> &'static str {
        i18n::text(lang(), key)
    }
}

#[cfg(not(feature = "ssr"))]
mod source {
    use i18n::{Key, Lang};
    use std::sync::OnceLock;

    pub static LOADED: OnceLock<(Lang, Vec<String>)> = OnceLock::new();

    pub fn lang() -> Lang {
        LOADED.get().map_or(Lang::En, |(lang, _)| *lang)
    }

    pub fn text(key: Key) -> &'static str {
        LOADED.get().and_then(|(_, texts)| texts.get(usize::from(key.0))).map_or("", String::as_str)
    }
}

/// The reader's language.
#[must_use]
pub fn lang() -> Lang {
    source::lang()
}

/// The text of `key`.
#[must_use]
pub fn t(key: Key) -> &'static str {
    source::text(key)
}

/// The text of `key` with its placeholders filled.
#[must_use]
pub fn tf(key: Key, values: &[(&str, &str)]) -> String {
    i18n::fill(t(key), values)
}

/// The text for a count; `{count}` is filled.
#[must_use]
pub fn tn(plural: Plural, count: usize) -> String {
    tf(lang().plural(plural, count as u64), &[("count", &count.to_string())])
}

/// Takes over the table that the page's first script loaded; called once, before hydration.
#[cfg(not(feature = "ssr"))]
pub fn install() {
    use wasm_bindgen::JsValue;

    let window = JsValue::from(js_sys::global());
    let texts = js_sys::Reflect::get(&window, &JsValue::from_str("portalTexts"))
        .map(|texts| {
            js_sys::Array::from(&texts).iter().map(|text| text.as_string().unwrap_or_default()).collect()
        })
        .unwrap_or_default();
    let lang = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element())
        .and_then(|root| root.get_attribute("lang"))
        .and_then(|tag| Lang::parse(&tag))
        .unwrap_or_default();
    drop(source::LOADED.set((lang, texts)));
}
