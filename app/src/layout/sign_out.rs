//! Signing out: a plain form, so that it works whatever else does not.

use crate::texts::t;
use crate::ui::{Button, Glyph, Icon, Weight};
use i18n::k;
use leptos::prelude::*;

/// The button that ends the session.
#[component]
pub fn SignOutForm(
    /// How much it stands out.
    #[prop(default = Weight::Quiet)]
    weight: Weight,
) -> impl IntoView {
    view! {
        <form method="post" action="/api/account/sign_out">
            <Button weight icon=Icon::SignOut>
                {t(k::NAV_SIGN_OUT)}
            </Button>
        </form>
    }
}

/// The same as a row of the rail.
#[component]
pub fn SignOutRow() -> impl IntoView {
    view! {
        <form method="post" action="/api/account/sign_out">
            <button type="submit" class="nav-item w-full">
                <Glyph icon=Icon::SignOut />
                {t(k::NAV_SIGN_OUT)}
            </button>
        </form>
    }
}
