//! Adding patients from a file: the file is chosen, its columns are named, every row is looked at, then the good ones are added
//! step by step. The file stays in this page until then, so that nothing is lost when a step fails.

use super::api::{check_file, import_file, read_file};
use super::file_columns::Columns;
use super::file_results::{Checked, Done};
use crate::error::{AppError, FieldProblem};
use crate::layout::{Gate, StepUpDialog};
use crate::routes;
use crate::texts::t;
use crate::ui::{Alert, PageHeader, Tone};
use domain::charts::file::{
    CheckFileRequest, Column, DateOrder, FileProblem, FileRead, ImportFileRequest, MOST_BYTES,
    ReadFileRequest, RowResult,
};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// No file yet, or columns are being named.
    Naming,
    /// Rows were looked at.
    Checked,
    /// Rows are being added, or all were.
    Adding,
}

/// A file on its way.
#[derive(Clone, Copy)]
pub struct Work {
    /// What it says.
    text: StoredValue<String>,
    /// What stands in it.
    pub file: RwSignal<Option<FileRead>>,
    /// What each column is to mean.
    pub columns: RwSignal<Vec<Column>>,
    /// In which order dates are written.
    pub dates: RwSignal<String>,
    /// How far it is.
    pub stage: RwSignal<Stage>,
    /// What becomes of the rows.
    pub results: RwSignal<Vec<RowResult>>,
    /// Whether those are added too who may be the same person.
    pub with_alike: RwSignal<bool>,
    /// Rows that were done.
    pub done: RwSignal<usize>,
    /// Whether an answer is still to come.
    pub is_busy: RwSignal<bool>,
    /// Why the last step failed.
    pub error: RwSignal<Option<AppError>>,
    gate: Gate,
}

impl Work {
    fn new() -> Self {
        Self {
            text: StoredValue::new(String::new()),
            file: RwSignal::new(None),
            columns: RwSignal::new(Vec::new()),
            dates: RwSignal::new(String::new()),
            stage: RwSignal::new(Stage::Naming),
            results: RwSignal::new(Vec::new()),
            with_alike: RwSignal::new(false),
            done: RwSignal::new(0),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(None),
            gate: Gate::new(),
        }
    }

    /// Begins anew with another file.
    fn begin(self, text: String) {
        self.text.set_value(text.clone());
        self.file.set(None);
        self.stage.set(Stage::Naming);
        self.results.set(Vec::new());
        self.done.set(0);
        self.with_alike.set(false);
        self.run(async move {
            let file = read_file(ReadFileRequest { text }).await?;
            self.columns.set(file.columns.clone());
            self.dates.set(file.dates.map(|order| order.name().to_owned()).unwrap_or_default());
            self.file.set(Some(file));
            Ok(())
        });
    }

    /// Other meanings make what was looked at worthless.
    pub fn renamed(self) {
        self.stage.set(Stage::Naming);
        self.error.set(None);
    }

    fn named(self) -> (String, Option<DateOrder>) {
        let columns = self.columns.get_untracked();
        let words: Vec<_> = columns.into_iter().map(Column::name).collect();
        (words.join(","), DateOrder::parse(&self.dates.get_untracked()))
    }

    /// Looks at every row.
    pub fn check(self) {
        let (columns, Some(dates)) = self.named() else { return };
        let text = self.text.get_value();
        self.run(async move {
            let checked = check_file(CheckFileRequest { text, columns, dates }).await?;
            self.results.set(checked.results);
            self.stage.set(Stage::Checked);
            Ok(())
        });
    }

    /// Adds what is left to add.
    pub fn add(self) {
        let (columns, Some(dates)) = self.named() else { return };
        let text = self.text.get_value();
        let with_alike = self.with_alike.get_untracked();
        self.run(async move {
            loop {
                let from = self.done.get_untracked();
                let (text, columns) = (text.clone(), columns.clone());
                let request = ImportFileRequest { text, columns, dates, from, with_alike };
                let added = import_file(request).await?;
                self.stage.set(Stage::Adding);
                self.results.update(|results| {
                    for (result, known) in added.results.iter().zip(results.iter_mut().skip(from)) {
                        known.clone_from(result);
                    }
                });
                let done = from + added.results.len();
                self.done.set(done);
                if added.results.is_empty() || done >= added.rows {
                    return Ok(());
                }
            }
        });
    }

