//! The document around every page: head, brand, and the script that wakes it up.

use crate::preview::{Preview, Screen};
use crate::routes::{self, App};
use crate::texts::lang;
use axum::http::request::Parts;
use i18n::Lang;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use std::sync::Arc;

/// The files of the client, as the bundler named them.
#[derive(Clone, Debug, Default)]
pub struct ClientFiles {
    /// Path of the glue script.
    pub script: String,
    /// Path of the WebAssembly.
    pub wasm: String,
    /// Path of the stylesheet.
    pub style: String,
    /// Path of each language's texts.
    pub texts: Vec<(Lang, String)>,
    /// Fonts to load early.
    pub font: String,
}

impl ClientFiles {
    fn texts_of(&self, lang: Lang) -> &str {
        self.texts.iter().find(|(candidate, _)| *candidate == lang).map_or("", |(_, path)| path.as_str())
    }

    /// Loads texts and program at the same time, then wakes the page up.
    fn boot(&self, lang: Lang) -> String {
        format!(
            "import init from '{script}';\
             const texts = fetch('{texts}').then(r => r.json());\
             globalThis.portalTexts = await texts;\
             await init({{ module_or_path: '{wasm}' }});\
             document.documentElement.dataset.alive = '';",
            script = self.script,
            texts = self.texts_of(lang),
            wasm = self.wasm,
        )
    }
}

/// A screen for the frame of the theme editor: the same head without the client's program.
#[must_use]
pub fn preview_shell(files: Arc<ClientFiles>, theme_href: String, screen: Screen) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang=lang().code()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=files.style.clone() />
                <link rel="stylesheet" id="theme" href=theme_href />
                <MetaTags />
            </head>
            <body>
                <Preview screen />
            </body>
        </html>
    }
}

/// The whole document of a request.
#[must_use]
pub fn shell(files: Arc<ClientFiles>, theme_href: String) -> impl IntoView {
    let lang = lang();
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let boot = files.boot(lang);
    let texts = files.texts_of(lang).to_owned();
    // The page of this document may hold frames; the client asks before it relies on it.
    let holds_frames = use_context::<Parts>().is_some_and(|parts| routes::holds_frames(parts.uri.path()));
    view! {
        <!DOCTYPE html>
        <html lang=lang.code() data-frames=holds_frames.then_some("")>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=files.style.clone() />
                <link rel="stylesheet" id="theme" href=theme_href />
                <link rel="preload" href=files.font.clone() r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <link rel="modulepreload" href=files.script.clone() />
                <link rel="preload" href=files.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <link rel="preload" href=texts r#as="fetch" crossorigin="anonymous" />
                <link rel="icon" href="/icon.svg" r#type="image/svg+xml" />
                <MetaTags />
            </head>
            <body>
                <App />
                <script r#type="module" nonce=nonce inner_html=boot></script>
            </body>
        </html>
    }
}
