//! Taking the record along: what each file is for, and what to mind.

use crate::routes::RECORDS;
use crate::texts::t;
use crate::ui::{Glyph, Icon, PageHeader};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn DownloadPage() -> impl IntoView {
    let back = (RECORDS, t(k::RECORDS_TITLE));
    view! {
        <Title text=t(k::ENTRY_DOWNLOAD_TITLE) />
        <PageHeader title=t(k::ENTRY_DOWNLOAD_TITLE) lead=t(k::ENTRY_DOWNLOAD_LEAD) back />
        <section class="card max-w-none grid gap-3" aria-labelledby="fhir-title">
            <h2 id="fhir-title" class="text-lg">{t(k::ENTRY_FHIR_TITLE)}</h2>
            <p>{t(k::ENTRY_FHIR_ABOUT)}</p>
            <p>{t(k::ENTRY_FHIR_CARE)}</p>
            <p class="text-muted">{t(k::ENTRY_FHIR_PROVE)}</p>
            <div>
                <a class="button-primary" href="/files/record.json" rel="external">
                    <Glyph icon=Icon::Download is_small=true />
                    {t(k::ENTRY_FHIR_BUTTON)}
                </a>
            </div>
        </section>
    }
}
