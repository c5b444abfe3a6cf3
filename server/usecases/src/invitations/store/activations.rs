//! Queries about invited people on their way, and what they get at the end of it.

use crate::UseCaseError;
use crate::db::Tx;
use crate::invitations::NewInvitation;
use domain::actor::Relation;
use domain::contact::{ContactKind, address_key};
use domain::ids::{AccountId, ChallengeId, ChartId, ContactId, FacilityId, GrantId, InvitationId};
use domain::invitations::ACTIVATION_S;
use domain::invitations::contract::Step;
use domain::time::Instant;
use entity::{access_grant, activation, contact};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Set,
};
use uuid::Uuid;

/// How many browsers may be on the way with one invitation.
const MOST_WAYS: u64 = 5;

/// Somebody on the way.
#[derive(Clone, Debug)]
pub struct Activation {
    pub token_hash: Vec<u8>,
    pub invitation: InvitationId,
    pub generation: i32,
    pub step: Step,
    pub contact: Option<(ContactKind, String)>,
    pub challenge: Option<ChallengeId>,
}

pub async fn insert_activation(
    tx: &Tx,
    facility: FacilityId,
    new: &Activation,
    now: Instant,
) -> Result<(), UseCaseError> {
    activation::Entity::delete_many()
        .filter(activation::Column::FacilityId.eq(facility))
        .filter(activation::Column::ExpiresS.lte(now))
        .exec(tx)
        .await?;
    // As many browsers as one person has; the oldest way ends.
    let older = activation::Entity::find()
        .filter(activation::Column::FacilityId.eq(facility))
        .filter(activation::Column::InvitationId.eq(new.invitation))
        .order_by_desc(activation::Column::ExpiresS)
        .offset(MOST_WAYS - 1)
        .limit(MOST_WAYS)
        .all(tx)
        .await?;
    for old in older {
        delete_activation(tx, facility, &old.token_hash).await?;
    }
    let row = activation::ActiveModel {
        facility_id: Set(facility),
        token_hash: Set(new.token_hash.clone()),
        invitation_id: Set(new.invitation),
        generation: Set(new.generation),
        step: Set(new.step.name().to_owned()),
        contact_kind: Set(new.contact.as_ref().map(|(kind, _)| kind.name().to_owned())),
        contact_address: Set(new.contact.as_ref().map(|(_, address)| address.clone()).unwrap_or_default()),
        challenge_id: Set(new.challenge),
        expires_s: Set(now.plus_seconds(ACTIVATION_S)),
    };
    activation::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find_activation(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
    now: Instant,
) -> Result<Option<Activation>, UseCaseError> {
    let row = activation::Entity::find_by_id((facility, token_hash.to_vec())).one(db).await?;
    let Some(row) = row.filter(|row| now < row.expires_s) else { return Ok(None) };
    let kind = row.contact_kind.as_deref().and_then(ContactKind::parse);
    Ok(Some(Activation {
        token_hash: row.token_hash,
        invitation: row.invitation_id,
        generation: row.generation,
        step: Step::parse(&row.step),
        contact: kind.map(|kind| (kind, row.contact_address)),
        challenge: row.challenge_id,
    }))
}

/// Goes on to another step.
pub async fn update_activation(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    changed: &Activation,
) -> Result<(), UseCaseError> {
    let (kind, address) = match &changed.contact {
        Some((kind, address)) => (Some(kind.name()), address.clone()),
        None => (None, String::new()),
    };
    activation::Entity::update_many()
        .col_expr(activation::Column::Step, Expr::value(changed.step.name()))
        .col_expr(activation::Column::ContactKind, Expr::value(kind))
        .col_expr(activation::Column::ContactAddress, Expr::value(address))
        .col_expr(activation::Column::ChallengeId, Expr::value(changed.challenge))
        .filter(activation::Column::FacilityId.eq(facility))
        .filter(activation::Column::TokenHash.eq(changed.token_hash.clone()))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn delete_activation(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
) -> Result<(), UseCaseError> {
    activation::Entity::delete_by_id((facility, token_hash.to_vec())).exec(db).await?;
    Ok(())
}

/// Gives an account what an invitation offers of a chart.
pub async fn insert_grant(
    tx: &Tx,
    facility: FacilityId,
    (account, chart): (AccountId, ChartId),
    relation: Relation,
    offered: &NewInvitation,
    by: Option<AccountId>,
    now: Instant,
) -> Result<GrantId, UseCaseError> {
    let id = GrantId(Uuid::new_v4());
    let scopes: Vec<_> = offered.scopes.iter().map(|scope| scope.name()).collect();
    let row = access_grant::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        account_id: Set(account),
        chart_id: Set(chart),
        relation: Set(if relation == Relation::Own { "own" } else { "proxy" }.to_owned()),
        scopes: Set(scopes.join(" ")),
        starts_s: Set(now),
        ends_s: Set(offered.grant_ends),
        revoked_s: Set(None),
        granted_by: Set(by),
        relationship: Set(offered.help.relationship.map(|word| word.name().to_owned()).unwrap_or_default()),
        is_for_minor: Set(offered.help.is_for_minor),
        end_reason: Set(None),
        ended_by: Set(None),
        warned_s: Set(None),
        results_wish: Set(None),
        results_looked_s: Set(None),
    };
    access_grant::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// A proven way to reach a new account.
pub async fn insert_contact(
    tx: &Tx,
    facility: FacilityId,
    account: AccountId,
    (kind, address): (ContactKind, &str),
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = contact::ActiveModel {
        facility_id: Set(facility),
        id: Set(ContactId(Uuid::new_v4())),
        account_id: Set(account),
        kind: Set(kind.name().to_owned()),
        address: Set(address.to_owned()),
        address_key: Set(address_key(kind, address)),
        state: Set("ok".to_owned()),
        verified_s: Set(Some(now)),
        created_s: Set(now),
        removed_s: Set(None),
    };
    contact::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
