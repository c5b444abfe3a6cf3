//! What a code means in plain words, and that this is general.

use crate::texts::t;
use i18n::k;
use leptos::prelude::*;

/// The words under their heading; nothing where none are known.
#[component]
pub fn Explained(
    /// In the reader's language.
    words: Option<String>,
) -> impl IntoView {
    words.map(|words| {
        view! {
            <section aria-labelledby="explained-title">
                <h2 id="explained-title" class="section-title">{t(k::ENTRY_EXPLAINED)}</h2>
                <div class="card max-w-none grid gap-2">
                    <p>{words}</p>
                    {note(true)}
                </div>
            </section>
        }
        .into_any()
    })
}

/// That what is explained is general, where something is.
#[must_use]
pub fn note(is_explained: bool) -> Option<AnyView> {
    is_explained.then(|| {
        view! { <p class="text-sm text-muted" data-general="">{t(k::ENTRY_EXPLAINED_NOTE)}</p> }.into_any()
    })
}
