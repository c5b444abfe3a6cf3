//! References as they are given out: what came in by other systems' addresses leads to the ids of this portal, and what the
//! reader may not see leads nowhere.

use super::{View, store};
use crate::db::Connection;
use crate::import::{self, alias, id_of};
use crate::{UseCaseError, people};
use domain::connections::{NAMED, readable_types};
use domain::ids::FacilityId;
use entity::{chart, directory, entry};
use fhir::{Json, Reference, Resource, TypeName};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A resource before it is given out.
pub struct Stored {
    pub id: Uuid,
    pub content: String,
    pub full_url: Option<String>,
    /// When it changed last, in Unix seconds.
    pub updated: i64,
}

/// Resources that could be read, with their addresses, and their rows in the same order. What was taken once can be read again; what
/// was not taken by an import may be anything.
pub fn parsed(stored: Vec<Stored>) -> (Vec<(Resource, Option<String>)>, Vec<Stored>) {
    let (mut parsed, mut rows) = (Vec::new(), Vec::new());
    for row in stored {
        match Resource::parse(row.content.clone()) {
            Ok(resource) => {
                parsed.push((resource, row.full_url.clone()));
                rows.push(row);
            }
            Err(invalid) => tracing::error!(reason = invalid.reason, "a resource cannot be given out"),
        }
    }
    (parsed, rows)
}

impl From<chart::Model> for Stored {
    fn from(row: chart::Model) -> Self {
        Self { id: row.id.0, content: row.content, full_url: row.full_url, updated: row.updated_s.0 }
    }
}

impl From<entry::Model> for Stored {
    fn from(row: entry::Model) -> Self {
        Self { id: row.id.0, content: row.content, full_url: row.full_url, updated: row.updated_s.0 }
    }
}

impl From<directory::Model> for Stored {
    fn from(row: directory::Model) -> Self {
        Self { id: row.id, content: row.content, full_url: row.full_url, updated: row.updated_s.0 }
    }
}

/// Where references of some resources lead: by the resource's own address and the reference's text.
#[derive(Default)]
pub struct Targets {
    found: BTreeMap<(Option<String>, String), (String, Uuid)>,
    /// Those to what is here and not for this reader: not even a name of it is given out.
    hidden: BTreeSet<(Option<String>, String)>,
    /// Those that stay as they are.
    kept: BTreeSet<String>,
}

/// Where one reference leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead<'a> {
    /// To what this reader may see: its type and its id.
    To(&'a str, Uuid),
    /// To what is not for this reader.
    Hidden,
    /// To nothing that is known here.
    Nowhere,
}

/// References as they stand: the address of the resource in which they do, and their text.
pub type Asked = BTreeSet<(Option<String>, String)>;

