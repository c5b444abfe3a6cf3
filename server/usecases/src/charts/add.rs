//! Adding a chart by hand: checked field by field, and not before those that may be the same person's were looked at.

use super::keys::{ChartKey, contact_key, national_id_key};
use super::{name_words, store};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::keys::sha256;
use crate::plain::plain;
use crate::{Backend, UseCaseError, audit, phone, uninterrupted, zones};
use domain::actor::Actor;
use domain::charts::contract::{AddChartRequest, AlikeChart, ChartAdded, GENDERS};
use domain::contact::{ContactKind, email};
use domain::ids::{ChartId, FacilityId};
use domain::permission::Action;
use domain::policy::for_staff;
use domain::registration::birth_date;
use domain::registration::name::{NameLikeness, compare};
use domain::registration::national_id::{Country, normalise};
use i18n::Lang;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

/// Longest name or number, in characters.
const MOST: usize = 100;

/// A chart whose fields were accepted.
#[derive(Clone, Debug)]
pub struct NewChart {
    pub given: String,
    pub family: String,
    pub birth_date: String,
    pub gender: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub language: Option<String>,
    pub number: Option<String>,
    /// What an applicant is compared with; the number itself is kept nowhere.
    pub national_id: Option<(Country, String)>,
}

/// Adds a chart. Where others are alike, nothing is added and they are the answer, unless the request says that it is
/// somebody else.
///
/// # Errors
/// The policy's; fields that were not accepted.
pub async fn add_chart(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: AddChartRequest,
) -> Result<ChartAdded, UseCaseError> {
    if let Err(refused) = for_staff(actor, Action::InvitePatients) {
        return Err(audit::denied(backend, actor, "charts.add", refused.into()).await);
    }
    let now = backend.clock.now();
    let today: Date = zones::local(&facility.zone, now).date().parse().unwrap_or(Date::MIN);
    let new = read(&request, facility, today).map_err(UseCaseError::Invalid)?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        // One after the other: two at once would not see each other's number.
        store::lock(&tx, actor.facility).await?;
        if let Some(number) = &new.number
            && store::find_by_record_number(&tx, actor.facility, number).await?.is_some()
        {
            tx.rollback().await?;
            return Err(UseCaseError::Invalid(vec![FieldError::new("number", "chart_number_taken")]));
        }
        let full = format!("{} {}", new.given, new.family);
        let born = store::list_born_on(&tx, actor.facility, &new.birth_date).await?;
        let is_alike = |one: &store::Born| compare(&full, &one.given, &one.family) != NameLikeness::Different;
        let alike: Vec<AlikeChart> = born.into_iter().filter(is_alike).map(store::Born::shown).collect();
        if !alike.is_empty() && !request.is_other {
            tx.rollback().await?;
            // Names of other patients are shown: that somebody looked is noted.
            let event = audit::Event::of(&actor, now, "charts.add", "alike");
            audit::record_alone(&backend, &audit::Event { chart: None, ..event }).await?;
            return Ok(ChartAdded { chart: None, alike });
        }
        let id = ChartId(Uuid::new_v4());
        let content = content(id, &new).to_string();
        let words = name_words(&new.given, &new.family);
        let hash = sha256(content.as_bytes());
        store::insert(&tx, actor.facility, id, &new, (words, content, hash), now).await?;
        store::insert_keys(&tx, actor.facility, id, keys_of(&backend, actor.facility, &new)).await?;
        let event = audit::Event::of(&actor, now, "charts.add", "");
        audit::record(&tx, &backend.keys, &audit::Event { chart: Some(id), ..event }).await?;
        tx.commit().await?;
        Ok(ChartAdded { chart: Some(id), alike: Vec::new() })
    })
    .await
}

/// Reads what was typed.
fn read(request: &AddChartRequest, facility: &Facility, today: Date) -> Result<NewChart, Vec<FieldError>> {
    let mut problems = Vec::new();
    let one_line = |text: &str| plain(text, MOST).replace('\n', " ");
    let (given, family) = (one_line(&request.given), one_line(&request.family));
    for (field, text) in [("given", &given), ("family", &family)] {
        if text.is_empty() {
            problems.push(FieldError::new(field, "calendar.needed"));
        }
    }
    let born = birth_date::read(&birth_date::joined(&request.year, &request.month, &request.day), today);
    if born.is_none() {
        problems.push(FieldError::new("born", "chart_birth_date"));
    }
    let mut checked = |field: &str, typed: &str, read: &dyn Fn(&str) -> Option<String>, why: &str| {
        let typed = typed.trim();
        let value = read(typed);
        if value.is_none() && !typed.is_empty() {
            problems.push(FieldError::new(field, why));
        }
        value
    };
    let mail = checked("email", &request.email, &email, "not_an_email");
    let number = |text: &str| phone::normalise(text, &facility.zone);
    let phone = checked("phone", &request.phone, &number, "not_a_phone");
    let sex = |text: &str| GENDERS.contains(&text).then(|| text.to_owned());
    let national = |text: &str| normalise(request.country, text);
    let national_id = checked("national_id", &request.national_id, &national, "registration_national_id");
    let gender = checked("gender", &request.gender, &sex, "not_in_list");
    let tongue = |text: &str| Lang::parse(text).map(|lang| lang.code().to_owned());
    let language = checked("language", &request.language, &tongue, "not_in_list");
    match born {
        Some(born) if problems.is_empty() => Ok(NewChart {
            given,
            family,
            birth_date: born.to_string(),
            gender,
            email: mail,
            phone,
            language,
            number: Some(one_line(&request.number)).filter(|number| !number.is_empty()),
            national_id: national_id.map(|number| (request.country, number)),
        }),
        _ => Err(problems),
    }
}

/// What the chart is found by. No import writes these anew: charts that are added here come from nowhere else.
pub fn keys_of(backend: &Backend, facility: FacilityId, new: &NewChart) -> Vec<ChartKey> {
    let addresses = [(ContactKind::Email, &new.email), (ContactKind::Phone, &new.phone)];
    let addresses = addresses.into_iter().filter_map(|(kind, address)| {
        address.as_ref().map(|address| contact_key(backend, facility, kind, address))
    });
    let national = new.national_id.as_ref();
    let national = national.map(|(country, number)| national_id_key(backend, facility, *country, number));
    addresses.chain(national).collect()
}

/// The chart's head as FHIR, which is how charts are kept.
pub fn content(id: ChartId, new: &NewChart) -> serde_json::Value {
    let mut telecom = Vec::new();
    telecom.extend(new.phone.as_ref().map(|value| json!({"system": "phone", "value": value})));
    telecom.extend(new.email.as_ref().map(|value| json!({"system": "email", "value": value})));
    let number = new.number.as_ref().map(|value| {
        json!({"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": value})
    });
    let mut patient = json!({
        "resourceType": "Patient",
        "id": id.to_string(),
        "name": [{"family": new.family, "given": [new.given]}],
        "birthDate": new.birth_date,
    });
    if let Some(fields) = patient.as_object_mut() {
        if !telecom.is_empty() {
            fields.insert("telecom".to_owned(), telecom.into());
        }
        if let Some(number) = number {
            fields.insert("identifier".to_owned(), json!([number]));
        }
        if let Some(gender) = &new.gender {
            fields.insert("gender".to_owned(), json!(gender));
        }
        if let Some(language) = &new.language {
            let coding = json!([{"system": "urn:ietf:bcp:47", "code": language}]);
            fields.insert("communication".to_owned(), json!([{"language": {"coding": coding}}]));
        }
    }
    patient
}
