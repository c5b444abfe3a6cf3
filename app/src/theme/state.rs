//! What the editor holds: the theme on screen, what is kept of it, and the one way in which it is kept.

use super::api::{read_editor, save_draft};
use super::model;
use crate::error::AppError;
use domain::theme::contract::{DraftInfo, SaveDraftRequest, ThemeEditor, ThemeVersion};
use domain::theme::{Color, ColorToken, PairReport, ThemeTokens, contrast_report};
use leptos::prelude::*;
use std::time::Duration;

/// How long after the last change the draft is kept.
const PAUSE: Duration = Duration::from_millis(700);
/// The refusal that says that somebody else was faster.
const CHANGED: &str = "theme.changed";

/// How the draft stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// There is nothing that is not kept.
    Yes,
    /// Something is about to be kept.
    Soon,
    /// It is being kept.
    Now,
    /// Somebody else has saved or published; nothing of either is lost.
    Conflict,
    /// It could not be kept.
    No(AppError),
}

/// A logo as the browser shows it before, and after, the server has it: name and address of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// For light grounds.
    pub light: Option<String>,
    /// For dark grounds.
    pub dark: Option<String>,
}

/// The editor's state.
#[derive(Clone, Copy)]
pub struct Editing {
    /// The theme on screen.
    pub tokens: RwSignal<ThemeTokens>,
    /// What the pages wear.
    pub published: RwSignal<ThemeTokens>,
    /// Its version.
    pub version: RwSignal<i32>,
    /// What was published before.
    pub history: RwSignal<Vec<ThemeVersion>>,
    /// The draft on the server.
    pub draft: RwSignal<Option<DraftInfo>>,
    /// How the draft stands.
    pub kept: RwSignal<Kept>,
    /// Pictures that were chosen here and are still on their way to the server.
    pub chosen: RwSignal<Shown>,
    /// Whether the left side of each pair can be read.
    pub report: Memo<Vec<PairReport>>,
    /// What was read; the next save names it.
    base: RwSignal<String>,
    /// What the server has.
    saved: RwSignal<ThemeTokens>,
    /// Which change the pause belongs to.
    turn: RwSignal<u32>,
}

impl Editing {
    /// The editor as it begins.
    pub fn new(editor: ThemeEditor) -> Self {
        let tokens = RwSignal::new(editor.tokens.clone());
        let editing = Self {
            tokens,
            published: RwSignal::new(editor.published),
            version: RwSignal::new(editor.version),
            history: RwSignal::new(editor.history),
            draft: RwSignal::new(editor.draft),
            kept: RwSignal::new(Kept::Yes),
            chosen: RwSignal::new(Shown::default()),
            report: Memo::new(move |_| tokens.with(contrast_report)),
            base: RwSignal::new(editor.base),
            saved: RwSignal::new(editor.tokens),
            turn: RwSignal::new(0),
        };
        editing.keep_by_itself();
        editing
    }

    /// Whether the theme differs from what the pages wear.
    pub fn is_changed(self) -> bool {
        self.tokens.with(|tokens| self.published.with(|published| tokens != published))
    }

    /// The colour of a token.
    pub fn color(self, token: ColorToken) -> Color {
        self.tokens.with(|tokens| model::color_of(tokens, token))
    }

    /// Changes a colour.
    pub fn set_color(self, token: ColorToken, color: Color) {
        if self.tokens.with_untracked(|tokens| model::color_of(tokens, token)) != color {
            self.tokens.update(|tokens| model::set_color(tokens, token, color));
        }
    }

    /// What the next save, publication or discard names.
    pub fn base(self) -> String {
        self.base.get_untracked()
    }

    /// Why a field was not accepted.
    pub fn problem(self, field: &'static str) -> Option<&'static str> {
        self.kept.with(|kept| match kept {
            Kept::No(error) => error.field(field),
            _ => None,
        })
    }

    /// Keeps every change after a pause.
    fn keep_by_itself(self) {
        Effect::new(move |_| {
            if self.tokens.with(|tokens| self.saved.with(|saved| tokens == saved)) {
                return;
            }
            self.kept.set(Kept::Soon);
            let turn = self.turn.get_untracked().wrapping_add(1);
            self.turn.set(turn);
            set_timeout(
                move || {
                    let is_latest = self.turn.try_get_untracked() == Some(turn);
                    if is_latest && self.kept.get_untracked() == Kept::Soon {
                        leptos::task::spawn_local(async move {
                            self.keep().await;
                        });
                    }
                },
                PAUSE,
            );
        });
    }

    /// Keeps the draft now; says whether the server has what is on screen.
    pub async fn keep(self) -> bool {
        if self.kept.get_untracked() == Kept::Conflict {
            return false;
        }
        loop {
            let tokens = self.tokens.get_untracked();
            if tokens == self.saved.get_untracked() {
                self.kept.set(Kept::Yes);
                return true;
            }
            self.kept.set(Kept::Now);
            let request = SaveDraftRequest { tokens: tokens.clone(), base: self.base.get_untracked() };
            match save_draft(request).await {
                Ok(done) => {
                    self.base.set(done.base);
                    self.draft.set(Some(DraftInfo { author: None, saved: done.saved }));
                    self.saved.set(tokens);
                }
                Err(AppError::Refused { rule, .. }) if rule == CHANGED => {
                    self.kept.set(Kept::Conflict);
                    return false;
                }
                Err(error) => {
                    self.kept.set(Kept::No(error));
                    return false;
                }
            }
        }
    }

    /// Reads the server's state anew; the theme on screen becomes it, unless it is to stay.
    pub async fn read_again(self, keep_mine: bool) -> Result<(), AppError> {
        let editor = read_editor().await?;
        self.base.set(editor.base);
        self.saved.set(editor.tokens.clone());
        self.published.set(editor.published);
        self.version.set(editor.version);
        self.history.set(editor.history);
        self.draft.set(editor.draft);
        self.kept.set(Kept::Yes);
        if keep_mine {
            self.keep().await;
        } else {
            self.chosen.set(Shown::default());
            self.tokens.set(editor.tokens);
        }
        Ok(())
    }

    /// Takes note of what a refused action said.
    pub fn refused(self, error: AppError) {
        self.kept.set(match error {
            AppError::Refused { rule, .. } if rule == CHANGED => Kept::Conflict,
            error => Kept::No(error),
        });
    }
}

/// The address of a logo, as far as there is one: chosen here, or stored.
pub fn logo_src(editing: Editing, is_dark: bool) -> Option<String> {
    let chosen = editing.chosen.with(|shown| if is_dark { shown.dark.clone() } else { shown.light.clone() });
    let stored = editing
        .tokens
        .with(|tokens| if is_dark { tokens.logo_dark.clone() } else { tokens.logo_light.clone() });
    chosen.or_else(|| stored.map(|name| format!("/assets/{name}")))
}
