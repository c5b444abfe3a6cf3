//! A signed-in reader in front of the whole router, in this process: what a request costs without a network.

use crate::clinic::Clinic;
use app::context::Portal;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, request};
use domain::account::contract::SignInRequest;
use domain::actor::Relation;
use domain::ids::ChartId;
use domain::permission::Scope;
use metrics_exporter_prometheus::PrometheusBuilder;
use server::assets::Assets;
use server::config::{BaseUrl, Config};
use server::router::{AppState, router};
use std::path::Path;
use std::sync::Arc;
use tower::ServiceExt as _;
use usecases::account::{self, NewAccount, Origin, Passwords, SignedIn, Strength};

const PASSWORD: &str = "a quiet harbour at dawn";

/// Most that is read of an answer.
const MOST_BYTES: usize = 16 << 20;

/// The reader.
pub struct Browser {
    router: Router,
    cookie: String,
}

impl Browser {
    /// Makes an account for a chart, and signs it in.
    ///
    /// # Errors
    /// Why it could not be.
    pub async fn sign_in(
        clinic: &Clinic,
        folder: &Path,
        (username, chart): (&str, ChartId),
    ) -> Result<Self, String> {
        let told = |error: usecases::UseCaseError| error.to_string();
        let passwords = Passwords::new(Strength::FLOOR);
        let new = NewAccount {
            facility: clinic.facility_id(),
            username: username.to_owned(),
            display_name: username.to_owned(),
            password: PASSWORD.to_owned(),
            roles: Vec::new(),
            provider: None,
            charts: vec![(chart, Relation::Own, Scope::ALL.to_vec())],
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
            SignInRequest { username: username.to_owned(), password: PASSWORD.to_owned(), next: None };
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

    /// Calls a server function with a form.
    ///
    /// # Errors
    /// What was answered instead of a success.
    pub async fn call(&self, path: &str, form: String) -> Result<String, String> {
        let request = Request::post(path)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request, Body::from(form)).await
    }

    /// A page, to its last byte.
    ///
    /// # Errors
    /// What was answered instead of it.
    pub async fn page(&self, path: &str) -> Result<String, String> {
        self.send(Request::get(path).header("accept", "text/html"), Body::empty()).await
    }

    async fn send(&self, request: request::Builder, body: Body) -> Result<String, String> {
        let request = request
            .header("host", "bench.localhost:3000")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", &self.cookie)
            .body(body)
            .map_err(|error| error.to_string())?;
        let response = self.router.clone().oneshot(request).await.map_err(|error| error.to_string())?;
        let status = response.status();
        let body = to_bytes(response.into_body(), MOST_BYTES).await.map_err(|error| error.to_string())?;
        let body = String::from_utf8_lossy(&body).into_owned();
        if status.is_success() { Ok(body) } else { Err(format!("{status}: {body}")) }
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
