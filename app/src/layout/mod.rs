//! The frame around pages: logo, navigation, whose chart is shown, contacts.

mod account;
mod brand;
mod chart_switcher;
pub(crate) mod contacts;
mod correction;
mod countries;
#[cfg(feature = "hydrate")]
mod crossing;
mod error_view;
mod frame;
mod gate;
pub(crate) mod landing;
mod language_switch;
mod leave;
mod nav;
mod not_accepted;
#[cfg(feature = "ssr")]
mod offline;
#[cfg(feature = "ssr")]
mod outbox;
mod outside;
mod patient;
pub(crate) mod places;
mod proof;
pub mod record;
mod refused;
#[cfg(feature = "hydrate")]
mod restyle;
pub mod result;
pub mod result_words;
mod sign_out;
mod staff;
pub(crate) mod staff_nav;
mod told_code;
mod update_prompt;

pub use account::AccountFrame;
pub use brand::BrandMark;
pub use chart_switcher::ForWhom;
pub use contacts::ContactList;
pub use correction::{AboutEntry, CorrectionRow, Messages, StepForm, due_words, entry_words, state_words};
pub use countries::country_name;
#[cfg(feature = "hydrate")]
pub use crossing::leave_other_programs_to_the_browser;
pub use error_view::{Elsewhere, ErrorView, NotFoundPage};
pub use frame::{FrameData, PrintedHead, provide_frame, provide_frame_of, use_frame};
pub use language_switch::LanguageSwitch;
pub use leave::leave_when_closed;
pub use not_accepted::{NotAccepted, field_id};
#[cfg(feature = "ssr")]
pub use offline::OfflinePage;
#[cfg(feature = "ssr")]
pub use outbox::{OutboxItem, OutboxPage};
pub use outside::OutsidePage;
pub use patient::PatientChrome;
pub use patient::PatientFrame;
pub use places::is_at;
pub use proof::{Confirm, Gate, ProveFirst, StepUpDialog, refusal};
pub use refused::{ClinicPhone, Refused};
pub use sign_out::SignOutForm;
pub use staff::StaffFrame;
pub use told_code::ToldCode;
pub use update_prompt::UpdatePrompt;
