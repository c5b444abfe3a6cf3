//! Every read of a chart is in the audit log, or it does not happen.

use crate::isolation::table::{ROWS, Row, Who};
use crate::isolation::world::{CANARY, World};
use crate::support::{Client, Reply, TestPortal, on_each_database};
use axum::http::Method;
use domain::permission::Role;
use domain::records::contract::Section;

/// Functions of the table that leave no event about a chart, and why. All others that are about a chart, or read
/// anything, must leave one.
const WITHOUT: &[(&str, &str)] = &[
    ("account/list_contacts", OWN_ACCOUNT),
    ("account/list_factors", OWN_ACCOUNT),
    ("account/list_sessions", OWN_ACCOUNT),
    (
        "account/read_activation",
        "the invited person's own name, once they have proven who they are; that left an event",
    ),
    ("account/read_activation_flash", OWN_FORM),
    ("account/read_clock", OWN_ACCOUNT),
    ("account/read_frame", "who may be looked at, by name; nothing of what is in a chart"),
    ("account/read_freshness", OWN_ACCOUNT),
    ("account/read_password_flash", OWN_FORM),
    ("account/read_proof_flash", OWN_FORM),
    ("account/read_register", "what the applicant wrote, to the browser that sent it; no chart is looked at"),
    ("account/read_register_flash", OWN_FORM),
    ("account/read_reset", "the own name of whoever holds the link; asking for it and using it leave events"),
    ("account/read_reset_flash", OWN_FORM),
    ("account/read_second_flash", OWN_FORM),
    ("account/read_second_step", OWN_ACCOUNT),
    ("account/read_sign_in_flash", OWN_FORM),
    ("account/read_step_up", OWN_ACCOUNT),
    ("amend/read_flash", OWN_FORM),
    ("audit/read_flash", OWN_FORM),
    ("audit/read_rules", "the clinic's own"),
    ("booking/extend_hold", OWN_HOLD),
    ("booking/find_slots", "the clinic's free times"),
    ("booking/watch_slots", "the clinic's free times"),
    ("booking/hold_slot", OWN_HOLD),
    ("booking/read_flash", OWN_FORM),
    ("booking/read_hold", OWN_HOLD),
    (
        "booking/read_options",
        "what the clinic offers this patient; no more of a chart than whether it has seen them",
    ),
    ("booking/release_hold", OWN_HOLD),
    ("calendar/read_flash", OWN_FORM),
    ("calendar/read_settings", "the clinic's own"),
    ("charts/read_file", "what is in the colleague's own file; no chart is looked at"),
    ("connections/decide", OF_A_QUESTION),
    ("connections/list_clients", "the clinic's own; no patient"),
    ("connections/list_own", OWN_ACCOUNT),
    ("connections/open_consent", OF_A_QUESTION),
    ("connections/read_flash", OWN_FORM),
    ("chart_view/read_flash", OWN_FORM),
    ("corrections/read_flash", OWN_FORM),
    ("downloads/ask_download", OWN_FILES),
    ("downloads/ask_export", OF_ALL),
    ("downloads/list_downloads", OWN_FILES),
    ("downloads/list_exports", OF_ALL),
    ("downloads/read_flash", OWN_FORM),
    ("downloads/remove_download", OWN_FILES),
    ("downloads/remove_export", OF_ALL),
    ("family/change", CHANGES_ACCESS),
    ("family/end", CHANGES_ACCESS),
    ("family/invite", CHANGES_ACCESS),
    ("family/read_access", "leaves one, proved in family.rs: the table's request names no chart"),
    ("family/read_flash", OWN_FORM),
    ("family/resend", CHANGES_ACCESS),
    ("family/take_back", CHANGES_ACCESS),
    ("invitations/read_batches", "figures, and what the clinic offers; no patient"),
    ("invitations/read_flash", OWN_FORM),
    ("invitations/read_invitation", OF_AN_INVITATION),
    ("invitations/read_paper", OF_AN_INVITATION),
    ("looks/ask", "changes nothing in the chart; that it leaves an event is proved in looks.rs"),
    ("looks/read_flash", OWN_FORM),
    ("opening/read_flash", OWN_FORM),
    ("opening/read_opening", "the clinic's own switch, with figures of accounts; no patient"),
    ("patients/read_flash", OWN_FORM),
    (
        "patients/read_search",
        "the field to type into; a search that waits leaves an event, proved in patients.rs",
    ),
    ("registration/read_flash", OWN_FORM),
    (
        "registration/read_request",
        "leaves one for each chart, proved in registration_desk.rs: the table's request names no request",
    ),
    ("registration/read_settings", "the clinic's own"),
    ("release/list_templates", "the clinician's own short texts; no patient"),
    ("release/read_flash", OWN_FORM),
    ("release/read_rules", "the clinic's own"),
    ("security/read_flash", OWN_FORM),
    ("security/read_settings", "the clinic's own"),
    ("shares/end_share", OWN_LINKS),
    ("shares/list_shares", OWN_LINKS),
    ("shares/make_share", OWN_LINKS),
    ("shares/read_flash", OWN_FORM),
    ("shares/read_options", OWN_LINKS),
    ("shares/read_share", OWN_LINKS),
    ("staff/read_flash", OWN_FORM),
    ("theme/read_editor", "the clinic's own"),
];
const OWN_ACCOUNT: &str = "the reader's own account";
const OF_AN_INVITATION: &str =
    "leaves one, proved in invite_many.rs: the table's request names no invitation";
