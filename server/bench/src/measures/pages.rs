//! Pages rendered by one `portal serve`, asked for as a browser does, with brotli, over connections that stay open.

use super::{Setting, streams};
use crate::client::Client;
use crate::process::{Installation, Served};
use crate::report::{Report, Samples, kilobytes, rate};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Readers at once where the question is how many pages there are in a second.
const READERS: usize = 8;

/// A page, and who reads it.
struct Page {
    name: &'static str,
    path: String,
    cookie: Option<String>,
}

/// One reader for the latency, several for the rate.
///
/// # Errors
/// Why it could not be measured.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let time = Duration::from_millis(setting.pick(300, 5_000));
    let installation = Installation::new(&setting.portal, &setting.assets, &setting.folder.join("pages"))?;
    let accounts = installation.seed()?;
    let served = installation.serve().await?;
    let password = streams::password(&accounts, "walter");
    let cookie = served.sign_in("demo.localhost", "walter", &password).await?;
    report.part(&format!(
        "Pages rendered on the server (SQLite), 1 reader p50 / p99, and {READERS} readers at once"
    ));
    for page in [
        Page { name: "Sign-in", path: "/sign-in".to_owned(), cookie: None },
        Page { name: "Home", path: "/".to_owned(), cookie: Some(cookie.clone()) },
        Page {
            name: "Booking, a week of times",
            path: booking(&served, &cookie).await?,
            cookie: Some(cookie),
        },
    ] {
        let (alone, bytes, _) = read(&served, &page, 1, time).await?;
        let (crowd, _, took) = read(&served, &page, READERS, time).await?;
        let value =
            format!("{}; {:.0} / s, {} each", alone.shown(), rate(crowd.count(), took), kilobytes(bytes));
        report.row(page.name, value);
    }
    Ok(())
}

/// The booking page with its first visit type chosen.
async fn booking(served: &Served, cookie: &str) -> Result<String, String> {
    let mut client = Client::connect(served.address, "demo.localhost", Some(cookie.to_owned()), None).await?;
    let options = client.call("/api/booking/read_options", "").await?.json()?;
    let kind = options.get("visit_types").and_then(|types| types.get(0)?.get("id")?.as_str());
    Ok(format!("/visits/book?type={}", kind.ok_or("nothing can be booked")?))
}

async fn read(
    served: &Served,
    page: &Page,
    readers: usize,
    time: Duration,
) -> Result<(Samples, u64, Duration), String> {
    let began = Instant::now();
    let mut running: JoinSet<Result<(Samples, u64), String>> = JoinSet::new();
    for _ in 0..readers {
        let mut client = Client::connect(served.address, "demo.localhost", page.cookie.clone(), None).await?;
        let path = page.path.clone();
        running.spawn(async move {
            let (mut samples, mut bytes) = (Samples::default(), 0);
            while began.elapsed() < time {
                let asked = Instant::now();
                let reply = client.get(&path, "Accept: text/html\r\nAccept-Encoding: gzip, br\r\n").await?;
                if reply.status != 200 {
                    return Err(format!("{path}: status {}", reply.status));
                }
                samples.add(asked.elapsed());
                bytes = reply.bytes;
            }
            Ok((samples, bytes))
        });
    }
    let (mut all, mut bytes) = (Samples::default(), 0);
    while let Some(one) = running.join_next().await {
        let (samples, size) = one.map_err(|error| error.to_string())??;
        all.join(samples);
        bytes = size;
    }
    Ok((all, bytes, began.elapsed()))
}
