//! Who may import whom (ARCHITECTURE.md, Rooms), asked of cargo.

use tidy::dependencies;

const OURS: [&str; 10] =
    ["domain", "i18n", "app", "server", "adapters", "entity", "fhir", "migration", "pdf", "usecases"];

fn ours(package: &str, arguments: &[&str]) -> Vec<String> {
    dependencies(package, arguments).into_iter().filter(|name| OURS.contains(&name.as_str())).collect()
}

fn none_of(package: &str, arguments: &[&str], banned: &[&str]) {
    let found = dependencies(package, arguments);
    for name in banned {
        assert!(!found.iter().any(|dependency| dependency == name), "{package} must not import {name}");
    }
}

#[test]
fn domain_imports_none_of_our_rooms_and_nothing_impure() {
    assert_eq!(ours("domain", &[]), [] as [&str; 0]);
    none_of(
        "domain",
        &[],
        &["tokio", "futures", "tracing", "log", "sea_orm", "leptos", "chrono", "rand", "getrandom"],
    );
}

#[test]
fn texts_import_only_domain() {
    assert_eq!(ours("i18n", &[]), ["domain"]);
}

#[test]
fn the_browser_gets_only_app_domain_and_texts() {
    let browser = ["--target", "wasm32-unknown-unknown"];
    assert_eq!(ours("frontend", &browser), ["app", "domain", "i18n"]);
    none_of("frontend", &browser, &["sea_orm", "axum", "tokio", "sqlx", "hyper", "argon2"]);
}

#[test]
fn without_ssr_app_reaches_nothing_below_server() {
    assert_eq!(ours("app", &["--features", "hydrate"]), ["domain", "i18n"]);
}

#[test]
fn app_touches_entities_and_the_database_only_through_usecases() {
    let direct = ours("app", &["--features", "ssr", "--depth", "1"]);
    assert_eq!(direct, ["domain", "i18n", "usecases"]);
    none_of("app", &["--features", "ssr", "--depth", "1"], &["sea_orm", "entity", "migration"]);
}

#[test]
fn rows_know_only_domain_and_migrations_files_and_letters_know_nobody() {
    assert_eq!(ours("entity", &[]), ["domain"]);
    assert_eq!(ours("migration", &[]), [] as [&str; 0]);
    assert_eq!(ours("fhir", &[]), [] as [&str; 0]);
    assert_eq!(ours("pdf", &[]), [] as [&str; 0]);
    none_of("pdf", &[], &["tokio", "hyper", "sqlx", "axum"]);
}

#[test]
fn actions_know_no_page_and_no_http() {
    assert_eq!(ours("usecases", &[]), ["domain", "entity", "fhir", "i18n"]);
    none_of("usecases", &[], &["leptos", "leptos_axum", "axum", "app"]);
}

#[test]
fn the_server_holds_no_rows() {
    none_of("server", &["--depth", "1"], &["entity", "sea_orm", "sqlx"]);
}
