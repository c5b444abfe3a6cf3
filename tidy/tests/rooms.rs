//! Who may import whom (ARCHITECTURE.md, Rooms), asked of cargo.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at what it did not expect")]

use tidy::{dependencies, root};

const OURS: [&str; 10] =
    ["domain", "i18n", "app", "server", "adapters", "entity", "fhir", "migration", "pdf", "usecases"];
/// Crates that nobody imports: what is loaded by the browser, and what only looks at the others.
const LEAVES: [&str; 5] = ["frontend", "bench", "checks", "style-build", "tidy"];

/// The manifests of the workspace, each with its crate's name.
fn manifests() -> Vec<(String, String)> {
    let read = |path: &str| {
        std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let whole = read("Cargo.toml");
    let (_, rest) = whole.split_once("members = [").expect("a list of members");
    let (members, _) = rest.split_once(']').expect("its end");
    let folders =
        members.split(',').map(|member| member.trim().trim_matches('"')).filter(|name| !name.is_empty());
    folders
        .map(|folder| {
            let manifest = read(&format!("{folder}/Cargo.toml"));
            let (_, rest) = manifest.split_once("name = \"").expect("a name");
            let (name, _) = rest.split_once('"').expect("its end");
            let name = name.to_owned();
            (name, manifest)
        })
        .collect()
}

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

#[test]
fn adapters_know_actions_and_rules_and_nothing_that_asks_for_them() {
    assert_eq!(ours("adapters", &["--depth", "1"]), ["domain", "usecases"]);
    none_of("adapters", &["--depth", "1"], &["sea_orm", "sqlx", "axum"]);
    none_of("adapters", &[], &["leptos", "leptos_axum", "app", "server"]);
}

#[test]
fn what_makes_the_stylesheets_knows_only_domain() {
    assert_eq!(ours("style-build", &[]), ["domain"]);
}

#[test]
fn every_crate_is_a_room_with_rules_or_a_leaf_and_nobody_imports_leaves() {
    let mut found: Vec<String> = manifests().into_iter().map(|(name, _)| name).collect();
    found.sort();
    let mut told: Vec<&str> = OURS.iter().chain(&LEAVES).copied().collect();
    told.sort_unstable();
    assert_eq!(found, told, "name the crate in OURS and say whom it may import, or in LEAVES");
    for (name, manifest) in manifests() {
        for leaf in LEAVES {
            let is_named = manifest.lines().any(|line| line.starts_with(&format!("{leaf}.workspace")));
            assert!(!is_named, "{name} must not import {leaf}");
        }
    }
}

#[test]
fn every_crate_has_the_lints_of_the_workspace() {
    for (name, manifest) in manifests() {
        let has_lints = manifest
            .split_once("\n[lints]\n")
            .is_some_and(|(_, rest)| rest.lines().next() == Some("workspace = true"));
        assert!(has_lints, "{name} lacks `[lints] workspace = true`");
    }
}
