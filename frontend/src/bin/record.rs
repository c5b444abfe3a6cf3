//! The program of the record's pages in the browser: as the patient's, with other pages.

fn main() {
    app::install();
    leptos::mount::hydrate_body(app::RecordApp);
}
