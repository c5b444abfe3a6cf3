//! A person's initials in a circle: recognises faces that have no picture.

use leptos::prelude::*;

/// First letters of the first and the last name: “Ana Ruiz Soto” is AS.
fn initials(name: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_the_first_and_the_last() {
        assert_eq!(initials("Ana Ruiz Soto"), "AS");
        assert_eq!(initials("  élodie "), "É");
        assert_eq!(initials("Dr. (ret.) Kim Lee"), "DL");
        assert_eq!(initials(""), "");
    }
}
