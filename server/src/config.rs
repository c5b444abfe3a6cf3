//! Configuration: `portal.toml` and the environment, which wins; checked at start, and every error says what to change.

use serde::Deserialize;
use std::env;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Everything that can be set, as checked.
#[derive(Clone)]
pub struct Config {
    /// `sqlite://PATH` or `postgres://…`
    pub database_url: String,
    /// Where the database, the secret and the noted audit heads live.
    pub data_dir: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Scheme and port under which facilities are reached; each has its own host.
    pub base_url: BaseUrl,
    /// Addresses whose forwarding headers are believed.
    pub trusted_proxies: Vec<Network>,
    /// The installation's secret.
    pub secret_key_file: PathBuf,
    /// Filter of the log.
    pub log: String,
    /// Demo helpers.
    pub demo: bool,
    /// Folder of the client's files, if they are not built in.
    pub assets_dir: Option<PathBuf>,
    /// The server that sends e-mail.
    pub smtp_url: Option<String>,
    /// A certificate in PEM that is trusted for that server beside the public ones.
    pub smtp_ca_file: Option<PathBuf>,
    /// The sender of e-mail.
    pub mail_from: String,
    /// The gateway that sends text messages.
    pub sms: Option<SmsSettings>,
}

/// A gateway for text messages.
#[derive(Clone)]
pub struct SmsSettings {
    /// Its address.
    pub url: String,
    /// The account there.
    pub account: String,
    /// The account's secret.
    pub token: String,
    /// The sender: a number, or a name where the country allows one.
    pub from: String,
}

impl std::fmt::Debug for SmsSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmsSettings({})", self.url)
    }
}

/// Scheme and port of every facility's origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https`, or `http` on this machine only.
    pub scheme: String,
    /// Host of the installation itself; facilities have their own.
    pub host: String,
    /// Port, if it is not the scheme's own.
    pub port: Option<u16>,
}

impl BaseUrl {
    /// The origin of a facility's host, as browsers write it.
    #[must_use]
    pub fn origin(&self, host: &str) -> String {
        match self.port {
            Some(port) => format!("{}://{host}:{port}", self.scheme),
            None => format!("{}://{host}", self.scheme),
        }
    }

    /// Whether it leads to this machine only.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.host == "localhost"
            || self.host.ends_with(".localhost")
            || self.host == "127.0.0.1"
            || self.host == "[::1]"
    }

    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "PORTAL_BASE_URL is {text:?}; write scheme, host and port only, as in https://portal.example.org"
            )
        };
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let rest = rest.trim_end_matches('/');
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, Some(port.parse::<u16>().map_err(|_| wrong())?))
            }
            _ => (rest, None),
        };
        if !matches!(scheme, "http" | "https") || host.is_empty() || host.contains(['/', '@', '?', '#']) {
            return Err(wrong());
        }
        let port = port.filter(|port| *port != if scheme == "https" { 443 } else { 80 });
        let url = Self { scheme: scheme.to_owned(), host: host.to_ascii_lowercase(), port };
        if url.scheme == "http" && !url.is_local() {
            return Err(format!(
                "PORTAL_BASE_URL is {text:?}; without https passwords would travel in the clear. \
                 Put a proxy with a certificate in front and write https://"
            ));
        }
        Ok(url)
    }
}

/// A network in CIDR notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether `address` lies in it.
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        let prefix = |address: IpAddr| -> u128 {
            match address {
                IpAddr::V4(v4) => u128::from(v4.to_bits()) << 96,
                IpAddr::V6(v6) => v6.to_bits(),
            }
        };
        let address = address.to_canonical();
        if address.is_ipv4() != self.address.is_ipv4() {
            return false;
        }
        let mask = if self.bits == 0 { 0 } else { u128::MAX << (128 - u32::from(self.bits)) };
        prefix(address) & mask == prefix(self.address) & mask
    }

    /// Reads an address, or a network as in `10.0.0.0/8`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address.parse::<IpAddr>().ok()?, Some(bits.parse::<u8>().ok()?)),
            None => (text.parse().ok()?, None),
        };
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Self { address, bits })
    }
}

/// `portal.toml`, every entry optional.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    database_url: Option<String>,
    data_dir: Option<PathBuf>,
    listen: Option<String>,
    base_url: Option<String>,
    trusted_proxies: Option<String>,
    secret_key_file: Option<PathBuf>,
    log: Option<String>,
    demo: Option<bool>,
    assets_dir: Option<PathBuf>,
    smtp_url: Option<String>,
    smtp_ca_file: Option<PathBuf>,
    mail_from: Option<String>,
    sms_url: Option<String>,
    sms_account: Option<String>,
    sms_token: Option<String>,
    sms_from: Option<String>,
}

