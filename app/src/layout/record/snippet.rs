//! Where a search has found its words.

use domain::search::Snippet;
use leptos::prelude::*;

/// What stands around the words, and the words in bold; nothing where the name holds them.
pub fn snippet(snippet: Option<Snippet>) -> Option<AnyView> {
    snippet.map(|Snippet { before, found, after }| {
        view! {
            <span class="text-sm text-muted wrap-anywhere" data-snippet="">
                {before}
                <strong class="text-strong">{found}</strong>
                {after}
            </span>
        }
        .into_any()
    })
}
