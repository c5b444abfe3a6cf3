//! What the pages say: purposes, whether the patient sees a result.

use crate::ui::Tone;
use domain::chart_view::Purpose;
use domain::chart_view::contract::Standing;
use i18n::{Key, k};

/// What a record is open for.
pub const fn purpose(purpose: Purpose) -> Key {
    match purpose {
        Purpose::Treatment => k::CHART_VIEW_PURPOSE_TREATMENT,
        Purpose::Payment => k::CHART_VIEW_PURPOSE_PAYMENT,
        Purpose::Operations => k::CHART_VIEW_PURPOSE_OPERATIONS,
        Purpose::PatientRequest => k::CHART_VIEW_PURPOSE_REQUEST,
        Purpose::Emergency => k::CHART_VIEW_PURPOSE_EMERGENCY,
    }
}

/// Whether the patient sees a result.
pub const fn standing(standing: Standing) -> (Key, Tone) {
    match standing {
        Standing::Held => (k::CHART_VIEW_STANDING_HELD, Tone::Warning),
        Standing::Released => (k::CHART_VIEW_STANDING_RELEASED, Tone::Neutral),
        Standing::Blocked => (k::CHART_VIEW_STANDING_BLOCKED, Tone::Danger),
    }
}
