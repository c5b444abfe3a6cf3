//! The frame around pages: logo, navigation, whose chart is shown, contacts.

mod chart_switcher;
mod contacts;
mod error_view;
mod frame;
mod landing;
mod language_switch;
mod nav;
mod patient;
mod places;
mod refused;
mod sign_out;
mod staff;

pub use chart_switcher::ForWhom;
pub use contacts::ContactList;
pub use error_view::{ErrorView, NotFoundPage};
pub use frame::{BrandMark, FrameData, provide_frame, use_frame};
pub use language_switch::LanguageSwitch;
pub use patient::PatientFrame;
pub use refused::{ClinicPhone, Refused};
pub use sign_out::SignOutForm;
pub use staff::StaffFrame;
