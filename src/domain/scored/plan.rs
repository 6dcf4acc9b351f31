//! In how many parts a voucher is paid, what makes each part due, and which reports are written
//! when. The one rule: the parts of a share add up to the share, to the cent.

use crate::domain::money::{Money, Percent, Rounding};

/// A way to pay a voucher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalmentPlan {
    /// Stable code, `half_half`.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// In the order they are expected; together 100 %. Never empty.
    pub parts: Vec<PlanPart>,
}

/// One part of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPart {
    /// Its share of the grant.
    pub percent: Percent,
    /// What people call it.
    pub label: String,
    /// What makes it due.
    pub when: DueWhen,
}

/// What makes an instalment due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueWhen {
    /// The agreement is signed by all.
    Signature,
    /// The report with this key is accepted.
    Report(String),
    /// The final report is accepted.
    FinalReport,
    /// An officer certifies invoices of a provider (INNOVOUCHER's certificate for payment).
    Certificate,
}

/// A report before the final one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRule {
    /// Stable code, `interim`.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Months after the start of the work on which it is due.
    pub month: u32,
}

/// What the agreement says, and when the final report is due.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgreementTexts {
    /// Paragraphs of an agreement.
    pub text: Vec<String>,
    /// Paragraphs of an amendment.
    pub amendment: Vec<String>,
    /// Calendar days after the end of the work in which the final report is due.
    pub final_report_days: u32,
}

/// The names a paragraph of an agreement may have in `{{ }}`.
pub const AGREEMENT_NAMES: [&str; 19] = [
    "reference",
    "title",
    "call",
    "programme",
    "lead",
    "partners",
    "contracting_partner",
    "contracting_country",
    "type",
    "amount",
    "shares",
    "plan",
    "starts_on",
    "ends_on",
    "months",
    "reports",
    "pay_within_days",
    "version",
    "reason",
];

impl DueWhen {
    /// As the programme file and the instalment have it.
    pub fn code(&self) -> String {
        match self {
            Self::Signature => "signature".to_owned(),
            Self::Report(key) => format!("report:{key}"),
            Self::FinalReport => "final_report".to_owned(),
            Self::Certificate => "certificate".to_owned(),
        }
    }
    /// What a code means.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "signature" => Some(Self::Signature),
            "final_report" => Some(Self::FinalReport),
            "certificate" => Some(Self::Certificate),
            other => {
                let key = other.strip_prefix("report:").filter(|key| !key.is_empty())?;
                Some(Self::Report(key.to_owned()))
            }
        }
    }
}

impl InstalmentPlan {
    /// What each part comes to of one share. Each ends where its percents end, rounded half up, so
    /// the last ends at the share itself. A part of a very small share may be nothing.
    pub fn divide(&self, share: Money) -> Vec<Money> {
        let (mut percent, mut given) = (0_u32, Money::ZERO);
        let part = |part: &PlanPart| {
            percent = percent.saturating_add(part.percent.hundredths());
            let until = share.percent(Percent::from_hundredths(percent), Rounding::HalfUp);
            let until = until.unwrap_or(share);
            let part = until.checked_sub(given).unwrap_or_default();
            given = until;
            part
        };
        self.parts.iter().map(part).collect()
    }
}
