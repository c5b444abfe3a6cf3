//! A clinic to measure on: providers with hours, patients, and as much history as asked for.

use domain::account::security::SecuritySettings;
use domain::actor::{Actor, Assurance, Grant, Relation};
use domain::booking::contract::HoldSlotRequest;
use domain::ids::{AccountId, ChartId, FacilityId, GrantId, LocationId, ProviderId, VisitTypeId};
use domain::permission::Scope;
use domain::registration::settings::RegistrationSettings;
use domain::results::settings::ReleaseSettings;
use domain::time::{DAY, Instant};
use jiff::civil::date;
use serde_json::json;
use std::sync::Arc;
use usecases::Backend;
use usecases::booking::{BookingKeys, SlotQuery, list_slots, name_keys};
use usecases::calendar::{CalendarFile, import_calendar};
use usecases::clock::FixedClock;
use usecases::db::Db;
use usecases::facility::{self, Contacts, Facility, NewFacility};
use usecases::keys::Keys;
use uuid::Uuid;

/// Where the clinic's clock stands: Monday, 2027-03-01 at 12:00 UTC. The same in every run.
pub const START: Instant = Instant(1_803_902_400);
/// The visit type of everything that is measured: a quarter of an hour.
pub const VISIT: &str = "quarter";
/// Days ahead that can be booked.
const HORIZON_DAYS: i32 = 60;
/// Appointments that each provider has ahead before anything is measured.
const AHEAD: u64 = 240;

/// How large the clinic is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Providers.
    pub providers: u64,
    /// Patients.
    pub patients: u64,
}

/// A clinic in a database of its own.
pub struct Clinic {
    /// What its actions need.
    pub backend: Backend,
    /// The clinic.
    pub facility: Facility,
    size: Size,
}

/// The calendar file of a clinic with `providers` who work on weekdays.
pub fn calendar(facility: &str, zone: &str, providers: u64) -> serde_json::Value {
    let keys: Vec<String> = (0..providers).map(|number| format!("bench-{number:03}")).collect();
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let weekly: Vec<serde_json::Value> = keys
        .iter()
        .flat_map(|key| days.map(|day| (key, day)))
        .flat_map(|(key, day)| {
            [("09:00", "13:00"), ("14:00", "18:00")].map(|(from, to)| {
                json!({"provider": key, "location": "bench", "weekday": day, "from": from, "to": to,
                       "visit_types": [VISIT]})
            })
        })
        .collect();
    let providers: Vec<serde_json::Value> =
        keys.iter().map(|key| json!({"key": key, "name": format!("Provider {key}")})).collect();
    json!({
        "facility": facility,
        "locations": [{"key": "bench", "name": "Measured street", "zone": zone}],
        "providers": providers,
        "visit_types": [{"key": VISIT, "name": "A quarter of an hour", "minutes": 15, "horizon_days": HORIZON_DAYS}],
        "weekly": weekly,
    })
}

