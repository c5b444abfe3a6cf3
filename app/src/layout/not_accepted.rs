//! Why a form was not accepted, above its fields: what to correct, or what stands against it.

use crate::error::AppError;
use crate::texts::t;
use crate::ui::{Alert, ErrorSummary, Problem, Tone};
use domain::refusal::RefusalKind;
use i18n::k;
use leptos::prelude::*;

/// Fields to correct, each a link to it; or the refusal, with the way to the newer state if there is one.
#[component]
pub fn NotAccepted(
    /// What the form was answered.
    error: Signal<Option<AppError>>,
    /// Id of the list of fields.
    id: &'static str,
    /// The page as it is now, for a form that somebody else's change has overtaken.
    #[prop(optional, into)]
    again: Option<String>,
    /// The field that answers a rule, if one does.
    #[prop(optional)]
    rule_field: Option<&'static str>,
) -> impl IntoView {
    move || {
        let again = again.clone();
        error.try_get().flatten().map(|error| {
            let problems = problems(&error, rule_field);
            if !problems.is_empty() {
                return view! { <ErrorSummary id problems /> }.into_any();
            }
            let is_changed = matches!(error, AppError::Refused { kind: RefusalKind::Conflict, .. });
            let again = again.filter(|_| is_changed);
            view! {
                <Alert tone=Tone::Danger is_urgent=true>
                    {error.message()}
                    {again.map(|again| view! {
                        " " <a class="underline" rel="external" href=again>{t(k::UI_LOOK_AGAIN)}</a>
                    }.into_any())}
                </Alert>
            }
            .into_any()
        })
    }
}

fn problems(error: &AppError, rule_field: Option<&'static str>) -> Vec<Problem> {
    match (error, rule_field) {
        (AppError::Invalid { fields }, _) => fields
            .iter()
            .map(|problem| Problem {
                field: field_id(&problem.field),
                message: error.field(&problem.field).unwrap_or_default().to_owned(),
            })
            .collect(),
        (AppError::Refused { kind: RefusalKind::Rule, .. }, Some(field)) => {
            vec![Problem { field: field.to_owned(), message: error.message().to_owned() }]
        }
        _ => Vec::new(),
    }
}

/// The id of a field on the page, from its name in the request.
pub fn field_id(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}
