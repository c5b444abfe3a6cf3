//! A date of birth in three fields, in the order of the reader's language: nobody leafs through a calendar of eighty years.

use super::{Glyph, Icon};
use crate::texts::{lang, t};
use i18n::{Lang, k};
use leptos::prelude::*;

/// Day, month and year, sent as `request[day]`, `request[month]`, `request[year]`.
#[component]
pub fn BirthDate(
    /// Id of the group.
    #[prop(into)]
    id: String,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// Help below.
    #[prop(into)]
    help: String,
    /// What was typed before: day, month, year.
    typed: [String; 3],
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
    /// Why it was not accepted; empty where nothing was wrong.
    #[prop(optional, into)]
    error: String,
) -> impl IntoView {
    let [day, month, year] = typed;
    let day = ("day", k::UI_DAY, "bday-day", 2_u8, day);
    let month = ("month", k::UI_MONTH, "bday-month", 2, month);
    let year = ("year", k::UI_YEAR, "bday-year", 4, year);
    let parts = if lang() == Lang::En { [month, day, year] } else { [day, month, year] };
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let has_error = !error.is_empty();
    let fields = parts
        .into_iter()
        .map(|(name, label, autocomplete, most, value)| {
            let own = format!("{id}-{name}");
            view! {
                <div class="grid gap-1">
                    <label for=own.clone() class="text-sm">{t(label)}</label>
                    <input
                        id=own
                        name=format!("request[{name}]")
                        value=value
                        class="field"
                        inputmode="numeric"
                        autocomplete=autocomplete
                        maxlength=most.to_string()
                        required=!is_optional
                        aria-invalid=has_error.then_some("true")
                    />
                </div>
            }
            .into_any()
        })
        .collect_view();
    let described_by = if has_error { format!("{error_id} {help_id}") } else { help_id.clone() };
    view! {
        <fieldset id=id tabindex="-1" class="grid gap-1" aria-describedby=described_by>
            <legend class="label mb-1">
                {label}
                {is_optional.then(|| view! { <span class="font-normal text-muted">" " {t(k::UI_OPTIONAL)}</span> }.into_any())}
            </legend>
            <div class="grid grid-cols-3 gap-3 max-w-xs">{fields}</div>
            {has_error.then(|| view! {
                <p id=error_id class="problem flex gap-1"><Glyph icon=Icon::Problem is_small=true /><span>{error}</span></p>
            }.into_any())}
            <p id=help_id class="help">{help}</p>
        </fieldset>
    }
}
