//! The link itself, to be passed on: to copy, and as a QR code.

use crate::texts::t;
use crate::ui::{Button, Icon, Weight};
use domain::shares::contract::ShareLink;
use i18n::k;
use leptos::prelude::*;

/// The link with what it takes to pass it on.
#[component]
pub fn LinkCard(
    /// The link.
    link: ShareLink,
    /// Whether a passcode has to be told too.
    has_passcode: bool,
) -> impl IntoView {
    let ShareLink { href, qr_path, qr_size } = link;
    let told = RwSignal::new(None::<bool>);
    let address = href.clone();
    let press = Callback::new(move |()| copy(address.clone(), told));
    let said = move || {
        told.get().map(|is_copied| {
            let words = if is_copied { k::SHARES_COPIED } else { k::SHARES_NOT_COPIED };
            view! { <p>{t(words)}</p> }.into_any()
        })
    };
    view! {
        <section class="card max-w-none grid gap-4" aria-labelledby="link-title">
            <h2 id="link-title" class="text-lg">{t(k::SHARES_LINK)}</h2>
            <p>{t(k::SHARES_LINK_ABOUT)}</p>
            {has_passcode.then(|| view! { <p class="font-semibold text-strong">{t(k::SHARES_LINK_PASSCODE)}</p> }.into_any())}
            <div class="flex flex-wrap gap-6 items-start">
                <div class="qr">
                    <svg viewBox=format!("0 0 {qr_size} {qr_size}") role="img" aria-label=t(k::SHARES_QR)>
                        <path d=qr_path />
                    </svg>
                </div>
                <div class="grid gap-3 flex-1 min-w-48">
                    <label for="share-link" class="font-semibold text-strong">{t(k::SHARES_ADDRESS)}</label>
                    <input id="share-link" class="field" type="text" readonly value=href data-link="" />
                    <div class="noscript:hidden">
                        <Button kind="button" weight=Weight::Secondary icon=Icon::Copy on_press=press>{t(k::SHARES_COPY)}</Button>
                    </div>
                    <div role="status">{said}</div>
                </div>
            </div>
        </section>
    }
}

/// Puts the address where it can be pasted from; says whether it is there.
fn copy(href: String, told: RwSignal<Option<bool>>) {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        let is_copied = super::script::copy(&href).await.is_ok();
        let _ = told.try_set(Some(is_copied));
    });
    #[cfg(not(feature = "hydrate"))]
    drop((href, told));
}
