//! The patient's program in the browser: report panics, take over the texts, wake the page up. Nothing else.

fn main() {
    app::install();
    leptos::mount::hydrate_body(app::PatientApp);
}
