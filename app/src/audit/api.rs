//! Server functions about the access log.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::audit::contract::{
    AlertsPage, AuditPage, AuditRequest, FindPeopleRequest, FoundPeople, LookAtAlertRequest, RulesPage,
    SaveRulesRequest, SavedRules,
};
use domain::chart_view::contract::{EndOpeningRequest, ListOpeningsRequest, Openings};
use domain::looks::contract::{AnswerRequest, ListQuestionsRequest, Questions};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::model::only_one;
#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, is_plain_form, redirect, redirect_form, visitor};
#[cfg(feature = "ssr")]
use crate::routes::SETTINGS_ACCESS_QUESTIONS;
#[cfg(feature = "ssr")]
use usecases::{audit, chart_view, error::FieldError, error::UseCaseError, looks};

/// A page of the log.
#[server(prefix = "/api", endpoint = "audit/read_log", output = Reply)]
pub async fn read_log(request: AuditRequest) -> Result<AuditPage, AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    answer(audit::read_log(&backend(), &facts.facility, &actor, facts.lang, request).await)
}

/// People and records with such a name; where no scripts run, the only one that has it is led to.
#[server(prefix = "/api", endpoint = "audit/find_people", output = Reply)]
pub async fn find_people(request: FindPeopleRequest) -> Result<FoundPeople, AppError> {
    let actor = actor()?;
    let found = answer(audit::find_people(&backend(), &actor, request).await)?;
    match only_one(&found) {
        Some(path) => redirect_form(&path),
        None if is_plain_form() => {
            return answer(Err(UseCaseError::Invalid(vec![FieldError::new("name", "audit_several")])));
        }
        None => {}
    }
    Ok(found)
}

/// What somebody should look at.
#[server(prefix = "/api", endpoint = "audit/read_alerts", output = Reply)]
pub async fn read_alerts() -> Result<AlertsPage, AppError> {
    let actor = actor()?;
    answer(audit::read_alerts(&backend(), &visitor()?.facility, &actor).await)
}

/// Notes that the reader has looked at an alert.
#[server(prefix = "/api", endpoint = "audit/look_at_alert", output = Reply)]
pub async fn look_at_alert(request: LookAtAlertRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(audit::look_at_alert(&backend(), &actor, request).await)
}

/// The rules for alerts.
#[server(prefix = "/api", endpoint = "audit/read_rules", output = Reply)]
pub async fn read_rules() -> Result<RulesPage, AppError> {
    let actor = actor()?;
    answer(audit::read_rules(&backend(), &actor).await)
}

/// Changes the rules for alerts.
#[server(prefix = "/api", endpoint = "audit/save_rules", output = Reply)]
pub async fn save_rules(request: SaveRulesRequest) -> Result<SavedRules, AppError> {
    let actor = actor()?;
    let saved = answer(audit::save_rules(&backend(), &actor, request).await)?;
    redirect(&format!("{}?saved={}", crate::routes::SETTINGS_ACCESS_RULES, saved.version));
    Ok(saved)
}

/// What a refused form of these pages left, when there is no JavaScript.
#[server(prefix = "/api", endpoint = "audit/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_ours =
        |flash: &Flash| flash.endpoint.starts_with("/api/audit/") || flash.endpoint == "/api/account/step_up";
    Ok(facts.flash.clone().filter(is_ours))
}

/// Questions of patients about who opened their records.
#[server(prefix = "/api", endpoint = "audit/list_questions", output = Reply)]
pub async fn list_questions(request: ListQuestionsRequest) -> Result<Questions, AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    answer(looks::list_questions(&backend(), &facts.facility, &actor, facts.lang, request).await)
}

/// Answers one.
#[server(prefix = "/api", endpoint = "audit/answer_question", output = Reply)]
pub async fn answer_question(request: AnswerRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(looks::answer(&backend(), &actor, request).await)?;
    redirect(&format!("{SETTINGS_ACCESS_QUESTIONS}?done=answered"));
    Ok(())
}

/// Records that colleagues have opened.
#[server(prefix = "/api", endpoint = "audit/list_openings", output = Reply)]
pub async fn list_openings(request: ListOpeningsRequest) -> Result<Openings, AppError> {
    let actor = actor()?;
    answer(chart_view::list_openings(&backend(), &visitor()?.facility, &actor, request).await)
}

/// Ends an opening.
#[server(prefix = "/api", endpoint = "audit/end_opening", output = Reply)]
pub async fn end_opening(request: EndOpeningRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(chart_view::end(&backend(), &actor, request).await)?;
    redirect(crate::routes::SETTINGS_ACCESS_OPENINGS);
    Ok(())
}
