//! E-mail over SMTP.

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use reqwest::Url;
use std::error::Error as _;
use std::time::Duration;
use usecases::delivery::{Mail, Mailer, SendError, Sending};
use usecases::plain::one_line;

/// Longest wait for a server's answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// Longest name or subject, in characters.
const HEADER_CHARS: usize = 300;
/// Replies that mean that this address takes no mail, ever (RFC 5321 4.2.3).
const NO_SUCH_ADDRESS: [&str; 3] = ["550", "551", "553"];

/// Sends through one server.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl SmtpMailer {
    /// A mailer for `url` (`smtps://user:password@host`, `smtp://host:587?tls=required`, `smtp://localhost:1025`) that
    /// sends as `from` and greets as `host`. `authority` is a certificate in PEM that is trusted beside the public ones:
    /// a clinic's own mail server rarely has one of those.
    ///
    /// # Errors
    /// A sentence for the operator, without the password.
    pub fn new(url: &str, from: &str, host: &str, authority: Option<&[u8]>) -> Result<Self, String> {
        crate::tls::install();
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            "PORTAL_SMTP_URL cannot be read; write smtps://USER:PASSWORD@HOST, or smtp://HOST:587?tls=required"
                .to_owned()
        })?;
        let from = from.parse().map_err(|_| {
            format!("PORTAL_MAIL_FROM is {from:?}; write an e-mail address, as in no-reply@example.org")
        })?;
        if let Some(tls) = authority.and_then(|pem| trusting(pem, url).transpose()) {
            builder = builder.tls(tls?);
        }
        let transport = builder.hello_name(ClientId::Domain(host.to_owned())).timeout(Some(PATIENCE)).build();
        Ok(Self { transport, from })
    }

    async fn send_one(&self, mail: &Mail) -> Result<Option<String>, SendError> {
        let message = self.message(mail)?;
        self.transport.send(message).await.map_err(|error| judged(&error))?;
        Ok(None)
    }

    fn message(&self, mail: &Mail) -> Result<Message, SendError> {
        let never = |what: &str| SendError::Never(what.to_owned());
        let to: Address = mail.to.parse().map_err(|_| SendError::NoAddress("not an address".to_owned()))?;
        let mut message = Message::builder()
            .from(named(&mail.from_name, &self.from))
            .to(Mailbox::new(None, to))
            .subject(one_line(&mail.subject, HEADER_CHARS))
            .message_id(Some(mail.message_id.clone()));
        if let Some(reply_to) = mail.reply_to.as_ref().and_then(|address| address.parse::<Address>().ok()) {
            message = message.reply_to(named(&mail.from_name, &reply_to));
        }
        message
            .multipart(MultiPart::alternative_plain_html(line_ends(&mail.text), line_ends(&mail.html)))
            .map_err(|_| never("not a message"))
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(self.send_one(mail))
    }
}

/// `address` under `name`. The library ends the process over names that it cannot write.
fn named(name: &str, address: &Address) -> Mailbox {
    Mailbox::new(Some(one_line(name, HEADER_CHARS)).filter(|name| !name.is_empty()), address.clone())
}

/// `text` with the line ends of mail only (RFC 5322 2.3).
fn line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
}

/// How `url` wants TLS, with one more authority that is trusted; nothing where it wants none.
fn trusting(pem: &[u8], url: &str) -> Result<Option<Tls>, String> {
    let url = Url::parse(url).map_err(|_| "PORTAL_SMTP_URL cannot be read".to_owned())?;
    let wish = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, wish)| wish.into_owned());
    let kind: fn(TlsParameters) -> Tls = match (url.scheme(), wish.as_deref()) {
        ("smtps", _) => Tls::Wrapper,
        (_, Some("required")) => Tls::Required,
        (_, Some("opportunistic")) => Tls::Opportunistic,
        _ => return Ok(None),
    };
    let unreadable = |_| "PORTAL_SMTP_CA_FILE holds no certificate in PEM".to_owned();
    let authority = Certificate::from_pem(pem).map_err(unreadable)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let parameters =
        TlsParameters::builder(host).add_root_certificate(authority).build_rustls().map_err(unreadable)?;
    Ok(Some(kind(parameters)))
}

/// The enhanced code (RFC 3463) with which an answer begins.
fn enhanced(answer: &str) -> Option<String> {
    let word = answer.split_whitespace().next()?;
    let is_code = word.split('.').count() == 3
        && word.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    is_code.then(|| word.to_owned())
}

/// What an error means for the next try. Its text may name the person written to: only its code goes on.
fn judged(error: &Error) -> SendError {
    let code = error.status().map(|code| code.to_string());
    match code {
        Some(code) if error.is_permanent() && NO_SUCH_ADDRESS.contains(&code.as_str()) => {
            let why = enhanced(&error.source().map(ToString::to_string).unwrap_or_default());
            match why.as_deref() {
                None | Some("5.0.0" | "5.2.1") => SendError::NoAddress(format!("smtp {code}")),
                Some(why) if why.starts_with("5.1.") => SendError::NoAddress(format!("smtp {code} {why}")),
                // The message, the sender or the server's rules, not the address.
                Some(why) => SendError::Never(format!("smtp {code} {why}")),
            }
        }
        Some(code) => SendError::Later(format!("smtp {code}")),
        None if error.is_timeout() => SendError::Later("smtp: no answer in time".to_owned()),
        None => SendError::Later("smtp: no connection".to_owned()),
    }
}
