//! Many open pages on one `portal serve`, while patients book: how soon each page hears of it, and what a page costs.
//!
//! Patients book through server functions of the same process, at a steady rate. A page's delay runs from the moment
//! the request of the hold or of its confirmation is sent until the page has read the event: the commit lies between,
//! so the figure is an upper bound of “commit to client”. Pages and patients run on the machine that is measured.

use super::Setting;
use crate::client::Client;
use crate::clinic::{VISIT, calendar};
use crate::process::{Installation, Served};
use crate::report::{Report, Samples, kilobytes, rate};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

/// Bookings per second.
const PER_SECOND: u64 = 20;
/// The demo's patients who book.
const PATIENTS: [&str; 3] = ["walter", "priya", "elena"];
/// Pages of one session, within what the portal allows.
const PER_SESSION: usize = 60;
/// What the system keeps for a page that does not read: as little as it allows.
const SLOW_BUFFER: u32 = 2_048;

/// When the requests about a start were sent: of its hold, and of its confirmation.
type Sent = Arc<Mutex<HashMap<i64, [Option<Instant>; 2]>>>;

/// What the pages heard.
#[derive(Default)]
struct Heard {
    samples: Samples,
    events: u64,
    ended: u64,
}

/// All pages reading, then with some that do not read at all.
///
/// # Errors
/// Why it could not be measured.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let wanted: usize = setting.pick(50, 5_000);
    let pages = wanted.min(open_files().saturating_sub(200));
    let time = Duration::from_secs(setting.pick(2, 20));
    report.part(&format!(
        "{pages} open pages in one clinic, {PER_SECOND} bookings per second (two events each)"
    ));
    if pages < wanted {
        report.row("Fewer pages than wanted", format!("{wanted} need a higher `ulimit -n`"));
    }
    for slow in [0, pages / 100 + 1] {
        let folder = setting.folder.join(format!("streams-{slow}"));
        let installation = Installation::new(&setting.portal, &setting.assets, &folder)?;
        let accounts = installation.seed()?;
        let file = folder.join("calendar.json");
        let text = calendar("demo", "America/New_York", 20).to_string();
        std::fs::write(&file, text).map_err(|error| error.to_string())?;
        installation.run(&["calendar", "import", &file.display().to_string()])?;
        let served = installation.serve().await?;
        let mut cookies = Vec::new();
        // The first of each patient's sessions books, all of them read.
        let sessions = (pages + slow).div_ceil(PER_SESSION).max(PATIENTS.len());
        for username in PATIENTS.into_iter().cycle().take(sessions) {
            cookies.push(served.sign_in("demo.localhost", username, &password(&accounts, username)).await?);
        }
        let what = if slow == 0 { "all reading".to_owned() } else { format!("{slow} more that never read") };
        one_run(&served, &cookies, (pages, slow, time), &what, report).await?;
    }
    Ok(())
}

/// A person's password, as the demo printed it.
pub fn password(accounts: &serde_json::Value, username: &str) -> String {
    let all = accounts.get("accounts").and_then(serde_json::Value::as_array);
    let mut of_demo =
        all.into_iter().flatten().filter(|account| account.get("facility") == Some(&"demo".into()));
    let found = of_demo.find(|account| account.get("username") == Some(&username.into()));
    found.and_then(|account| account.get("password")?.as_str()).unwrap_or_default().to_owned()
}

