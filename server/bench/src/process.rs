//! A portal of one's own as a process: started, asked how much memory it keeps, and ended.

use crate::client::Client;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest wait until a portal is ready.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// What a portal is started with.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The binary.
    pub portal: PathBuf,
    /// The client's files.
    pub assets: PathBuf,
    /// Data folder.
    pub folder: PathBuf,
    /// Database, if it is not the SQLite file in the data folder.
    pub database_url: Option<String>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Installation {
    /// An installation in a folder of its own, on a free port.
    ///
    /// # Errors
    /// When there is no port or the folder cannot be made.
    pub fn new(portal: &Path, assets: &Path, folder: &Path) -> Result<Self, String> {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        Ok(Self {
            portal: portal.to_path_buf(),
            assets: assets.to_path_buf(),
            folder: folder.to_path_buf(),
            database_url: None,
            address,
        })
    }

    /// The command with its environment and nothing of ours.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.portal);
        command
            .args(arguments)
            .env("PORTAL_DATA_DIR", &self.folder)
            .env("PORTAL_ASSETS_DIR", &self.assets)
            .env("PORTAL_LISTEN", self.address.to_string())
            .env("PORTAL_BASE_URL", format!("http://localhost:{}", self.address.port()))
            .env("PORTAL_DEMO", "1")
            .env("PORTAL_LOG", "warn")
            .env_remove("PORTAL_CONFIG")
            .env_remove("DATABASE_URL");
        if let Some(url) = &self.database_url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// What it complained of.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let output = self.command(arguments).output().map_err(|error| self.told(&error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(format!("portal {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)))
    }

    /// Starts a command and lets it run; its log goes into the folder.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn spawn(&self, arguments: &[&str]) -> Result<Child, String> {
        let log = std::fs::File::create(self.folder.join("log")).map_err(|error| error.to_string())?;
        self.command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| self.told(&error))
    }

    fn told(&self, error: &std::io::Error) -> String {
        format!("{}: {error}", self.portal.display())
    }

    /// Makes the demo clinics; the accounts come as JSON.
    ///
    /// # Errors
    /// What the portal complained of.
    pub fn seed(&self) -> Result<serde_json::Value, String> {
        self.run(&["migrate"])?;
        let accounts = self.run(&["seed", "demo", "--json"])?;
        serde_json::from_str(&accounts).map_err(|error| error.to_string())
    }

    /// Serves until it is dropped.
    ///
    /// # Errors
    /// When it does not become ready in time.
    pub async fn serve(&self) -> Result<Served, String> {
        let began = Instant::now();
        let mut served =
            Served { child: self.spawn(&["serve"])?, address: self.address, ready_after: Duration::ZERO };
        loop {
            if let Ok(mut client) = Client::connect(self.address, "localhost", None, None).await
                && client.get("/readyz", "").await.is_ok_and(|reply| reply.status == 200)
            {
                served.ready_after = began.elapsed();
                return Ok(served);
            }
            if began.elapsed() > READY_WITHIN {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("portal serve is not ready: {log}"));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// A running portal; it ends when this is dropped.
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start until it was ready.
    pub ready_after: Duration,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Served {
    /// Memory it keeps now, in bytes.
    pub fn resident(&self) -> u64 {
        memory(self.child.id(), "VmRSS:").unwrap_or_default()
    }

    /// Signs a person of the demo in; the cookie comes back.
    ///
    /// # Errors
    /// What the portal answered instead.
    pub async fn sign_in(&self, host: &str, username: &str, password: &str) -> Result<String, String> {
        let mut client = Client::connect(self.address, host, None, None).await?;
        let password = password.replace(' ', "+");
        let form = format!("request[username]={username}&request[password]={password}");
        let reply = client.call("/api/account/sign_in", &form).await?;
        reply
            .cookie()
            .ok_or_else(|| format!("{username} could not sign in: {} {}", reply.status, reply.text()))
    }
}

/// A line of a process's memory, in bytes.
pub fn memory(process: u32, line: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let rest = status.lines().find_map(|text| text.strip_prefix(line))?;
    Some(rest.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1_024)
}
