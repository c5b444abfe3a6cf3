//! Unit tests of the server's own parts, with the library as the program links it; `it` beside them runs the whole server.

#![expect(clippy::expect_used, reason = "a test stops at what it did not expect")]

mod channels;
mod cli {
    mod instant;
}
mod config;
mod http {
    mod csrf;
    mod facts;
    mod forms;
    mod plain_page;
    mod ranges;
    mod reports;
}
mod serve;
mod support;
