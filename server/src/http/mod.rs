//! Routes that are not pages, and the layers around all routes.

pub mod brand;
pub mod csrf;
pub mod downloads;
pub mod events;
pub mod facts;
pub mod fhir;
pub mod files;
pub mod forms;
pub mod guard;
pub mod health;
pub mod hooks;
pub mod invitations;
pub mod letters;
pub mod links;
pub mod logos;
pub mod made;
pub mod oauth;
pub mod outbox;
pub mod pages;
pub mod passkeys;
pub mod plain_page;
pub mod ranges;
pub mod records;
pub mod reports;
pub mod security_headers;
pub mod worker;
