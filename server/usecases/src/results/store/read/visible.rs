//! What a reader may see of results: the one rule.

use crate::results::Reader;
use domain::ids::FacilityId;
use entity::{entry, result};
use sea_orm::sea_query::{Alias, BinOper, Expr, LikeExpr, Query};
use sea_orm::{Condition, EntityTrait as _, ExprTrait as _, QueryFilter as _, Select};

/// The results that a reader may see: the only way to them for every door of the patient. What is held, blocked or taken back
/// is not there, and what is sensitive is there for the patient alone. The clinic's doors show what is held too.
pub fn released(facility: FacilityId, reader: &Reader) -> Select<result::Entity> {
    result::Entity::find().filter(visible(facility, reader))
}

/// What makes a result visible.
fn visible(facility: FacilityId, reader: &Reader) -> Condition {
    visible_at("result", facility, reader)
}

/// The same where the table has another name.
pub(super) fn visible_at(table: &'static str, facility: FacilityId, reader: &Reader) -> Condition {
    let own = |column: result::Column| Expr::col((Alias::new(table), column));
    let condition = Condition::all()
        .add(own(result::Column::FacilityId).eq(facility))
        .add(own(result::Column::ChartId).eq(reader.chart))
        .add(own(result::Column::GovernorId).is_null());
    let condition =
        if reader.is_clinics { condition } else { condition.add(own(result::Column::State).eq("released")) };
    if reader.without.is_empty() {
        return condition;
    }
    let part = Alias::new("part");
    let column = |column: result::Column| Expr::col((part.clone(), column));
    let has_one = has_one(&column(result::Column::Codes), reader.without.iter().map(String::as_str));
    let sensitive = Query::select()
        .expr(Expr::val(1))
        .from_as(result::Entity, part.clone())
        .cond_where(column(result::Column::FacilityId).eq(facility))
        .cond_where(
            Condition::any()
                .add(column(result::Column::Id).equals((Alias::new(table), result::Column::Id)))
                .add(column(result::Column::GovernorId).eq(own(result::Column::Id))),
        )
        .cond_where(has_one)
        .to_owned();
    condition.add(Expr::exists(sensitive).not())
}

/// That one of these codes is among the codes of a result.
fn has_one<'a>(codes: &Expr, wanted: impl Iterator<Item = &'a str>) -> Condition {
    let padded = Expr::val(" ").binary(BinOper::Custom("||"), codes.clone());
    let padded = padded.binary(BinOper::Custom("||"), Expr::val(" "));
    wanted.fold(Condition::any(), |any, code| any.add(padded.clone().like(pattern(&format!(" {code} ")))))
}

/// That an entry is a result, or a test that belongs to one, which has one of these codes in whichever of its codings; nothing for
/// codes that no result has. Asked of each entry by its id.
pub fn has_code(facility: FacilityId, codes: &[String]) -> Option<Expr> {
    // What the sender has marked stands among the codes, and is none.
    let is_code = |code: &&String| !code.is_empty() && !code.contains([' ', '!']);
    let wanted: Vec<&str> = codes.iter().filter(is_code).map(String::as_str).collect();
    if wanted.is_empty() {
        return None;
    }
    let coded = Alias::new("coded");
    let column = |column: result::Column| Expr::col((coded.clone(), column));
    let query = Query::select()
        .expr(Expr::val(1))
        .from_as(result::Entity, coded.clone())
        .and_where(column(result::Column::FacilityId).eq(facility))
        .and_where(column(result::Column::Id).equals((entry::Entity, entry::Column::Id)))
        .cond_where(has_one(&column(result::Column::Codes), wanted.into_iter()))
        .to_owned();
    Some(Expr::exists(query))
}

/// That an entry is a result, or belongs to one, whoever may see it. Asked of each entry by its id.
pub fn is_any(facility: FacilityId) -> Expr {
    let query = Query::select()
        .expr(Expr::val(1))
        .from(result::Entity)
        .and_where(Expr::col((result::Entity, result::Column::FacilityId)).eq(facility))
        .and_where(Expr::col((result::Entity, result::Column::Id)).equals((entry::Entity, entry::Column::Id)))
        .to_owned();
    Expr::exists(query)
}

/// That an entry is a result that a reader may see, or a test that belongs to one. Asked of each entry by its id, so that a page
/// costs the same however many there are.
pub fn is_shown(facility: FacilityId, reader: &Reader) -> Condition {
    let entry = || Expr::col((entry::Entity, entry::Column::Id));
    let shown = |id: Expr| {
        Query::select()
            .expr(Expr::val(1))
            .from(result::Entity)
            .cond_where(visible(facility, reader))
            .and_where(Expr::col((result::Entity, result::Column::Id)).eq(id))
            .to_owned()
    };
    let parts = Alias::new("member");
    let column = |column: result::Column| Expr::col((parts.clone(), column));
    let of_shown = Query::select()
        .expr(Expr::val(1))
        .from_as(result::Entity, parts.clone())
        .cond_where(column(result::Column::FacilityId).eq(facility))
        .cond_where(column(result::Column::Id).eq(entry()))
        .cond_where(column(result::Column::ChartId).eq(reader.chart))
        .cond_where(Expr::exists(shown(column(result::Column::GovernorId))))
        .to_owned();
    Condition::any().add(Expr::exists(shown(entry()))).add(Expr::exists(of_shown))
}

/// Whatever holds a text, as it stands.
pub fn pattern(text: &str) -> LikeExpr {
    let signs = text.chars().flat_map(|sign| {
        let escape = "%_\\".contains(sign).then_some('\\');
        escape.into_iter().chain([sign])
    });
    LikeExpr::new(format!("%{}%", signs.collect::<String>())).escape('\\')
}
