//! The channels by which people are told things, behind traits: what adapters send, and what became of it.

mod letter;
mod local;

pub use letter::{Letter, Link, Look};
pub use local::{LocalMessage, list_local};

pub(crate) use local::keep_local;

use domain::contact::ContactKind;
use std::pin::Pin;
use std::sync::Arc;

/// An e-mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The clinic, as the sender's name.
    pub from_name: String,
    /// The clinic's own address, for answers.
    pub reply_to: Option<String>,
    /// Whom it is for.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Always the same for one delivery: whoever gets it twice can tell (RFC 5322 3.6.4).
    pub message_id: String,
}

/// A text message.
#[derive(Clone, Debug)]
pub struct Text {
    /// Whom it is for, in E.164.
    pub to: String,
    /// The text.
    pub body: String,
    /// Where the gateway can tell what became of it, if it can reach us.
    pub status_url: Option<String>,
}

/// What a gateway tells later of a text message it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Not there yet.
    Underway,
    /// It arrived.
    Arrived,
    /// It did not arrive, for this reason.
    Lost(String),
    /// It did not arrive, and this number takes none from us.
    NoAddress(String),
}

/// Why something was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// Not now; another try may help.
    Later(String),
    /// This message will not be taken, however often it is sent.
    Never(String),
    /// This address takes no messages from us, ever.
    NoAddress(String),
    /// It may or may not have gone out.
    Unknown(String),
}

/// The other side's name for what it took, if it gives one.
pub type Receipt = Option<String>;
/// A message on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Receipt, SendError>> + Send + 'a>>;

/// Sends e-mail.
pub trait Mailer: Send + Sync {
    /// Sends one.
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a>;
}

/// Sends text messages.
pub trait Sms: Send + Sync {
    /// Sends one.
    fn send<'a>(&'a self, text: &'a Text) -> Sending<'a>;

    /// What the gateway tells of a message at `url` by these fields, if `signature` shows that it was the gateway.
    fn told(&self, url: &str, fields: &[(String, String)], signature: &str) -> Option<Told>;
}

/// What is configured.
#[derive(Clone, Default)]
pub struct Channels {
    /// E-mail.
    pub mail: Option<Arc<dyn Mailer>>,
    /// Text messages.
    pub sms: Option<Arc<dyn Sms>>,
    /// Whether what no channel can send is kept to be looked at: a developer's own machine.
    pub is_local: bool,
}

impl std::fmt::Debug for Channels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Channels")
            .field("mail", &self.mail.is_some())
            .field("sms", &self.sms.is_some())
            .field("is_local", &self.is_local)
            .finish()
    }
}

impl Channels {
    /// Whether anything can be sent to a contact of this kind. Where not, nothing that needs it is offered.
    #[must_use]
    pub const fn reach(&self, kind: ContactKind) -> bool {
        self.is_local
            || match kind {
                ContactKind::Email => self.mail.is_some(),
                ContactKind::Phone => self.sms.is_some(),
            }
    }
}
