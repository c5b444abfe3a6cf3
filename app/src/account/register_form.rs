//! What an applicant says about themselves: what the clinic needs, and what it may also know.

use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::country_name;
use crate::texts::{t, tf};
use crate::ui::{BirthDate, Button, Choice, Field, Problem, Select, Weight};
use domain::contact::ContactKind;
use domain::registration::contract::{BeginRequest, RegisterView, Step};
use domain::registration::national_id::Country;
use domain::registration::settings::Detail;
use i18n::k;
use leptos::prelude::*;

/// What to correct: fields by their names, everything else beside the code or without a field.
pub fn problems(flash: &Flash, step: Step) -> Vec<Problem> {
    let AppError::Invalid { fields } = &flash.error else {
        let field = if step == Step::Code { "code" } else { "" };
        return vec![Problem { field: field.to_owned(), message: flash.error.message().to_owned() }];
    };
    let message = |field: &str| flash.error.field(field).unwrap_or_default().to_owned();
    fields
        .iter()
        .map(|problem| Problem { field: problem.field.clone(), message: message(&problem.field) })
        .collect()
}

/// What was typed: in this form a moment ago, or before going back.
fn typed(before: BeginRequest, flash: Option<&Flash>) -> BeginRequest {
    let Some(flash) = flash.filter(|flash| flash.endpoint == "/api/account/register_begin") else {
        return before;
    };
    let value = |name: &str| flash.value(&format!("request[{name}]"));
    BeginRequest {
        name: value("name"),
        day: value("day"),
        month: value("month"),
        year: value("year"),
        country: Country::from_code(&value("country")).unwrap_or_default(),
        national_id: value("national_id"),
        email: value("email"),
        phone: value("phone"),
    }
}

/// The form.
#[component]
pub fn DetailsForm(at: RegisterView, flash: Option<Flash>, clinic: String) -> impl IntoView {
    let typed = typed(at.typed, flash.as_ref());
    let required = at.required;
    let needs = move |detail: Detail| required.contains(&detail);
    let problem = |detail: Detail| {
        flash.as_ref().and_then(|flash| flash.error.field(detail.name())).map(ToOwned::to_owned)
    };
    let error = |detail: Detail| Signal::stored(problem(detail));
    let countries = Country::ALL
        .into_iter()
        .map(|country| Choice {
            value: country.code().to_owned(),
            label: t(country_name(country)).to_owned(),
        })
        .collect();
    let codes = match at.ways.as_slice() {
        [ContactKind::Email] => k::REGISTRATION_CODE_BY_EMAIL,
        [ContactKind::Phone] => k::REGISTRATION_CODE_BY_PHONE,
        _ => k::REGISTRATION_CODE_BY_EITHER,
    };
    let one_of_two = !needs(Detail::Email) && !needs(Detail::Phone) && at.ways.len() > 1;
    let born = [typed.day, typed.month, typed.year];
    view! {
        <form method="post" action="/api/account/register_begin" class="card grid gap-6">
            <p>{tf(k::REGISTRATION_ABOUT, &[("clinic", &clinic)])}</p>
            <Field
                id="name"
                name="request[name]"
                label=t(k::REGISTRATION_NAME)
                help=t(k::REGISTRATION_NAME_HELP)
                value=typed.name
                error=error(Detail::Name)
                autocomplete="name"
                maxlength=200
                is_optional=!needs(Detail::Name)
            />
            <BirthDate
                id="birth_date"
                label=t(k::REGISTRATION_BORN)
                help=t(k::REGISTRATION_BORN_HELP)
                typed=born
                is_optional=!needs(Detail::BirthDate)
                error=problem(Detail::BirthDate).unwrap_or_default()
            />
            <fieldset class="grid gap-4">
                <legend class="label mb-1">{t(k::REGISTRATION_IDENTITY)}</legend>
                <Select
                    id="country"
                    name="request[country]"
                    label=t(k::REGISTRATION_COUNTRY)
                    choices=countries
                    value=typed.country.code()
                />
                <Field
                    id="national_id"
                    name="request[national_id]"
                    label=t(k::REGISTRATION_NATIONAL_ID)
                    help=t(k::REGISTRATION_NATIONAL_ID_HELP)
                    value=typed.national_id
                    error=error(Detail::NationalId)
                    autocomplete="off"
                    maxlength=40
                    is_verbatim=true
                    is_optional=!needs(Detail::NationalId)
                />
            </fieldset>
            <fieldset class="grid gap-4">
                <legend class="label mb-1">{t(k::REGISTRATION_REACH)}</legend>
                <p class="help">{t(codes)}</p>
                <Field
                    id="email"
                    name="request[email]"
                    label=t(k::REGISTRATION_EMAIL)
                    value=typed.email
                    error=error(Detail::Email)
                    inputmode="email"
                    autocomplete="email"
                    maxlength=254
                    is_verbatim=true
                    is_optional=!needs(Detail::Email)
                />
                <Field
                    id="phone"
                    name="request[phone]"
                    label=t(k::REGISTRATION_PHONE)
                    value=typed.phone
                    error=error(Detail::Phone)
                    inputmode="tel"
                    autocomplete="tel"
                    maxlength=40
                    is_verbatim=true
                    is_optional=!needs(Detail::Phone)
                />
                {one_of_two.then(|| view! { <p class="help">{t(k::REGISTRATION_ONE_OF_TWO)}</p> }.into_any())}
            </fieldset>
            <Button weight=Weight::Primary is_wide=true>{t(k::REGISTRATION_GO_ON)}</Button>
        </form>
    }
}
