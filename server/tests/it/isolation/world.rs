//! Two clinics with patients, proxies and colleagues, some of whom may no longer do what they could.

use crate::support::{Client, TestPortal};
use domain::actor::Relation;
use domain::ids::{
    AppointmentId, ChartId, ClaimId, CorrectionId, EntryId, GrantId, InvitationId, LocationId, ProviderId,
    VisitTypeId,
};
use domain::invitations::Kind;
use domain::permission::{Role, Scope};
use domain::time::Instant;
use serde_json::Value;
use usecases::booking::{BookingKeys, name_keys};
use usecases::calendar::{CalendarFile, import_calendar};
use usecases::facility::Facility;
use usecases::invitations::{self, Help, NewInvitation};
use uuid::Uuid;

/// What nobody but its owner may ever read.
pub const CANARY: &str = "canary-xq7";

/// Ids a request can name; all of one chart, or of nobody.
#[derive(Clone, Debug)]
pub struct Target {
    pub chart: ChartId,
    pub appointment: AppointmentId,
    pub hold: ClaimId,
    /// Of somebody who acts for the chart.
    pub grant: GrantId,
    /// To act for it.
    pub invitation: InvitationId,
    pub visit_type: VisitTypeId,
    pub provider: ProviderId,
    pub location: LocationId,
    /// A result that is shown to the patient.
    pub result: EntryId,
    /// A document of the record.
    pub entry: EntryId,
    /// A request for a correction, for the patient to write on.
    pub correction: CorrectionId,
    /// Another one, for the clinic to answer.
    pub to_answer: CorrectionId,
    /// Results that wait for a clinician.
    pub waiting: [EntryId; 3],
    /// A free time.
    pub free: Instant,
}

