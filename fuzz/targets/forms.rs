//! The body of every server function's form, decoded as the server does.

use domain::account::contacts::ContactRequest;
use domain::account::contract as account;
use domain::account::factor;
use domain::account::passkey;
use domain::audit::contract as audit;
use domain::booking::contract as booking;
use domain::calendar::contract as calendars;
use domain::charts::contract::AddChartRequest;
use domain::invitations::contract as invitations;
use domain::records::contract::ReadSectionRequest;
use domain::security::contract::SaveSecurityRequest;
use domain::staff::contract as staff;
use domain::theme::contract as themes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A form, as the macro of server functions wraps it.
#[derive(Serialize, Deserialize)]
struct Form<T> {
    request: T,
}

fn decode<T: Serialize + DeserializeOwned>(body: &str) -> bool {
    // As server_fn's `PostUrl` does.
    let Ok(form) = serde_qs::Config::new(5, false).deserialize_str::<Form<T>>(body) else { return false };
    let Ok(sent) = serde_qs::to_string(&form) else { return true };
    let _ = serde_qs::Config::new(5, false).deserialize_str::<Form<T>>(&sent);
    true
}

/// Whether one of them took it.
pub fn run(bytes: &[u8]) -> bool {
    let Ok(body) = std::str::from_utf8(bytes) else { return false };
    let decoders = [
        decode::<account::SignInRequest>,
        decode::<account::RequestResetRequest>,
        decode::<account::FinishResetRequest>,
        decode::<account::SwitchChartRequest>,
        decode::<account::SetLanguageRequest>,
        decode::<account::EndSessionRequest>,
        decode::<account::ChangePasswordRequest>,
        decode::<account::StepUpRequest>,
        decode::<ContactRequest>,
        decode::<factor::ConfirmTotpRequest>,
        decode::<factor::AddContactRequest>,
        decode::<factor::ConfirmContactRequest>,
        decode::<factor::FactorRequest>,
        decode::<factor::SecondCodeRequest>,
        decode::<factor::SecondFactorRequest>,
        decode::<passkey::ConfirmPasskeyRequest>,
        decode::<passkey::PasskeySignInRequest>,
        decode::<passkey::RenameFactorRequest>,
        decode::<audit::AuditRequest>,
        decode::<audit::FindPeopleRequest>,
        decode::<audit::LookAtAlertRequest>,
        decode::<audit::SaveRulesRequest>,
        decode::<booking::FindSlotsRequest>,
        decode::<booking::HoldSlotRequest>,
        decode::<booking::HoldRequest>,
        decode::<booking::ConfirmHoldRequest>,
        decode::<booking::AppointmentRequest>,
        decode::<booking::CancelRequest>,
        decode::<booking::DayRequest>,
        decode::<calendars::SaveLocationRequest>,
        decode::<calendars::SaveProviderRequest>,
        decode::<calendars::SaveVisitTypeRequest>,
        decode::<calendars::SaveHoursRequest>,
        decode::<calendars::RemoveHoursRequest>,
        decode::<calendars::SaveExceptionRequest>,
        decode::<calendars::RemoveExceptionRequest>,
        decode::<AddChartRequest>,
        decode::<invitations::CheckRequest>,
        decode::<invitations::ProveContactRequest>,
        decode::<invitations::ContactCodeRequest>,
        decode::<invitations::ActivateRequest>,
        decode::<ReadSectionRequest>,
        decode::<SaveSecurityRequest>,
        decode::<staff::SaveRolesRequest>,
        decode::<staff::InviteColleagueRequest>,
        decode::<staff::ColleagueRequest>,
        decode::<staff::ResetFactorsRequest>,
        decode::<themes::SaveDraftRequest>,
        decode::<themes::PublishThemeRequest>,
        decode::<themes::RollBackThemeRequest>,
        decode::<themes::DiscardDraftRequest>,
    ];
    // Each sees the body, whoever took it before.
    decoders.into_iter().filter(|decode| decode(body)).count() > 0
}
