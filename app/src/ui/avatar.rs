//! A person's initials in a circle: recognises faces that have no picture.

use leptos::prelude::*;

/// First letters of the first and the last name: “Ana Ruiz Soto” is AS.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .filter(|letter| letter.is_alphabetic());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// Initials beside a name; screen readers leave them out, because the name stands beside them.
#[component]
pub fn Avatar(
    /// The whole name.
    #[prop(into)]
    name: String,
    /// 32 pixels instead of 44.
    #[prop(optional)]
    is_small: bool,
) -> impl IntoView {
    view! {
        <span aria-hidden="true" class=if is_small { "avatar-small" } else { "avatar" }>
            {initials(&name)}
        </span>
    }
}
