//! The ways on from home: rows with an icon, a name and what is there.

use crate::routes;
use crate::texts::t;
use crate::ui::{Glyph, Icon};
use i18n::{Key, k};
use leptos::prelude::*;

struct Way {
    href: &'static str,
    icon: Icon,
    name: Key,
    about: Key,
}

const WAYS: [Way; 2] = [
    Way { href: routes::VISITS, icon: Icon::Visits, name: k::NAV_VISITS, about: k::HOME_VISITS_ABOUT },
    Way { href: routes::RECORDS, icon: Icon::Records, name: k::NAV_RECORDS, about: k::HOME_RECORDS_ABOUT },
];

/// The ways to everything else.
#[component]
pub fn Ways() -> impl IntoView {
    let rows = WAYS
        .iter()
        .map(|way| {
            view! {
                <li>
                    <a href=way.href class="row-link">
                        <span class="icon-disc">
                            <Glyph icon=way.icon />
                        </span>
                        <span class="grid min-w-0">
                            <span class="font-semibold text-strong">{t(way.name)}</span>
                            <span class="text-sm text-muted">{t(way.about)}</span>
                        </span>
                        <span class="ml-auto text-muted">
                            <Glyph icon=Icon::Next is_small=true />
                        </span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section aria-labelledby="ways-title">
            <h2 id="ways-title" class="section-title">{t(k::HOME_WAYS)}</h2>
            <ul class="row-list">{rows}</ul>
        </section>
    }
}
