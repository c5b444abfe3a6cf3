//! Which charts an applicant may mean, and how sure that is.

use super::store::{self, Likely, Row};
use crate::charts::{self, ChartKey};
use crate::facility::Facility;
use crate::invitations::{has_own_grant, today};
use crate::{Backend, UseCaseError, phone};
use domain::contact::{ContactKind, address_key, email};
use domain::ids::ChartId;
use domain::invitations::{Facts, LeftOut, left_out};
use domain::registration::birth_date::{self, DateLikeness};
use domain::registration::name::{compare, has_surname};
use domain::registration::national_id::Country;
use domain::registration::tier::{Agreement, Candidate, Tier, tier};
use domain::time::Instant;
use std::collections::{BTreeMap, HashSet};

/// A chart beside a request.
pub struct Weighed {
    pub chart: Likely,
    pub found: Agreement,
    /// Whether the e-mail addresses agree; nothing where one of them is not known.
    pub is_email: Option<bool>,
    /// Whether the telephone numbers agree.
    pub is_phone: Option<bool>,
    pub tier: Tier,
    pub left_out: Option<LeftOut>,
}

impl Weighed {
    /// As it is decided upon.
    pub fn candidate(&self) -> Candidate<ChartId> {
        let has_account = self.left_out == Some(LeftOut::AlreadyActive);
        let is_open = has_account || self.left_out.is_none();
        Candidate { id: self.chart.id, tier: self.tier, has_account, is_open }
    }
}

/// Every chart of which at least something agrees, the likeliest first.
pub async fn weigh(
    backend: &Backend,
    facility: &Facility,
    row: &Row,
    now: Instant,
) -> Result<Vec<Weighed>, UseCaseError> {
    let db = backend.db.reader();
    let born = birth_date::read(&row.birth_date, today(facility, now));
    let days = born.map(birth_date::alike).unwrap_or_default();
    let days = days.into_iter().map(|day| day.to_string()).collect();
    let keyed = store::list_keyed(db, facility.id, &keys_of(backend, facility, row)).await?;
    let likely = store::list_likely(db, facility.id, days, &keyed).await?;
    let weighed = weigh_charts(backend, facility, row, likely, now).await?;
    let mut weighed: Vec<Weighed> = weighed.into_iter().filter(|one| one.tier > Tier::None).collect();
    weighed.sort_by_key(|one| (std::cmp::Reverse(one.tier), one.chart.id));
    Ok(weighed)
}

/// What a request can be found by: its national ID, and its addresses.
fn keys_of(backend: &Backend, facility: &Facility, row: &Row) -> Vec<ChartKey> {
    let national = row.national_mac.clone().map(|mac| (charts::national_id_kind(row.country), mac));
    let addresses = [(ContactKind::Email, &row.email), (ContactKind::Phone, &row.phone)];
    let addresses = addresses
        .into_iter()
        .filter(|(_, address)| !address.is_empty())
        .map(|(kind, address)| charts::contact_key(backend, facility.id, kind, address));
    national.into_iter().chain(addresses).collect()
}

/// How a request agrees with these charts.
pub async fn weigh_charts(
    backend: &Backend,
    facility: &Facility,
    row: &Row,
    likely: Vec<Likely>,
    now: Instant,
) -> Result<Vec<Weighed>, UseCaseError> {
    let db = backend.db.reader();
    let ids: Vec<ChartId> = likely.iter().map(|chart| chart.id).collect();
    let owned = has_own_grant(db, facility.id, &ids, now).await?;
    let kind = charts::national_id_kind(row.country);
    let own_ids = match &row.national_mac {
        Some(_) => store::find_own_ids(db, facility.id, &kind, &ids).await?,
        None => BTreeMap::new(),
    };
    let facts = Around { facility, row, owned, own_ids, now };
    Ok(likely.into_iter().map(|chart| facts.weigh(chart)).collect())
}

/// What is known besides a chart.
struct Around<'a> {
    facility: &'a Facility,
    row: &'a Row,
    owned: HashSet<ChartId>,
    own_ids: BTreeMap<ChartId, Vec<Vec<u8>>>,
    now: Instant,
}

impl Around<'_> {
    fn weigh(&self, chart: Likely) -> Weighed {
        let today = today(self.facility, self.now);
        let born = chart.birth_date.as_deref().and_then(|date| birth_date::read(date, today));
        let told = birth_date::read(&self.row.birth_date, today);
        let is_email = self.is_same(ContactKind::Email, &self.row.email, &chart);
        let is_phone = self.is_same(ContactKind::Phone, &self.row.phone, &chart);
        // What was not proven says nothing: anybody can write it down.
        let proven = match self.row.proven {
            ContactKind::Email => is_email,
            ContactKind::Phone => is_phone,
        };
        let found = Agreement {
            name: compare(&self.row.name, &chart.given, &chart.family),
            surname: has_surname(&self.row.name, &chart.family),
            birth_date: match (told, born) {
                (Some(told), Some(born)) => birth_date::compare(told, born),
                _ => DateLikeness::Different,
            },
            national_id: self.national_id(chart.id),
            contact: proven == Some(true),
        };
        let facts = Facts {
            is_deceased: chart.is_deceased,
            has_account: self.owned.contains(&chart.id),
            is_opted_out: chart.is_opted_out,
            is_inactive: chart.is_inactive,
            birth_date: born,
            // Both are looked at when the invitation is made, with the chart locked.
            has_invitation: false,
            is_reachable: true,
            of_age_years: self.facility.security.hand_over_age,
        };
        Weighed { tier: tier(&found), left_out: left_out(&facts, today), found, is_email, is_phone, chart }
    }

    fn national_id(&self, chart: ChartId) -> Option<bool> {
        let (mac, own) = (self.row.national_mac.as_ref()?, self.own_ids.get(&chart)?);
        let is_same = own.contains(mac);
        // Passports and the like change: another one contradicts nothing.
        (is_same || self.row.country != Country::Other).then_some(is_same)
    }

    fn is_same(&self, kind: ContactKind, told: &str, chart: &Likely) -> Option<bool> {
        let own = match kind {
            ContactKind::Email => chart.email.as_deref().and_then(email),
            ContactKind::Phone => {
                chart.phone.as_deref().and_then(|text| phone::normalise(text, &self.facility.zone))
            }
        }?;
        (!told.is_empty()).then(|| address_key(kind, &own) == address_key(kind, told))
    }
}