async fn one_run(
    served: &Served,
    cookies: &[String],
    (pages, slow, time): (usize, usize, Duration),
    what: &str,
    report: &mut Report,
) -> Result<(), String> {
    let before = served.resident();
    let sent = Sent::default();
    let confused = Arc::new(AtomicU64::new(0));
    let mut readers: JoinSet<Heard> = JoinSet::new();
    let end = Arc::new(tokio::sync::Notify::new());
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    for number in 0..pages {
        let client = open(served, cookies.get(number % cookies.len().max(1)).cloned(), None).await?;
        readers.spawn(read(client, Arc::clone(&sent), Arc::clone(&end), Arc::clone(&stop)));
    }
    let resident = served.resident().saturating_sub(before);
    let mut idle = Vec::new();
    for number in pages..pages + slow {
        let cookie = cookies.get(number % cookies.len().max(1)).cloned();
        idle.push(open(served, cookie, Some(SLOW_BUFFER)).await?);
    }
    let began = Instant::now();
    let booked = book(served, cookies, time, &sent, &confused).await?;
    let took = began.elapsed();
    // The last events are on their way.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    stop.store(true, Ordering::SeqCst);
    end.notify_waiters();
    let mut heard = Heard::default();
    while let Some(one) = readers.join_next().await {
        let one = one.map_err(|error| error.to_string())?;
        heard.samples.join(one.samples);
        heard.events += one.events;
        heard.ended += one.ended;
    }
    let expected = booked.count() as u64 * 2 * pages as u64;
    report.row_with_goal(
        format!("{what}: request to page, p50 / p99"),
        heard.samples.shown(),
        "p99 ≤ 200 ms",
    );
    report.row(
        format!("{what}: bookings, p50 / p99"),
        format!("{:.1} / s, {}", rate(booked.count(), took), booked.shown()),
    );
    report.row(format!("{what}: events read of those expected"), format!("{} of {expected}", heard.events));
    report.row(
        format!("{what}: bookings refused, streams ended early"),
        format!("{}, {}", confused.load(Ordering::SeqCst), heard.ended),
    );
    if slow == 0 {
        let each = resident / (pages as u64).max(1);
        report.row_with_goal("Memory of the portal per open page", kilobytes(each), "≤ 20 kB");
    }
    drop(idle);
    Ok(())
}

async fn open(served: &Served, cookie: Option<String>, buffer: Option<u32>) -> Result<Client, String> {
    let mut client = Client::connect(served.address, "demo.localhost", cookie, buffer).await?;
    client.open_events().await?;
    Ok(client)
}

/// Reads events and notes their delays until told to stop.
async fn read(
    mut client: Client,
    sent: Sent,
    end: Arc<tokio::sync::Notify>,
    stop: Arc<std::sync::atomic::AtomicBool>,
) -> Heard {
    let mut heard = Heard::default();
    let mut known = HashSet::new();
    loop {
        let line = tokio::select! {
            line = client.next_line() => line,
            () = end.notified() => return heard,
        };
        if stop.load(Ordering::SeqCst) {
            return heard;
        }
        let Ok(line) = line else {
            heard.ended += 1;
            return heard;
        };
        let now = Instant::now();
        let Some(start) = start_of(&line) else { continue };
        heard.events += 1;
        // The first event about a start is its hold's, the second its confirmation's.
        let which = usize::from(!known.insert(start));
        let asked = sent.lock().unwrap_or_else(PoisonError::into_inner).get(&start).copied();
        if let Some(asked) = asked.and_then(|asked| asked.get(which).copied().flatten()) {
            heard.samples.add(now.duration_since(asked));
        }
    }
}

/// The start that an event is about.
fn start_of(line: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(line).ok()?.strip_prefix("data:")?;
    if !text.contains("\"taken\"") {
        return None;
    }
    let (_, rest) = text.split_once("\"from\":")?;
    rest.split([',', '}']).next()?.parse().ok()
}

/// Books at a steady rate, each patient in turn, one start each.
async fn book(
    served: &Served,
    cookies: &[String],
    time: Duration,
    sent: &Sent,
    confused: &Arc<AtomicU64>,
) -> Result<Samples, String> {
    let mut clients = Vec::new();
    for cookie in cookies.iter().take(PATIENTS.len()) {
        clients.push(Client::connect(served.address, "demo.localhost", Some(cookie.clone()), None).await?);
    }
    let wishes = wishes(clients.first_mut().ok_or("nobody books")?).await?;
    let mut queues: Vec<tokio::sync::mpsc::Sender<Wish>> = Vec::new();
    let mut booking = JoinSet::new();
    for client in clients {
        let (queue, waiting) = tokio::sync::mpsc::channel(1_000);
        queues.push(queue);
        booking.spawn(patient(client, waiting, Arc::clone(sent), Arc::clone(confused)));
    }
    let mut beat = tokio::time::interval(Duration::from_millis(1_000 / PER_SECOND));
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let began = Instant::now();
    for (number, wish) in wishes.into_iter().enumerate() {
        beat.tick().await;
        if began.elapsed() >= time {
            break;
        }
        if let Some(queue) = queues.get(number % queues.len().max(1)) {
            drop(queue.send(wish).await);
        }
    }
    drop(queues);
    let mut all = Samples::default();
    while let Some(one) = booking.join_next().await {
        all.join(one.map_err(|error| error.to_string())?);
    }
    Ok(all)
}

