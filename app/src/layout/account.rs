//! The frame of pages about one's own account: the same for patients and colleagues, with the way back to their work.

use super::brand::{BrandMark, follow_theme};
use super::error_view::ErrorScreen;
use super::frame::{Page, use_frame};
use super::landing::{send_to_sign_in, staff_start};
use crate::account::guard::SessionGuard;
use crate::error::AppError;
use crate::load::wait;
use crate::routes;
use crate::texts::t;
use crate::ui::{Glyph, Icon, ToastRegion, provide_toasts};
use domain::account::contract::{Clinic, Me};
use i18n::k;
use leptos::prelude::*;

/// The frame.
#[component]
pub fn AccountFrame() -> impl IntoView {
    let frame = use_frame();
    provide_toasts();
    view! {
        <Suspense>
            // No closure: the server would run it several times, and make everything inside as often.
            {wait(async move {
                match frame.await {
                    Err(error) => view! { <ErrorScreen error /> }.into_any(),
                    Ok(frame) => match frame.me {
                        None => {
                            send_to_sign_in();
                            view! { <ErrorScreen error=AppError::SignedOut /> }.into_any()
                        }
                        Some(me) => {
                            follow_theme(frame.last_event);
                            view! { <Framed clinic=frame.clinic me /> }.into_any()
                        }
                    },
                }
            })}
        </Suspense>
    }
}

#[component]
fn Framed(clinic: Clinic, me: Me) -> impl IntoView {
    let clock = me.clock;
    let back = match (&me.chart, staff_start(&me)) {
        (None, Some(work)) => work,
        _ => routes::MORE,
    };
    view! {
        <a class="skip-link" href="#content" rel="external">{t(k::NAV_SKIP)}</a>
        <header class="sticky top-0 z-bar pt-safe bg-card border-b border-hairline">
            <div class="flex items-center justify-between gap-3 min-h-bar max-w-2xl mx-auto px-4 md:px-8">
                <BrandMark clinic />
                <a class="button-quiet" href=back rel="external">
                    <Glyph icon=Icon::Back is_small=true />
                    {t(k::ACCOUNT_BACK)}
                </a>
            </div>
        </header>
        <main id="content" tabindex="-1" class="min-w-0 max-w-2xl mx-auto px-4 pt-6 pb-24 md:px-8 md:pt-8">
            <Page />
        </main>
        <ToastRegion />
        <SessionGuard clock />
    }
}
