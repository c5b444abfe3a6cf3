//! Publishing: one transaction makes the version, ends the draft, leaves its audit row, and tells every open page.

use super::edit::{check, lock_unchanged};
use super::{may_edit, refusals, store};
use crate::db::Tx;
use crate::{Backend, UseCaseError, audit, error::FieldError, live, uninterrupted};
use domain::actor::Actor;
use domain::ids::FacilityId;
use domain::theme::contract::{MAX_REASON_CHARS, PublishThemeRequest, RollBackThemeRequest};
use domain::theme::{ThemeTokens, contrast_report};
use domain::time::Instant;

/// Publishes the draft that was seen. Pairs that are hard to read need a reason, which is kept with the version.
///
/// # Errors
/// The policy's refusal; [`refusals::CHANGED`] when it is not the draft that was seen;
/// [`refusals::NOTHING_TO_PUBLISH`]; `Invalid` with `override_reason` when pairs fail and no reason is given.
pub async fn publish_draft(
    backend: &Backend,
    actor: &Actor,
    request: PublishThemeRequest,
) -> Result<i32, UseCaseError> {
    let now = backend.clock.now();
    let permit = may_edit(backend, actor, "theme.publish").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        let (draft, _) = lock_unchanged(&tx, actor.facility, &request.base).await?;
        let tokens = draft.ok_or(refusals::NOTHING_TO_PUBLISH)?.tokens;
        check(&tx, actor.facility, &tokens).await?;
        let failing = failing_pairs(&tokens);
        let reason = override_reason(&failing, &request.override_reason)?;
        let author = (Some(actor.account), reason);
        let version = store::insert_version(&tx, actor.facility, &tokens, author, now).await?;
        store::delete_draft(&tx, &permit, actor.facility).await?;
        let subject = [vec![version.to_string()], failing].concat().join(" ");
        let event = audit::Event::of(&actor, now, "theme.publish", &subject);
        audit::record(&tx, &backend.keys, &event).await?;
        announce(&tx, actor.facility, version, now).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(version)
    })
    .await
}

/// Publishes an earlier theme again, as a version of its own; a draft stays as it is.
///
/// # Errors
/// The policy's refusal; `NotFound`; [`refusals::CHANGED`] when somebody else published meanwhile.
pub async fn roll_back(
    backend: &Backend,
    actor: &Actor,
    request: RollBackThemeRequest,
) -> Result<i32, UseCaseError> {
    let now = backend.clock.now();
    may_edit(backend, actor, "theme.roll_back").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        store::lock(&tx, actor.facility).await?;
        if store::find_published_version(&tx, actor.facility).await? != request.current {
            return Err(refusals::CHANGED.into());
        }
        let earlier = store::find_version(&tx, actor.facility, request.version).await?;
        let earlier = earlier.ok_or(UseCaseError::NotFound)?;
        let author = (Some(actor.account), earlier.override_reason);
        let version = store::insert_version(&tx, actor.facility, &earlier.tokens, author, now).await?;
        let subject = format!("{version} as {}", request.version);
        let event = audit::Event::of(&actor, now, "theme.roll_back", &subject);
        audit::record(&tx, &backend.keys, &event).await?;
        announce(&tx, actor.facility, version, now).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(version)
    })
    .await
}

/// Publishes a theme as the operator: the demo, and the command line.
///
/// # Errors
/// When the database fails.
pub async fn publish_as_operator(
    backend: &Backend,
    facility: FacilityId,
    tokens: &ThemeTokens,
) -> Result<i32, UseCaseError> {
    let now = backend.clock.now();
    let tx = backend.db.begin().await?;
    store::lock(&tx, facility).await?;
    let version = store::insert_version(&tx, facility, tokens, (None, None), now).await?;
    let event = crate::account::operator_event(facility, now, "theme.publish", &version.to_string());
    audit::record(&tx, &backend.keys, &event).await?;
    announce(&tx, facility, version, now).await?;
    tx.commit().await?;
    backend.live.wake();
    Ok(version)
}

/// The keys of the pairs that are hard to read.
fn failing_pairs(tokens: &ThemeTokens) -> Vec<String> {
    let failing = contrast_report(tokens).into_iter().filter(|row| !row.passes);
    failing.map(|row| row.pair.key().to_owned()).collect()
}

/// The reason to keep: none where nothing fails, else the one that was given.
fn override_reason(failing: &[String], given: &str) -> Result<Option<String>, UseCaseError> {
    let given = given.trim();
    let refused = |message| Err(UseCaseError::Invalid(vec![FieldError::new("override_reason", message)]));
    if failing.is_empty() {
        Ok(None)
    } else if given.is_empty() {
        refused("override_needed")
    } else if given.chars().count() > MAX_REASON_CHARS {
        refused("override_too_long")
    } else {
        Ok(Some(given.to_owned()))
    }
}

/// Tells open pages that there is a new theme.
async fn announce(tx: &Tx, facility: FacilityId, version: i32, now: Instant) -> Result<(), UseCaseError> {
    let event = live::NewEvent {
        facility,
        topic: live::THEME,
        resource: None,
        version: version.into(),
        kind: "published",
        from: now,
        to: now,
    };
    live::record(tx, &event, now).await
}
