//! Where the reader is: the address holds the tab, the state that is shown, what is open, and what was done.

use crate::routes;
use domain::ids::InvitationId;
#[cfg(feature = "ssr")]
use domain::invitations::staff::Invited;
use domain::invitations::staff::{Criteria, ListRequest};
use domain::invitations::{LeftOut, State};
use i18n::{Key, k};
use leptos_router::params::ParamsMap;

/// A part of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Patients to invite.
    #[default]
    Find,
    /// What became of invitations.
    List,
    /// Many at once.
    Many,
}

impl Tab {
    /// In their order on the page.
    pub const ALL: [Self; 3] = [Self::Find, Self::List, Self::Many];

    /// Its word in the address.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::List => "list",
            Self::Many => "many",
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> Key {
        match self {
            Self::Find => k::INVITATIONS_TAB_FIND,
            Self::List => k::INVITATIONS_TAB_LIST,
            Self::Many => k::INVITATIONS_TAB_MANY,
        }
    }
}

/// Where the reader is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The part.
    pub tab: Tab,
    /// State shown in the list.
    pub state: Option<State>,
    /// Pages before this one.
    pub page: u64,
    /// The invitation whose history is open.
    pub open: Option<InvitationId>,
    /// How many were invited just now.
    pub done: Option<usize>,
    /// Why others were not.
    pub left_out: Vec<LeftOut>,
    /// How many could not be invited for another reason.
    pub failed: usize,
    /// Whether criteria were sent, to be looked at.
    pub is_preview: bool,
}

impl At {
    /// Reads the address.
    #[must_use]
    pub fn read(query: &ParamsMap) -> Self {
        let tab = query.get("tab");
        Self {
            tab: Tab::ALL.into_iter().find(|known| Some(known.word()) == tab.as_deref()).unwrap_or_default(),
            state: query.get("state").and_then(|state| State::parse(&state)),
            page: query.get("page").and_then(|page| page.parse().ok()).unwrap_or_default(),
            open: query.get("open").and_then(|id| id.parse().ok()),
            done: query.get("done").and_then(|done| done.parse().ok()),
            left_out: query
                .get("left")
                .map(|left| left.split('.').filter_map(LeftOut::parse).collect())
                .unwrap_or_default(),
            failed: query.get("failed").and_then(|failed| failed.parse().ok()).unwrap_or_default(),
            is_preview: query.get("preview").is_some(),
        }
    }

    /// The address.
    #[must_use]
    pub fn href(&self) -> String {
        let mut parts = vec![format!("tab={}", self.tab.word())];
        parts.extend(self.state.map(|state| format!("state={}", state.name())));
        parts.extend((self.page > 0).then(|| format!("page={}", self.page)));
        parts.extend(self.open.map(|id| format!("open={id}")));
        parts.extend(self.done.map(|done| format!("done={done}")));
        let left: Vec<_> = self.left_out.iter().map(|reason| reason.name()).collect();
        parts.extend((!left.is_empty()).then(|| format!("left={}", left.join("."))));
        parts.extend((self.failed > 0).then(|| format!("failed={}", self.failed)));
        format!("{}?{}", routes::INVITATIONS, parts.join("&"))
    }

    /// The list after inviting.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn invited(self, done: &Invited) -> Self {
        let left_out = done.left_out.clone();
        Self { tab: Tab::List, done: Some(done.invited), left_out, failed: done.failed, ..self }
    }

    /// What the list is asked.
    #[must_use]
    pub const fn list(&self) -> ListRequest {
        ListRequest { state: self.state, page: self.page }
    }
}

/// The criteria of the address.
#[must_use]
pub fn criteria(query: &ParamsMap) -> Criteria {
    let get = |name: &str| query.get(name).unwrap_or_default();
    Criteria {
        age_from: get("age_from"),
        age_to: get("age_to"),
        language: get("language"),
        visit_from: get("visit_from"),
        visit_to: get("visit_to"),
        visit_type: get("visit_type"),
        provider: get("provider"),
        location: get("location"),
    }
}

/// The letter of an invitation.
#[must_use]
pub fn letter_href(id: InvitationId) -> String {
    format!("{}/{id}/letter", routes::INVITATIONS)
}
