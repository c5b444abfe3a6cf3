//! The document around every page: head, brand, and the script that wakes it up.

use crate::layout::{OfflinePage, OutboxPage};
use crate::preview::{Outside, Preview, Screen};
use crate::routes::{self, App, Program};
use crate::texts::{lang, t};
use axum::http::request::Parts;
use domain::account::contract::Clinic;
use i18n::{Lang, k};
use leptos::html;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use std::sync::Arc;
use usecases::brand::Brand;

pub use crate::layout::OutboxItem;

/// The files of a program, as the bundler named them.
#[derive(Clone, Debug, Default)]
pub struct ProgramFiles {
    /// Path of the glue script.
    pub script: String,
    /// Path of the WebAssembly.
    pub wasm: String,
    /// Path of the stylesheet.
    pub style: String,
    /// Path of each language's texts.
    pub texts: Vec<(Lang, String)>,
}

/// The files of the client.
#[derive(Clone, Debug, Default)]
pub struct ClientFiles {
    /// The patient's program.
    pub patient: ProgramFiles,
    /// The record's program.
    pub record: ProgramFiles,
    /// The clinic's program.
    pub clinic: ProgramFiles,
}

impl ClientFiles {
    /// Those of all programs.
    #[must_use]
    pub const fn all(&self) -> [&ProgramFiles; 3] {
        [&self.patient, &self.record, &self.clinic]
    }

    /// Those of a program.
    #[must_use]
    pub const fn of(&self, program: Program) -> &ProgramFiles {
        match program {
            Program::Patient => &self.patient,
            Program::Record => &self.record,
            Program::Clinic => &self.clinic,
        }
    }

    /// Lets the page be painted first: it can be read and used without the program. Then loads texts and program at the
    /// same time, and wakes the page up.
    fn boot(&self, program: Program, lang: Lang) -> String {
        let ProgramFiles { script, wasm, texts, .. } = self.of(program);
        format!(
            "if (document.readyState !== 'complete') await new Promise(go => addEventListener('load', go));\
             await new Promise(go => {{ requestAnimationFrame(() => setTimeout(go)); setTimeout(go, 300) }});\
             const program = fetch('{wasm}');\
             const texts = fetch('{texts}').then(answer => answer.json());\
             const {{ default: init }} = await import('{script}');\
             globalThis.portalTexts = await texts;\
             await init({{ module_or_path: program }});\
             document.documentElement.dataset.alive = '';",
            texts =
                texts.iter().find(|(candidate, _)| *candidate == lang).map_or("", |(_, path)| path.as_str()),
        )
    }
}

/// What a document's head says of the clinic's brand.
#[derive(Clone, Debug, Default)]
pub struct Head {
    theme_href: String,
    font: &'static str,
    icon: String,
    touch_icon: String,
    bar_light: String,
    bar_dark: String,
}

impl Head {
    /// From the published brand and the paths of its icons.
    #[must_use]
    pub fn of(brand: &Brand, icon: String, touch_icon: String) -> Self {
        Self {
            theme_href: format!("/theme/{}", brand.stylesheet),
            font: brand.font,
            icon,
            touch_icon,
            bar_light: brand.light.card.to_string(),
            bar_dark: brand.card_dark.to_string(),
        }
    }
}

/// The colour of what the system draws around the page, in one mode.
fn theme_color(mode: &'static str, color: String) -> impl IntoView {
    html::meta().name("theme-color").content(color).attr("media", mode)
}

/// The part of the head that every document has: how it looks.
fn looks(files: &ProgramFiles, head: Head) -> impl IntoView {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        {theme_color("(prefers-color-scheme: light)", head.bar_light)}
        {theme_color("(prefers-color-scheme: dark)", head.bar_dark)}
        <link rel="stylesheet" href=files.style.clone() />
        <link rel="stylesheet" id="theme" href=head.theme_href />
        {(!head.font.is_empty())
            .then(|| view! { <link rel="preload" href=head.font r#as="font" r#type="font/woff2" crossorigin="anonymous" /> }.into_any())}
        <link rel="icon" href=head.icon r#type="image/svg+xml" />
        <link rel="apple-touch-icon" href=head.touch_icon />
    }
}

/// A screen for the frame of the theme editor: the same head without the client's program.
#[must_use]
pub fn preview_shell(files: Arc<ClientFiles>, head: Head, screen: Screen, outside: Outside) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang=lang().code()>
            <head>
                {looks(&files.clinic, head)}
                <MetaTags />
            </head>
            <body>
                <Preview screen outside />
            </body>
        </html>
    }
}

/// The whole document of a request.
#[must_use]
pub fn shell(files: Arc<ClientFiles>, head: Head) -> impl IntoView {
    let lang = lang();
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let path = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    let program = Program::of(&path);
    let boot = files.boot(program, lang);
    // The page of this document may hold frames; the client asks before it relies on it.
    let holds_frames = routes::holds_frames(&path);
    view! {
        <!DOCTYPE html>
        <html lang=lang.code() data-frames=holds_frames.then_some("")>
            <head>
                {looks(files.of(program), head)}
                <link rel="manifest" href="/manifest.webmanifest" crossorigin="use-credentials" />
                <MetaTags />
            </head>
            <body>
                <App />
                <script r#type="module" nonce=nonce inner_html=boot></script>
            </body>
        </html>
    }
}

/// The document that browsers keep for when there is no connection: without scripts, the same for everybody.
#[must_use]
pub fn offline_document(files: &ClientFiles, head: Head, lang: Lang, clinic: Clinic) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(lang);
        let icon = head.icon.clone();
        let document = view! {
            <!DOCTYPE html>
            <html lang=lang.code()>
                <head>
                    {looks(&files.patient, head)}
                    <title>{t(k::APP_OFFLINE_TITLE)}</title>
                </head>
                <body>
                    <OfflinePage icon clinic />
                </body>
            </html>
        };
        document.to_html()
    })
}

/// The demo's mailbox: without scripts.
#[must_use]
pub fn outbox_document(files: &ClientFiles, head: Head, lang: Lang, items: Vec<OutboxItem>) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(lang);
        let document = view! {
            <!DOCTYPE html>
            <html lang=lang.code()>
                <head>
                    {looks(&files.clinic, head)}
                    <title>{t(k::MAIL_OUTBOX_TITLE)}</title>
                </head>
                <body>
                    <OutboxPage items />
                </body>
            </html>
        };
        document.to_html()
    })
}