/// Every reference in a resource.
pub fn collect(json: &Json, found: &mut BTreeSet<String>) {
    match json {
        Json::Object(members) => {
            found.extend(pointer(members));
            members.iter().for_each(|(_, value)| collect(value, found));
        }
        Json::List(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

fn collect_all(resources: &[(Resource, Option<String>)]) -> Asked {
    let mut asked = Asked::new();
    for (resource, full_url) in resources {
        let mut texts = BTreeSet::new();
        collect(resource.json(), &mut texts);
        asked.extend(texts.into_iter().map(|text| (full_url.clone(), text)));
    }
    asked
}

/// The text of an object that is a reference.
fn pointer(members: &[(String, Json)]) -> Option<String> {
    let member = |name: &str| members.iter().find(|(own, _)| own == name).map(|(_, value)| value);
    if let Some(text) = member("reference").and_then(Json::as_text) {
        return Some(text.to_owned());
    }
    let number = member("identifier")?;
    let part = |name: &str| number.get(name).and_then(Json::as_text);
    by_number(member("type")?.as_text()?, part("system")?, part("value")?)
}

/// The text of a reference as the summary of a resource knows it.
pub fn text_of(reference: &Reference) -> Option<String> {
    reference.reference.clone().or_else(|| {
        let number = reference.identifier.as_ref()?;
        by_number(reference.type_name.as_deref()?, number.system.as_deref()?, number.value.as_deref()?)
    })
}

/// The search that stands for a reference by number alone, where that is to a patient or to an entry of a record.
fn by_number(type_name: &str, system: &str, value: &str) -> Option<String> {
    let kind = TypeName::find(type_name).filter(|kind| !NAMED.contains(&kind.as_str()))?;
    let escaped = |text: &str| text.replace('%', "%25").replace('&', "%26");
    Some(format!("{kind}?identifier={}|{}", escaped(system), escaped(value)))
}

/// Finds where the references of resources lead.
pub async fn resolve(
    db: &impl Connection,
    view: &View,
    resources: &[(Resource, Option<String>)],
) -> Result<Targets, UseCaseError> {
    resolve_some(db, view, collect_all(resources)).await
}

/// Finds where some references lead.
pub async fn resolve_some(db: &impl Connection, view: &View, asked: Asked) -> Result<Targets, UseCaseError> {
    let names = names_of(view.facility, &asked);
    let ids: Vec<Uuid> = names.keys().copied().collect();
    let mut targets: BTreeMap<Uuid, Uuid> = ids.iter().map(|id| (*id, *id)).collect();
    targets.extend(import::list_targets(db, view.facility, &ids).await?);
    let ids: Vec<Uuid> = targets.values().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let mut shown: BTreeMap<Uuid, String> = store::list_shown(db, view, &ids).await?;
    // Every name of the patient leads to the one record, whichever chart it meant once.
    let charts = people::list_with_merged(db, view.facility, view.chart()).await?;
    let unseen: Vec<Uuid> = ids.iter().copied().filter(|id| !shown.contains_key(id)).collect();
    let existing = import::list_known(db, view.facility, &unseen).await?;
    let existing: BTreeSet<Uuid> = existing.into_iter().map(|(_, id)| id).collect();
    let mut found = Targets::default();
    for (name, references) in names {
        let Some(target) = targets.get(&name) else { continue };
        let leads = if charts.iter().any(|chart| chart.0 == *target) {
            Some(("Patient".to_owned(), view.chart().0))
        } else {
            shown.get_mut(target).map(|kind| (kind.clone(), *target))
        };
        if let Some(leads) = leads {
            for reference in references {
                found.found.entry(reference).or_insert_with(|| leads.clone());
            }
        } else if existing.contains(target) {
            found.hidden.extend(references);
        }
    }
    if !view.sees_all() {
        // What leads nowhere may be an entry that has no such name here.
        let lost = |one: &(Option<String>, String)| may_be_an_entry(&one.1) && !found.found.contains_key(one);
        let lost: Vec<_> = asked.into_iter().filter(lost).collect();
        found.hidden.extend(lost);
    }
    Ok(found)
}

/// The same for whoever may see everything of the clinic.
pub async fn resolve_all(
    db: &impl Connection,
    facility: FacilityId,
    resources: &[(Resource, Option<String>)],
) -> Result<Targets, UseCaseError> {
    let names = names_of(facility, &collect_all(resources));
    let ids: Vec<Uuid> = names.keys().copied().collect();
    let mut targets: BTreeMap<Uuid, Uuid> = ids.iter().map(|id| (*id, *id)).collect();
    targets.extend(import::list_targets(db, facility, &ids).await?);
    let ids: Vec<Uuid> = targets.values().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let known = store::list_known(db, facility, &ids).await?;
    let mut found = Targets::default();
    for (name, references) in names {
        let Some(leads) = targets.get(&name).and_then(|target| known.get(target)) else { continue };
        for reference in references {
            found.found.entry(reference).or_insert_with(|| leads.clone());
        }
    }
    Ok(found)
}

/// Names and ids that references may mean, each with the references that would mean it.
fn names_of(facility: FacilityId, asked: &Asked) -> BTreeMap<Uuid, Vec<(Option<String>, String)>> {
    let mut names: BTreeMap<Uuid, Vec<(Option<String>, String)>> = BTreeMap::new();
    for (full_url, text) in asked {
        let reference = Reference { reference: Some(text.clone()), ..Reference::default() };
        let mut wanted: BTreeSet<Uuid> =
            text.rsplit('/').next().and_then(|id| id.parse().ok()).into_iter().collect();
        for kind in kinds_of(text) {
            for key in reference.possible_keys(kind, full_url.as_deref()) {
                wanted.extend([alias(facility, &key), id_of(facility, &key)]);
            }
        }
        for name in wanted {
            names.entry(name).or_default().push((full_url.clone(), text.clone()));
        }
    }
    names
}

/// The types that a reference may be to: the one it names, else all that can be given out.
fn kinds_of(text: &str) -> Vec<TypeName> {
    let path = text.split(['?', '|']).next().unwrap_or_default();
    let named = path.split('/').rev().find_map(TypeName::find);
    match named {
        Some(kind) => vec![kind],
        None => readable_types().into_iter().filter_map(TypeName::find).collect(),
    }
}

/// Whether a reference may be to an entry of a record.
fn may_be_an_entry(text: &str) -> bool {
    !text.starts_with('#') && kinds_of(text).into_iter().any(|kind| fhir::Kind::of(kind).is_some())
}

impl Targets {
    /// References as they came: to the addresses of whoever handed the resource in.
    pub fn as_they_came(resource: &Resource) -> Self {
        let mut texts = BTreeSet::new();
        collect(resource.json(), &mut texts);
        Self { kept: texts, ..Self::default() }
    }

    /// People, places and medicines among them.
    pub fn named(&self) -> impl Iterator<Item = Uuid> {
        self.found.values().filter(|(kind, _)| NAMED.contains(&kind.as_str())).map(|(_, id)| *id)
    }

    /// Each reference that leads somewhere: the address of the resource in which it stands, and its text; type and id of the target.
    pub fn all(&self) -> impl Iterator<Item = (&(Option<String>, String), &(String, Uuid))> {
        self.found.iter()
    }

    /// Where a reference leads that stands in a resource of this address.
    pub fn lead(&self, text: &str, full_url: Option<&String>) -> Lead<'_> {
        let key = (full_url.cloned(), text.to_owned());
        match self.found.get(&key) {
            Some((kind, id)) => Lead::To(kind, *id),
            None if self.hidden.contains(&key) => Lead::Hidden,
            None => Lead::Nowhere,
        }
    }

    /// The resource as it came, but for references to what is not for this reader; nothing where there are none.
    pub fn without_hidden(&self, resource: &Resource, full_url: Option<&String>) -> Option<Json> {
        (!self.hidden.is_empty()).then(|| self.covered(resource.json(), full_url))
    }

    fn covered(&self, json: &Json, full_url: Option<&String>) -> Json {
        match json {
            Json::List(items) => Json::List(items.iter().map(|item| self.covered(item, full_url)).collect()),
            Json::Object(members) if self.hides(members, full_url) => nameless(),
            Json::Object(members) => {
                let covered = |(name, value): &(String, Json)| (name.clone(), self.covered(value, full_url));
                Json::Object(members.iter().map(covered).collect())
            }
            other => other.clone(),
        }
    }

    /// The resource as it is given out: with its id here, and references that lead to ids here.
    pub fn rewrite(&self, resource: &Resource, stored: &Stored) -> Json {
        let Json::Object(members) = resource.json() else { return resource.json().clone() };
        let version = version_of(&stored.content);
        let updated = crate::zones::rfc3339(domain::time::Instant(stored.updated));
        let mut meta = vec![
            ("versionId".to_owned(), Json::Text(version)),
            ("lastUpdated".to_owned(), Json::Text(updated)),
        ];
        if let Some(Json::Object(own)) = resource.json().get("meta") {
            let kept = own.iter().filter(|(name, _)| !matches!(name.as_str(), "versionId" | "lastUpdated"));
            meta.extend(kept.cloned());
        }
        let mut written = vec![
            ("resourceType".to_owned(), Json::Text(resource.type_name().as_str().to_owned())),
            ("id".to_owned(), Json::Text(stored.id.to_string())),
            ("meta".to_owned(), Json::Object(meta)),
        ];
        for (name, value) in members {
            if !matches!(name.as_str(), "resourceType" | "id" | "_id" | "meta" | "_meta") {
                written.push((name.clone(), self.led(value, stored.full_url.as_ref())));
            }
        }
        Json::Object(written)
    }

    fn led(&self, json: &Json, full_url: Option<&String>) -> Json {
        match json {
            Json::List(items) => Json::List(items.iter().map(|item| self.led(item, full_url)).collect()),
            Json::Object(members) if self.hides(members, full_url) => nameless(),
            Json::Object(members) => {
                let mut written: Vec<(String, Json)> = Vec::with_capacity(members.len());
                let mut is_lost = false;
                for (name, value) in members {
                    match value {
                        Json::Text(text) if name == "reference" => match self.leads(text, full_url) {
                            Some(to) => written.push((name.clone(), Json::Text(to))),
                            None => is_lost = true,
                        },
                        other => written.push((name.clone(), self.led(other, full_url))),
                    }
                }
                if is_lost
                    && !written.iter().any(|(name, _)| matches!(name.as_str(), "display" | "identifier"))
                {
                    return nameless();
                }
                Json::Object(written)
            }
            other => other.clone(),
        }
    }

    /// Whether these are the members of a reference to what is not for this reader.
    fn hides(&self, members: &[(String, Json)], full_url: Option<&String>) -> bool {
        pointer(members).is_some_and(|text| self.lead(&text, full_url) == Lead::Hidden)
    }

    fn leads(&self, text: &str, full_url: Option<&String>) -> Option<String> {
        // What is held inside the resource stays there.
        if text.starts_with('#') || self.kept.contains(text) {
            return Some(text.to_owned());
        }
        match self.lead(text, full_url) {
            Lead::To(kind, id) => Some(format!("{kind}/{id}")),
            Lead::Hidden | Lead::Nowhere => None,
        }
    }
}

/// A reference that says nothing, which has to say something (ref-1, ele-1).
fn nameless() -> Json {
    Json::Object(vec![("display".to_owned(), Json::Text("–".to_owned()))])
}

/// What changes with a resource.
pub fn version_of(content: &str) -> String {
    crate::keys::sha256(content.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
