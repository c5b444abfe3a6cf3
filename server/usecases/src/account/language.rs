//! The language somebody chose: kept with the account of who is signed in.

use super::store;
use crate::error::FieldError;
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::actor::Actor;
use domain::ids::{AccountId, FacilityId};
use i18n::Lang;

/// Takes the choice of a language; for who is signed in, it is written down.
///
/// # Errors
/// A field error for a language that is not enabled; database faults.
pub async fn set_language(
    backend: &Backend,
    actor: Option<&Actor>,
    language: &str,
) -> Result<Lang, UseCaseError> {
    let Some(lang) = Lang::parse(language) else {
        return Err(UseCaseError::Invalid(vec![FieldError::new("language", "not_in_list")]));
    };
    let Some(actor) = actor.cloned() else { return Ok(lang) };
    let backend = backend.clone();
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        store::update_language(&tx, actor.facility, actor.account, lang).await?;
        let event = audit::Event::of(&actor, backend.clock.now(), "account.set_language", lang.code());
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        Ok(lang)
    })
    .await
}

/// The language an account chose, if it chose one that is enabled.
///
/// # Errors
/// When the database fails.
pub async fn find_language(
    backend: &Backend,
    facility: FacilityId,
    account: AccountId,
) -> Result<Option<Lang>, UseCaseError> {
    let language = store::find_language(backend.db.reader(), facility, account).await?;
    Ok(language.as_deref().and_then(Lang::parse))
}