impl Clinic {
    /// Makes the clinic in the empty database of `url`; `shown` sees every statement that runs afterwards.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn open(
        url: &str,
        size: Size,
        shown: Option<impl Fn(&str) + Send + Sync + 'static>,
    ) -> Result<Self, String> {
        let mut db = Db::connect(url).await.map_err(|error| format!("{url}: {error}"))?;
        migration::apply(db.writer()).await.map_err(|error| error.to_string())?;
        if let Some(shown) = shown {
            db.observe(shown);
        }
        let backend = Backend::new(db, Arc::new(FixedClock::at(START)), Keys::from_bytes([7; 32]));
        let new = NewFacility {
            key: "bench".to_owned(),
            name: "Measured clinic".to_owned(),
            host: "bench.localhost".to_owned(),
            zone: "America/New_York".to_owned(),
            language: "en".to_owned(),
            contacts: Contacts::default(),
            security: SecuritySettings::relaxed(),
            registration: RegistrationSettings::default(),
            results: ReleaseSettings::default(),
        };
        let facility = facility::create(&backend, new).await?;
        let file = calendar("bench", "America/New_York", size.providers).to_string();
        let file = CalendarFile::parse(&file).map_err(|problem| problem.to_string())?;
        import_calendar(&backend, facility.id, file, false).await.map_err(|error| error.to_string())?;
        let clinic = Self { backend, facility, size };
        clinic.add_patients().await?;
        clinic.number().await?;
        clinic.add_ahead().await?;
        Ok(clinic)
    }

    /// Runs one statement.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn execute(&self, sql: &str) -> Result<(), String> {
        let told = |error: &usecases::UseCaseError| {
            let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            format!("{error}: {source}: {sql}")
        };
        self.backend.db.execute_unprepared(sql).await.map_err(|error| told(&error))
    }

    /// An id in the words of this database.
    pub fn id(&self, id: Uuid) -> String {
        if self.backend.db.is_postgres() { format!("'{id}'::uuid") } else { format!("X'{}'", id.simple()) }
    }

    fn bytes(&self) -> &'static str {
        if self.backend.db.is_postgres() { "'\\x00'::bytea" } else { "X'00'" }
    }

    fn fresh_id(&self) -> &'static str {
        if self.backend.db.is_postgres() { "gen_random_uuid()" } else { "randomblob(16)" }
    }

    /// The chart with a number.
    pub fn chart(&self, number: u64) -> ChartId {
        ChartId(Uuid::from_u128(0xBE9C_0000_0000_0000 + u128::from(number % self.size.patients)))
    }

    /// The patient with a number, signed in without a row for it: the actions ask only for the actor.
    pub fn patient(&self, number: u64) -> Actor {
        let chart = self.chart(number);
        let scopes = vec![Scope::Appointments];
        let grant = Grant { id: GrantId(chart.0), chart, relation: Relation::Own, scopes, ends: None };
        Actor {
            facility: self.facility.id,
            account: AccountId(chart.0),
            roles: Vec::new(),
            provider: None,
            grants: vec![grant],
            chart: Some(chart),
            assurance: Assurance::Password,
            proven: START,
            must_enrol: false,
            session: chart.0.as_bytes().to_vec(),
            address: "bench".to_owned(),
        }
    }

    async fn add_patients(&self) -> Result<(), String> {
        let facility = self.id(self.facility.id.0);
        let numbers: Vec<u64> = (0..self.size.patients).collect();
        for some in numbers.chunks(500) {
            let ids: Vec<String> = some.iter().map(|number| self.id(self.chart(*number).0)).collect();
            let resources: Vec<String> =
                ids.iter().map(|id| format!("({facility}, {id}, 'patient', 0)")).collect();
            let resources = resources.join(", ");
            self.execute(&format!(
                "INSERT INTO resource (facility_id, id, kind, version) VALUES {resources}"
            ))
            .await?;
            let bytes = self.bytes();
            let charts: Vec<String> = ids
                .iter()
                .map(|id| format!("({facility}, {id}, 'Measured', 'Patient', FALSE, '{{}}', {bytes}, 0)"))
                .collect();
            self.execute(&format!(
                "INSERT INTO chart (facility_id, id, given, family, is_deceased, content, content_hash, updated_s) \
                 VALUES {}",
                charts.join(", ")
            ))
            .await?;
        }
        Ok(())
    }

    /// Numbers providers and charts, so that rows can be made by the hundred thousand.
    async fn number(&self) -> Result<(), String> {
        let facility = self.id(self.facility.id.0);
        let kind_of_id = if self.backend.db.is_postgres() { "UUID" } else { "BLOB" };
        self.execute(&format!(
            "CREATE TABLE numbered (kind TEXT NOT NULL, number BIGINT NOT NULL, id {kind_of_id} NOT NULL, \
             PRIMARY KEY (kind, number))"
        ))
        .await?;
        for (kind, table) in [("p", "provider"), ("c", "chart")] {
            self.execute(&format!(
                "INSERT INTO numbered SELECT '{kind}', row_number() OVER (ORDER BY id) - 1, id FROM {table} \
                 WHERE facility_id = {facility}"
            ))
            .await?;
        }
        Ok(())
    }

    /// Half hours of the next weeks that are taken already, five a day for each provider.
    async fn add_ahead(&self) -> Result<(), String> {
        let start = format!("{} + (n.j % 48) * {DAY} + (n.j / 48) * 7200", START.plus_minutes(120).0 + DAY);
        self.fill(0, self.size.providers * AHEAD, &start).await
    }

    /// Makes appointments number `from` to `to` of the past, twenty a day for each provider, the latest first: however
    /// many there are, the last days look the same.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn add_past(&self, from: u64, to: u64) -> Result<(), String> {
        let start = format!("{} - (n.j / 20) * {DAY} + (n.j % 20) * 1800", START.0 - DAY);
        for begin in (from..to).step_by(100_000) {
            self.fill(begin, to.min(begin + 100_000), &start).await?;
        }
        if self.backend.db.is_postgres() {
            // As its autovacuum would after so many rows.
            self.execute("ANALYZE").await?;
        }
        Ok(())
    }

    /// Rows `from` to `to` of appointments and their claims; `start` says when the j-th of a provider begins.
    async fn fill(&self, from: u64, to: u64, start: &str) -> Result<(), String> {
        let (facility, fresh) = (self.id(self.facility.id.0), self.fresh_id());
        let Size { providers, patients } = self.size;
        let numbers = format!(
            "WITH RECURSIVE i(i) AS (SELECT CAST({from} AS BIGINT) UNION ALL SELECT i + 1 FROM i WHERE i + 1 < {to}), \
             n AS (SELECT i, i % {providers} AS p, i / {providers} AS j, (i * 7919) % {patients} AS c FROM i), \
             w AS (SELECT (SELECT id FROM location WHERE facility_id = {facility}) AS location, \
                          (SELECT id FROM visit_type WHERE facility_id = {facility}) AS visit_type)"
        );
        let joined = "FROM n JOIN numbered p ON p.kind = 'p' AND p.number = n.p \
                      JOIN numbered c ON c.kind = 'c' AND c.number = n.c CROSS JOIN w";
        self.execute(&format!(
            "{numbers} INSERT INTO appointment (facility_id, id, chart_id, provider_id, location_id, visit_type_id, \
             start_s, end_s, zone, local_start, tzdb, status, seq, row_version, source, created_s, updated_s) \
             SELECT {facility}, {fresh}, c.id, p.id, w.location, w.visit_type, {start}, {start} + 900, \
             'America/New_York', '2027-01-01T00:00:00-05:00', 'bundled', 'booked', 0, 0, 'portal', 0, 0 {joined}"
        ))
        .await?;
        self.execute(&format!(
            "{numbers} INSERT INTO claim (facility_id, id, kind, chart_id, provider_id, location_id, visit_type_id, \
             start_s, end_s, busy_from_s, busy_to_s, is_extended, created_s) \
             SELECT {facility}, {fresh}, 'appointment', c.id, p.id, w.location, w.visit_type, {start}, {start} + 900, \
             {start}, {start} + 900, FALSE, 0 {joined}"
        ))
        .await
    }

    /// Ids of the visit type and the place.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn kind_and_place(&self) -> Result<(VisitTypeId, LocationId), String> {
        let keys = BookingKeys {
            provider: None,
            visit_type: Some(VISIT.to_owned()),
            location: Some("bench".to_owned()),
        };
        let named = name_keys(&self.backend, self.facility.id, &keys).await?;
        named.visit_type.zip(named.location).ok_or_else(|| "the calendar is not there".to_owned())
    }

    /// Every free time, one provider after another at each instant, as wishes to book.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn wishes(&self) -> Result<Vec<HoldSlotRequest>, String> {
        let (visit_type, location) = self.kind_and_place().await?;
        let (from, to) = (date(2027, 3, 2), date(2027, 4, 30));
        let query = SlotQuery { visit_type: VISIT.to_owned(), provider: None, location: None, from, to };
        let mut providers = std::collections::BTreeMap::new();
        let mut wishes = Vec::new();
        for slot in list_slots(&self.backend, self.facility.id, &query).await? {
            let provider = match providers.get(&slot.provider) {
                Some(id) => *id,
                None => {
                    let id = self.provider(&slot.provider).await?;
                    providers.insert(slot.provider, id);
                    id
                }
            };
            wishes.push(HoldSlotRequest {
                visit_type,
                provider: Some(provider),
                location,
                start: slot.start,
                moving: None,
            });
        }
        Ok(wishes)
    }

    /// The provider with a key.
    ///
    /// # Errors
    /// What the database refused.
    pub async fn provider(&self, key: &str) -> Result<ProviderId, String> {
        usecases::booking::find_provider(&self.backend, self.facility.id, key)
            .await
            .map_err(|error| error.to_string())
    }

    /// The clinic's id.
    pub fn facility_id(&self) -> FacilityId {
        self.facility.id
    }
}
