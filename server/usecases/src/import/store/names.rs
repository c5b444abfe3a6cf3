//! What is stored of others that entries refer to: where names lead, and what stands there is called.

use super::PER_STATEMENT;
use crate::UseCaseError;
use crate::db::Tx;
use crate::import::naming::{Called, codes_of, whose};
use crate::import::rows::Row;
use domain::ids::FacilityId;
use entity::{directory, resource_alias};
use fhir::{NAME_CHARACTERS, PractitionerRole, Resource, View};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Gives entries of a batch the names of what they refer to and its files do not hold.
pub(super) async fn name(tx: &Tx, facility: FacilityId, rows: &mut [Row]) -> Result<(), UseCaseError> {
    let wanted: HashSet<Uuid> =
        rows.iter().filter_map(|row| row.unnamed.as_ref()).flat_map(|unnamed| unnamed.stored()).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let found = find_names(tx, facility, wanted).await?;
    for row in rows {
        row.name(&found);
    }
    Ok(())
}

/// What is called by these names in the directory. A role is called as whoever has it, whichever came first.
pub(super) async fn find_names(
    tx: &Tx,
    facility: FacilityId,
    wanted: HashSet<Uuid>,
) -> Result<HashMap<Uuid, Called>, UseCaseError> {
    let wanted: Vec<Uuid> = wanted.into_iter().collect();
    let targets = list_targets(tx, facility, &wanted).await?;
    let lines = list_lines(tx, facility, &targets).await?;
    let mut names: HashMap<Uuid, Called> = HashMap::new();
    let (mut roles, mut medicines): (Vec<Uuid>, Vec<Uuid>) = (Vec::new(), Vec::new());
    for (id, kind, name) in lines {
        match kind.as_str() {
            "PractitionerRole" => roles.push(id),
            "Medication" => medicines.push(id),
            _ => {}
        }
        if !name.trim().is_empty() {
            names.insert(id, Called { name: Some(short(&name)), codes: Vec::new() });
        }
    }
    for (medicine, codes) in list_codes(tx, facility, &medicines).await? {
        if !codes.is_empty() {
            names.entry(medicine).or_default().codes = codes;
        }
    }
    let people = list_people(tx, facility, &roles).await?;
    let who: Vec<Uuid> = people.iter().flat_map(|(_, who)| who.iter().copied()).collect();
    let leads = list_targets(tx, facility, &who).await?;
    let called: HashMap<Uuid, String> =
        list_lines(tx, facility, &leads).await?.into_iter().map(|(id, _, name)| (id, name)).collect();
    let leads: HashMap<Uuid, Uuid> = leads.into_iter().collect();
    for (role, who) in people {
        let name = who.iter().find_map(|name| called.get(leads.get(name)?));
        if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
            names.insert(role, Called { name: Some(short(name)), codes: Vec::new() });
        }
    }
    Ok(targets.into_iter().filter_map(|(alias, id)| Some((alias, names.get(&id)?.clone()))).collect())
}

/// As much of a name as the files of an import remember of it.
fn short(name: &str) -> String {
    name.chars().take(NAME_CHARACTERS).collect()
}

/// Where names lead: name, target.
pub async fn list_targets(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    names: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, UseCaseError> {
    let mut targets = Vec::new();
    for part in names.chunks(PER_STATEMENT) {
        let rows: Vec<(Vec<u8>, Uuid)> = resource_alias::Entity::find()
            .select_only()
            .columns([resource_alias::Column::Alias, resource_alias::Column::TargetId])
            .filter(resource_alias::Column::FacilityId.eq(facility))
            .filter(resource_alias::Column::Alias.is_in(part.iter().map(|name| name.as_bytes().to_vec())))
            .into_tuple()
            .all(db)
            .await?;
        targets.extend(
            rows.into_iter().filter_map(|(name, target)| Some((Uuid::from_slice(&name).ok()?, target))),
        );
    }
    Ok(targets)
}

/// Lines of the directory to which names lead: id, type, name.
async fn list_lines(
    tx: &Tx,
    facility: FacilityId,
    targets: &[(Uuid, Uuid)],
) -> Result<Vec<(Uuid, String, String)>, UseCaseError> {
    let ids: HashSet<Uuid> = targets.iter().map(|(_, target)| *target).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut lines = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let some: Vec<(Uuid, String, String)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::Kind, directory::Column::Name])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        lines.extend(some);
    }
    Ok(lines)
}

/// The codes of these medicines.
async fn list_codes(
    tx: &Tx,
    facility: FacilityId,
    medicines: &[Uuid],
) -> Result<Vec<(Uuid, Vec<String>)>, UseCaseError> {
    let mut codes = Vec::new();
    for part in medicines.chunks(PER_STATEMENT) {
        let some: Vec<(Uuid, String)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::Content])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        codes.extend(some.into_iter().filter_map(|(id, content)| {
            let resource = Resource::parse(content).ok()?;
            let View::Medication(medicine) = fhir::view(&resource).ok()? else { return None };
            Some((id, codes_of(&medicine)))
        }));
    }
    Ok(codes)
}

/// Whose these roles are, by the names under which they may be stored; of those that do not say it in words.
async fn list_people(
    tx: &Tx,
    facility: FacilityId,
    roles: &[Uuid],
) -> Result<Vec<(Uuid, Vec<Uuid>)>, UseCaseError> {
    let mut people = Vec::new();
    for part in roles.chunks(PER_STATEMENT) {
        let some: Vec<(Uuid, String, Option<String>)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::Content, directory::Column::FullUrl])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        people.extend(some.into_iter().filter_map(|(id, content, full_url)| {
            let resource = Resource::parse(content).ok()?;
            let role = PractitionerRole::read(&resource).ok()?;
            Some((id, whose(facility, &role, full_url.as_deref())))
        }));
    }
    Ok(people)
}
