//! The audit log: sealed, and every way of tampering is found.

use crate::support::{TestPortal, on_each_database};
use usecases::audit::{Finding, Verified, seal_pending, verify};

async fn prepare(test: &TestPortal) {
    test.add(test.account(&test.demo, "walter").await).await;
    for _ in 0..3 {
        test.signed_in(&test.demo, "walter").await;
    }
    let sealed = seal_pending(&test.portal.backend, test.demo.id, &test.folder.join("heads")).await;
    assert_eq!(sealed.expect("sealed"), 4);
}

async fn check(test: &TestPortal) -> Verified {
    verify(&test.portal.backend, test.demo.id, &test.folder.join("heads")).await.expect("a verification")
}

#[tokio::test]
async fn an_untouched_log_verifies_and_names_its_unsealed_tail() {
    on_each_database(async |test| {
        prepare(&test).await;
        test.signed_in(&test.demo, "walter").await;
        assert_eq!(check(&test).await, Verified { sealed: 4, unsealed: 1, findings: Vec::new() });
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_remove_events() {
    on_each_database(async |test| {
        prepare(&test).await;
        for sql in
            ["UPDATE audit_event SET outcome = 'x'", "DELETE FROM audit_event", "DELETE FROM audit_seal"]
        {
            assert!(test.portal.backend.db.execute_unprepared(sql).await.is_err(), "{sql}");
        }
    })
    .await;
}

#[tokio::test]
async fn each_changed_field_removed_event_and_cut_tail_is_found() {
    on_each_database(async |test| {
        prepare(&test).await;
        let db = &test.portal.backend.db;
        for table in ["audit_event", "audit_seal"] {
            let guards = if db.is_postgres() {
                vec![format!("DROP TRIGGER {table}_append_only ON {table}")]
            } else {
                vec![format!("DROP TRIGGER {table}_no_UPDATE"), format!("DROP TRIGGER {table}_no_DELETE")]
            };
            for guard in guards {
                db.execute_unprepared(&guard).await.expect("a tamperer with all rights");
            }
        }
        let first = "(SELECT audit_id FROM audit_seal WHERE seq = 1)";
        for field in ["action", "outcome", "subject", "address", "session_ref"] {
            let change = format!("UPDATE audit_event SET {field} = {field} || 'x' WHERE id = {first}");
            db.execute_unprepared(&change).await.expect("changed");
            let found = check(&test).await.findings;
            assert!(matches!(found.as_slice(), [Finding::EventChanged { .. }]), "{field}: {found:?}");
            let undo = format!(
                "UPDATE audit_event SET {field} = substr({field}, 1, length({field}) - 1) WHERE id = {first}"
            );
            db.execute_unprepared(&undo).await.expect("undone");
        }
        assert_eq!(check(&test).await.findings, []);
        db.execute_unprepared("DELETE FROM audit_seal WHERE seq = 4").await.expect("cut");
        assert_eq!(check(&test).await.findings, [Finding::TailCut { noted: 4, found: 3 }]);
        db.execute_unprepared(&format!("DELETE FROM audit_event WHERE id = {first}")).await.expect("removed");
        assert!(
            check(&test).await.findings.iter().any(|finding| matches!(finding, Finding::EventMissing { .. }))
        );
    })
    .await;
}
