//! Unit tests of the clinic's actions: rules and words that need no database, with the library as the server links it.

#![expect(clippy::expect_used, reason = "a test stops at what it did not expect")]

mod account {
    mod device;
    mod guessable;
    mod leaked;
    mod password;
}
mod audit {
    mod range;
    mod words;
}
mod brand;
mod calendar {
    mod clock;
    mod file;
    mod typed;
}
mod chart_view;
mod charts {
    mod table;
}
mod code_words;
mod codes;
mod delivery {
    mod letter;
}
mod exchange;
mod explain;
mod facility;
mod factors {
    mod passkey;
    mod recovery;
    mod relying_party;
    mod reset;
    mod totp;
}
mod keys;
mod live {
    mod hub;
    mod relay;
}
mod patients;
mod phone;
mod plain;
mod record_files;
mod search;
mod support;
mod zones;
