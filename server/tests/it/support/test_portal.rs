//! A portal on an empty database of its own, with two facilities and a clock that stands still.

use super::{Client, Settings};
use app::context::Portal;
use axum::Router;
use domain::account::security::SecuritySettings;
use domain::time::Instant;
use metrics_exporter_prometheus::PrometheusBuilder;
use server::assets::Assets;
use server::config::{BaseUrl, Config};
use server::router::{AppState, router};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;
use usecases::Backend;
use usecases::account::{self, NewAccount, Passwords, Strength};
use usecases::clock::FixedClock;
use usecases::db::Db;
use usecases::facility::{self, Contacts, Facility, NewFacility};
use usecases::keys::Keys;

/// A Monday, 2027-03-01 at 12:00 UTC.
pub const START: Instant = Instant(1_803_902_400);
/// Every test account's password.
pub const PASSWORD: &str = "a quiet harbour at dawn";

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A portal and what it stands on.
pub struct TestPortal {
    pub router: Router,
    pub state: AppState,
    /// Server and name of its database, on PostgreSQL.
    pub postgres: Option<(String, String)>,
    pub portal: Portal,
    pub clock: Arc<FixedClock>,
    pub folder: PathBuf,
    pub url: String,
    pub demo: Facility,
    pub norte: Facility,
}

/// Runs a test on SQLite and, when one is named, on PostgreSQL.
pub async fn on_each_database<F: AsyncFn(TestPortal)>(test: F) {
    let number = COUNTER.fetch_add(1, Ordering::SeqCst);
    let folder = std::env::temp_dir().join(format!("portal-it-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    std::fs::copy(sqlite_schema().await, folder.join("portal.db")).expect("a copy of the schema");
    let sqlite = format!("sqlite://{}", folder.join("portal.db").display());
    test(TestPortal::start(&sqlite, folder.clone()).await).await;
    match std::env::var("PORTAL_TEST_POSTGRES") {
        Ok(server) => {
            let name = format!("it_{}_{number}", std::process::id());
            create_database(&server, &name, postgres_schema(&server).await).await;
            let postgres = folder.join("postgres");
            std::fs::create_dir_all(&postgres).expect("a folder for the test");
            test(TestPortal::start(&format!("{server}/{name}"), postgres).await).await;
            drop_database(&server, &name).await;
        }
        Err(_) => eprintln!("PostgreSQL was not tested: PORTAL_TEST_POSTGRES names none (make test does)"),
    }
    drop(std::fs::remove_dir_all(&folder));
}

/// A file with the schema, made once: each test works on a copy.
async fn sqlite_schema() -> &'static PathBuf {
    static MADE: OnceCell<PathBuf> = OnceCell::const_new();
    MADE.get_or_init(async || {
        let folder = std::env::temp_dir().join(format!("portal-it-{}-schema", std::process::id()));
        let file = folder.join("portal.db");
        make_schema(&format!("sqlite://{}", file.display())).await;
        file
    })
    .await
}

/// The same on PostgreSQL: the name of the database that is copied.
async fn postgres_schema(server: &str) -> &'static str {
    static MADE: OnceCell<String> = OnceCell::const_new();
    MADE.get_or_init(async || {
        let name = format!("it_{}_schema", std::process::id());
        create_database(server, &name, "template0").await;
        make_schema(&format!("{server}/{name}")).await;
        name
    })
    .await
}

async fn make_schema(url: &str) {
    let db = Db::connect(url).await.expect("a database");
    migration::apply(db.writer()).await.expect("the schema");
    db.close().await.expect("a database that nobody uses");
}

async fn create_database(server: &str, name: &str, copied: &str) {
    let db = Db::connect(&format!("{server}/postgres")).await.expect("the test's PostgreSQL");
    db.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {copied}"))
        .await
        .expect("a new database");
    db.close().await.expect("nothing left open");
}

async fn drop_database(server: &str, name: &str) {
    let db = Db::connect(&format!("{server}/postgres")).await.expect("the test's PostgreSQL");
    db.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("one database less");
    db.close().await.expect("nothing left open");
}

impl TestPortal {
    /// Sends by `post` from now on.
    pub fn connect(&mut self, post: &Arc<super::channels::Post>) {
        self.use_backend(post.connect(&self.portal.backend));
    }

    /// Works with `backend` from now on.
    pub fn use_backend(&mut self, backend: Backend) {
        self.portal.backend = backend;
        self.state.portal.backend = self.portal.backend.clone();
        self.router = router(self.state.clone());
    }

