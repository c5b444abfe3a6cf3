//! The page for what fails before the application.

use axum::http::StatusCode;
use i18n::{Lang, k};
use server::http::plain_page::page;

#[test]
fn what_comes_from_the_request_is_escaped() {
    let way = Some((k::ERROR_GO_BACK, "/a?b=\"><script>".to_owned()));
    let page = page(Lang::Es, StatusCode::NOT_FOUND, "<b>", &way);
    assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
    assert!(page.contains("<html lang=\"es\">"));
}
