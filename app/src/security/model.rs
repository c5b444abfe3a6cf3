//! The form's state: what each field holds now, so that the page can say whom a change would concern.

use crate::error::AppError;
use crate::flash::Flash;
use domain::account::security::{Audience, FactorKind, FactorPolicy, SecuritySettings};
use domain::security::contract::{SaveSecurityRequest, TypedAudience, TypedTexts};
use domain::security::read;
use leptos::prelude::*;

/// The fields of one audience.
#[derive(Clone, Copy)]
pub struct AudienceFields {
    /// `patients` or `staff`.
    pub name: &'static str,
    pub policy: RwSignal<String>,
    pub kinds: [(FactorKind, RwSignal<bool>); 4],
    pub grace: RwSignal<String>,
    pub idle_minutes: RwSignal<String>,
    pub absolute_hours: RwSignal<String>,
}

impl AudienceFields {
    fn new(name: &'static str, stored: &Audience, flash: Option<&Flash>) -> Self {
        let first = |field: &str, stored: String| {
            RwSignal::new(flash.map_or(stored, |flash| flash.value(&format!("request[{name}][{field}]"))))
        };
        let kinds = [0_usize, 1, 2, 3].map(|index| {
            let kind = kind_at(index);
            let is_ticked = match flash {
                Some(flash) => flash.has(&format!("request[{name}][factors][{index}]")),
                None => stored.factors.contains(&kind),
            };
            (kind, RwSignal::new(is_ticked))
        });
        Self {
            name,
            policy: first("policy", stored.policy.name().to_owned()),
            kinds,
            grace: first("grace", stored.grace.to_string()),
            idle_minutes: first("idle_minutes", stored.idle_minutes.to_string()),
            absolute_hours: first("absolute_hours", stored.absolute_hours.to_string()),
        }
    }

    fn typed(self) -> TypedAudience {
        let factors = self.kinds.into_iter().filter(|(_, is_ticked)| is_ticked.get()).map(|(kind, _)| kind);
        TypedAudience {
            policy: FactorPolicy::parse(&self.policy.get()).unwrap_or(FactorPolicy::Off),
            factors: factors.collect(),
            grace: self.grace.get(),
            idle_minutes: self.idle_minutes.get(),
            absolute_hours: self.absolute_hours.get(),
        }
    }
}

/// The kind of a position in the list: the strongest first.
fn kind_at(index: usize) -> FactorKind {
    FactorKind::ALL.get(index).copied().unwrap_or(FactorKind::Email)
}

/// The whole form.
#[derive(Clone, Copy)]
pub struct Fields {
    pub patients: AudienceFields,
    pub staff: AudienceFields,
    pub countries: RwSignal<String>,
    pub most_per_day: RwSignal<String>,
    pub is_complex: RwSignal<bool>,
    pub hand_over_age: RwSignal<String>,
}

impl Fields {
    pub fn new(stored: &SecuritySettings, flash: Option<&Flash>) -> Self {
        let texts = |field: &str, stored: String| {
            RwSignal::new(
                flash.map_or(stored, |flash| flash.value(&format!("request[text_messages][{field}]"))),
            )
        };
        Self {
            patients: AudienceFields::new("patients", &stored.patients, flash),
            staff: AudienceFields::new("staff", &stored.staff, flash),
            countries: texts("countries", stored.text_messages.countries.join(", ")),
            most_per_day: texts("most_per_day", stored.text_messages.most_per_day.to_string()),
            hand_over_age: RwSignal::new(flash.map_or_else(
                || stored.hand_over_age.to_string(),
                |flash| flash.value("request[hand_over_age]"),
            )),
            is_complex: RwSignal::new(
                flash.map_or(stored.is_complex, |flash| flash.has("request[is_complex]")),
            ),
        }
    }

    /// The settings as they would be; nothing while a field cannot be.
    pub fn settings(self) -> Option<SecuritySettings> {
        let request = SaveSecurityRequest {
            version: String::new(),
            patients: self.patients.typed(),
            staff: self.staff.typed(),
            text_messages: TypedTexts {
                countries: self.countries.get(),
                most_per_day: self.most_per_day.get(),
            },
            is_complex: self.is_complex.get(),
            hand_over_age: self.hand_over_age.get(),
            is_confirmed: false,
        };
        read(&request).ok()
    }
}

/// The sentence for one field, if it was not accepted.
pub fn problem(error: Signal<Option<AppError>>, name: String) -> Signal<Option<String>> {
    Signal::derive(move || error.with(|error| error.as_ref()?.field(&name).map(ToOwned::to_owned)))
}