/// A start, and the fields of its request.
struct Wish {
    start: i64,
    form: String,
}

async fn patient(
    mut client: Client,
    mut waiting: tokio::sync::mpsc::Receiver<Wish>,
    sent: Sent,
    confused: Arc<AtomicU64>,
) -> Samples {
    let mut samples = Samples::default();
    while let Some(wish) = waiting.recv().await {
        let began = Instant::now();
        if book_one(&mut client, &wish, &sent).await.is_ok() {
            samples.add(began.elapsed());
        } else {
            confused.fetch_add(1, Ordering::SeqCst);
        }
    }
    samples
}

async fn book_one(client: &mut Client, wish: &Wish, sent: &Sent) -> Result<(), String> {
    let note = |which: usize| {
        let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = sent.entry(wish.start).or_default().get_mut(which) {
            *at = Some(Instant::now());
        }
    };
    note(0);
    let held = client.call("/api/booking/hold_slot", &wish.form).await?.json()?;
    let hold = held.get("hold").and_then(serde_json::Value::as_str).ok_or("no hold")?.to_owned();
    note(1);
    let form = format!("request[hold]={hold}&request[key]={hold}&request[note]=");
    client.call("/api/booking/confirm_hold", &form).await?.json().map(drop)
}

/// Free starts of the measured visit type, each instant once, from the days that the pages offer.
async fn wishes(client: &mut Client) -> Result<Vec<Wish>, String> {
    let options = client.call("/api/booking/read_options", "").await?.json()?;
    let types = options.get("visit_types").and_then(serde_json::Value::as_array);
    let is_ours = |kind: &&serde_json::Value| kind.get("name") == Some(&"A quarter of an hour".into());
    let kind = types
        .into_iter()
        .flatten()
        .find(is_ours)
        .and_then(|kind| kind.get("id")?.as_str().map(str::to_owned));
    let kind = kind.ok_or_else(|| format!("the visit type {VISIT} is not offered"))?;
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut from = String::new();
    for _ in 0..8 {
        let form = format!("request[visit_type]={kind}{from}");
        let page = client.call("/api/booking/find_slots", &form).await?.json()?;
        let days = page.get("days").and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
        for day in &days {
            let slots = day.get("slots").and_then(serde_json::Value::as_array);
            for slot in slots.into_iter().flatten() {
                found.extend(wish(&kind, slot).filter(|wish| seen.insert(wish.start)));
            }
        }
        let Some(last) = days.last().and_then(|day| day.get("day")?.as_str()) else { break };
        let Ok(last) = last.get(..10).unwrap_or_default().parse::<jiff::civil::Date>() else { break };
        let Ok(next) = last.tomorrow() else { break };
        from = format!("&request[from]={next}");
    }
    Ok(found)
}

fn wish(kind: &str, slot: &serde_json::Value) -> Option<Wish> {
    let start = slot.get("start")?.as_i64()?;
    let location = slot.get("location")?.as_str()?;
    let provider = slot.get("providers")?.get(0)?.as_str()?;
    let form = format!(
        "request[visit_type]={kind}&request[provider]={provider}&request[location]={location}&request[start]={start}"
    );
    Some(Wish { start, form })
}

/// How many files this process may have open.
fn open_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|line| line.starts_with("Max open files"));
    line.and_then(|line| line.split_whitespace().nth(3)?.parse().ok()).unwrap_or(1_024)
}
