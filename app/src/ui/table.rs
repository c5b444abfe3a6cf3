//! A table that keeps its head in sight and can be scrolled with the keyboard.

use leptos::prelude::*;

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Figures stand at the end of their cells.
    pub is_number: bool,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), is_number: false }
    }

    /// A column of figures.
    #[must_use]
    pub fn number(name: impl Into<String>) -> Self {
        Self { name: name.into(), is_number: true }
    }
}

/// A table; rows are `tr` whose cells have the class `cell` or `cell-number`.
#[component]
pub fn Table(
    /// Its id.
    #[prop(into)]
    id: String,
    /// What it shows.
    #[prop(into)]
    caption: String,
    /// The caption is for screen readers only, because a heading says the same.
    #[prop(optional)]
    is_caption_hidden: bool,
    /// The heads.
    columns: Vec<Column>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let caption_id = format!("{id}-caption");
    let heads = columns
        .into_iter()
        .map(|column| {
            let class = if column.is_number { "cell-head text-end" } else { "cell-head" };
            view! { <th scope="col" class=class>{column.name}</th> }.into_any()
        })
        .collect_view();
    view! {
        <div role="region" tabindex="0" aria-labelledby=caption_id class="table-scroll">
            <table id=id class="w-full border-collapse">
                <caption id=caption_id.clone() class=if is_caption_hidden { "sr-only" } else { "table-caption" }>
                    {caption}
                </caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody class="divide-y divide-hairline">{children()}</tbody>
            </table>
        </div>
    }
}
