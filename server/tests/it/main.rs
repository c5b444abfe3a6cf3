//! Integration tests over the whole server, on SQLite and, when `PORTAL_TEST_POSTGRES` names one, on PostgreSQL too.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect"
)]

mod access_alerts;
mod access_log;
mod audit;
mod audit_reads;
mod audit_tamper;
mod booking_changes;
mod booking_kept;
mod booking_races;
mod booking_rules;
mod calendar;
mod calendar_edit;
mod card;
mod chart_view;
mod charts;
mod charts_file;
mod charts_joined;
mod charts_merged;
mod cli;
mod code_words;
mod codes;
mod connections;
mod contacts;
mod corrections;
mod crowd;
mod database;
mod day;
mod delivery;
mod delivery_bounces;
mod delivery_mail;
mod delivery_sms;
mod delivery_told;
mod downloads;
mod downloads_files;
mod downloads_withdrawn;
mod errors;
mod exchange;
mod exchange_files;
mod exchange_in;
mod exports;
mod factors;
mod family;
mod family_ends;
mod hard_stop;
mod http;
mod import_files;
mod import_memory;
mod invitation_guards;
mod invitation_letter;
mod invitations;
mod invite_many;
mod isolation;
mod language;
mod live_events;
mod looks;
mod named_entries;
mod opening;
mod pages;
mod passkeys;
mod patients;
mod plans;
mod processes;
mod programs_limits;
mod pwa;
mod record_entries;
mod record_export;
mod records;
mod registration;
mod registration_desk;
mod registration_limits;
mod request_attacks;
mod request_noise;
mod reset;
mod result_leaks;
mod result_values;
mod result_wishes;
mod results;
mod results_families;
mod results_news;
mod results_texts;
mod same_answers;
mod security_settings;
mod sessions;
mod shares;
mod sign_in;
mod sign_in_attacks;
mod slots;
mod staff_page;
mod stopping;
mod support;
mod theme;
mod theme_logos;
mod ways_in;
