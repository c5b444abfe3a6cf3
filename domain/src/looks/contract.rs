//! What crosses the wire about looks at a record.

use crate::chart_view::Purpose;
use crate::civil::LocalMinute;
use crate::ids::{AuditId, QuestionId};
use serde::{Deserialize, Serialize};

/// Looks on a page.
pub const PER_PAGE: u64 = 50;
/// Questions on a page of the clinic's.
pub const QUESTIONS_PER_PAGE: u64 = 50;
/// Longest question and answer, in characters.
pub const LONGEST: usize = 1_000;

words! {
    /// What somebody who looked is to the patient.
    Looker {
        /// The patient.
        Own = "own",
        /// Somebody who acts for the patient, or did.
        Proxy = "proxy",
        /// A clinician.
        Provider = "provider",
        /// The front desk.
        FrontDesk = "front_desk",
        /// Invoices and payments.
        Billing = "billing",
        /// Settings and people.
        Administrator = "administrator",
        /// Somebody who is none of these any more.
        Former = "former",
        /// Somebody elsewhere, with a share link; the name is what they called themselves.
        Link = "link",
        /// Nobody: a rule, a job, an import.
        System = "system",
    }
}

/// Asks for a page of looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLooksRequest {
    /// Without the reader's own.
    #[serde(default)]
    pub is_without_own: bool,
    /// Where the earlier page ended; empty for the first.
    #[serde(default)]
    pub before: String,
}

/// A look at the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Its id.
    pub id: AuditId,
    /// When, on the clinic's clock.
    pub at: LocalMinute,
    /// Who; nothing where nobody did.
    pub name: Option<String>,
    /// What they are.
    pub looker: Looker,
    /// What was done, in words.
    pub what: String,
    /// What it was for, where a colleague read the record for a purpose.
    pub purpose: Option<Purpose>,
    /// Whether it was refused.
    pub is_refused: bool,
    /// Whether the patient has asked about it.
    pub is_questioned: bool,
}

/// A page of looks, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looks {
    /// The looks.
    pub looks: Vec<Look>,
    /// Where the next page begins, if there is one.
    pub older: Option<String>,
    /// The patient's questions, the latest first.
    pub questions: Vec<Question>,
}

/// A question about a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its id.
    pub id: QuestionId,
    /// The look.
    pub look: Look,
    /// When it was asked.
    pub asked: LocalMinute,
    /// What was asked.
    pub question: String,
    /// By when the clinic answers.
    pub due: LocalMinute,
    /// Whether that has passed without an answer.
    pub is_late: bool,
    /// The answer.
    pub answer: Option<Answer>,
}

/// What the clinic says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// When.
    pub at: LocalMinute,
    /// The colleague.
    pub by: Option<String>,
    /// The words.
    pub words: String,
}

/// Asks about a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskRequest {
    /// The look.
    pub look: AuditId,
    /// What is asked.
    #[serde(default)]
    pub question: String,
}

/// Asks for questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuestionsRequest {
    /// Those that were answered, instead of those that wait.
    #[serde(default)]
    pub is_answered: bool,
    /// The page, from 0.
    #[serde(default)]
    pub page: u64,
}

/// A question as the clinic sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedQuestion {
    /// The question.
    pub question: Question,
    /// The patient.
    pub patient: String,
    /// The patient's record number.
    pub number: Option<String>,
    /// The address of the request that was asked about.
    pub address: String,
    /// The action's code, for those who look further in the access log.
    pub action: String,
}

/// A page of questions: those that wait, the most urgent first; those that were answered, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    /// The questions.
    pub questions: Vec<AskedQuestion>,
    /// How many wait.
    pub open: u64,
    /// Whether there is another page.
    pub has_more: bool,
}

/// Answers a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerRequest {
    /// The question.
    pub question: QuestionId,
    /// The answer.
    #[serde(default)]
    pub answer: String,
}
