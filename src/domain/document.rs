//! What papers can be printed of a file or a payment, and when one was made anew. The one rule: a
//! paper's bytes follow from its data, its template and its own day; the first digest is kept, so
//! that anybody can see whether a later print is the same.

use super::{ids::DocumentId, moment::Moment};
use chrono::NaiveDate;
use uuid::Uuid;

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// That an application or a proposal came in.
    Receipt,
    /// What was handed in: fields and answers.
    Annex,
    /// `ClusterXchange`'s Commitment to Quality with its signatures.
    Commitment,
    /// `ClusterXchange`'s Financial Agreement with its signatures.
    FinancialAgreement,
    /// The letter that funds, puts on the reserve list or goes on.
    AwardLetter,
    /// The letter that says no.
    RefusalLetter,
    /// That an exchange took place.
    Certificate,
    /// What a payment is made of.
    Remittance,
    /// The agreement of a grant with its signatures.
    GrantAgreement,
    /// What a signed version changed in a grant's agreement, why, and who signed it.
    Amendment,
    /// What has to be paid back, why and until when.
    DebitNote,
    /// That a grant is de minimis aid, how much, and under which regulation.
    DeMinimis,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Receipt,
        Self::Annex,
        Self::Commitment,
        Self::FinancialAgreement,
        Self::AwardLetter,
        Self::RefusalLetter,
        Self::Certificate,
        Self::Remittance,
        Self::GrantAgreement,
        Self::Amendment,
        Self::DebitNote,
        Self::DeMinimis,
    ];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Annex => "annex",
            Self::Commitment => "commitment",
            Self::FinancialAgreement => "agreement",
            Self::AwardLetter => "award_letter",
            Self::RefusalLetter => "refusal_letter",
            Self::Certificate => "certificate",
            Self::Remittance => "remittance",
            Self::GrantAgreement => "grant_agreement",
            Self::Amendment => "amendment",
            Self::DebitNote => "debit_note",
            Self::DeMinimis => "de_minimis",
        }
    }
    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Which paper: of what, and of which version of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    /// What kind.
    pub kind: DocumentKind,
    /// The file or payment it is of.
    pub subject: Uuid,
    /// Counts what changes the paper: the submission, the signatures so far, the round.
    pub version: i64,
}

/// A print as it is kept: never its bytes, which can be made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its id.
    pub id: DocumentId,
    /// Which paper.
    pub which: Which,
    /// SHA-256 of the bytes.
    pub digest: String,
    /// When these bytes were first made.
    pub made_at: Moment,
    /// The day on the paper.
    pub made_on: NaiveDate,
}

/// The prints of one paper with different bytes, oldest first: more than one means that a template
/// or the data behind it was changed since.
pub fn prints(which: Which, all: &[Printed]) -> Vec<&Printed> {
    let mut found: Vec<&Printed> = all.iter().filter(|one| one.which == which).collect();
    found.sort_by_key(|one| (one.made_at, one.id));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_code() {
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(DocumentKind::from_code("letter"), None);
    }

    #[test]
    fn prints_of_one_paper_come_oldest_first() {
        let which = |version| Which { kind: DocumentKind::Annex, subject: Uuid::nil(), version };
        let print = |version, at, digest: &str| Printed {
            id: DocumentId(Uuid::nil()),
            which: which(version),
            digest: digest.to_owned(),
            made_at: Moment::from_millis(at),
            made_on: NaiveDate::MIN,
        };
        let all = [print(1, 9, "anew"), print(2, 1, "other"), print(1, 3, "first")];
        let digests =
            |found: Vec<&Printed>| found.iter().map(|one| one.digest.clone()).collect::<Vec<_>>();
        assert_eq!(digests(prints(which(1), &all)), ["first", "anew"]);
        assert!(prints(which(3), &all).is_empty());
    }
}
