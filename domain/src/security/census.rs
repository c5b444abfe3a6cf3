//! Whom a change of the settings concerns: counted from who has set up what, in the browser as on the server.

use crate::account::security::{Audience, FactorKind, FactorPolicy, SecuritySettings};
use serde::{Deserialize, Serialize};

/// Accounts of one audience by the kinds of factors they have proven.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudienceCensus {
    /// Kinds, and how many accounts have exactly these.
    pub groups: Vec<(Vec<FactorKind>, u32)>,
    /// Sessions that are open now.
    pub sessions: u32,
}

/// Accounts of a clinic that are in use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Census {
    /// Patients and proxies.
    pub patients: AudienceCensus,
    /// Colleagues.
    pub staff: AudienceCensus,
}

/// What a change means for the people of one audience.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Have to set up a factor that they did not have to have before.
    pub must_set_up: u32,
    /// Were asked for a second factor, and sign in with the password alone from now on.
    pub lose_second_step: u32,
    /// Sessions that are open while their limits become shorter: those beyond them end at once.
    pub sessions_at_risk: u32,
}

impl Consequences {
    /// Whether there is anything to warn of.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What a change from `now` to `next` means for patients, and for colleagues.
#[must_use]
pub fn consequences(census: &Census, now: &SecuritySettings, next: &SecuritySettings) -> [Consequences; 2] {
    [
        of_audience(&census.patients, &now.patients, &next.patients),
        of_audience(&census.staff, &now.staff, &next.staff),
    ]
}

fn of_audience(census: &AudienceCensus, now: &Audience, next: &Audience) -> Consequences {
    let is_asked =
        |audience: &Audience, kinds: &[FactorKind]| kinds.iter().any(|kind| audience.accepts(*kind));
    let owes = |audience: &Audience, kinds: &[FactorKind]| {
        audience.policy == FactorPolicy::Required && !is_asked(audience, kinds)
    };
    let count = |holds: &dyn Fn(&[FactorKind]) -> bool| {
        census
            .groups
            .iter()
            .filter(|(kinds, _)| holds(kinds))
            .fold(0_u32, |sum, (_, n)| sum.saturating_add(*n))
    };
    let is_shorter = next.idle_minutes < now.idle_minutes || next.absolute_hours < now.absolute_hours;
    Consequences {
        must_set_up: count(&|kinds| owes(next, kinds) && !owes(now, kinds)),
        lose_second_step: count(&|kinds| {
            is_asked(now, kinds) && !is_asked(next, kinds) && !owes(next, kinds)
        }),
        sessions_at_risk: if is_shorter { census.sessions } else { 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FactorKind::{Email, Passkey, Sms, Totp};
    use FactorPolicy::{Off, Optional, Required};

    fn census() -> Census {
        let people = AudienceCensus {
            groups: vec![(vec![], 12), (vec![Email], 5), (vec![Totp], 3), (vec![Totp, Email], 2)],
            sessions: 7,
        };
        Census { patients: AudienceCensus::default(), staff: people }
    }

    fn settings(policy: FactorPolicy, factors: &[FactorKind], idle_minutes: u16) -> SecuritySettings {
        let mut settings = SecuritySettings::default();
        settings.staff.policy = policy;
        settings.staff.factors = factors.to_vec();
        settings.staff.idle_minutes = idle_minutes;
        settings
    }

    #[test]
    fn people_are_counted_whom_a_change_concerns() {
        let strong: &[FactorKind] = &[Passkey, Totp, Sms];
        let all: &[FactorKind] = &FactorKind::ALL;
        for (now, next, must_set_up, lose_second_step, sessions_at_risk) in [
            // Nothing changes.
            (settings(Optional, all, 15), settings(Optional, all, 15), 0, 0, 0),
            // Required: those without any.
            (settings(Optional, all, 15), settings(Required, all, 15), 12, 0, 0),
            // Required without e-mail: those with e-mail alone too.
            (settings(Optional, all, 15), settings(Required, strong, 15), 17, 0, 0),
            // They owed one already.
            (settings(Required, all, 15), settings(Required, strong, 15), 5, 0, 0),
            // Optional without e-mail: those with e-mail alone are asked no longer.
            (settings(Optional, all, 15), settings(Optional, strong, 15), 0, 5, 0),
            // Off: nobody is asked.
            (settings(Required, all, 15), settings(Off, all, 15), 0, 10, 0),
            // Shorter limits, and longer ones.
            (settings(Off, all, 15), settings(Off, all, 10), 0, 0, 7),
            (settings(Off, all, 15), settings(Off, all, 20), 0, 0, 0),
        ] {
            let [patients, staff] = consequences(&census(), &now, &next);
            assert!(patients.is_nothing());
            assert_eq!(staff, Consequences { must_set_up, lose_second_step, sessions_at_risk }, "{next:?}");
        }
    }
}
