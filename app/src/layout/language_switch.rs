//! The switch between languages: a plain form for each. Mount it on sign-in and More once the server takes
//! `POST /api/account/set_language` with `request[language]` (and `request[next]`, a path to come back to).

use crate::texts::{lang, t};
use crate::ui::{Button, Weight};
use i18n::{Lang, k};
use leptos::prelude::*;

const fn own_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "English",
        Lang::Es => "Español",
    }
}

/// A button for every language but the reader's, each in its own words.
#[component]
pub fn LanguageSwitch(
    /// The page to come back to.
    #[prop(into)]
    next: String,
) -> impl IntoView {
    let forms = Lang::ALL
        .into_iter()
        .filter(|other| *other != lang())
        .map(|other| {
            view! {
                <form method="post" action="/api/account/set_language" lang=other.code()>
                    <input type="hidden" name="request[next]" value=next.clone() />
                    <Button weight=Weight::Quiet name="request[language]" value=other.code()>
                        {own_name(other)}
                    </Button>
                </form>
            }
        })
        .collect_view();
    view! {
        <div role="group" aria-label=t(k::NAV_LANGUAGE) class="flex flex-wrap gap-1">
            {forms}
        </div>
    }
}
