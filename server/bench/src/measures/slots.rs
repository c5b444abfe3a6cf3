//! A request for slots, as use case and over HTTP through the router, while the past grows.

use super::Setting;
use crate::clinic::{Clinic, Size};
use crate::report::{Report, Samples, shown};
use app::context::Portal;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use domain::account::contract::SignInRequest;
use domain::actor::Relation;
use domain::booking::contract::FindSlotsRequest;
use domain::ids::{ProviderId, VisitTypeId};
use domain::permission::Scope;
use metrics_exporter_prometheus::PrometheusBuilder;
use server::assets::Assets;
use server::config::{BaseUrl, Config};
use server::router::{AppState, router};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tower::ServiceExt as _;
use usecases::account::{self, NewAccount, Origin, Passwords, SignedIn, Strength};
use usecases::booking::find_slots;

/// Statements that ran, as the database got them.
type Statements = Arc<Mutex<Vec<String>>>;

/// A patient of its own, for requests over HTTP.
const USERNAME: &str = "measured";
const PASSWORD: &str = "a quiet harbour at dawn";

/// The three ways of asking.
struct Timed {
    one: Samples,
    any: Samples,
    http: Samples,
}

/// Requests while the past grows a hundredfold.
///
/// # Errors
/// Why it could not be measured.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let past = setting.pick([500, 1_000, 2_000], [10_000, 100_000, 1_000_000]);
    let size = Size { providers: setting.pick(5, 50), patients: setting.pick(100, 2_000) };
    for (name, url) in setting.databases("slots").await? {
        let statements = Statements::default();
        let seen = Arc::clone(&statements);
        let watch = move |sql: &str| {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(sql.to_owned());
        };
        let clinic = Clinic::open(&url, size, Some(watch)).await?;
        report.part(&format!(
            "Slots request on {name}: one week of {} providers with 240 appointments ahead each, p50 / p99",
            size.providers
        ));
        let browser = Browser::sign_in(&clinic, &setting.folder.join("slots")).await?;
        let (mut before, mut timed) = (0, Vec::new());
        for count in past {
            clinic.add_past(before, count).await?;
            before = count;
            statements.lock().unwrap_or_else(PoisonError::into_inner).clear();
            let found = ask(&clinic, &browser, setting.pick(10, 400)).await?;
            report.row(format!("{count} past: use case, one provider"), found.one.shown());
            report.row(format!("{count} past: use case, any of {}", size.providers), found.any.shown());
            report.row(format!("{count} past: HTTP, one provider"), found.http.shown());
            timed.push(found);
        }
        if let (Some(first), Some(last)) = (timed.first(), timed.last()) {
            for (what, least, most) in [
                ("use case", &first.one, &last.one),
                ("any", &first.any, &last.any),
                ("HTTP", &first.http, &last.http),
            ] {
                let ratio = most.percentile(99).as_secs_f64() / least.percentile(99).as_secs_f64().max(1e-9);
                report.row_with_goal(
                    format!("p99 at the most / at the least, {what}"),
                    format!("{ratio:.2}"),
                    "≤ 1.25",
                );
            }
        }
        explain(&clinic, &statements, report).await?;
    }
    Ok(())
}

async fn ask(clinic: &Clinic, browser: &Browser, rounds: u64) -> Result<Timed, String> {
    let (visit_type, _) = clinic.kind_and_place().await?;
    let providers = [clinic.provider("bench-000").await?, clinic.provider("bench-003").await?];
    let request = |provider: Option<ProviderId>| FindSlotsRequest {
        visit_type,
        provider,
        location: None,
        from: None,
        moving: None,
    };
    let mut timed = Timed { one: Samples::default(), any: Samples::default(), http: Samples::default() };
    // The first rounds warm connections and prepared statements and are not counted.
    for round in 0..rounds + 5 {
        let provider = providers.get(usize::from(round % 2 == 0)).copied();
        let patient = clinic.patient(round * 31);
        let is_counted = round >= 5;
        for (asked, samples) in [(provider, &mut timed.one), (None, &mut timed.any)] {
            let began = Instant::now();
            find_slots(&clinic.backend, &patient, request(asked)).await.map_err(|error| error.to_string())?;
            if is_counted {
                samples.add(began.elapsed());
            }
        }
        let began = Instant::now();
        browser.find_slots(visit_type, provider).await?;
        if is_counted {
            timed.http.add(began.elapsed());
        }
    }
    Ok(timed)
}

