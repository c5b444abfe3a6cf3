//! The body of every server function's form, decoded as the server does.

use domain::account::contacts::ContactRequest;
use domain::account::contract as account;
use domain::account::factor;
use domain::account::passkey;
use domain::audit::contract as audit;
use domain::booking::contract as booking;
use domain::calendar::contract as calendars;
use domain::card::contract as card;
use domain::chart_view::contract as viewing;
use domain::charts::contract::AddChartRequest;
use domain::charts::{file, merge};
use domain::corrections::contract as corrections;
use domain::downloads::contract as downloads;
use domain::family::contract as family;
use domain::invitations::contract as invitations;
use domain::invitations::staff as inviting;
use domain::looks::contract as looks;
use domain::opening::contract::SetOpenRequest;
use domain::patients::contract as patients;
use domain::records::contract as records;
use domain::registration::contract as registration;
use domain::registration::settings::SaveRegistrationRequest;
use domain::registration::staff as requests;
use domain::results::contract as results;
use domain::results::templates as texts;
use domain::results::typed as releasing;
use domain::security::contract::SaveSecurityRequest;
use domain::shares::contract as shares;
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
        decode::<texts::SaveTemplateRequest>,
        decode::<texts::RemoveTemplateRequest>,
        decode::<viewing::OpenRecordRequest>,
        decode::<viewing::BreakGlassRequest>,
        decode::<viewing::ChartRequest>,
        decode::<viewing::ChartSectionRequest>,
        decode::<viewing::ChartEntryRequest>,
        decode::<viewing::ChartResultsRequest>,
        decode::<viewing::ListOpeningsRequest>,
        decode::<viewing::EndOpeningRequest>,
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
        decode::<passkey::PasskeyAnswer>,
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
        decode::<file::ReadFileRequest>,
        decode::<file::CheckFileRequest>,
        decode::<file::ImportFileRequest>,
        decode::<merge::CompareRequest>,
        decode::<merge::MergeRequest>,
        decode::<merge::UndoMergeRequest>,
        decode::<merge::DeclineRequest>,
        decode::<family::InviteProxyRequest>,
        decode::<family::ChangeProxyRequest>,
        decode::<family::GrantRequest>,
        decode::<family::ChartRequest>,
        decode::<family::InviteForRequest>,
        decode::<family::EndAccessRequest>,
        decode::<family::LetInRequest>,
        decode::<inviting::FindPatientsRequest>,
        decode::<inviting::InviteRequest>,
        decode::<inviting::ListRequest>,
        decode::<inviting::OptOutRequest>,
        decode::<inviting::InvitationRequest>,
        decode::<inviting::Criteria>,
        decode::<inviting::BatchRequest>,
        decode::<inviting::DecideRequest>,
        decode::<SetOpenRequest>,
        decode::<patients::SearchRequest>,
        decode::<patients::KeptSearchRequest>,
        decode::<registration::BeginRequest>,
        decode::<registration::ConfirmRequest>,
        decode::<SaveRegistrationRequest>,
        decode::<requests::ListRequest>,
        decode::<requests::RequestNamed>,
        decode::<requests::CompareRequest>,
        decode::<requests::LinkRequest>,
        decode::<requests::RejectRequest>,
        decode::<requests::AskRequest>,
        decode::<invitations::CheckRequest>,
        decode::<invitations::ProveContactRequest>,
        decode::<invitations::ContactCodeRequest>,
        decode::<invitations::ActivateRequest>,
        decode::<records::ReadSectionRequest>,
        decode::<records::ReadEntryRequest>,
        decode::<records::TimelineRequest>,
        decode::<corrections::SubjectRequest>,
        decode::<corrections::AskCorrectionRequest>,
        decode::<corrections::ReadCorrectionRequest>,
        decode::<corrections::StepRequest>,
        decode::<corrections::ListCorrectionsRequest>,
        decode::<card::KeepCardRequest>,
        decode::<downloads::AskDownloadRequest>,
        decode::<downloads::AskExportRequest>,
        decode::<downloads::RemoveDownloadRequest>,
        decode::<shares::MakeShareRequest>,
        decode::<shares::ReadShareRequest>,
        decode::<shares::EndShareRequest>,
        decode::<looks::ListLooksRequest>,
        decode::<looks::AskRequest>,
        decode::<looks::ListQuestionsRequest>,
        decode::<looks::AnswerRequest>,
        decode::<results::ListResultsRequest>,
        decode::<results::ReadResultRequest>,
        decode::<results::SaveWishRequest>,
        decode::<results::WorklistRequest>,
        decode::<results::ReleaseRequest>,
        decode::<results::BlockRequest>,
        decode::<results::CommentRequest>,
        decode::<releasing::SaveClassRequest>,
        decode::<releasing::SaveRulesRequest>,
        decode::<releasing::RemoveClassRequest>,
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