/// What may be seen of it: not the addresses of databases and mail servers, which hold passwords.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Reads `portal.toml` (or the file named by `PORTAL_CONFIG`) and the environment.
    ///
    /// # Errors
    /// A sentence for the operator: which setting is wrong and what to write.
    pub fn load() -> Result<Self, String> {
        let path = env::var_os("PORTAL_CONFIG").map_or_else(|| PathBuf::from("portal.toml"), PathBuf::from);
        let file: File = match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?,
            Err(_) if env::var_os("PORTAL_CONFIG").is_none() => File::default(),
            Err(error) => return Err(format!("PORTAL_CONFIG names {}: {error}", path.display())),
        };
        Self::from_parts(file, |name| env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// What the file and the variables say together; a variable wins.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_parts(file: File, variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let data_dir =
            variable("PORTAL_DATA_DIR").map(PathBuf::from).or(file.data_dir).unwrap_or_else(|| "data".into());
        let listen = variable("PORTAL_LISTEN").or(file.listen).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let listen: SocketAddr = listen.parse().map_err(|_| {
            format!("PORTAL_LISTEN is {listen:?}; write an address and a port, as in 127.0.0.1:3000")
        })?;
        let base_url = match variable("PORTAL_BASE_URL").or(file.base_url) {
            Some(text) => BaseUrl::parse(&text)?,
            None => {
                BaseUrl { scheme: "http".to_owned(), host: "localhost".to_owned(), port: Some(listen.port()) }
            }
        };
        let database_url = variable("DATABASE_URL")
            .or(file.database_url)
            .unwrap_or_else(|| format!("sqlite://{}", data_dir.join("portal.db").display()));
        if !["sqlite://", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| database_url.starts_with(scheme))
        {
            return Err("DATABASE_URL must begin with sqlite:// or postgres://".to_owned());
        }
        let proxies = variable("PORTAL_TRUSTED_PROXIES").or(file.trusted_proxies).unwrap_or_default();
        let trusted_proxies = proxies
            .split([',', ' '])
            .filter(|part| !part.is_empty())
            .map(|part| {
                Network::parse(part).ok_or_else(|| {
                    format!(
                        "PORTAL_TRUSTED_PROXIES holds {part:?}; write addresses or networks, as in 10.0.0.0/8"
                    )
                })
            })
            .collect::<Result<_, _>>()?;
        let demo = match variable("PORTAL_DEMO").as_deref() {
            Some("1" | "true") => true,
            Some("0" | "false") => false,
            Some(other) => return Err(format!("PORTAL_DEMO is {other:?}; write 1 or 0")),
            None => file.demo.unwrap_or(false),
        };
        if demo && !base_url.is_local() {
            return Err(
                "PORTAL_DEMO is on, but PORTAL_BASE_URL is not local; demo helpers are for one's own machine"
                    .to_owned(),
            );
        }
        let sms = variable("PORTAL_SMS_URL").or(file.sms_url).map(|url| SmsSettings {
            url,
            account: variable("PORTAL_SMS_ACCOUNT").or(file.sms_account).unwrap_or_default(),
            token: variable("PORTAL_SMS_TOKEN").or(file.sms_token).unwrap_or_default(),
            from: variable("PORTAL_SMS_FROM").or(file.sms_from).unwrap_or_default(),
        });
        let mail_from = variable("PORTAL_MAIL_FROM").or(file.mail_from);
        Ok(Self {
            database_url,
            listen,
            mail_from: mail_from.unwrap_or_else(|| format!("no-reply@{}", base_url.host)),
            smtp_url: variable("PORTAL_SMTP_URL").or(file.smtp_url),
            smtp_ca_file: variable("PORTAL_SMTP_CA_FILE").map(PathBuf::from).or(file.smtp_ca_file),
            sms,
            base_url,
            trusted_proxies,
            secret_key_file: variable("PORTAL_SECRET_KEY_FILE")
                .map(PathBuf::from)
                .or(file.secret_key_file)
                .unwrap_or_else(|| data_dir.join("secret.key")),
            log: variable("PORTAL_LOG")
                .or(file.log)
                .unwrap_or_else(|| "info,sqlx=warn,sea_orm=warn".to_owned()),
            demo,
            assets_dir: variable("PORTAL_ASSETS_DIR").map(PathBuf::from).or(file.assets_dir),
            data_dir,
        })
    }
}
