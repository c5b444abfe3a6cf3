//! Pages rendered on the server, many at once: each loads its data once, and none breaks off.

use crate::support::{Client, on_each_database};
use usecases::account::{Passwords, Strength};
use usecases::demo;

/// Readers at once, and how often each opens the page.
const READERS: usize = 4;
const TIMES: usize = 6;

/// The values of the resources that the document carries for the browser.
fn loaded(html: &str) -> Vec<String> {
    let scripts = html.split("__RESOLVED_RESOURCES[").skip(1);
    let mut values: Vec<String> = scripts
        .filter_map(|script| script.split_once("] = "))
        .map(|(_, rest)| rest.split("</script>").next().unwrap_or_default().to_owned())
        .filter(|value| value.len() > 40)
        .collect();
    values.sort();
    values
}

async fn open(mut reader: Client, path: String) {
    for _ in 0..TIMES {
        let page = reader.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        let all = loaded(&page.body);
        let mut once = all.clone();
        once.dedup();
        assert_eq!(all, once, "{path} loads something more than once");
        assert!(!all.is_empty(), "{path} carries no data: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_loads_its_data_once_however_many_read_it() {
    on_each_database(async |test| {
        let accounts =
            demo::seed(&test.portal.backend, &Passwords::new(Strength::FLOOR)).await.expect("a demo");
        let walter = accounts.iter().find(|account| account.username == "walter").expect("a patient");
        let mut browser = test.browser(&test.demo);
        let fields = [("request[username]", walter.username), ("request[password]", walter.password)];
        assert_eq!(browser.post_form("/api/account/sign_in", &fields).await.status, 303);
        let options = browser.call("/api/booking/read_options", &[]).await.body;
        let kind =
            options.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a visit type");
        for path in ["/", "/visits", &format!("/visits/book?type={kind}"), "/records/medications", "/more"] {
            let mut readers = tokio::task::JoinSet::new();
            for _ in 0..READERS {
                readers.spawn(open(browser.clone(), path.to_owned()));
            }
            while let Some(reader) = readers.join_next().await {
                reader.expect("a page for everybody");
            }
        }
    })
    .await;
}
