//! Nobody learns who exists: not from an answer, nor from the work that is behind it.
//!
//! The statements that run and the passwords that are computed are compared, not seconds; `make bench` shows those.

use crate::support::watch::Seen;
use crate::support::{PASSWORD, TestPortal, on_each_database};

const SIGN_IN: &str = "/api/account/sign_in";
const RESET: &str = "/api/account/request_reset";

/// Walter, whom anybody may know, and somebody who is not let in any more.
async fn people(test: &TestPortal) {
    for name in ["walter", "former"] {
        test.add(test.account(&test.demo, name).await).await;
    }
    test.sql("UPDATE account SET is_disabled = TRUE WHERE username = 'former'").await;
}

/// Nothing tells these apart; the first is the known one.
fn must_be_alike(seen: &[(&str, Seen)]) {
    let (first, known) = &seen[0];
    for (name, other) in seen {
        assert_eq!(other, known, "{name} and {first}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_is_the_same_work_for_whomever() {
    on_each_database(async |mut test| {
        people(&test).await;
        let watch = test.watch();
        for is_form in [false, true] {
            let mut seen = Vec::new();
            for (name, password) in
                [("walter", "wrong"), ("nobody", "wrong"), ("former", "wrong"), ("former", PASSWORD)]
            {
                let fields = [("request[username]", name), ("request[password]", password)];
                let mut browser = test.browser(&test.demo);
                seen.push((name, test.seen(&watch, (SIGN_IN, is_form), &mut browser, &fields).await));
            }
            assert_eq!(seen[0].1.computed, 1, "one password is computed");
            assert!(seen[0].1.statements.len() > 3, "{:?}", seen[0].1.statements);
            must_be_alike(&seen);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_to_wait_waits_the_same_known_or_not_and_no_password_is_computed() {
    on_each_database(async |mut test| {
        people(&test).await;
        let watch = test.watch();
        let mut seen = Vec::new();
        for name in ["walter", "nobody", "former"] {
            let fields = [("request[username]", name), ("request[password]", "wrong")];
            let mut browser = test.browser(&test.demo);
            let mut last = None;
            for _ in 0..6 {
                last = Some(test.seen_again(&watch, (SIGN_IN, false), &mut browser, &fields).await);
            }
            test.sql("DELETE FROM throttle").await;
            seen.push((name, last.expect("six")));
        }
        assert_eq!((seen[0].1.status, seen[0].1.computed), (429, 0));
        must_be_alike(&seen);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_the_same_work_for_whomever() {
    on_each_database(async |mut test| {
        people(&test).await;
        let id = test.id(uuid::Uuid::new_v4());
        test.sql(&format!(
            "INSERT INTO contact (facility_id, id, account_id, kind, address, address_key, state, verified_s, created_s) \
             SELECT facility_id, {id}, id, 'email', 'walter@example.org', 'walter@example.org', 'ok', 1, 1 \
             FROM account WHERE username = 'walter'"
        ))
        .await;
        let watch = test.watch();
        for is_form in [false, true] {
            for names in [["walter", "nobody", "former"], ["walter@example.org", "nobody@example.org", "former@example.org"]] {
                let mut seen = Vec::new();
                for name in names {
                    let mut browser = test.browser(&test.demo);
                    let fields = [("request[name]", name)];
                    seen.push((name, test.seen(&watch, (RESET, is_form), &mut browser, &fields).await));
                }
                assert_eq!(seen[0].1.computed, 0);
                assert!(seen[0].1.statements.len() > 1, "{:?}", seen[0].1.statements);
                must_be_alike(&seen);
            }
        }
    })
    .await;
}
