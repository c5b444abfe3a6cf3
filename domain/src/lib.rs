//! The portal's rules, pure: no IO, no clock, no async, no log. The same code decides in the server and in the browser.
//!
//! Words, one per thing (tables, pages and documents use the same):
//!
//! - **facility** a tenant: one clinic with its own host name, brand, language, time zone and data.
//! - **provider** a clinician whose time can be booked. **location** a place with its own time zone.
//! - **visit type** what is booked: name, duration, buffers, mode.
//! - **slot** a bookable start time. **hold** a slot kept for a patient for a few minutes.
//!   **appointment** a booked slot. **claim** what keeps a resource's time: a hold, an offer, an appointment or a block.
//! - **chart** the clinic's record of one patient. **account** a person who signs in.
//!   **grant** what ties an account to a chart: self or proxy, with scopes and an end.
//! - **session** a sign-in that lasts. **factor** a second proof of who somebody is: an app, a code to a contact, a recovery code.
//! - **contact** an e-mail address or telephone number of an account. **delivery** a message on its way to one.
//! - **alert** something in the audit log that somebody should look at.
//! - **invitation** what leads a person to an account: a link, or a code that is spoken, good with a date of birth.
//! - **merge** two charts of one person made one; the chart that stays is the survivor.
//! - **result** a report of the laboratory or of imaging, or a single test. **release** when the patient sees it.
//!   **test class** tests for which the clinic has one rule of release.
//! - **chart view** a colleague's look at a record, for a stated purpose; an **opening** is that it is open until some hour.
//! - **look** something that was done with a record, as its patient sees it.
//! - **client** an app or another system that speaks FHIR with the portal. **connection** what a person has allowed an app.
//!   **consent** the question about it. **intake** a file of records that a system has handed in.
//! - **download** a file of the record that is made on request and lasts a day.
//! - **share** a link by which somebody elsewhere reads a summary of the record. **receipt** who opened it, and when.
//! - **card** the medical-ID card: what helps in an emergency; a browser keeps it when its reader turns that on.
//! - **policy** a rule that answers may or may not, with a reason and a next step.

#[macro_use]
mod stored_words;

pub mod account;
pub mod actor;
pub mod audit;
pub mod booking;
pub mod calendar;
pub mod card;
pub mod chart_view;
pub mod charts;
pub mod civil;
pub mod connections;
pub mod contact;
pub mod corrections;
pub mod csv;
pub mod downloads;
pub mod family;
pub mod ids;
pub mod invitations;
pub mod looks;
pub mod opening;
pub mod outbox;
pub mod patients;
pub mod permission;
pub mod policy;
pub mod records;
pub mod refusal;
pub mod registration;
pub mod results;
pub mod search;
pub mod security;
pub mod shares;
pub mod staff;
pub mod theme;
pub mod time;
