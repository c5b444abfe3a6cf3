//! Another name for a factor.

use super::store;
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::account::factor::LABEL_CHARS;
use domain::account::passkey::RenameFactorRequest;
use domain::account::security::FactorKind;
use domain::actor::Actor;

/// Gives a factor another name. Factors of an address keep it as theirs.
///
/// # Errors
/// `NotFound` for a factor that is not the account's, or has its address for a name.
pub async fn rename_factor(
    backend: &Backend,
    actor: &Actor,
    request: RenameFactorRequest,
) -> Result<(), UseCaseError> {
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let row = store::find(&tx, actor.facility, actor.account, request.factor).await?;
        let can = row.is_some_and(|row| {
            row.proven_s.is_some() && FactorKind::parse(&row.kind).is_some_and(|kind| !kind.is_weak())
        });
        if !can {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        }
        let label = one_line(&request.label, LABEL_CHARS);
        store::update_label(&tx, actor.facility, request.factor, &label).await?;
        let event = audit::Event::of(&actor, now, "account.rename_factor", &request.factor.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
