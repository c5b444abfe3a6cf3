//! The way into a frame: who is signed in gets it, anybody else is sent to sign in first.

use super::brand::follow_theme;
use super::error_view::ErrorScreen;
use super::frame::use_frame;
use super::landing::{send_to, send_to_sign_in};
use crate::error::AppError;
use crate::load::wait;
use crate::routes;
use crate::ui::provide_toasts;
use domain::account::contract::{Clinic, Me};
use leptos::prelude::*;

/// Waits for the frame's data and shows what `show` makes of the clinic and who is signed in.
pub fn signed_in(show: fn(Clinic, Me) -> AnyView) -> impl IntoView {
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
                            show(frame.clinic, me)
                        }
                    },
                }
            })}
        </Suspense>
    }
}

/// Sends on who must set up a second factor before anything else.
pub fn enrol_first(me: &Me) -> Option<AnyView> {
    me.must_enrol.then(|| elsewhere(routes::SECURITY))
}

/// Nothing here: the reader is sent on.
pub fn elsewhere(path: &str) -> AnyView {
    send_to(path);
    ().into_any()
}
