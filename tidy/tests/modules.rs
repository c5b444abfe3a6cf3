//! House rules that a text scan can check; each failure names file and line.

use tidy::{Source, sources};

/// Collects the offending lines and fails with all of them at once.
fn offenders(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

fn rust() -> Vec<Source> {
    sources(".", &[".rs"])
}

fn lines_with<'a>(files: &'a [Source], is_offence: impl Fn(&Source, &str) -> bool + 'a) -> Vec<String> {
    files
        .iter()
        .flat_map(|file| {
            let is_offence = &is_offence;
            file.lines()
                .filter(move |(_, line)| !line.trim_start().starts_with("//") && is_offence(file, line))
                .map(move |(number, line)| format!("  {}:{number}: {}", file.path, line.trim()))
        })
        .collect()
}

#[test]
fn there_is_something_to_check() {
    assert!(rust().len() > 50, "the scan found only {} files", rust().len());
}

#[test]
fn every_file_opens_with_one_sentence_about_itself() {
    let found = rust().into_iter().filter(|file| {
        let first = file.text.lines().next().unwrap_or_default();
        !(first.starts_with("//! ") && first.len() > 15)
    });
    offenders(
        found.map(|file| format!("  {}", file.path)).collect(),
        "files must open with a `//!` sentence",
    );
}

#[test]
fn sea_orm_stays_in_stores() {
    let files: Vec<Source> = sources("server", &[".rs"])
        .into_iter()
        .filter(|file| {
            let is_store = file.path.ends_with("/store.rs")
                || file.path.contains("/store/")
                || file.path.ends_with("usecases/src/db.rs");
            let is_schema =
                file.path.starts_with("server/entity") || file.path.starts_with("server/migration");
            !is_store && !is_schema
        })
        .collect();
    offenders(lines_with(&files, |_, line| line.contains("sea_orm::")), "sea_orm belongs into store.rs");
}

#[test]
fn every_server_function_begins_with_its_actor() {
    let mut found = Vec::new();
    let mut count = 0;
    for file in sources("app", &[".rs"]) {
        let lines: Vec<(usize, &str)> = file.lines().collect();
        for (index, (number, line)) in lines.iter().enumerate() {
            if !line.trim_start().starts_with("#[server(") {
                continue;
            }
            count += 1;
            let body = lines.iter().skip(index + 1).skip_while(|(_, line)| !line.ends_with('{')).nth(1);
            let first = body.map_or("", |(_, line)| line.trim());
            let asks = ["actor()", "visitor()"].iter().any(|question| first.contains(question));
            if !asks || !line.contains("endpoint = ") || !line.contains("prefix = \"/api\"") {
                found.push(format!("  {}:{number}: {first}", file.path));
            }
        }
    }
    assert!(count >= 6, "the scan found only {count} server functions");
    offenders(found, "a server function names its endpoint under /api and begins with actor() or visitor()");
}

#[test]
fn server_functions_take_no_get_requests() {
    let files = sources("app", &[".rs"]);
    offenders(
        lines_with(&files, |_, line| line.contains("GetUrl") || line.contains("MultipartFormData")),
        "reads are POSTs too",
    );
}

/// Folders of `app/src` that hold one feature each.
const FEATURES: &[&str] = &[
    "account",
    "amend",
    "audit",
    "booking",
    "calendar",
    "card",
    "chart_view",
    "charts",
    "connections",
    "corrections",
    "downloads",
    "family",
    "home",
    "invitations",
    "looks",
    "opening",
    "patients",
    "records",
    "registration",
    "release",
    "results",
    "security",
    "shares",
    "staff",
    "theme",
];
/// The other folders: what features share or are shown in.
const SHARED: [&str; 5] = ["layout", "live", "preview", "ui", "worker"];

#[test]
fn every_folder_of_the_app_is_a_feature_or_shared() {
    let entries = std::fs::read_dir(tidy::root().join("app/src")).expect("the app");
    let mut found: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let mut told: Vec<&str> = FEATURES.iter().chain(&SHARED).copied().collect();
    told.sort_unstable();
    assert_eq!(found, told, "name the folder in FEATURES, whose imports are checked, or in SHARED");
}

#[test]
fn features_of_the_app_do_not_import_each_other() {
    // Home gathers what other features show; the frame shows who is signed in; the map of addresses names every page;
    // the theme editor's preview shows screens of several features; unit tests look at parts of all of them.
    const GATHERERS: [&str; 6] = [
        "app/src/examined.rs",
        "app/src/home/",
        "app/src/layout/",
        "app/src/lib.rs",
        "app/src/preview/",
        "app/src/routes.rs",
    ];
    let files: Vec<Source> = sources("app/src", &[".rs"])
        .into_iter()
        .filter(|file| !GATHERERS.iter().any(|gatherer| file.path.starts_with(gatherer)))
        .collect();
    let found = lines_with(&files, |file, line| {
        FEATURES.iter().any(|feature| {
            !file.path.starts_with(&format!("app/src/{feature}/"))
                && line.contains(&format!("crate::{feature}::"))
        })
    });
    offenders(found, "a feature must not import another; put what both need into ui, layout or domain");
}

