//! Passkeys and security keys (WebAuthn): set up, asked for as the second step, and good to sign in with alone.
//!
//! The library checks what an authenticator has signed. Ours are the questions, which are good once and for whoever was
//! asked, whose key it is, and the counter, which tells of copies.

mod enrol;
mod question;
pub(crate) mod relying_party;
mod store;
mod use_of;

pub use enrol::{begin_passkey, confirm_passkey};
pub use question::forget_unanswered;
pub use use_of::{Used, ask, ask_anybody, holds, take_from_anybody};

pub(crate) use store::rebind;
pub(crate) use use_of::answer;

use domain::account::factor::FactorChoice;
use domain::account::security::FactorKind;
use domain::refusal::{NextStep, Refusal, RefusalKind};

/// An authenticator's answer that was not accepted; the same whatever was wrong with it.
pub const REFUSED: Refusal =
    Refusal { rule: "passkey.refused", kind: RefusalKind::Rule, next: NextStep::CorrectFields };
/// The authenticator or its account holds a passkey for this account already, or for another one.
pub const KNOWN: Refusal =
    Refusal { rule: "passkey.known", kind: RefusalKind::Rule, next: NextStep::CorrectFields };

/// Several passkeys are one choice: the browser asks which of them.
pub fn as_one(choices: &mut Vec<FactorChoice>) {
    let is_passkey = |choice: &FactorChoice| choice.kind == FactorKind::Passkey;
    let count = choices.iter().filter(|choice| is_passkey(choice)).count();
    let mut is_first = true;
    choices.retain_mut(|choice| {
        if !is_passkey(choice) {
            return true;
        }
        if count > 1 {
            choice.label.clear();
        }
        std::mem::take(&mut is_first)
    });
}
