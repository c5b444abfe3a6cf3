//! References as they stand in a Bundle of all that is kept: people and places go by each address they ever had, and in the Bundle
//! stands the last one alone.

use super::references::{Stored, Targets};
use super::store;
use crate::UseCaseError;
use crate::db::Connection;
use domain::connections::NAMED;
use domain::ids::{ChartId, FacilityId};
use fhir::{Json, Key, Reference, Resource, TypeName, aliases};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Resources that are looked at again at once, for what they are called.
const AT_ONCE: usize = 50;

/// References that would lead nowhere by the address they came with, where they stand, and the one that leads there.
pub type Moved = BTreeMap<(Option<String>, String), String>;

/// The address of what came without any.
pub fn own_address(id: Uuid) -> String {
    format!("urn:uuid:{id}")
}

/// References to people and places, and those by ids that were given here, which lead there by another address alone.
pub async fn moved(
    db: &impl Connection,
    facility: FacilityId,
    targets: &Targets,
) -> Result<Moved, UseCaseError> {
    let (mut charts, mut lines, mut others) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for ((_, text), (kind, id)) in targets.all() {
        if kind == "Patient" {
            charts.insert(ChartId(*id));
        } else if NAMED.contains(&kind.as_str()) {
            lines.insert(*id);
        } else if is_id(text, *id) {
            others.insert(*id);
        }
    }
    let mut known: BTreeMap<Uuid, (Vec<Key>, String)> = BTreeMap::new();
    let mut learn = |found: Vec<Stored>| {
        for row in found {
            let Ok(resource) = Resource::parse(row.content) else { continue };
            let by_id = || resource.id().map(|id| format!("{}/{id}", resource.type_name()));
            let address = row.full_url.clone().or_else(by_id).unwrap_or_else(|| own_address(row.id));
            known.insert(row.id, (aliases(&resource, row.full_url.as_deref()), address));
        }
    };
    let (charts, lines, others): (Vec<ChartId>, Vec<Uuid>, Vec<Uuid>) =
        (charts.into_iter().collect(), lines.into_iter().collect(), others.into_iter().collect());
    for part in charts.chunks(AT_ONCE) {
        let rows = store::list_chart_rows(db, facility, part).await?;
        learn(rows.into_iter().map(Stored::from).collect());
    }
    for part in lines.chunks(AT_ONCE) {
        let rows = store::list_lines(db, facility, part).await?;
        learn(rows.into_iter().map(|(_, stored)| stored).collect());
    }
    for part in others.chunks(AT_ONCE) {
        learn(store::list_all_contents(db, facility, part).await?);
    }
    let mut moved = Moved::new();
    for (place, (kind, id)) in targets.all() {
        let Some(((names, address), kind)) = known.get(id).zip(TypeName::find(kind)) else { continue };
        let (own, text) = place;
        let reference = Reference { reference: Some(text.clone()), ..Reference::default() };
        let leads = reference.possible_keys(kind, own.as_deref()).iter().any(|key| names.contains(key));
        if !leads {
            moved.insert(place.clone(), address.clone());
        }
    }
    Ok(moved)
}

/// Whether a reference is by this id.
fn is_id(text: &str, id: Uuid) -> bool {
    text.rsplit('/').next().and_then(|last| last.parse::<Uuid>().ok()) == Some(id)
}

/// The same with references that have moved.
pub fn renamed(json: &Json, own: Option<&String>, moved: &Moved) -> Json {
    match json {
        Json::List(items) => Json::List(items.iter().map(|item| renamed(item, own, moved)).collect()),
        Json::Object(members) => {
            let member = |(name, value): &(String, Json)| {
                let to = match value {
                    Json::Text(text) if name == "reference" => moved.get(&(own.cloned(), text.clone())),
                    _ => None,
                };
                let value = to.map_or_else(|| renamed(value, own, moved), |to| Json::Text(to.clone()));
                (name.clone(), value)
            };
            Json::Object(members.iter().map(member).collect())
        }
        other => other.clone(),
    }
}