    async fn start(url: &str, folder: PathBuf) -> Self {
        let db = Db::connect(url).await.expect("a database");
        let clock = Arc::new(FixedClock::at(START));
        let backend = Backend::new(db, Arc::<FixedClock>::clone(&clock), Keys::from_bytes([7; 32]));
        let demo = make_facility(&backend, "demo", "America/New_York", "en").await;
        let norte = make_facility(&backend, "norte", "Europe/Madrid", "es").await;
        let portal = Portal { backend, passwords: Passwords::new(Strength::FLOOR) };
        let state = AppState {
            portal: portal.clone(),
            assets: Arc::new(Assets::load(Some(&fake_client(&folder))).expect("a client's files")),
            config: Arc::new(config(&folder)),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
            images: Arc::new(adapters::images::LogoReader::default()),
        };
        let postgres = url.starts_with("postgres").then(|| url.rsplit_once('/')).flatten();
        let postgres = postgres.map(|(server, name)| (server.to_owned(), name.to_owned()));
        Self {
            router: router(state.clone()),
            state,
            postgres,
            portal,
            clock,
            folder,
            url: url.to_owned(),
            demo,
            norte,
        }
    }

    /// A browser at a facility's host, signed out.
    pub fn browser(&self, facility: &Facility) -> Client {
        Client::new(self.router.clone(), &facility.host)
    }

    /// A browser that has signed in.
    pub async fn signed_in(&self, facility: &Facility, username: &str) -> Client {
        let mut browser = self.browser(facility);
        let reply = browser
            .post_form(
                "/api/account/sign_in",
                &[("request[username]", username), ("request[password]", PASSWORD)],
            )
            .await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        browser
    }

    /// Makes an account with the tests' password.
    pub async fn account(&self, facility: &Facility, username: &str) -> NewAccount {
        NewAccount {
            facility: facility.id,
            username: username.to_owned(),
            display_name: format!("Test {username}"),
            password: PASSWORD.to_owned(),
            roles: Vec::new(),
            provider: None,
            charts: Vec::new(),
        }
    }

    /// Writes an account.
    pub async fn add(&self, account: NewAccount) {
        account::upsert(&self.portal.backend, &self.portal.passwords, account).await.expect("an account");
    }

    /// For processes of the real binary on this database, with this portal's secret.
    pub fn settings(&self) -> Settings {
        let folder = self.folder.join("processes");
        std::fs::create_dir_all(&folder).expect("a folder");
        let secret = folder.join("secret.key");
        std::fs::write(&secret, [7; 32]).expect("a secret");
        std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .expect("own file");
        Settings { database_url: self.url.clone(), folder }
    }

    /// Moves the clock on.
    pub fn pass(&self, seconds: i64) {
        let now = usecases::clock::Clock::now(&*self.clock);
        self.clock.set(now.plus_seconds(seconds));
    }
}

async fn make_facility(backend: &Backend, key: &str, zone: &str, language: &str) -> Facility {
    let new = NewFacility {
        key: key.to_owned(),
        name: format!("Clinic {key}"),
        host: format!("{key}.localhost"),
        zone: zone.to_owned(),
        language: language.to_owned(),
        contacts: Contacts { phone: Some("+1 555 0100".to_owned()), ..Contacts::default() },
        security: SecuritySettings::relaxed(),
        registration: domain::registration::settings::RegistrationSettings::default(),
        results: domain::results::settings::ReleaseSettings::default(),
    };
    facility::create(backend, new).await.expect("a facility")
}

fn config(folder: &std::path::Path) -> Config {
    Config {
        database_url: String::new(),
        data_dir: folder.to_path_buf(),
        listen: "127.0.0.1:3000".parse().expect("an address"),
        base_url: BaseUrl { scheme: "http".to_owned(), host: "localhost".to_owned(), port: Some(3000) },
        trusted_proxies: Vec::new(),
        secret_key_file: folder.join("secret.key"),
        log: String::new(),
        demo: true,
        assets_dir: None,
        smtp_url: None,
        smtp_ca_file: None,
        mail_from: "no-reply@localhost".to_owned(),
        sms: None,
    }
}

/// Files with the names the bundler would give them.
pub fn fake_client(folder: &std::path::Path) -> PathBuf {
    let dist = folder.join("dist");
    for program in ["patient", "record", "clinic"] {
        std::fs::create_dir_all(dist.join(program)).expect("a folder");
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
        std::fs::write(dist.join(name), "content").expect("a file");
    }
    std::fs::write(dist.join("patient/patient-1.js.br"), "smaller").expect("a file");
    dist
}
