//! What systems say of two records of one patient (`Patient.link`): merged as a colleague merges charts, where nothing speaks
//! against it; put before a colleague where something does; and a colleague has the last word.

use crate::charts_joined::{add, condition, import, patient};
use crate::support::{Client, TestPortal, on_each_database};
use axum::http::Method;
use domain::actor::Relation;
use domain::ids::ChartId;
use domain::permission::{Role, Scope};
use serde_json::{Value, json};
use usecases::exchange::{Whose, begin_kept};
use usecases::facility::Facility;
use usecases::import::Report;

const BORN: &str = "1980-01-31";

/// A patient with a link to another by id.
fn linked(id: &str, number: &str, born: &str, (kind, other): (&str, &str)) -> String {
    let link = format!(r#","link":[{{"other":{{"reference":"Patient/{other}"}},"type":"{kind}"}}]"#);
    patient(id, number, born, &link)
}

fn plain(id: &str, number: &str) -> String {
    patient(id, number, BORN, "")
}

/// Into the chart of which number the chart with this number was merged.
async fn into(test: &TestPortal, number: &str) -> Vec<String> {
    test.texts(&format!(
        "SELECT stayed.mrn FROM chart JOIN chart stayed ON stayed.id = chart.merged_into \
         AND stayed.facility_id = chart.facility_id WHERE chart.mrn = '{number}'"
    ))
    .await
}

async fn entries_of(test: &TestPortal, number: &str) -> i64 {
    test.number(&format!(
        "SELECT COUNT(*) FROM entry JOIN chart ON chart.id = entry.chart_id WHERE chart.mrn = '{number}'"
    ))
    .await
}

async fn count(test: &TestPortal, what: &str) -> i64 {
    test.number(&format!("SELECT COUNT(*) FROM {what}")).await
}

/// The id of the chart with a number.
async fn chart(test: &TestPortal, number: &str) -> ChartId {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
    let found = test.texts(&format!("SELECT {id} FROM chart WHERE mrn = '{number}'")).await;
    ChartId(found.first().expect("a chart").parse().expect("an id"))
}

fn notes(report: &Report) -> Vec<(&str, &str)> {
    report.notes.iter().map(|note| (note.path.as_str(), note.reason.as_str())).collect()
}

async fn call(browser: &mut Client, what: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let reply = browser.call(&format!("/api/charts/{what}"), fields).await;
    (reply.status, serde_json::from_str(&reply.body).unwrap_or(Value::Null))
}

async fn whole(test: &TestPortal, facility: &Facility) -> Value {
    let mut kept = begin_kept(&test.portal.backend, facility.id, Whose::All).await.expect("begun");
    let mut text = String::new();
    while let Some(part) = kept.next_part().await.expect("a part") {
        text.push_str(&part);
    }
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn whichever_of_the_two_says_so_and_whichever_comes_first_they_are_one_chart_once() {
    on_each_database(async |test| {
        for way in 0..5 {
            let (p, q) = (format!("p{way}"), format!("q{way}"));
            let (one, two) = (format!("1-{way}"), format!("2-{way}"));
            let replaced = linked(&p, &one, BORN, ("replaced-by", &q));
            let replaces = linked(&q, &two, BORN, ("replaces", &p));
            let (old, new) = (plain(&p, &one), plain(&q, &two));
            let [first, second] = match way {
                0 => [replaced, new],
                1 => [new, replaced],
                2 => [old, replaces],
                3 => [replaces, old],
                _ => [replaced, replaces],
            };
            let files = [condition(&format!("c{way}"), &p), first, second];
            for _ in 0..2 {
                let report = import(&test, &test.demo, &files).await;
                assert_eq!((report.errors.len(), notes(&report)), (0, vec![]), "{way}: {report:?}");
                assert_eq!(into(&test, &one).await, [two.as_str()], "{way}");
                assert_eq!(into(&test, &two).await, [""; 0], "{way}");
                assert_eq!((entries_of(&test, &one).await, entries_of(&test, &two).await), (0, 1), "{way}");
                assert_eq!(count(&test, "chart_merge").await, way + 1, "the same once more does nothing");
            }
            let told =
                "audit_event WHERE action = 'charts.merge' AND account_id IS NULL AND address = 'operator'";
            assert_eq!(count(&test, told).await, 2 * (way + 1), "one event in each chart's log");
            assert_eq!(count(&test, "outbox WHERE event = 'family_merged_patient'").await, 2 * (way + 1));
            assert_eq!(count(&test, "chart_link").await, 0);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_is_followed_and_what_leads_back_is_left_and_told() {
    on_each_database(async |test| {
        // The first link stands where both of the next are still to come.
        let chain = [
            linked("a", "1", BORN, ("replaced-by", "b")),
            linked("c", "3", BORN, ("replaces", "b")),
            plain("b", "2"),
            condition("x", "a"),
        ];
        let report = import(&test, &test.demo, &chain).await;
        assert_eq!((report.errors.len(), notes(&report)), (0, vec![]), "{report:?}");
        assert_eq!(entries_of(&test, "3").await, 1);
        assert_eq!(count(&test, "chart_merge").await, 2);

        let ring = [
            linked("k", "4", BORN, ("replaced-by", "l")),
            linked("l", "5", BORN, ("replaced-by", "k")),
            linked("m", "6", BORN, ("replaced-by", "m")),
            condition("y", "k"),
        ];
        let report = import(&test, &test.demo, &ring).await;
        let back = "leads back to the same patient: not merged";
        let paths: Vec<_> = (0..3).map(|at| format!("Bundle.entry[{at}].resource.link[0]")).collect();
        let expected: Vec<_> = paths.iter().map(|path| (path.as_str(), back)).collect();
        assert_eq!(notes(&report), expected);
        assert_eq!(
            (report.errors.len(), report.created.get("Patient")),
            (0, Some(&3)),
            "what else they say is in"
        );
        assert_eq!((count(&test, "chart_merge").await, entries_of(&test, "4").await), (2, 1));
        // The same in two files: what was done stays.
        import(&test, &test.demo, &[linked("n", "7", BORN, ("replaced-by", "o")), plain("o", "8")]).await;
        let report = import(&test, &test.demo, &[linked("o", "8", BORN, ("replaced-by", "n"))]).await;
        assert_eq!(notes(&report), [("Bundle.entry[0].resource.link[0]", back)]);
        assert_eq!((into(&test, "7").await, into(&test, "8").await), (vec!["8".to_owned()], vec![]));
        assert_eq!(count(&test, "chart_proposal").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_waits_for_a_later_file_of_the_same_clinic_and_finds_a_chart_by_number() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let waits = "leads to no patient who is here yet: looked at again when that patient comes";
        // The other clinic has the very patient: its charts are nobody's here.
        import(&test, &test.norte, &[plain("q", "2")]).await;
        let elsewhere = chart(&test, "2").await;
        for other in ["q", &elsewhere.to_string()] {
            let report = import(&test, &test.demo, &[linked("p", "1", BORN, ("replaced-by", other))]).await;
            assert_eq!(notes(&report), [("Bundle.entry[0].resource.link[0]", waits)]);
        }
        // Who no longer says so waits no longer.
        import(&test, &test.demo, &[plain("p", "1")]).await;
        assert_eq!(count(&test, "chart_link").await, 0);
        import(&test, &test.demo, &[linked("p", "1", BORN, ("replaced-by", "q"))]).await;
        assert!(count(&test, "chart_link").await > 0);
        let report = import(&test, &test.demo, &[plain("q", "2b")]).await;
        assert_eq!(notes(&report), []);
        assert_eq!(into(&test, "1").await, ["2b"]);
        assert_eq!(count(&test, "chart_link").await, 0);
        let norte = test.id(test.norte.id.0);
        assert_eq!(count(&test, &format!("chart WHERE facility_id = {norte} AND merged_into IS NULL")).await, 1);
        assert_eq!(count(&test, &format!("chart_merge WHERE facility_id = {norte}")).await, 0);

        // A chart that was added by hand has no address, only its number.
        add(&test, &test.demo, "77", ["1980", "1", "31"]).await;
        let by_number = r#","link":[{"other":{"identifier":{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"value":"77"}},"type":"replaced-by"},{"other":{"reference":"Patient/q"},"type":"seealso"},{"other":{"reference":"Patient/q"},"type":"refer"}]"#;
        let report = import(&test, &test.demo, &[patient("r", "9", BORN, by_number)]).await;
        assert_eq!(notes(&report), []);
        assert_eq!(into(&test, "9").await, ["77"]);
        assert_eq!(count(&test, "chart_merge").await, 2, "to see another record is not to be it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_speaks_against_it_is_a_colleagues_to_decide() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        import(&test, &test.demo, &[plain("p", "1"), plain("q", "2"), plain("s", "4")]).await;
        test.patient(&test.demo, "walter", chart(&test, "1").await).await;
        test.patient(&test.demo, "maya", chart(&test, "2").await).await;
        let grants = count(&test, "access_grant WHERE revoked_s IS NULL").await;
        let files = [
            linked("p", "1", BORN, ("replaced-by", "q")),
            linked("r", "3", "1990-02-02", ("replaced-by", "s")),
        ];
        let expected = [
            ("Bundle.entry[0].resource.link[0]", "not merged: both have an account; a colleague decides"),
            (
                "Bundle.entry[1].resource.link[0]",
                "not merged: their dates of birth differ; a colleague decides",
            ),
        ];
        for _ in 0..2 {
            let report = import(&test, &test.demo, &files).await;
            assert_eq!((report.errors.len(), notes(&report)), (0, expected.to_vec()), "{report:?}");
        }
        assert_eq!(count(&test, "chart_merge").await, 0);
        assert_eq!(count(&test, "chart_proposal").await, 2);
        assert_eq!(count(&test, "access_grant WHERE revoked_s IS NULL").await, grants);

        let mut joan = test.signed_in(&test.demo, "joan").await;
        let (_, merges) = call(&mut joan, "list_merges", &[]).await;
        let proposed = |doubt: &str| -> Value {
            let all = merges["proposals"].as_array().expect("proposals");
            all.iter()
                .find(|one| one["doubt"] == doubt)
                .unwrap_or_else(|| panic!("{doubt}: {merges}"))
                .clone()
        };
        let (accounts, births) = (proposed("two_accounts"), proposed("other_birth"));
        let page = joan.get("/patients/merge").await;
        assert!(
            page.body.contains("data-proposed") && page.body.contains("dates of birth differ"),
            "{}",
            page.body
        );

        // Two people: it is not asked again, not even when nothing speaks against it any more.
        let decline = births["id"].as_str().expect("an id");
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        assert_eq!(call(&mut ruiz, "decline_proposal", &[("request[proposal]", decline)]).await.0, 403);
        assert_eq!(call(&mut joan, "decline_proposal", &[("request[proposal]", decline)]).await.0, 200);
        assert_eq!(call(&mut joan, "decline_proposal", &[("request[proposal]", decline)]).await.0, 404);
        assert_eq!(
            count(&test, "audit_event WHERE action = 'charts.decline_proposal' AND outcome = 'done'").await,
            2
        );
        let report = import(&test, &test.demo, &[linked("r", "3", BORN, ("replaced-by", "s"))]).await;
        assert_eq!(
            notes(&report),
            [(
                "Bundle.entry[0].resource.link[0]",
                "not merged: a colleague has said that they are two people"
            )]
        );
        // Nor by way of a third record that is said to be both.
        let both = r#","link":[{"other":{"reference":"Patient/r"},"type":"replaces"},{"other":{"reference":"Patient/s"},"type":"replaces"}]"#;
        let report = import(&test, &test.demo, &[patient("t", "9", BORN, both)]).await;
        assert_eq!(
            notes(&report),
            [(
                "Bundle.entry[0].resource.link[1]",
                "not merged: a colleague has said that they are two people"
            )]
        );
        assert_eq!((into(&test, "3").await, into(&test, "4").await), (vec!["9".to_owned()], vec![]));
        // Twins: born on one day, and called otherwise.
        let eva = patient("v", "10", BORN, r#","link":[{"other":{"reference":"Patient/w"},"type":"replaced-by"}]"#);
        let eva = eva.replace("Ana", "Eva");
        let report = import(&test, &test.demo, &[eva, plain("w", "11")]).await;
        assert_eq!(
            notes(&report),
            [(
                "Bundle.entry[0].resource.link[0]",
                "not merged: they do not agree on name and date of birth; a colleague decides"
            )]
        );
        // One person: merged from the list as any two are.
        let fields = [
            ("request[survivor]", accounts["survivor"].as_str().expect("an id")),
            ("request[merged]", accounts["merged"].as_str().expect("an id")),
            ("request[reason]", "both asked"),
            ("request[is_confirmed]", "true"),
        ];
        let (status, answer) = call(&mut joan, "merge_charts", &fields).await;
        assert_eq!(status, 200, "{answer}");
        let (_, merges) = call(&mut joan, "list_merges", &[]).await;
        assert_eq!(merges["proposals"].as_array().expect("proposals").len(), 1, "the twins: {merges}");
        let report = import(&test, &test.demo, &[files[0].clone()]).await;
        assert_eq!((notes(&report), count(&test, "chart_merge").await), (vec![], 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn grants_are_moved_as_a_colleagues_merge_moves_them_and_undoing_it_has_the_last_word() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        import(&test, &test.demo, &[plain("p", "1"), plain("q", "2"), plain("h", "3"), plain("i", "4")]).await;
        let old = chart(&test, "1").await;
        test.patient(&test.demo, "walter", old).await;
        test.acting(&test.demo, "maya", old, Relation::Proxy, &[Scope::Appointments]).await;
        // Nobody who may read one of two that are open to somebody reads both by a system's word.
        import(&test, &test.demo, &[plain("m", "7"), plain("n", "8")]).await;
        test.patient(&test.demo, "zoe", chart(&test, "7").await).await;
        test.acting(&test.demo, "leo", chart(&test, "8").await, Relation::Proxy, &[Scope::Records]).await;
        // The helper of one is not the other.
        test.patient(&test.demo, "ann", chart(&test, "3").await).await;
        let also = format!(
            "INSERT INTO access_grant (facility_id, id, account_id, chart_id, relation, scopes, starts_s) \
             SELECT facility_id, {}, id, {}, 'proxy', 'records', 0 FROM account WHERE username = 'ann'",
            test.id(uuid::Uuid::from_u128(77)),
            test.id(chart(&test, "4").await.0)
        );
        test.sql(&also).await;
        let files = [
            linked("p", "1", BORN, ("replaced-by", "q")),
            linked("h", "3", BORN, ("replaced-by", "i")),
            condition("c", "p"),
            linked("m", "7", BORN, ("replaced-by", "n")),
        ];
        let report = import(&test, &test.demo, &files).await;
        let helps = "not merged: the patient of one acts for the patient of the other; a colleague decides";
        let opens = "not merged: both are open to somebody; a colleague decides";
        let expected =
            [("Bundle.entry[1].resource.link[0]", helps), ("Bundle.entry[3].resource.link[0]", opens)];
        assert_eq!(notes(&report), expected);
        let held = |username: &str| {
            format!(
                "SELECT chart.mrn || ' ' || relation || ' ' || scopes FROM access_grant \
                 JOIN chart ON chart.id = access_grant.chart_id AND chart.facility_id = access_grant.facility_id \
                 JOIN account ON account.id = access_grant.account_id \
                 WHERE username = '{username}' AND revoked_s IS NULL ORDER BY 1"
            )
        };
        assert_eq!(test.texts(&held("maya")).await, ["2 proxy appointments"], "nothing wider");
        let own = test.texts(&held("walter")).await;
        assert!(own.len() == 1 && own[0].starts_with("2 own "), "{own:?}");
        assert_eq!(test.texts(&held("ann")).await.len(), 2);

        let mut joan = test.signed_in(&test.demo, "joan").await;
        let (_, merges) = call(&mut joan, "list_merges", &[]).await;
        let line = &merges["lines"][0];
        assert_eq!((line["by"].as_str(), line["reason"].as_str()), (Some(""), Some("")), "{merges}");
        let page = joan.get("/patients/merge").await;
        assert!(page.body.contains("Another system said so"), "{}", page.body);
        let undo = [("request[merge]", line["id"].as_str().expect("an id"))];
        assert_eq!(call(&mut joan, "undo_merge", &undo).await.0, 200);
        let own = test.texts(&held("walter")).await;
        assert!(own.len() == 1 && own[0].starts_with("1 own "), "{own:?}");
        for _ in 0..2 {
            let report = import(&test, &test.demo, &files).await;
            assert_eq!(
                notes(&report).first(),
                Some(&("Bundle.entry[0].resource.link[0]", "not merged: a colleague has undone that"))
            );
            assert_eq!(into(&test, "1").await, [""; 0]);
            assert_eq!((entries_of(&test, "1").await, entries_of(&test, "2").await), (1, 0));
        }
        assert_eq!(count(&test, "chart_merge").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_is_told_with_the_entry_and_links_come_out_as_they_went_in() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        let person = |number: &str, born: &str, link: Value| {
            let mut value = json!({
                "resourceType": "Patient",
                "identifier": [{"system": "urn:oid:1.2.3", "value": number}],
                "name": [{"family": "Lovelace"}],
                "birthDate": born,
            });
            if !link.is_null() {
                value["link"] = json!([link]);
            }
            value
        };
        let entry = |url: &str, resource: Value| {
            json!({"fullUrl": url, "resource": resource, "request": {"method": "POST", "url": "Patient"}})
        };
        let replaced = |by: &str| json!({"other": {"reference": by}, "type": "replaced-by"});
        for kind in ["transaction", "batch"] {
            let entries = [
                entry("urn:uuid:a", person("1", BORN, replaced("urn:uuid:b"))),
                entry("urn:uuid:b", person("2", BORN, Value::Null)),
                entry("urn:uuid:c", person("3", "1990-02-02", replaced("urn:uuid:b"))),
                entry("urn:uuid:d", person("4", BORN, json!({"other": {"reference": "urn:uuid:b"}, "type": "seealso"}))),
            ];
            let bundle = json!({"resourceType": "Bundle", "type": kind, "entry": entries}).to_string();
            let reply = system.send(Method::POST, "", bundle).await;
            let answer: Value = serde_json::from_str(&reply.body).expect("JSON");
            assert_eq!(reply.status, 200, "{answer}");
            let outcomes: Vec<_> = (0..4).map(|at| &answer["entry"][at]["response"]["outcome"]["issue"][0]).collect();
            assert!(outcomes[0].is_null() && outcomes[1].is_null() && outcomes[3].is_null(), "{answer}");
            assert_eq!(outcomes[2]["severity"], "warning", "{answer}");
            assert_eq!(outcomes[2]["expression"][0], "Bundle.entry[2].resource.link[0]");
            assert!(!answer.to_string().contains("birth differ"), "whoever writes does not read: {answer}");
            assert_eq!(count(&test, "chart_merge").await, 1);
        }
        let told = "audit_event WHERE action = 'charts.merge' AND account_id IS NULL AND address = 'system'";
        assert_eq!(count(&test, told).await, 2);
        // A link without its type is no patient of R4.
        let broken = person("5", BORN, json!({"other": {"reference": "urn:uuid:b"}}));
        let reply = system.send(Method::POST, "/Patient", broken.to_string()).await;
        assert!(reply.status == 422 && reply.body.contains("link[0].type"), "{}", reply.body);

        // The hidden chart is the other's; the links of those that are shown go out, and mean the same elsewhere.
        let out = whole(&test, &test.demo).await;
        let links = |bundle: &Value| -> Vec<String> {
            let all = bundle["entry"].as_array().expect("entries").iter();
            let mut links: Vec<String> =
                all.map(|entry| entry["resource"]["link"].to_string()).filter(|link| link != "null").collect();
            links.sort();
            links
        };
        assert_eq!(links(&out).len(), 2, "{out}");
        assert!(links(&out)[0].contains("urn:uuid:b") && links(&out)[1].contains("urn:uuid:b"));
        let path = test.folder.join("out.json");
        std::fs::write(&path, out.to_string()).expect("own file");
        let source = usecases::import::Source::File(path);
        let report = usecases::import::import_fhir(&test.portal.backend, test.norte.id, vec![source], |_, _| {})
            .await
            .expect("taken");
        assert_eq!((report.errors.len(), report.notes.len()), (0, 1), "{report:?}");
        assert_eq!(links(&whole(&test, &test.norte).await), links(&out));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_its_system_has_closed_is_marked_and_nobody_is_invited_and_its_patient_reads_on() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let sent = |id: &str, number: &str, active: bool| {
            let more =
                format!(r#","active":{active},"telecom":[{{"system":"email","value":"ana@example.org"}}]"#);
            patient(id, number, BORN, &more)
        };
        import(&test, &test.demo, &[sent("p", "1", false), sent("q", "2", false)]).await;
        test.patient(&test.demo, "walter", chart(&test, "2").await).await;
        let (mut ruiz, mut joan) =
            (test.signed_in(&test.demo, "ruiz").await, test.signed_in(&test.demo, "joan").await);
        let id = chart(&test, "1").await.to_string();
        let by_hand = [("request[charts][0]", id.as_str()), ("request[by_hand]", "true")];
        for (active, reasons) in [(false, r#"["inactive"]"#), (true, "[]")] {
            import(&test, &test.demo, &[sent("p", "1", active)]).await;
            let reply = ruiz.call("/api/patients/find_patients", &[("request[words]", BORN)]).await;
            let found: Value = serde_json::from_str(&reply.body).expect("who was found");
            let one = found["patients"].as_array().expect("patients").iter().find(|one| one["number"] == "1");
            assert_eq!(one.expect("found")["is_inactive"], !active, "{found}");
            let reply = joan.call("/api/invitations/invite", &by_hand).await;
            let invited: Value = serde_json::from_str(&reply.body).expect("what became of it");
            assert_eq!((reply.status, invited["left_out"].to_string().as_str()), (200, reasons), "{invited}");
        }
        let mut walter = test.signed_in(&test.demo, "walter").await;
        assert_eq!(walter.call("/api/booking/list_appointments", &[]).await.status, 200);
        assert_eq!(test.number("SELECT COUNT(*) FROM access_grant WHERE revoked_s IS NULL").await, 1);
    })
    .await;
}
