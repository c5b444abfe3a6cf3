//! The clinic's navigation. Somebody with many places has three of them in the bar of a phone, and the rest behind “More”.

use super::nav::{Nav, NavGroup, NavItem};
use super::places::{Group, Place, is_at};
use crate::texts::t;
use crate::ui::{Glyph, Icon};
use i18n::k;
use leptos::html::Details;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Places that fit into the bar of a phone.
pub const FIT: usize = 4;

/// Groups of places, the current one marked.
#[component]
pub fn StaffNav(groups: Vec<Group>) -> impl IntoView {
    let places: Vec<Place> = groups.iter().flat_map(|group| group.places.iter().copied()).collect();
    if places.len() <= FIT {
        return view! { <Nav groups /> }.into_any();
    }
    let first: Vec<Place> = places.into_iter().take(FIT - 1).collect();
    let sheet = rest(&groups, &first)
        .into_iter()
        .map(|group| view! { <SheetGroup group /> }.into_any())
        .collect_view();
    let first = first.into_iter().map(|place| view! { <NavItem place /> }.into_any()).collect_view();
    let rail = groups.into_iter().map(|group| view! { <NavGroup group /> }.into_any()).collect_view();
    let more = NodeRef::<Details>::new();
    let path = use_location().pathname;
    // Whoever has gone somewhere wants to see it.
    Effect::new(move |_| {
        path.track();
        if let Some(more) = more.get_untracked() {
            more.set_open(false);
        }
    });
    view! {
        <nav aria-label=t(k::NAV_LABEL) class="nav-menu">
            <div class="hidden lg:block">{rail}</div>
            <div class="flex lg:hidden">
                <ul class="contents">{first}</ul>
                <details class="flex-1 min-w-[4.75rem]" node_ref=more>
                    <summary class="nav-item">
                        <span class="nav-icon"><Glyph icon=Icon::More /></span>
                        {t(k::NAV_MORE)}
                    </summary>
                    <div class="nav-sheet">{sheet}</div>
                </details>
            </div>
        </nav>
    }
    .into_any()
}

/// The groups without the places of the bar.
#[must_use]
pub fn rest(groups: &[Group], first: &[Place]) -> Vec<Group> {
    let without = |group: &Group| Group {
        name: group.name,
        places: group.places.iter().filter(|place| !first.contains(place)).copied().collect(),
    };
    groups.iter().map(without).filter(|group| !group.places.is_empty()).collect()
}

#[component]
fn SheetGroup(group: Group) -> impl IntoView {
    let path = use_location().pathname;
    let rows = group
        .places
        .into_iter()
        .map(|place| {
            let is_current = move || is_at(&path.get(), place.href);
            view! {
                <li>
                    <a class="switcher-row no-underline text-normal" href=place.href aria-current=move || is_current().then_some("page")>
                        <Glyph icon=place.icon />
                        {t(place.name)}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div>
            {group.name.map(|name| view! { <p class="px-2 py-1 text-xs font-semibold text-muted">{t(name)}</p> }.into_any())}
            <ul>{rows}</ul>
        </div>
    }
}