/// How many statements one request needs, and how the database goes about the main one.
async fn explain(clinic: &Clinic, statements: &Statements, report: &mut Report) -> Result<(), String> {
    let (visit_type, _) = clinic.kind_and_place().await?;
    let provider = Some(clinic.provider("bench-003").await?);
    let take = || std::mem::take(&mut *statements.lock().unwrap_or_else(PoisonError::into_inner));
    take();
    let request = FindSlotsRequest { visit_type, provider, location: None, from: None, moving: None };
    let began = Instant::now();
    find_slots(&clinic.backend, &clinic.patient(1), request).await.map_err(|error| error.to_string())?;
    let took = began.elapsed();
    let ran = take();
    report.row("Statements per request (use case)", format!("{} in {}", ran.len(), shown(took)));
    let main = ran.iter().find(|sql| sql.contains("FROM \"claim\"") && sql.contains("busy_from_s"));
    let main = main.ok_or("the statement that reads busy time was not seen")?;
    let plan = clinic.backend.db.explain(main).await.map_err(|error| error.to_string())?;
    report.lines(["The statement that reads busy time, as the database goes about it:".to_owned()]);
    report.lines(plan);
    Ok(())
}

/// A signed-in reader in front of the whole router.
struct Browser {
    router: Router,
    cookie: String,
}

impl Browser {
    async fn sign_in(clinic: &Clinic, folder: &Path) -> Result<Self, String> {
        let told = |error: usecases::UseCaseError| error.to_string();
        let passwords = Passwords::new(Strength::FLOOR);
        let new = NewAccount {
            facility: clinic.facility_id(),
            username: USERNAME.to_owned(),
            display_name: USERNAME.to_owned(),
            password: PASSWORD.to_owned(),
            roles: Vec::new(),
            provider: None,
            charts: vec![(clinic.chart(0), Relation::Own, Scope::ALL.to_vec())],
        };
        account::upsert(&clinic.backend, &passwords, new).await.map_err(told)?;
        let origin = Origin {
            facility: clinic.facility_id(),
            address: "127.0.0.1".to_owned(),
            device: "bench".to_owned(),
            known_device: None,
            held_session: None,
        };
        let request =
            SignInRequest { username: USERNAME.to_owned(), password: PASSWORD.to_owned(), next: None };
        let signed_in = account::sign_in(&clinic.backend, &passwords, origin, request).await.map_err(told)?;
        let SignedIn::Session(session) = signed_in else {
            return Err("a second factor is asked for".to_owned());
        };
        let state = AppState {
            portal: Portal { backend: clinic.backend.clone(), passwords },
            assets: Arc::new(Assets::load(Some(&placeholders(folder)?))?),
            config: Arc::new(config(folder)?),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
            images: Arc::new(adapters::images::LogoReader::default()),
        };
        let cookie = format!("{}={}", app::account::COOKIE_NAME, session.token);
        Ok(Self { router: router(state), cookie })
    }

    async fn find_slots(&self, visit_type: VisitTypeId, provider: Option<ProviderId>) -> Result<(), String> {
        let provider = provider.map(|id| format!("&request[provider]={id}")).unwrap_or_default();
        let request = Request::post("/api/booking/find_slots")
            .header("host", "bench.localhost:3000")
            .header("sec-fetch-site", "same-origin")
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &self.cookie)
            .body(Body::from(format!("request[visit_type]={visit_type}{provider}")))
            .map_err(|error| error.to_string())?;
        let response = self.router.clone().oneshot(request).await.map_err(|error| error.to_string())?;
        let status = response.status();
        let body = to_bytes(response.into_body(), 16 << 20).await.map_err(|error| error.to_string())?;
        if status.is_success() && body.starts_with(b"{\"days\"") {
            return Ok(());
        }
        Err(format!("{status}: {}", String::from_utf8_lossy(&body)))
    }
}

/// Files with the names that the bundler would give them: the measure needs none of their content.
fn placeholders(folder: &Path) -> Result<std::path::PathBuf, String> {
    let dist = folder.join("dist");
    for program in ["patient", "record", "clinic"] {
        std::fs::create_dir_all(dist.join(program)).map_err(|error| error.to_string())?;
    }
    for name in [
        "patient/patient-1.js",
        "patient/patient-1_bg.wasm",
        "patient/patient-1.css",
        "record/record-1.js",
        "record/record-1_bg.wasm",
        "clinic/clinic-1.js",
        "clinic/clinic-1_bg.wasm",
        "clinic/clinic-1.css",
    ] {
        std::fs::write(dist.join(name), "content").map_err(|error| error.to_string())?;
    }
    Ok(dist)
}

fn config(folder: &Path) -> Result<Config, String> {
    Ok(Config {
        database_url: String::new(),
        data_dir: folder.to_path_buf(),
        listen: "127.0.0.1:3000".parse().map_err(|error| format!("{error}"))?,
        base_url: BaseUrl { scheme: "http".to_owned(), host: "localhost".to_owned(), port: Some(3000) },
        trusted_proxies: Vec::new(),
        secret_key_file: folder.join("secret.key"),
        log: String::new(),
        demo: false,
        assets_dir: None,
        smtp_url: None,
        smtp_ca_file: None,
        mail_from: "no-reply@localhost".to_owned(),
        sms: None,
    })
}
