//! Queries about looks at records and questions about them.

use crate::UseCaseError;
use crate::db::Tx;
use domain::audit::Cursor;
use domain::ids::{AccountId, AuditId, ChartId, FacilityId, QuestionId};
use domain::permission::Role;
use domain::policy::{ChartPermit, StaffPermit};
use domain::time::Instant;
use entity::{access_grant, audit_event, chart, look_question, staff_role};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most questions of a chart that are shown.
const MOST: u64 = 100;

/// A look as it is stored.
pub struct Stored {
    pub id: AuditId,
    pub at: Instant,
    pub account: Option<AccountId>,
    pub chart: Option<ChartId>,
    pub action: String,
    pub subject: String,
    pub outcome: String,
    pub address: String,
}

fn read(row: audit_event::Model) -> Stored {
    Stored {
        id: row.id,
        at: row.at_s,
        account: row.account_id,
        chart: row.chart_id,
        action: row.action,
        subject: row.subject,
        outcome: row.outcome,
        address: row.address,
    }
}

/// A question as it is stored.
pub struct QuestionRow {
    pub id: QuestionId,
    pub chart: ChartId,
    pub look: AuditId,
    pub by: AccountId,
    pub question: String,
    pub asked: Instant,
    pub due: Instant,
    /// When, by whom, in which words.
    pub answered: Option<(Instant, AccountId, String)>,
}

fn read_question(row: look_question::Model) -> QuestionRow {
    let answered = row.answered_s.zip(row.answered_by).zip(row.answer);
    QuestionRow {
        id: row.id,
        chart: row.chart_id,
        look: row.audit_id,
        by: row.asked_by,
        question: row.question,
        asked: row.asked_s,
        due: row.due_s,
        answered: answered.map(|((at, by), words)| (at, by, words)),
    }
}

/// A question to be written.
pub struct NewQuestion {
    pub facility: FacilityId,
    pub id: QuestionId,
    pub look: AuditId,
    pub by: AccountId,
    pub words: String,
    pub asked: Instant,
    pub due: Instant,
}

/// A page of what the log holds about these charts, the latest first; without what an account did, if one is named.
pub async fn list_page(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
    (without, before): (Option<AccountId>, Option<Cursor>),
    limit: u64,
) -> Result<Vec<Stored>, UseCaseError> {
    use audit_event::Column;
    let mut select = audit_event::Entity::find()
        .filter(Column::FacilityId.eq(facility))
        .filter(Column::ChartId.is_in(charts.iter().copied()));
    if let Some(account) = without {
        select = select.filter(Column::AccountId.is_null().or(Column::AccountId.ne(account)));
    }
    if let Some(before) = before {
        // The first half alone is a range of the index; the second leaves out what that second's page has shown.
        select = select
            .filter(Column::AtS.lte(before.at))
            .filter(Column::AtS.lt(before.at).or(Column::Id.lt(before.id)));
    }
    let rows = select.order_by_desc(Column::AtS).order_by_desc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Looks by their ids.
pub async fn list_by_id(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &BTreeSet<AuditId>,
) -> Result<BTreeMap<AuditId, Stored>, UseCaseError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = audit_event::Entity::find()
        .filter(audit_event::Column::FacilityId.eq(facility))
        .filter(audit_event::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, read(row))).collect())
}

/// The chart, about which nobody else asks before this transaction ends.
pub async fn lock_chart(tx: &Tx, permit: &ChartPermit, facility: FacilityId) -> Result<(), UseCaseError> {
    chart::Entity::find_by_id((facility, permit.chart())).lock_exclusive().one(tx).await?;
    Ok(())
}

/// The patient's questions, the latest first.
pub async fn list_of_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<Vec<QuestionRow>, UseCaseError> {
    let rows = look_question::Entity::find()
        .filter(look_question::Column::FacilityId.eq(facility))
        .filter(look_question::Column::ChartId.is_in(charts.iter().copied()))
        .order_by_desc(look_question::Column::AskedS)
        .order_by_desc(look_question::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(read_question).collect())
}

pub async fn insert(tx: &Tx, permit: &ChartPermit, new: &NewQuestion) -> Result<(), UseCaseError> {
    let row = look_question::ActiveModel {
        facility_id: Set(new.facility),
        id: Set(new.id),
        chart_id: Set(permit.chart()),
        audit_id: Set(new.look),
        asked_by: Set(new.by),
        question: Set(new.words.clone()),
        asked_s: Set(new.asked),
        due_s: Set(new.due),
        answer: Set(None),
        answered_by: Set(None),
        answered_s: Set(None),
    };
    look_question::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// A page of questions: those that wait by urgency, those that were answered by when.
pub async fn list_questions(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    _permit: &StaffPermit,
    (is_answered, skip, limit): (bool, u64, u64),
) -> Result<Vec<QuestionRow>, UseCaseError> {
    use look_question::Column;
    let all = look_question::Entity::find().filter(Column::FacilityId.eq(facility));
    let ordered = if is_answered {
        all.filter(Column::AnsweredS.is_not_null()).order_by_desc(Column::AnsweredS)
    } else {
        all.filter(Column::AnsweredS.is_null()).order_by_asc(Column::DueS)
    };
    let rows = ordered.order_by_asc(Column::Id).offset(skip).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(read_question).collect())
}

/// How many wait for an answer.
pub async fn count_open(db: &impl ConnectionTrait, facility: FacilityId) -> Result<u64, UseCaseError> {
    Ok(look_question::Entity::find()
        .filter(look_question::Column::FacilityId.eq(facility))
        .filter(look_question::Column::AnsweredS.is_null())
        .count(db)
        .await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: QuestionId,
) -> Result<Option<QuestionRow>, UseCaseError> {
    Ok(look_question::Entity::find_by_id((facility, id)).one(db).await?.map(read_question))
}

/// Writes an answer where there is none; says whether there was none.
pub async fn update_answer(
    tx: &Tx,
    _permit: &StaffPermit,
    (facility, id): (FacilityId, QuestionId),
    (by, words, now): (AccountId, &str, Instant),
) -> Result<bool, UseCaseError> {
    let changed = look_question::Entity::update_many()
        .col_expr(look_question::Column::Answer, Expr::value(words))
        .col_expr(look_question::Column::AnsweredBy, Expr::value(by))
        .col_expr(look_question::Column::AnsweredS, Expr::value(now))
        .filter(look_question::Column::FacilityId.eq(facility))
        .filter(look_question::Column::Id.eq(id))
        .filter(look_question::Column::AnsweredS.is_null())
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// The roles of colleagues.
pub async fn list_roles(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    accounts: &[AccountId],
) -> Result<BTreeMap<AccountId, Vec<Role>>, UseCaseError> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::FacilityId.eq(facility))
        .filter(staff_role::Column::AccountId.is_in(accounts.iter().copied()))
        .all(db)
        .await?;
    let mut found: BTreeMap<AccountId, Vec<Role>> = BTreeMap::new();
    for row in rows {
        found.entry(row.account_id).or_default().extend(Role::parse(&row.role));
    }
    Ok(found)
}

/// Who has, or had, a grant to a chart, and whether it is their own.
pub async fn list_grants(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (accounts, charts): (&[AccountId], &[ChartId]),
) -> Result<BTreeMap<(AccountId, ChartId), bool>, UseCaseError> {
    let rows = access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(access_grant::Column::ChartId.is_in(charts.iter().copied()))
        .all(db)
        .await?;
    let mut found = BTreeMap::new();
    for row in rows {
        *found.entry((row.account_id, row.chart_id)).or_default() |= row.relation == "own";
    }
    Ok(found)
}
