//! The cookie that says which medical-ID card this browser keeps for when there is no connection. Nothing of the card is in it.

use crate::context::add_header;
use crate::cookies;
use crate::error::AppError;
use axum::http::header::SET_COOKIE;
use domain::card::contract::Kept;

/// Its name.
pub const NAME: &str = "__Host-card";
/// How long it lasts after the last look at the card, in seconds: a year.
const SECONDS: u32 = 365 * 24 * 60 * 60;

/// The mark of what this browser keeps; empty where that is nothing.
pub fn held() -> String {
    cookies::find(NAME)
}

/// Keeps the card of a mark; without one, none.
pub fn set(mark: Option<&str>) {
    match mark {
        Some(mark) => add_header(SET_COOKIE, &cookies::held(NAME, mark, SECONDS)),
        None => forget(),
    }
}

/// No card is kept any more.
pub fn forget() {
    if !held().is_empty() {
        add_header(SET_COOKIE, &cookies::held(NAME, "", 0));
    }
}

/// What follows from a look at the card: what may still be kept lasts on, everything else does not.
pub fn follow(kept: Kept) {
    match kept {
        Kept::This | Kept::Another => set(Some(&held())),
        Kept::Nothing => forget(),
    }
}

/// What follows from a refusal: whoever may not see the card keeps none. A session that has ended ends nothing else, so that the
/// card comes back when the same person signs in.
pub fn follow_refusal(error: &AppError) {
    if matches!(error, AppError::Forbidden { .. }) {
        forget();
    }
}