#[test]
fn views_hold_no_style_attributes_raw_html_or_raw_textareas() {
    let files = sources("app/src", &[".rs"]);
    let found = lines_with(&files, |file, line| {
        let is_shell = file.path == "app/src/shell.rs";
        let is_text_area = file.path == "app/src/ui/text_area.rs";
        line.contains(" style=")
            || (line.contains("inner_html") && !is_shell)
            || (line.contains("<textarea") && !is_text_area)
    });
    offenders(found, "the policy of the page forbids style attributes; text areas go through ui::TextArea");
}

#[test]
fn raw_colours_stay_in_tokens() {
    let is_hex = |word: &str| {
        let digits = word.len() == 4 || word.len() == 5 || word.len() == 7 || word.len() == 9;
        digits && word.strip_prefix('#').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    // A function of CSS, not the end of a name such as `to_oklch(`.
    let calls = |line: &str, function: &str| {
        let is_name = |before: &str| before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        line.match_indices(function).any(|(at, _)| !is_name(line.get(..at).unwrap_or_default()))
    };
    let has_colour = |line: &str| {
        line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).any(is_hex)
            || ["rgb(", "rgba(", "hsl(", "oklch("].iter().any(|function| calls(line, function))
    };
    let mut files = sources("style", &[".css"]);
    files.retain(|file| {
        !file.path.ends_with("tokens.css")
            && !["style/clinic.css", "style/patient.css"].contains(&file.path.as_str())
    });
    files.extend(sources("app/src", &[".rs"]));
    files.extend(sources("server", &[".html", ".css", ".rs"]));
    files.extend(sources("domain", &[".rs"]));
    files.extend(sources("frontend", &[".html", ".rs"]));
    // Tests try colours.
    files.retain(|file| !file.path.contains("/tests/") && !file.path.ends_with("/tests.rs"));
    offenders(
        lines_with(&files, |_, line| has_colour(line)),
        "colours belong into style/tokens.css or the theme",
    );
}

#[test]
fn nobody_allows_a_lint_away() {
    let files: Vec<Source> = rust().into_iter().filter(|file| !file.path.starts_with("tidy/")).collect();
    offenders(
        lines_with(&files, |_, line| line.contains("#[allow(") || line.contains("#![allow(")),
        "use #[expect(…, reason = …)]",
    );
}

#[test]
fn writing_transactions_begin_in_db() {
    let files: Vec<Source> = sources("server", &[".rs"])
        .into_iter()
        .filter(|file| !file.path.ends_with("usecases/src/db.rs"))
        .collect();
    offenders(
        lines_with(&files, |_, line| line.contains(".transaction(") || line.contains("TransactionTrait")),
        "begin with Db::begin",
    );
}

#[test]
fn paths_named_by_scripts_exist() {
    let makefile = std::fs::read_to_string(tidy::root().join("Makefile")).expect("a Makefile");
    for word in makefile.split_whitespace().filter(|word| word.starts_with("scripts/")) {
        assert!(tidy::root().join(word).exists(), "the Makefile names {word}, which does not exist");
    }
}

#[test]
fn the_patient_s_program_uses_only_texts_that_it_is_sent() {
    // `Program::needs_texts`: those of the clinic's own pages stay with them.
    const OF_THE_CLINIC: &[&str] = &[
        "app/src/card/",
        "app/src/chart_view/",
        "app/src/charts/",
        "app/src/connections/",
        "app/src/invitations/",
        "app/src/opening/",
        "app/src/patients/",
        "app/src/account/activate.rs",
        "app/src/account/activate_steps.rs",
        "app/src/account/add_factor.rs",
        "app/src/account/confirm.rs",
        "app/src/account/contacts.rs",
        "app/src/account/factors.rs",
        "app/src/account/passkey.rs",
        "app/src/account/rename_factor.rs",
        "app/src/account/register.rs",
        "app/src/account/register_form.rs",
        "app/src/account/reset.rs",
        "app/src/account/second_step.rs",
        "app/src/account/security.rs",
        "app/src/account/step_up.rs",
        "app/src/account/step_up_factor.rs",
        "app/src/amend/",
        "app/src/audit/",
        "app/src/booking/day.rs",
        "app/src/booking/day_list.rs",
        "app/src/booking/day_strip.rs",
        "app/src/calendar/",
        "app/src/downloads/",
        "app/src/layout/account.rs",
        "app/src/layout/countries.rs",
        "app/src/layout/proof.rs",
        "app/src/preview/",
        "app/src/registration/",
        "app/src/release/",
        "app/src/security/",
        "app/src/shares/",
        "app/src/staff/",
        "app/src/theme/",
    ];
    let of_the_clinic = |path: &str| OF_THE_CLINIC.iter().any(|begin| path.starts_with(begin));
    let files = sources("app/src", &[".rs"]);
    let found = lines_with(&files, |file, line| {
        !of_the_clinic(&file.path)
            && [
                "k::ACCOUNT_",
                "k::ACTIVATE_",
                "k::RESET_",
                "k::CALENDAR_",
                "k::CARD_",
                "k::CHARTS_",
                "k::CONNECTIONS_",
                "k::CHART_VIEW_",
                "k::DAY_",
                "k::DOWNLOADS_",
                "k::INVITATIONS_",
                "k::PATIENTS_",
                "k::REGISTRATION_",
                "k::RELEASE_",
                "k::SHARES_",
                "k::THEME_",
            ]
            .iter()
            .any(|key| line.contains(key))
    });
    offenders(found, "texts of the clinic's pages are not sent to patients");
}
