//! `portal doctor`: looks at everything the portal stands on, and says what to do about what is wrong.

use super::{migrate, say};
use crate::assets::Assets;
use crate::channels;
use crate::config::Config;
use crate::http::fhir::import;
use adapters::clock::SystemClock;
use std::path::Path;
use std::sync::Arc;
use usecases::Backend;
use usecases::account::has_administrator;
use usecases::db::Db;
use usecases::exchange::list_left;
use usecases::facility;
use usecases::keys::Keys;
use usecases::outbox::read_queue;

/// What was found about one thing.
enum Finding {
    /// In order.
    Good(String),
    /// Worth knowing; nothing is broken.
    Note(String),
    /// Wrong, and what to do.
    Bad(String),
}

use Finding::{Bad, Good, Note};

/// Runs every check and prints a line for each.
///
/// # Errors
/// How many checks failed.
pub async fn run(config: Result<Config, String>) -> Result<(), String> {
    let findings = match config {
        Ok(config) => examine(&config).await,
        Err(reason) => vec![Bad(format!("configuration: {reason}"))],
    };
    let mut bad = 0;
    for finding in findings {
        match finding {
            Good(line) => say(&format!("✓ {line}")),
            Note(line) => say(&format!("• {line}")),
            Bad(line) => {
                bad += 1;
                say(&format!("✗ {line}"));
            }
        }
    }
    match bad {
        0 => Ok(()),
        1 => Err("1 thing is to be put right".to_owned()),
        bad => Err(format!("{bad} things are to be put right")),
    }
}

async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings =
        vec![Good(format!("configuration: served as {}", config.base_url.origin(&config.base_url.host)))];
    let (key, finding) = secret_key(&config.secret_key_file);
    findings.push(finding);
    findings.push(match Assets::load(config.assets_dir.as_deref()) {
        Ok(_) => Good("client files: found".to_owned()),
        Err(reason) => Bad(format!("client files: {reason}")),
    });
    match database(&config.database_url).await {
        Err(finding) => findings.push(finding),
        Ok((db, finding)) => {
            findings.push(finding);
            let clock = Arc::new(SystemClock);
            let keys = key.unwrap_or(Keys::from_bytes([0; 32]));
            let backend = Backend::new(db, clock, keys);
            let (found, is_current) = facilities(&backend).await;
            findings.extend(found);
            if is_current {
                findings.push(left_behind(&backend, &import::folder(config)).await);
            }
        }
    }
    findings.extend(channels_of(config));
    findings
}

/// Which channels can send.
fn channels_of(config: &Config) -> Vec<Finding> {
    if let Err(reason) = channels::channels(config) {
        return vec![Bad(format!("channels: {reason}"))];
    }
    let channels = [
        ("PORTAL_SMTP_URL", "e-mail", config.smtp_url.is_some()),
        ("PORTAL_SMS_URL", "text messages", config.sms.is_some()),
    ];
    let finding = |(variable, what, is_set)| {
        if is_set {
            Good(format!("{what}: {variable} is set"))
        } else if config.demo {
            Note(format!("{what}: {variable} is not set; in the demo messages can be read under /outbox"))
        } else {
            Note(format!(
                "{what}: {variable} is not set, so messages wait in the outbox, and codes by this way are not offered"
            ))
        }
    };
    channels.into_iter().map(finding).collect()
}

/// Looks at the secret without making one.
fn secret_key(path: &Path) -> (Option<Keys>, Finding) {
    if !path.exists() {
        return (None, Note(format!("secret key: {} is made at the first start", path.display())));
    }
    match Keys::load_or_create(path) {
        Ok(keys) => (Some(keys), Good(format!("secret key: {}, readable by its owner only", path.display()))),
        Err(reason) => (None, Bad(format!("secret key: {reason}"))),
    }
}

/// Connects, but makes no database file.
async fn database(url: &str) -> Result<(Db, Finding), Finding> {
    if let Some(path) = url.strip_prefix("sqlite://")
        && !Path::new(path).exists()
    {
        return Err(Bad(format!("database: {path} is not there; run: portal migrate")));
    }
    let db = Db::connect(url)
        .await
        .map_err(|error| Bad(format!("database: cannot be used: {error}; check DATABASE_URL")))?;
    let version = db
        .version()
        .await
        .map_err(|error| Bad(format!("database: does not answer: {error}; check DATABASE_URL")))?;
    Ok((db, Good(format!("database: {version}"))))
}

/// Files of records that nobody takes any more.
async fn left_behind(backend: &Backend, folder: &Path) -> Finding {
    match list_left(backend, folder).await {
        Ok(files) if files.is_empty() => Good("files handed in: none is left behind".to_owned()),
        Ok(files) => Note(format!(
            "files handed in: {} are left behind in {}; portal serve deletes them at its start and each hour",
            files.len(),
            folder.display()
        )),
        Err(error) => Bad(format!("files handed in: {} cannot be looked at: {error}", folder.display())),
    }
}

/// What is found about facilities, and whether the schema is this version's.
async fn facilities(backend: &Backend) -> (Vec<Finding>, bool) {
    if !migrate::is_current(backend).await {
        return (vec![Bad("schema: not this version's; run: portal migrate".to_owned())], false);
    }
    let mut findings = vec![Good(format!("schema: current, {} migrations", migration::count()))];
    let facilities = match facility::list(backend).await {
        Ok(facilities) => facilities,
        Err(error) => return (vec![Bad(format!("facilities: cannot be read: {error}"))], false),
    };
    if facilities.is_empty() {
        findings.push(Bad("facilities: there is none; run: portal facility create --help".to_owned()));
    }
    for facility in facilities {
        let (key, host) = (&facility.key, &facility.host);
        findings.push(match has_administrator(backend, facility.id).await {
            Ok(true) => Good(format!("facility {key}: answers on {host}, has an administrator")),
            Ok(false) => Bad(format!(
                "facility {key}: has no administrator; run: portal admin create --facility {key} --help"
            )),
            Err(error) => Bad(format!("facility {key}: cannot be read: {error}")),
        });
        let queue = read_queue(backend, facility.id).await;
        if let Ok(queue) = &queue
            && queue.bounced > 0
        {
            findings.push(Note(format!(
                "addresses of {key}: {} refuse messages for good; notices go to the account's other addresses, so let the \
                 people concerned prove a new one on their account page",
                queue.bounced
            )));
        }
        findings.push(match queue {
            Ok(queue) if queue.dead > 0 => Note(format!(
                "outbox of {key}: {} messages were given up, {} wait; look for what the mail server or the gateway says \
                 (PORTAL_SMTP_URL, PORTAL_SMS_URL)",
                queue.dead, queue.waiting
            )),
            Ok(queue) if queue.waiting > 0 => Note(format!("outbox of {key}: {} messages wait", queue.waiting)),
            Ok(_) => Good(format!("outbox of {key}: nothing waits")),
            Err(error) => Bad(format!("outbox of {key}: cannot be read: {error}")),
        });
    }
    (findings, true)
}
