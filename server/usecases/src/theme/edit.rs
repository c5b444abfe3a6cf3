//! The draft: read, kept, thrown away. Whoever writes says what was read, so that no colleague's work is written over.

use super::{find_published, may_edit, refusals, short_hash, store};
use crate::db::{Connection, Tx};
use crate::{Backend, UseCaseError, audit, error::FieldError, facility::Facility, uninterrupted, zones};
use domain::actor::Actor;
use domain::ids::FacilityId;
use domain::theme::ThemeTokens;
use domain::theme::contract::{
    DiscardDraftRequest, DraftInfo, SaveDraftRequest, SavedDraft, ThemeEditor, ThemeVersion,
};
use store::DraftRow;

/// How many published themes the editor lists.
const HISTORY: u64 = 30;

/// What the editor begins with: draft or published theme, what the pages wear, and what was published before.
///
/// # Errors
/// The policy's refusal.
pub async fn read_editor(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<ThemeEditor, UseCaseError> {
    may_edit(backend, actor, "theme.read").await?;
    let db = backend.db.reader();
    let version = store::find_published_version(db, actor.facility).await?;
    let published = find_published(db, actor.facility, version).await?;
    let draft = store::find_draft(db, actor.facility).await?;
    let versions = store::list_versions(db, actor.facility, HISTORY).await?;
    let authors = versions.iter().map(|row| row.author).chain(draft.iter().map(|draft| draft.author));
    let names = store::list_names(db, actor.facility, authors.flatten().collect()).await?;
    let name = |author: Option<_>| author.and_then(|id| names.get(&id).cloned());
    let base = base_of(draft.as_ref(), version)?;
    let info = draft.as_ref().map(|draft| DraftInfo {
        author: name(draft.author),
        saved: zones::local(&facility.zone, draft.updated),
    });
    let history = versions.into_iter().map(|row| ThemeVersion {
        version: row.version,
        author: name(row.author),
        published: zones::local(&facility.zone, row.published),
        override_reason: row.override_reason,
        tokens: row.tokens,
    });
    Ok(ThemeEditor {
        tokens: draft.map_or_else(|| published.clone(), |draft| draft.tokens),
        draft: info,
        published,
        version,
        base,
        history: history.collect(),
    })
}

/// The theme as the draft has it; the published one where there is no draft.
///
/// # Errors
/// The policy's refusal.
pub async fn read_draft(backend: &Backend, actor: &Actor) -> Result<ThemeTokens, UseCaseError> {
    may_edit(backend, actor, "theme.read").await?;
    let db = backend.db.reader();
    if let Some(draft) = store::find_draft(db, actor.facility).await? {
        return Ok(draft.tokens);
    }
    let version = store::find_published_version(db, actor.facility).await?;
    find_published(db, actor.facility, version).await
}

/// Keeps the draft.
///
/// # Errors
/// The policy's refusal; refused fields; [`refusals::CHANGED`] when somebody else saved or published meanwhile.
pub async fn save_draft(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    request: SaveDraftRequest,
) -> Result<SavedDraft, UseCaseError> {
    let now = backend.clock.now();
    let permit = may_edit(backend, actor, "theme.save_draft").await?;
    check(backend.db.reader(), actor.facility, &request.tokens).await?;
    let (backend, actor, zone) = (backend.clone(), actor.clone(), facility.zone.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        let (draft, version) = lock_unchanged(&tx, actor.facility, &request.base).await?;
        let is_same = draft.as_ref().is_some_and(|draft| draft.tokens == request.tokens);
        if !is_same {
            let written = (&request.tokens, actor.account);
            store::update_draft(&tx, &permit, actor.facility, written, now).await?;
            let event = audit::Event::of(&actor, now, "theme.save_draft", &format!("over {version}"));
            audit::record(&tx, &backend.keys, &event).await?;
        }
        tx.commit().await?;
        Ok(SavedDraft { base: draft_base(&request.tokens)?, saved: zones::local(&zone, now) })
    })
    .await
}

/// Throws the draft away.
///
/// # Errors
/// The policy's refusal; [`refusals::CHANGED`] when it is not the draft that was seen.
pub async fn discard_draft(
    backend: &Backend,
    actor: &Actor,
    request: DiscardDraftRequest,
) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    let permit = may_edit(backend, actor, "theme.discard_draft").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        lock_unchanged(&tx, actor.facility, &request.base).await?;
        store::delete_draft(&tx, &permit, actor.facility).await?;
        audit::record(&tx, &backend.keys, &audit::Event::of(&actor, now, "theme.discard_draft", "")).await?;
        tx.commit().await.map_err(Into::into)
    })
    .await
}

/// What somebody who read this names when writing: the draft by its content, else the published version.
fn base_of(draft: Option<&DraftRow>, version: i32) -> Result<String, UseCaseError> {
    match draft {
        Some(draft) => draft_base(&draft.tokens),
        None => Ok(format!("version-{version}")),
    }
}

fn draft_base(tokens: &ThemeTokens) -> Result<String, UseCaseError> {
    Ok(format!("draft-{}", short_hash(serde_json::to_string(tokens)?.as_bytes())))
}

/// Locks the theme, and answers with draft and published version if they are still what was read.
pub(super) async fn lock_unchanged(
    tx: &Tx,
    facility: FacilityId,
    base: &str,
) -> Result<(Option<DraftRow>, i32), UseCaseError> {
    store::lock(tx, facility).await?;
    let draft = store::find_draft(tx, facility).await?;
    let version = store::find_published_version(tx, facility).await?;
    if base_of(draft.as_ref(), version)? == base {
        Ok((draft, version))
    } else {
        Err(refusals::CHANGED.into())
    }
}

/// Checks every field, and that each logo is one of this facility's.
pub(super) async fn check(
    db: &impl Connection,
    facility: FacilityId,
    tokens: &ThemeTokens,
) -> Result<(), UseCaseError> {
    let refused = tokens.validate().err().unwrap_or_default();
    let mut problems: Vec<FieldError> =
        refused.iter().map(|error| FieldError::new(error.field.key(), error.message())).collect();
    for (field, logo) in [("logo_light", &tokens.logo_light), ("logo_dark", &tokens.logo_dark)] {
        let is_refused = problems.iter().any(|problem| problem.field == field);
        if let Some(name) = logo
            && !is_refused
            && !store::has_asset(db, facility, name).await?
        {
            problems.push(FieldError::new(field, "logo_unknown"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(UseCaseError::Invalid(problems)) }
}
