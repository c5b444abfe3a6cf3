//! Queries for the clinic's screens: invitations by state, what became of one.

use super::invitations::{Row, read as row};
use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{ChartId, FacilityId, InvitationId};
use domain::invitations::{Kind, State};
use domain::time::Instant;
use entity::{account, chart, facility, invitation, invitation_event};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashSet;

/// Charts with an invitation for their own patient that holds.
pub async fn has_live_invitation(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<HashSet<ChartId>, UseCaseError> {
    let live = State::ALL.iter().filter(|state| state.is_live()).map(|state| state.name());
    let charts: Vec<Option<ChartId>> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::ChartId)
        .filter(invitation::Column::FacilityId.eq(facility))
        .filter(invitation::Column::Kind.eq("patient"))
        .filter(invitation::Column::State.is_in(live))
        .filter(invitation::Column::ExpiresS.gt(now))
        .into_tuple()
        .all(db)
        .await?;
    Ok(charts.into_iter().flatten().collect())
}

pub async fn list_page(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (kinds, state): (&[Kind], Option<State>),
    offset: u64,
    limit: u64,
) -> Result<Vec<Row>, UseCaseError> {
    let mut query = invitation::Entity::find()
        .filter(invitation::Column::FacilityId.eq(facility))
        .filter(invitation::Column::Kind.is_in(kinds.iter().map(|kind| kind.name())));
    if let Some(state) = state {
        query = query.filter(invitation::Column::State.eq(state.name()));
    }
    let rows = query
        .order_by_desc(invitation::Column::CreatedS)
        .order_by_desc(invitation::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(row).collect())
}

/// How many invitations there are in each state.
pub async fn count_by_state(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    kinds: &[Kind],
) -> Result<Vec<(State, u64)>, UseCaseError> {
    let rows: Vec<(String, i64)> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::State)
        .column_as(invitation::Column::Id.count(), "how_many")
        .filter(invitation::Column::FacilityId.eq(facility))
        .filter(invitation::Column::Kind.is_in(kinds.iter().map(|kind| kind.name())))
        .group_by(invitation::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let of = |state: &State| rows.iter().find(|(name, _)| name == state.name()).map_or(0, |(_, many)| *many);
    Ok(State::ALL.iter().map(|state| (*state, u64::try_from(of(state)).unwrap_or(0))).collect())
}

/// Something that became of an invitation.
pub struct EventRow {
    pub at: Instant,
    pub state: State,
    pub detail: String,
    pub by: String,
}

/// What became of an invitation, the latest first.
pub async fn list_events(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: InvitationId,
) -> Result<Vec<EventRow>, UseCaseError> {
    let rows = invitation_event::Entity::find()
        .filter(invitation_event::Column::FacilityId.eq(facility))
        .filter(invitation_event::Column::InvitationId.eq(id))
        .order_by_desc(invitation_event::Column::AtS)
        .all(db)
        .await?;
    let people = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(rows.iter().filter_map(|row| row.account_id)))
        .all(db)
        .await?;
    let name =
        |id| people.iter().find(|person| Some(person.id) == id).map(|person| person.display_name.clone());
    let event = |row: invitation_event::Model| {
        Some(EventRow {
            at: row.at_s,
            state: State::parse(&row.state)?,
            detail: row.detail,
            by: name(row.account_id).unwrap_or_default(),
        })
    };
    Ok(rows.into_iter().filter_map(event).collect())
}

/// Notes whether a patient wants the portal; says whether the chart is there.
pub async fn update_opt_out(
    tx: &Tx,
    facility: FacilityId,
    id: ChartId,
    is_out: bool,
) -> Result<bool, UseCaseError> {
    let changed = chart::Entity::update_many()
        .col_expr(chart::Column::IsOptedOut, Expr::value(is_out))
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.eq(id))
        .filter(chart::Column::MergedInto.is_null())
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

pub async fn update_settings(tx: &Tx, facility: FacilityId, words: &str) -> Result<(), UseCaseError> {
    facility::Entity::update_many()
        .col_expr(facility::Column::Invitations, Expr::value(words))
        .filter(facility::Column::Id.eq(facility))
        .exec(tx)
        .await?;
    Ok(())
}
