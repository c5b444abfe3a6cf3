//! What crosses the wire about accounts.

use crate::actor::Relation;
use crate::civil::LocalMinute;
use crate::ids::{ChallengeId, ChartId, FactorId};
use crate::permission::Role;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// Asks to sign in.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignInRequest {
    /// The name the account is known by: an e-mail address or a word.
    pub username: String,
    /// The password, as typed.
    pub password: String,
    /// Where to go afterwards: a path of this portal.
    #[serde(default)]
    pub next: Option<String>,
}

impl std::fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInRequest")
    }
}

/// Asks for a new password.
#[derive(Clone, Serialize, Deserialize)]
pub struct RequestResetRequest {
    /// The name the account is known by, or one of its addresses.
    pub name: String,
}

impl std::fmt::Debug for RequestResetRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RequestResetRequest")
    }
}

/// Whose password a link is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetView {
    /// Whether the link can be used.
    pub is_good: bool,
    /// The name to sign in with.
    pub username: String,
    /// The person's name.
    pub name: String,
}

/// The new password of a link.
#[derive(Clone, Serialize, Deserialize)]
pub struct FinishResetRequest {
    /// The password, as typed.
    pub password: String,
}

impl std::fmt::Debug for FinishResetRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FinishResetRequest")
    }
}

/// A chart the account can switch to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartChoice {
    /// The chart.
    pub chart: ChartId,
    /// The patient's name.
    pub name: String,
    /// Own or proxy.
    pub relation: Relation,
}

/// Who is signed in, for the frame of every page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The person's name.
    pub name: String,
    /// Staff roles.
    pub roles: Vec<Role>,
    /// Whose chart is shown.
    pub chart: Option<ChartChoice>,
    /// All charts the account may act for.
    pub charts: Vec<ChartChoice>,
    /// When the session ends by itself.
    pub clock: SessionClock,
    /// Whether a second factor has to be set up before anything else.
    #[serde(default)]
    pub must_enrol: bool,
}

/// The clinic, for the frame of every page, signed in or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clinic {
    /// Its name.
    pub name: String,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Postal address, one line.
    pub address: Option<String>,
    /// Opening hours, in the clinic's own words.
    pub opening_hours: Option<String>,
    /// IANA zone of the clinic.
    pub zone: String,
    /// Path of the stylesheet that holds the brand.
    pub theme_href: String,
    /// Path of the logo on light ground, if the clinic has one.
    pub logo_light: Option<String>,
    /// Path of the logo on dark ground.
    pub logo_dark: Option<String>,
    /// What the logo says, for those who do not see it.
    pub logo_alt: String,
    /// Whether the portal is closed for patients.
    #[serde(default)]
    pub is_closed: bool,
}

/// What the frame of every page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The clinic.
    pub clinic: Clinic,
    /// Who is signed in, if anybody.
    pub me: Option<Me>,
    /// Whether passkeys are accepted instead of a name and password.
    #[serde(default)]
    pub has_passkeys: bool,
    /// Whether people may ask for an account by themselves.
    #[serde(default)]
    pub has_registration: bool,
    /// The last live event this page already knows.
    #[serde(default)]
    pub last_event: i64,
    /// The day on the clinic's clock, for what is printed.
    #[serde(default)]
    pub today: Option<LocalMinute>,
}

/// Asks to show another chart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SwitchChartRequest {
    /// Which.
    pub chart: ChartId,
}

/// Asks for the pages in another language.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetLanguageRequest {
    /// BCP 47 tag of an enabled language.
    pub language: String,
    /// Where to go afterwards: a path of this portal.
    #[serde(default)]
    pub next: Option<String>,
}

/// When a session ends by itself, in seconds from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionClock {
    /// Without any use.
    pub idle_s: i64,
    /// Whatever happens.
    pub left_s: i64,
}

/// A session of the reader's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Its name.
    pub id: String,
    /// Whether it is this one.
    pub is_current: bool,
    /// Browser and system.
    pub device: String,
    /// Network address.
    pub address: String,
    /// When it began.
    pub created: Instant,
    /// When it was used last.
    pub last_seen: Instant,
}

/// The sessions of the reader's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    /// The latest used first.
    pub sessions: Vec<SessionView>,
    /// The server's clock.
    pub now: Instant,
}

/// Asks to end one of the own sessions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EndSessionRequest {
    /// Its name.
    pub id: String,
}

/// Asks for another password.
#[derive(Clone, Serialize, Deserialize)]
pub struct ChangePasswordRequest {
    /// The password so far.
    pub current: String,
    /// The password from now on.
    pub new: String,
}

impl std::fmt::Debug for ChangePasswordRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangePasswordRequest")
    }
}

/// Whether who is asking was proven just now, and if not, what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// It was.
    Fresh,
    /// The password.
    Password,
    /// The password and a second factor.
    SecondFactor,
}

/// Proves anew who is asking.
#[derive(Clone, Serialize, Deserialize)]
pub struct StepUpRequest {
    /// The password, as typed.
    pub password: String,
    /// Which factor; nothing for a recovery code, or without any factor.
    #[serde(default)]
    pub factor: Option<FactorId>,
    /// Which code was sent, if one was.
    #[serde(default)]
    pub challenge: Option<ChallengeId>,
    /// What was typed, where a second factor is asked for.
    #[serde(default)]
    pub code: String,
}

impl std::fmt::Debug for StepUpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StepUpRequest")
    }
}
