//! Files of an entry: a text is read here, all others are downloaded.

use crate::routes::Whose;
use crate::texts::{t, tf};
use crate::ui::{Glyph, Icon};
use domain::ids::EntryId;
use domain::records::contract::{EntryFile, FileKind};
use i18n::{Key, k};
use leptos::prelude::*;

const KB: u64 = 1_024;

/// The files; nothing where there are none.
#[component]
pub fn Files(
    /// The entry.
    entry: EntryId,
    /// Its title, for files that have none.
    title: String,
    /// Its files.
    files: Vec<EntryFile>,
    /// Whose record it is.
    whose: Whose,
) -> impl IntoView {
    (!files.is_empty()).then(|| {
        let files = files
            .into_iter()
            .map(|file| view! { <File entry title=title.clone() file whose /> }.into_any())
            .collect_view();
        view! {
            <section class="grid gap-4" aria-labelledby="files-title">
                <h2 id="files-title" class="section-title">{t(k::ENTRY_FILES)}</h2>
                {files}
            </section>
        }
        .into_any()
    })
}

const fn kind_name(kind: FileKind) -> Key {
    match kind {
        FileKind::Pdf => k::ENTRY_PDF,
        FileKind::Image => k::ENTRY_IMAGE,
        FileKind::Text => k::ENTRY_TEXT,
        FileKind::Other => k::ENTRY_OTHER,
    }
}

/// A size as people read it.
fn size(bytes: u64) -> String {
    let (key, count) = if bytes < 1_000 * KB {
        (k::ENTRY_BYTES_KB, bytes.div_ceil(KB).max(1))
    } else {
        (k::ENTRY_BYTES_MB, bytes.div_ceil(KB * KB))
    };
    tf(key, &[("size", &count.to_string())])
}

#[component]
fn File(entry: EntryId, title: String, file: EntryFile, whose: Whose) -> impl IntoView {
    let title = file.title.unwrap_or(title);
    let about = format!("{}, {}", t(kind_name(file.kind)), size(file.bytes));
    let words = tf(k::ENTRY_DOWNLOAD_OF, &[("title", &title), ("size", &about)]);
    let href = whose.file(entry, file.index);
    let text = file.text.map(|text| {
        let name = tf(k::ENTRY_TEXT_OF, &[("title", &title)]);
        view! {
            <div class="document" role="region" aria-label=name>{text}</div>
        }
        .into_any()
    });
    view! {
        <div class="card max-w-none grid gap-4" data-file=title.clone()>
            <div class="flex flex-wrap items-center justify-between gap-3">
                <div class="grid min-w-0">
                    <p class="font-semibold text-strong wrap-anywhere">{title.clone()}</p>
                    {file.is_held.then(|| view! { <p class="text-sm text-muted">{about.clone()}</p> }.into_any())}
                </div>
                {file.is_held.then(|| view! {
                    <a class="button-secondary" href=href.clone() rel="external" download="" aria-label=words.clone()>
                        <Glyph icon=Icon::Download is_small=true />
                        {t(k::ENTRY_DOWNLOAD)}
                    </a>
                }.into_any())}
            </div>
            {(!file.is_held).then(|| view! { <p class="text-muted">{t(k::ENTRY_ELSEWHERE)}</p> }.into_any())}
            {text}
        </div>
    }
}