/// Everybody the probes need.
pub struct World {
    /// A patient who may do all a patient may, and what is theirs.
    pub walter: (Client, Target),
    /// Another patient of the same clinic.
    pub maya: (Client, Target),
    /// A patient of the other clinic.
    pub lucia: (Client, Target),
    /// Somebody who may do for the first patient whatever can be given.
    pub proxy: Client,
    /// The same with one part of the chart alone.
    pub records_alone: Client,
    pub results_alone: Client,
    pub visits_alone: Client,
    /// Signed in, but without any right on a chart: the word says why.
    pub powerless: Vec<(&'static str, Client)>,
    /// Signed in, and what opened the chart on their screens has ended: the word says how.
    pub ended: Vec<(&'static str, Client)>,
    /// Not signed in any more, or not here: the word says why.
    pub nobody: Vec<(&'static str, Client)>,
    /// One colleague of each role.
    pub colleagues: Vec<(Role, Client)>,
}

const STAFF: [Role; 4] = [Role::FrontDesk, Role::Provider, Role::Billing, Role::Administrator];

impl World {
    pub async fn make(test: &TestPortal) -> Self {
        let (demo, norte) = (&test.demo, &test.norte);
        for facility in [demo, norte] {
            import_calendar(&test.portal.backend, facility.id, calendar(&facility.key), false)
                .await
                .expect("a calendar");
        }
        let own = test.chart(demo, 1, "Hughes").await;
        let foreign = test.chart(demo, 2, CANARY).await;
        let elsewhere = test.chart(norte, 3, CANARY).await;
        for name in ["walter", "late", "left", "disabled", "ended", "revoked"] {
            test.patient(demo, name, own).await;
        }
        test.patient(demo, "maya", foreign).await;
        test.patient(norte, "lucia", elsewhere).await;
        test.acting(demo, "unscoped", own, Relation::Proxy, &[]).await;
        for name in ["proxy", "proxy_ended", "proxy_revoked", "parent"] {
            test.acting(demo, name, own, Relation::Proxy, &Scope::ALL).await;
        }
        test.acting(demo, "records_alone", own, Relation::Proxy, &[Scope::Records]).await;
        test.acting(demo, "results_alone", own, Relation::Proxy, &[Scope::Results]).await;
        test.acting(demo, "visits_alone", own, Relation::Proxy, &[Scope::Appointments]).await;
        test.acting(demo, "maya_proxy", foreign, Relation::Proxy, &Scope::ALL).await;
        test.acting(norte, "lucia_proxy", elsewhere, Relation::Proxy, &Scope::ALL).await;
        test.sql("UPDATE chart SET birth_date = '1980-01-31'").await;
        test.add(test.account(demo, "chartless").await).await;
        for role in STAFF {
            test.colleague(demo, role.name(), role).await;
        }

        let late = test.signed_in(demo, "late").await;
        test.pass(30 * 60);
        let left = test.signed_in(demo, "left").await;
        assert_eq!(left.clone().call("/api/account/sign_out", &[]).await.status, 200);
        let disabled = test.signed_in(demo, "disabled").await;
        test.sql("UPDATE account SET is_disabled = TRUE WHERE username = 'disabled'").await;
        let mut over = Vec::new();
        for (why, name) in [
            ("a grant that has ended", "ended"),
            ("a grant that was revoked", "revoked"),
            ("a proxy whose last day has passed", "proxy_ended"),
            ("a proxy whose access was taken back", "proxy_revoked"),
            ("a parent of somebody who has come of age", "parent"),
        ] {
            over.push((why, test.signed_in(demo, name).await));
        }
        let now = test.portal.backend.clock.now().0;
        let of =
            |name: &str| format!("WHERE account_id IN (SELECT id FROM account WHERE username = '{name}')");
        for name in ["ended", "proxy_ended"] {
            test.sql(&format!("UPDATE access_grant SET ends_s = {now} {}", of(name))).await;
        }
        for name in ["revoked", "proxy_revoked"] {
            test.sql(&format!("UPDATE access_grant SET revoked_s = {now} {}", of(name))).await;
        }
        test.sql(&format!("UPDATE access_grant SET is_for_minor = TRUE {}", of("parent"))).await;

        let mut colleagues = Vec::new();
        for role in STAFF {
            colleagues.push((role, test.signed_in(demo, role.name()).await));
        }
        let mut walter = test.signed_in(demo, "walter").await;
        let mut maya = test.signed_in(demo, "maya").await;
        let mut lucia = test.signed_in(norte, "lucia").await;
        // The clinician has the first patient's record open: care opens it, as a result waits.
        for (role, client) in &mut colleagues {
            if *role == Role::Provider {
                test.result(demo, own, (1_000, "waits", "held")).await;
                let asked = [("request[chart]", own.0.to_string())];
                let asked = asked.each_ref().map(|(name, value)| (*name, value.as_str()));
                assert_eq!(client.call("/api/chart_view/read_head", &asked).await.status, 200);
            }
        }
        let mut forged = test.browser(demo);
        forged.cookies.insert("__Host-sid".to_owned(), "A".repeat(43));
        Self {
            powerless: vec![
                ("a proxy without the scope", test.signed_in(demo, "unscoped").await),
                ("an account without a chart", test.signed_in(demo, "chartless").await),
            ],
            ended: over,
            proxy: test.signed_in(demo, "proxy").await,
            records_alone: test.signed_in(demo, "records_alone").await,
            results_alone: test.signed_in(demo, "results_alone").await,
            visits_alone: test.signed_in(demo, "visits_alone").await,
            nobody: vec![
                ("signed out", test.browser(demo)),
                ("a session that was signed out", left),
                ("an idle session", late),
                ("a disabled account", disabled),
                ("a made-up session", forged),
                ("a session of the other clinic", at(test, demo, &lucia)),
                ("a session carried to the other clinic", at(test, norte, &walter)),
            ],
            walter: (
                walter.clone(),
                helped(test, demo, "proxy", prepare(test, demo, &mut walter, own, 9).await).await,
            ),
            maya: (
                maya.clone(),
                helped(test, demo, "maya_proxy", prepare(test, demo, &mut maya, foreign, 11).await).await,
            ),
            lucia: (
                lucia.clone(),
                helped(test, norte, "lucia_proxy", prepare(test, norte, &mut lucia, elsewhere, 13).await)
                    .await,
            ),
            colleagues,
        }
    }
}

/// The target with the grant of somebody who acts for its chart, and an invitation to.
async fn helped(test: &TestPortal, facility: &Facility, username: &str, target: Target) -> Target {
    let backend = &test.portal.backend;
    let new = NewInvitation {
        kind: Kind::Proxy,
        chart: Some(target.chart),
        name: "Somebody".to_owned(),
        scopes: Scope::ALL.to_vec(),
        roles: Vec::new(),
        provider: None,
        grant_ends: None,
        help: Help::default(),
        to: None,
        is_own_address: false,
        lang: facility.language,
    };
    let tx = backend.db.begin().await.expect("a transaction");
    let invitation = invitations::issue(&tx, backend, facility.id, &new, None).await.expect("issued");
    tx.commit().await.expect("committed");
    let number = u32::try_from(target.chart.0.as_u128() & 0xFF).expect("a small number") * 10;
    let result = test.result(facility, target.chart, (number, CANARY, "released")).await;
    let mut waiting = [result; 3];
    for (place, waiting) in (1..).zip(&mut waiting) {
        *waiting = test.result(facility, target.chart, (number + place, CANARY, "held")).await;
    }
    let entry = test.entry(facility, target.chart, (number, CANARY, "DocumentReference")).await;
    let grant = test.grant_of(facility, username).await;
    let asked_about = test.entry(facility, target.chart, (number + 1, CANARY, "Condition")).await;
    let correction = test.correction(facility, target.chart, (number, CANARY, asked_about)).await;
    let to_answer = test.correction(facility, target.chart, (number + 1, CANARY, asked_about)).await;
    Target { grant, invitation, result, entry, correction, to_answer, waiting, ..target }
}

/// The same cookies at another host.
fn at(test: &TestPortal, facility: &Facility, client: &Client) -> Client {
    let mut moved = test.browser(facility);
    moved.cookies.clone_from(&client.cookies);
    moved
}

/// Ids that lead nowhere.
pub fn missing(free: Instant) -> Target {
    let id = Uuid::from_u128(0xDEAD);
    Target {
        chart: ChartId(id),
        appointment: AppointmentId(id),
        hold: ClaimId(id),
        grant: GrantId(id),
        invitation: InvitationId(id),
        visit_type: VisitTypeId(id),
        provider: ProviderId(id),
        location: LocationId(id),
        result: EntryId(id),
        entry: EntryId(id),
        correction: CorrectionId(id),
        to_answer: CorrectionId(id),
        waiting: [EntryId(id); 3],
        free,
    }
}

/// Books an appointment and holds a time, all through pages; the hour keeps patients apart.
pub async fn prepare(
    test: &TestPortal,
    facility: &Facility,
    browser: &mut Client,
    chart: ChartId,
    hour: i64,
) -> Target {
    let keys = BookingKeys {
        provider: Some("ruiz".to_owned()),
        visit_type: Some("check".to_owned()),
        location: Some("main".to_owned()),
    };
    let named = name_keys(&test.portal.backend, facility.id, &keys).await.expect("known keys");
    // Wednesday, two days after the clock's first day.
    let start = crate::support::START.plus_minutes((36 + hour) * 60);
    let mut target = missing(start.plus_minutes(60));
    target.chart = chart;
    target.visit_type = named.visit_type.expect("a visit type");
    target.provider = named.provider.expect("a provider");
    target.location = named.location.expect("a place");
    let hold = hold(browser, &target, start).await;
    let fields = [
        ("request[hold]", hold.as_str()),
        ("request[key]", &format!("prepared {start:?}")),
        ("request[note]", CANARY),
    ];
    let booked = browser.call("/api/booking/confirm_hold", &fields).await;
    assert_eq!(booked.status, 200, "{}", booked.body);
    target.appointment = AppointmentId(id(&booked.body, "id"));
    let hold = self::hold(browser, &target, start.plus_minutes(30)).await;
    target.hold = ClaimId(hold.parse().expect("an id"));
    target
}

async fn hold(browser: &mut Client, target: &Target, start: Instant) -> String {
    let fields = [
        ("request[visit_type]", target.visit_type.to_string()),
        ("request[provider]", target.provider.to_string()),
        ("request[location]", target.location.to_string()),
        ("request[start]", start.0.to_string()),
    ];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let held = browser.call("/api/booking/hold_slot", &fields).await;
    assert_eq!(held.status, 200, "{}", held.body);
    id(&held.body, "hold").to_string()
}

fn id(body: &str, name: &str) -> Uuid {
    let value: Value = serde_json::from_str(body).expect("JSON");
    value[name].as_str().and_then(|text| text.parse().ok()).expect("an id")
}

fn calendar(facility: &str) -> CalendarFile {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let weekly: Vec<String> = days
        .iter()
        .map(|day| {
            format!(
                r#"{{"provider":"ruiz","location":"main","weekday":"{day}","from":"08:00","to":"18:00"}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"facility":"{facility}",
            "locations":[{{"key":"main","name":"Main Street","zone":"UTC"}}],
            "providers":[{{"key":"ruiz","name":"Ana Ruiz"}}],
            "visit_types":[{{"key":"check","name":"Check-up","minutes":30,"cancel_notice_minutes":60}}],
            "weekly":[{}]}}"#,
        weekly.join(",")
    );
    CalendarFile::parse(&text).expect("a calendar file")
}
