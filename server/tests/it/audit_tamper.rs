//! Somebody with all rights on the database tampers with the audit log, in hundreds of ways: every one is found.

use crate::support::{TestPortal, on_each_database};
use usecases::audit::{Finding, seal_pending, verify};
use uuid::Uuid;

/// Events in the log that is tampered with.
const EVENTS: u64 = 14;
/// Ways that are tried.
const TAMPERS: u64 = 240;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

async fn findings(test: &TestPortal) -> Vec<Finding> {
    verify(&test.portal.backend, test.demo.id, &test.folder.join("heads"))
        .await
        .expect("a verification")
        .findings
}

async fn seal(test: &TestPortal) {
    seal_pending(&test.portal.backend, test.demo.id, &test.folder.join("heads")).await.expect("sealed");
}

/// A log of sign-ins a second apart; and no triggers, as for somebody with all rights.
async fn prepare(test: &TestPortal) {
    test.add(test.account(&test.demo, "walter").await).await;
    for _ in 1..EVENTS {
        test.pass(1);
        test.signed_in(&test.demo, "walter").await;
    }
    seal(test).await;
    for table in ["audit_event", "audit_seal"] {
        let guards = if test.portal.backend.db.is_postgres() {
            vec![format!("DROP TRIGGER {table}_append_only ON {table}")]
        } else {
            vec![format!("DROP TRIGGER {table}_no_UPDATE"), format!("DROP TRIGGER {table}_no_DELETE")]
        };
        for guard in guards {
            test.sql(&guard).await;
        }
        test.sql(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
}

async fn restore(test: &TestPortal) {
    for table in ["audit_seal", "audit_event"] {
        test.sql(&format!("DELETE FROM {table}")).await;
        test.sql(&format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
    }
}

/// One way of tampering, as statements; it always changes something.
fn tamper(test: &TestPortal, dice: &mut Dice, way: u64) -> Vec<String> {
    let first = 1 + dice.below(EVENTS);
    let second = 1 + (first + dice.below(EVENTS - 1)) % EVENTS;
    let event = |seq: u64| format!("id = (SELECT audit_id FROM kept_audit_seal WHERE seq = {seq})");
    let one = event(first);
    let of = |table: &str, field: &str, condition: &str| {
        format!("(SELECT {field} FROM {table} WHERE {condition})")
    };
    let number = u128::from(dice.below(1_000_000)) + 1;
    let (id, noise) = (test.id(Uuid::from_u128(number)), test.bytes(&number.to_be_bytes()));
    let text = ["action", "outcome", "subject", "address", "session_ref"][dice.below(5) as usize];
    match way % 16 {
        0 => vec![format!("UPDATE audit_event SET {text} = {text} || 'x' WHERE {one}")],
        1 => vec![format!("UPDATE audit_event SET {text} = 'y' || {text} WHERE {one}")],
        2 => vec![format!("UPDATE audit_event SET at_s = at_s - {number} WHERE {one}")],
        3 => vec![format!("UPDATE audit_event SET account_id = {id} WHERE {one}")],
        4 => vec![format!("UPDATE audit_event SET chart_id = {} WHERE {one}", test.id(Uuid::nil()))],
        5 => vec![format!("UPDATE audit_event SET mac = {noise} WHERE {one}")],
        6 => vec![format!("UPDATE audit_event SET id = {id} WHERE {one}")],
        7 => vec![format!("DELETE FROM audit_event WHERE {one}")],
        8 => vec![
            format!("DELETE FROM audit_event WHERE {one}"),
            format!("DELETE FROM audit_seal WHERE seq = {first}"),
        ],
        9 => {
            // Two events change places in time.
            let other = event(second);
            vec![
                format!(
                    "UPDATE audit_event SET at_s = {} WHERE {one}",
                    of("kept_audit_event", "at_s", &other)
                ),
                format!(
                    "UPDATE audit_event SET at_s = {} WHERE {other}",
                    of("kept_audit_event", "at_s", &one)
                ),
            ]
        }
        10 => {
            let other = event(second);
            vec![
                format!("UPDATE audit_event SET mac = {} WHERE {one}", of("kept_audit_event", "mac", &other)),
                format!("UPDATE audit_event SET mac = {} WHERE {other}", of("kept_audit_event", "mac", &one)),
            ]
        }
        11 => {
            // Two seals change places.
            let kept = |seq: u64| of("kept_audit_seal", "audit_id", &format!("seq = {seq}"));
            vec![
                format!("DELETE FROM audit_seal WHERE seq = {second}"),
                format!("UPDATE audit_seal SET audit_id = {} WHERE seq = {first}", kept(second)),
                format!(
                    "INSERT INTO audit_seal (facility_id, seq, audit_id, head) \
                     SELECT facility_id, seq, {}, head FROM kept_audit_seal WHERE seq = {second}",
                    kept(first)
                ),
            ]
        }
        12 => vec![format!(
            "INSERT INTO audit_event (facility_id, id, at_s, account_id, chart_id, action, outcome, subject, address, \
             session_ref, mac) SELECT facility_id, {id}, at_s, account_id, chart_id, action, outcome, subject, \
             address, session_ref, mac FROM kept_audit_event WHERE {one}"
        )],
        13 => vec![format!("UPDATE audit_seal SET head = {noise} WHERE seq = {first}")],
        14 => vec![format!("UPDATE audit_seal SET seq = seq + {EVENTS} WHERE seq = {first}")],
        _ => vec![
            format!(
                "DELETE FROM audit_event WHERE id IN (SELECT audit_id FROM kept_audit_seal WHERE seq >= {first})"
            ),
            format!("DELETE FROM audit_seal WHERE seq >= {first}"),
        ],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_one_of_many_ways_of_tampering_is_found() {
    on_each_database(async |test| {
        prepare(&test).await;
        assert_eq!(findings(&test).await, []);
        let mut dice = Dice(2_027);
        for way in 0..TAMPERS {
            let statements = tamper(&test, &mut dice, way);
            for statement in &statements {
                test.sql(statement).await;
            }
            assert_ne!(findings(&test).await, [], "way {way} was not found: {statements:?}");
            restore(&test).await;
        }
        assert_eq!(findings(&test).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tail_that_was_cut_stays_found_when_the_log_grows_again() {
    on_each_database(async |test| {
        prepare(&test).await;
        let cut = EVENTS - 3;
        test.sql(&format!(
            "DELETE FROM audit_event WHERE id IN (SELECT audit_id FROM audit_seal WHERE seq > {cut})"
        ))
        .await;
        test.sql(&format!("DELETE FROM audit_seal WHERE seq > {cut}")).await;
        for _ in 0..5 {
            assert_ne!(findings(&test).await, []);
            test.pass(1);
            test.signed_in(&test.demo, "walter").await;
            seal(&test).await;
        }
        let noted = i64::try_from(EVENTS).expect("few");
        assert_eq!(findings(&test).await, [Finding::HeadReplaced { seq: noted }]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_cannot_be_read_is_a_finding_and_is_not_written_over() {
    on_each_database(async |test| {
        prepare(&test).await;
        std::fs::write(test.folder.join("heads"), "{").expect("own file");
        assert!(matches!(findings(&test).await.as_slice(), [Finding::NotesUnreadable { .. }]));
        test.signed_in(&test.demo, "walter").await;
        let sealed = seal_pending(&test.portal.backend, test.demo.id, &test.folder.join("heads")).await;
        assert!(sealed.is_err());
        assert_eq!(std::fs::read_to_string(test.folder.join("heads")).expect("own file"), "{");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_says_by_its_exit_code_whether_the_log_is_whole() {
    on_each_database(async |test| {
        prepare(&test).await;
        let settings = test.settings();
        let good = settings.run(&["audit", "verify", "--json"]).await;
        assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
        test.sql("UPDATE audit_event SET outcome = 'x'").await;
        let bad = settings.run(&["audit", "verify", "--json"]).await;
        assert_eq!(bad.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&bad.stdout).contains(r#""finding":"event_changed""#));
        assert!(String::from_utf8_lossy(&bad.stderr).contains("14 findings"), "{bad:?}");
        assert_eq!(settings.run(&["audit", "verify", "--wrong"]).await.status.code(), Some(2));
    })
    .await;
}
