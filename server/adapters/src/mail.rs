//! E-mail over SMTP.

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use std::time::Duration;
use usecases::delivery::{Mail, Mailer, SendError, Sending};

/// Longest wait for a server's answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// Replies that mean that this address takes no mail, ever (RFC 5321 4.2.3).
const NO_SUCH_ADDRESS: [&str; 3] = ["550", "551", "553"];

/// Sends through one server.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl SmtpMailer {
    /// A mailer for `url` (`smtps://user:password@host`, `smtp://host:587?tls=required`, `smtp://localhost:1025`) that
    /// sends as `from` and greets as `host`.
    ///
    /// # Errors
    /// A sentence for the operator, without the password.
    pub fn new(url: &str, from: &str, host: &str) -> Result<Self, String> {
        crate::tls::install();
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            "PORTAL_SMTP_URL cannot be read; write smtps://USER:PASSWORD@HOST, or smtp://HOST:587?tls=required"
                .to_owned()
        })?;
        let from = from.parse().map_err(|_| {
            format!("PORTAL_MAIL_FROM is {from:?}; write an e-mail address, as in no-reply@example.org")
        })?;
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
        let to: Address = mail.to.parse().map_err(|_| never("not an address"))?;
        let mut message = Message::builder()
            .from(Mailbox::new(Some(mail.from_name.clone()), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .message_id(Some(mail.message_id.clone()));
        if let Some(reply_to) = mail.reply_to.as_ref().and_then(|address| address.parse::<Address>().ok()) {
            message = message.reply_to(Mailbox::new(Some(mail.from_name.clone()), reply_to));
        }
        message
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|_| never("not a message"))
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(self.send_one(mail))
    }
}

/// What an error means for the next try. Its text may name the person written to: only its code goes on.
fn judged(error: &Error) -> SendError {
    let code = error.status().map(|code| code.to_string());
    match code {
        Some(code) if error.is_permanent() && NO_SUCH_ADDRESS.contains(&code.as_str()) => {
            SendError::Never(format!("smtp {code}"))
        }
        Some(code) => SendError::Later(format!("smtp {code}")),
        None if error.is_timeout() => SendError::Later("smtp: no answer in time".to_owned()),
        None => SendError::Later("smtp: no connection".to_owned()),
    }
}
