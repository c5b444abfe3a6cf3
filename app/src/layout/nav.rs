//! The navigation: a bar at the bottom of phones, a list in the rail of wider screens. The same places in both.

use super::places::{Group, Place, is_at};
use crate::texts::t;
use crate::ui::Glyph;
use i18n::k;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Groups of places, the current one marked.
#[component]
pub fn Nav(
    /// The groups, in their order.
    groups: Vec<Group>,
) -> impl IntoView {
    let groups = groups.into_iter().map(|group| view! { <NavGroup group /> }.into_any()).collect_view();
    view! {
        <nav aria-label=t(k::NAV_LABEL) class="nav-bar">
            <div class="flex lg:block">{groups}</div>
        </nav>
    }
}

/// Places that belong together, under their name.
#[component]
pub fn NavGroup(group: Group) -> impl IntoView {
    view! {
        <div class="nav-group">
            {group.name.map(|name| view! { <p class="nav-title">{t(name)}</p> }.into_any())}
            <ul class="nav-list">
                {group.places.into_iter().map(|place| view! { <NavItem place /> }.into_any()).collect_view()}
            </ul>
        </div>
    }
}

/// A place.
#[component]
pub fn NavItem(place: Place) -> impl IntoView {
    let path = use_location().pathname;
    let is_current = move || is_at(&path.get(), place.href);
    view! {
        <li class="flex-1 min-w-[4.75rem] lg:min-w-0">
            <a href=place.href class="nav-item" aria-current=move || is_current().then_some("page")>
                <span class="nav-icon">
                    <Glyph icon=place.icon />
                </span>
                {match place.short {
                    None => t(place.name).into_any(),
                    Some(short) => {
                        view! {
                            <span class="lg:hidden">{t(short)}</span>
                            <span class="hidden lg:inline">{t(place.name)}</span>
                        }
                            .into_any()
                    }
                }}
            </a>
        </li>
    }
}