    fn run(self, step: impl Future<Output = Result<(), AppError>> + 'static) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        leptos::task::spawn_local(async move {
            let result = step.await;
            // The page may be gone by now.
            let _ = self.is_busy.try_set(false);
            if let Err(error) = result
                && !self.gate.asks(&error, Callback::new(move |()| self.add()))
            {
                let _ = self.error.try_set(Some(error));
            }
        });
    }
}

/// The page.
#[component]
pub fn ChartFilePage() -> impl IntoView {
    let work = Work::new();
    view! {
        <Title text=t(k::CHARTS_FILE_TITLE) />
        <PageHeader title=t(k::CHARTS_FILE_TITLE) lead=t(k::CHARTS_FILE_LEAD) back=(routes::ADD_CHART, t(k::CHARTS_TITLE)) />
        <noscript><Alert>{t(k::CHARTS_NEEDS_SCRIPTS)}</Alert></noscript>
        <div class="grid gap-6">
            <div>
                <Choose work />
                <div aria-live="polite">
                    {move || work.error.get().map(|error| view! { <div class="mt-6"><Failed error work /></div> }.into_any())}
                </div>
            </div>
            {move || work.file.get().map(|file| view! { <Columns file work /> }.into_any())}
            {move || match work.stage.get() {
                Stage::Naming => ().into_any(),
                Stage::Checked => view! { <Checked work /> }.into_any(),
                Stage::Adding => view! { <Done work /> }.into_any(),
            }}
        </div>
        <StepUpDialog gate=work.gate />
    }
}

/// The field for the file.
#[component]
fn Choose(work: Work) -> impl IntoView {
    let choose = move |file: web_sys::File| {
        let most = u32::try_from(MOST_BYTES).map_or(f64::MAX, f64::from);
        if file.size() > most {
            work.file.set(None);
            work.stage.set(Stage::Naming);
            let problem =
                FieldProblem { field: "file".to_owned(), message: FileProblem::TooLarge.name().to_owned() };
            work.error.set(Some(AppError::Invalid { fields: vec![problem] }));
            return;
        }
        leptos::task::spawn_local(async move { work.begin(text_of(&file).await) });
    };
    view! {
        <section class="card grid gap-3" aria-labelledby="file-title">
            <h2 id="file-title" class="text-lg">{t(k::CHARTS_FILE_CHOOSE)}</h2>
            <p class="text-muted">{t(k::CHARTS_FILE_CHOOSE_ABOUT)}</p>
            <label class="grid gap-1 max-w-lg">
                <span class="label">{t(k::CHARTS_FILE_FILE)}</span>
                <input
                    id="chart-file"
                    type="file"
                    class="field"
                    accept=".csv,.txt,.tsv,text/csv,text/plain"
                    disabled=move || work.is_busy.get()
                    on:change:target=move |event| {
                        let files = event.target().files();
                        if let Some(file) = files.and_then(|files| files.get(0)) {
                            choose(file);
                        }
                    }
                />
            </label>
        </section>
    }
}

/// Why a step failed, and that nothing of it is lost.
#[component]
fn Failed(error: AppError, work: Work) -> impl IntoView {
    let words = match &error {
        AppError::Invalid { fields } => {
            let told = fields.iter().filter_map(|field| error.field(&field.field));
            told.collect::<Vec<_>>().join(" ")
        }
        other => other.message().to_owned(),
    };
    let has_begun = work.stage.get_untracked() == Stage::Adding;
    view! {
        <Alert tone=Tone::Danger is_urgent=true>
            <p>{words}</p>
            {has_begun.then(|| view! { <p>{t(k::CHARTS_FILE_AGAIN_ABOUT)}</p> }.into_any())}
        </Alert>
    }
}

/// What a file says; what is no UTF-8 becomes a sign that the server refuses.
async fn text_of(file: &web_sys::File) -> String {
    #[cfg(feature = "hydrate")]
    {
        let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
        text.ok().and_then(|text| text.as_string()).unwrap_or_default()
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = file;
        String::new()
    }
}