const CHANGES_ACCESS: &str = "changes who has access; that it leaves an event is proved in family.rs";
const OF_A_QUESTION: &str = "names parts of a record, and nothing of what is in them; that an answer leaves an event is proved in connections_apps.rs";
const OWN_FILES: &str =
    "which files the reader asked for; that making and fetching one leave events is proved in downloads.rs";
const OF_ALL: &str =
    "no record is read yet; that making the file leaves an event in each is proved in exports.rs";
const OWN_LINKS: &str =
    "which links the reader made; that making, opening and ending one leave events is proved in shares.rs";
const OWN_FORM: &str = "what the reader's own form was refused for";
const OWN_HOLD: &str =
    "a time that this session keeps for a few minutes; it is no part of the chart until it is booked";

/// Pages and files, `{id}` for an appointment, `{entry}` for an entry, `{result}` for a result, with every action that they must leave.
pub const PAGES: &[(&str, &[&str])] = &[
    ("/", &["appointments.read", "records.read", "results.count_new"]),
    ("/visits", &["appointments.read"]),
    ("/visits/{id}", &["appointments.read"]),
    ("/files/visits/{id}.ics", &["appointments.read"]),
    ("/records/access", &["looks.list"]),
    ("/records/entry/{entry}", &["records.entry"]),
    ("/files/records/{entry}/0", &["records.download"]),
    ("/files/record.json", &["records.export"]),
    ("/files/summary.json", &["records.summary"]),
    ("/files/card", &["card.copy"]),
    ("/records/card", &["card.read"]),
    ("/records/timeline", &["records.timeline"]),
    ("/records/measurements", &["records.measurements"]),
    ("/records/corrections", &["corrections.list"]),
    ("/records/corrections/{correction}", &["corrections.read"]),
    ("/records/corrections/new?entry={entry}", &["corrections.subject"]),
    ("/records/results", &["results.list"]),
    ("/records/results/{result}", &["results.read"]),
    ("/patients/{chart}/record", &["chart_view.head"]),
    ("/patients/{chart}/record/medications", &["chart_view.head", "chart_view.read"]),
    ("/patients/{chart}/record/results", &["chart_view.read"]),
    ("/patients/{chart}/record/results/{result}", &["chart_view.read"]),
    ("/patients/{chart}/record/entry/{entry}", &["chart_view.read"]),
    ("/patients/{chart}/record/measurements", &["chart_view.read"]),
    ("/files/patients/{chart}/{entry}/0", &["chart_view.read"]),
    ("/staff/results", &["results.work"]),
    ("/staff/today?day=2027-03-03", &["day.read"]),
];

/// A read, who asks, and what it must leave; any event will do where no action is named.
struct Read<'a> {
    client: &'a Client,
    method: Method,
    path: String,
    fields: Vec<(&'static str, String)>,
    actions: Vec<&'static str>,
}

fn must_leave_an_event(row: &Row) -> bool {
    let verb = row.endpoint.split('/').nth(1).unwrap_or_default();
    let is_read =
        ["read_", "list_", "find_", "search_", "watch_"].iter().any(|reading| verb.starts_with(reading));
    (is_read || row.who.is_about_a_chart()) && !WITHOUT.iter().any(|(endpoint, _)| *endpoint == row.endpoint)
}

/// Everything that must leave an event; what uses something up stands last.
fn reads(world: &World) -> Vec<Read<'_>> {
    let (walter, own) = &world.walter;
    let colleague = |wanted: &[Role]| {
        let found = world.colleagues.iter().find(|(role, _)| wanted.contains(role));
        &found.expect("a colleague").1
    };
    let sections = Section::ALL.map(|section| (format!("/records/{}", section.slug()), vec!["records.read"]));
    let pages = PAGES.iter().map(|(path, actions)| ((*path).to_owned(), actions.to_vec())).chain(sections);
    let mut reads: Vec<Read<'_>> = pages
        .map(|(path, actions)| Read {
            client: match path.as_str() {
                "/staff/results" => colleague(&[Role::Provider]),
                path if path.contains("patients/") => colleague(&[Role::Provider]),
                path if path.starts_with("/staff") => colleague(&[Role::FrontDesk]),
                _ => walter,
            },
            method: Method::GET,
            path: path
                .replace("{id}", &own.appointment.to_string())
                .replace("{entry}", &own.entry.to_string())
                .replace("{chart}", &own.chart.to_string())
                .replace("{correction}", &own.correction.to_string())
                .replace("{result}", &own.result.to_string()),
            fields: Vec::new(),
            actions,
        })
        .collect();
    reads.extend(ROWS.iter().filter(|row| must_leave_an_event(row)).map(|row| Read {
        client: if let Who::Staff(roles) = row.who { colleague(roles) } else { walter },
        method: Method::POST,
        path: format!("/api/{}", row.endpoint),
        fields: (row.fields)(own),
        actions: Vec::new(),
    }));
    reads.sort_by_key(|read| ["cancel_", "confirm_"].iter().any(|verb| read.path.contains(verb)));
    reads
}

