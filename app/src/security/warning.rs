//! Whom the change would concern: said before it is saved, and confirmed with a tick.

use super::audience::Tick;
use super::model::Fields;
use crate::texts::{t, tn};
use crate::ui::{Alert, Tone};
use domain::account::security::SecuritySettings;
use domain::security::{Census, Consequences, consequences};
use i18n::{Plural, k};
use leptos::prelude::*;

/// The sentences for patients, then for colleagues.
const WORDS: [[Plural; 3]; 2] = [
    [k::SECURITY_PATIENTS_SET_UP, k::SECURITY_PATIENTS_LOSE, k::SECURITY_PATIENTS_SESSIONS],
    [k::SECURITY_STAFF_SET_UP, k::SECURITY_STAFF_LOSE, k::SECURITY_STAFF_SESSIONS],
];

fn sentences(found: &[Consequences; 2]) -> Vec<String> {
    let counts = |found: &Consequences| [found.must_set_up, found.lose_second_step, found.sessions_at_risk];
    found
        .iter()
        .zip(WORDS)
        .flat_map(|(found, words)| counts(found).into_iter().zip(words))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| tn(words, usize::try_from(count).unwrap_or(usize::MAX)))
        .collect()
}

/// The warning, while there is something to warn of.
#[component]
pub fn Warning(fields: Fields, census: Census, stored: SecuritySettings, is_urgent: bool) -> impl IntoView {
    let lines = Memo::new(move |_| {
        fields.settings().map(|next| sentences(&consequences(&census, &stored, &next))).unwrap_or_default()
    });
    let is_confirmed = RwSignal::new(false);
    move || {
        let lines = lines.get();
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect_view();
            view! {
                <div id="f-is_confirmed-warning" tabindex="-1" role="group" aria-label=t(k::SECURITY_CONCERNS)>
                    <Alert tone=Tone::Warning title=t(k::SECURITY_CONCERNS) is_urgent>
                        <ul class="list-disc pl-6">{lines}</ul>
                        <label class="tick mt-2 font-semibold">
                            <Tick id="f-is_confirmed" name="request[is_confirmed]".to_owned() value="true" is_ticked=is_confirmed />
                            <span class="min-w-0">{t(k::SECURITY_CONFIRM)}</span>
                        </label>
                    </Alert>
                </div>
            }
            .into_any()
        })
    }
}
