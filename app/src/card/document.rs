//! The copy of the card that a browser keeps: a document by itself, without scripts, pictures or anything that is fetched.

use super::sheet::CardSheet;
use super::words::moment;
use crate::routes::CARD;
use crate::texts::{t, tf};
use domain::card::contract::Card;
use i18n::{Lang, k};
use leptos::prelude::*;

/// What the document is made of.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Its title.
    pub title: String,
    /// What is within its body, as HTML.
    pub body: String,
}

/// The copy in a language.
#[must_use]
pub fn copy(lang: Lang, card: Card) -> Copy {
    Owner::new().with(|| {
        provide_context(lang);
        let as_of = moment(k::CARD_AS_OF, card.made);
        let about = tf(k::CARD_COPY_ABOUT, &[("clinic", &card.clinic)]);
        let body = view! {
            <main>
                <h1>{t(k::CARD_TITLE)}</h1>
                <p data-copy="as-of"><strong>{as_of}</strong> " " {about}</p>
                <CardSheet card />
                <p><a data-copy="again" href=CARD>{t(k::APP_OFFLINE_RETRY)}</a></p>
                <p>{t(k::APP_OFFLINE_EMERGENCY)}</p>
            </main>
        };
        Copy { title: t(k::CARD_TITLE).to_owned(), body: body.to_html() }
    })
}
