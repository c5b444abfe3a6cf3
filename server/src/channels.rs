//! Makes the channels that are configured.

use crate::config::Config;
use adapters::mail::SmtpMailer;
use adapters::sms::Gateway;
use std::sync::Arc;
use usecases::delivery::{Channels, Mailer, Sms};
use usecases::site::Site;

/// E-mail and text messages, as far as they are configured. In a demo, what no channel sends is kept to be looked at.
///
/// # Errors
/// A sentence for the operator: which setting is wrong and what to write.
pub fn channels(config: &Config) -> Result<Channels, String> {
    let mail = match &config.smtp_url {
        Some(url) => {
            let authority = match &config.smtp_ca_file {
                Some(path) => Some(std::fs::read(path).map_err(|error| {
                    format!("PORTAL_SMTP_CA_FILE is {}, which cannot be read: {error}", path.display())
                })?),
                None => None,
            };
            let host = &config.base_url.host;
            let mailer = SmtpMailer::new(url, &config.mail_from, host, authority.as_deref())?;
            Some(Arc::new(mailer) as Arc<dyn Mailer>)
        }
        None => None,
    };
    let sms = match &config.sms {
        Some(sms) => {
            let gateway = Gateway::new(&sms.url, &sms.account, &sms.token, &sms.from)?;
            Some(Arc::new(gateway) as Arc<dyn Sms>)
        }
        None => None,
    };
    Ok(Channels { mail, sms, is_local: config.demo })
}

/// Where facilities are reached.
#[must_use]
pub fn site(config: &Config) -> Site {
    Site { scheme: config.base_url.scheme.clone(), port: config.base_url.port }
}