async fn ask(read: &Read<'_>) -> Reply {
    let mut client = read.client.clone();
    if read.method == Method::GET {
        return client.get(&read.path).await;
    }
    let fields: Vec<_> = read.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.call(&read.path, &fields).await
}

/// Events about the chart, or of what shows many patients of a clinic, its log or its colleagues.
async fn events(test: &TestPortal, world: &World, action: Option<&str>) -> i64 {
    let chart = test.id(world.walter.1.chart.0);
    let action = action.map(|name| format!("AND action = '{name}'")).unwrap_or_default();
    test.number(&format!(
        "SELECT COUNT(*) FROM audit_event WHERE outcome = 'done' AND account_id IS NOT NULL \
         AND (chart_id = {chart} OR action IN ('day.read', 'invitations.find_patients', 'invitations.list', \
                                               'patients.search', 'registration.list', 'charts.list_merges', 'looks.list_questions', 'results.work') \
              OR action LIKE 'audit.%' OR action LIKE 'staff.%') {action}"
    ))
    .await
}

#[test]
fn what_leaves_no_event_is_named_with_its_reason() {
    for (endpoint, why) in WITHOUT {
        let row = ROWS.iter().find(|row| row.endpoint == *endpoint);
        assert!(row.is_some() && !why.is_empty(), "{endpoint} is not in server/tests/it/isolation/table.rs");
    }
    let asked: Vec<_> = ROWS.iter().filter(|row| must_leave_an_event(row)).map(|row| row.endpoint).collect();
    for endpoint in [
        "records/read_section",
        "records/read_entry",
        "records/list_latest",
        "booking/list_appointments",
        "booking/read_day",
    ] {
        assert!(asked.contains(&endpoint), "{endpoint}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_read_of_a_chart_leaves_an_event() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        for read in reads(&world) {
            let actions: Vec<_> = read.actions.iter().copied().map(Some).collect();
            let actions = if actions.is_empty() { vec![None] } else { actions };
            let mut before = Vec::new();
            for action in &actions {
                before.push(events(&test, &world, *action).await);
            }
            let reply = ask(&read).await;
            assert_eq!(reply.status, 200, "{}: {}", read.path, reply.body);
            for (action, before) in actions.into_iter().zip(before) {
                assert!(
                    events(&test, &world, action).await > before,
                    "{} left no event {action:?}: record one, or name the function in WITHOUT with the reason",
                    read.path
                );
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_a_file_reads_nothing_and_leaves_no_event() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let nothing = "00000000-0000-0000-0000-000000000000";
        let mut looks: Vec<(Client, String)> = reads(&world)
            .into_iter()
            .filter(|read| read.path.starts_with("/files/"))
            .map(|read| (read.client.clone(), read.path))
            .collect();
        assert!(looks.len() >= 6, "{}", looks.len());
        let (_, admin) = world.colleagues.iter().find(|(role, _)| *role == Role::Administrator).expect("one");
        for path in [
            "/files/access-log.csv".to_owned(),
            format!("/files/invitations/{nothing}.csv"),
            format!("/files/letters/{nothing}.pdf"),
            format!("/files/downloads/{nothing}"),
            format!("/files/exports/{nothing}"),
        ] {
            looks.push((admin.clone(), path));
        }
        for (mut client, path) in looks {
            let before = test.number("SELECT COUNT(*) FROM audit_event").await;
            let reply = client.send(Method::HEAD, &path, &[], String::new()).await;
            assert_eq!((reply.status, reply.header("allow")), (405, "GET"), "{path}");
            assert!(reply.body.is_empty(), "{path}: {}", reply.body);
            assert_eq!(test.number("SELECT COUNT(*) FROM audit_event").await, before, "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_event_nothing_is_read_and_nothing_is_done() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let (walter, _) = &world.walter;
        test.sql("ALTER TABLE audit_event RENAME TO audit_event_elsewhere").await;
        for read in reads(&world) {
            let reply = ask(&read).await;
            assert!(reply.status >= 500, "{}: {}", read.path, reply.status);
            let is_silent = !reply.body.contains(CANARY) && !reply.body.contains("audit_event");
            assert!(is_silent, "{}: {}", read.path, reply.body);
        }
        assert_eq!(walter.clone().call("/api/account/sign_out", &[]).await.status, 500);
        assert_eq!(test.number("SELECT COUNT(*) FROM appointment WHERE status = 'booked'").await, 3);
        assert_eq!(test.number("SELECT COUNT(*) FROM claim WHERE kind = 'hold'").await, 3);
        let mut late = test.browser(&test.demo);
        let fields = [("request[username]", "walter"), ("request[password]", "a quiet harbour at dawn")];
        assert_eq!(late.call("/api/account/sign_in", &fields).await.status, 500);
        assert!(late.cookies.is_empty());
    })
    .await;
}
