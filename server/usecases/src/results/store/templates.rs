//! Queries about texts that clinicians keep. Every one names the account: nobody reaches another's.

use crate::UseCaseError;
use crate::db::Tx;
use domain::actor::Actor;
use domain::ids::TemplateId;
use domain::results::templates::{MOST, Template};
use domain::time::Instant;
use entity::{account, comment_template};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Set,
};

/// The actor's texts, by name.
pub async fn list(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Template>, UseCaseError> {
    let rows = comment_template::Entity::find()
        .filter(comment_template::Column::FacilityId.eq(actor.facility))
        .filter(comment_template::Column::AccountId.eq(actor.account))
        .order_by_asc(comment_template::Column::Name)
        .order_by_asc(comment_template::Column::Id)
        .limit(u64::try_from(MOST).unwrap_or(u64::MAX))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Template { id: row.id, name: row.name, text: row.text }).collect())
}

/// The actor's account, for which nobody else keeps a text before this transaction ends.
pub async fn lock_account(tx: &Tx, actor: &Actor) -> Result<(), UseCaseError> {
    account::Entity::find_by_id((actor.facility, actor.account)).lock_exclusive().one(tx).await?;
    Ok(())
}

pub async fn insert(
    tx: &Tx,
    actor: &Actor,
    id: TemplateId,
    (name, text): (&str, &str),
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = comment_template::ActiveModel {
        facility_id: Set(actor.facility),
        id: Set(id),
        account_id: Set(actor.account),
        name: Set(name.to_owned()),
        text: Set(text.to_owned()),
        changed_s: Set(now),
    };
    comment_template::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn update(
    tx: &Tx,
    actor: &Actor,
    id: TemplateId,
    (name, text): (&str, &str),
    now: Instant,
) -> Result<(), UseCaseError> {
    comment_template::Entity::update_many()
        .col_expr(comment_template::Column::Name, Expr::value(name))
        .col_expr(comment_template::Column::Text, Expr::value(text))
        .col_expr(comment_template::Column::ChangedS, Expr::value(now))
        .filter(comment_template::Column::FacilityId.eq(actor.facility))
        .filter(comment_template::Column::AccountId.eq(actor.account))
        .filter(comment_template::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Says whether there was one of the actor's.
pub async fn delete(tx: &Tx, actor: &Actor, id: TemplateId) -> Result<bool, UseCaseError> {
    let gone = comment_template::Entity::delete_many()
        .filter(comment_template::Column::FacilityId.eq(actor.facility))
        .filter(comment_template::Column::AccountId.eq(actor.account))
        .filter(comment_template::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}
