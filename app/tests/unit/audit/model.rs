//! The access log's state in its address.

use app::examined::{access_log_href as href, asked, query_of};
use app::routes::SETTINGS_ACCESS_LOG;
use domain::audit::contract::AuditRequest;
use domain::ids::AccountId;
use leptos_router::params::ParamsMap;
use uuid::Uuid;

#[test]
fn an_address_is_read_back_and_holds_nothing_that_could_be_more() {
    let request = AuditRequest {
        account: Some(AccountId(Uuid::from_u128(1))),
        chart: None,
        action: Some("records.read".to_owned()),
        is_refused: true,
        from: Some("2027-03-01".to_owned()),
        to: None,
        before: Some("7.00000000-0000-0000-0000-000000000002".to_owned()),
    };
    let mut query = ParamsMap::new();
    for pair in query_of(&request).trim_start_matches('?').split('&') {
        let (name, value) = pair.split_once('=').expect("a pair");
        query.insert(name.to_owned(), value.to_owned());
    }
    assert_eq!(asked(&query), request);
    let strange = AuditRequest { action: Some("a&who=b".to_owned()), ..AuditRequest::default() };
    assert_eq!(href(&strange), SETTINGS_ACCESS_LOG);
}
