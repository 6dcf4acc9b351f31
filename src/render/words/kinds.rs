//! Names of kinds, roles, outcomes and payment stages as people read them.

use super::Chip;
use crate::{
    domain::{
        eligibility::Outcome,
        instalment::InstalmentStageKind,
        ledger::Code,
        organisation::{MemberRole, OrganisationKind},
        payment::PaymentStageKind,
        person::StaffRole,
    },
    render::shell::Tone,
};

/// What an organisation is (domain facts 1.2).
pub const fn organisation_kind(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Cluster => "cluster organisation",
        OrganisationKind::Sme => "SME",
        OrganisationKind::ScalingUp => "scaling-up support organisation",
        OrganisationKind::TrainingProvider => "training provider",
        OrganisationKind::LargeCompany => "large company",
        OrganisationKind::PublicAuthority => "public authority or innovation agency",
    }
}

/// What a member may do.
pub const fn member_role(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Lead => "lead: does everything and invites others",
        MemberRole::Editor => "editor: writes profiles, applications and reports",
        MemberRole::Signatory => "signatory: writes and signs",
        MemberRole::Viewer => "viewer: reads",
    }
}

/// What a post in the office is for.
pub const fn staff_role(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Officer => "programme officer: runs calls, checks, decides, validates",
        StaffRole::Finance => "finance officer: approves payments, keeps the budget",
        StaffRole::Auditor => "auditor: reads everything, changes nothing",
        StaffRole::Admin => "administrator: gives posts, sees failed mails",
        StaffRole::Coordinator(_) => "coordinator: answers profiles and signs for a partnership",
    }
}

/// Where a payment stands.
pub fn payment_stage(stage: PaymentStageKind) -> Chip {
    let (label, tone) = match stage {
        PaymentStageKind::Proposed => ("waiting for approval", Tone::Warn),
        PaymentStageKind::Approved => ("approved", Tone::Info),
        PaymentStageKind::Exported => ("with the bank", Tone::Info),
        PaymentStageKind::Settled => ("paid", Tone::Good),
        PaymentStageKind::Returned => ("sent back by the bank", Tone::Bad),
        PaymentStageKind::Cancelled => ("cancelled", Tone::Quiet),
    };
    Chip::new(tone, label)
}

/// What a rule of eligibility says.
pub fn outcome(outcome: Outcome) -> Chip {
    let (label, tone) = match outcome {
        Outcome::Holds => ("kept", Tone::Good),
        Outcome::OfficerMustLook => ("an officer must look", Tone::Warn),
        Outcome::Fails => ("not kept", Tone::Bad),
    };
    Chip::new(tone, label)
}

/// Where an instalment stands.
pub fn instalment_stage(stage: InstalmentStageKind) -> Chip {
    let (label, tone) = match stage {
        InstalmentStageKind::Planned => ("promised", Tone::Quiet),
        InstalmentStageKind::Due => ("due", Tone::Warn),
        InstalmentStageKind::Paid => ("paid", Tone::Good),
        InstalmentStageKind::Cancelled => ("will not be paid", Tone::Quiet),
    };
    Chip::new(tone, label)
}

/// Why a transfer was made, in a ledger's column.
pub const fn ledger_reason(code: Code) -> &'static str {
    match code {
        Code::Appropriation => "given to the call",
        Code::Commitment => "reserved by an award",
        Code::Due => "due",
        Code::Payment => "paid",
        Code::SetOff => "set off against a debt",
        Code::Release => "released",
        Code::Return => "sent back by the bank",
        Code::Recovery => "claimed back",
        Code::Repayment => "got back",
        Code::Reuse => "free again",
        Code::Closing => "given back at the end",
        Code::Service => "service in kind",
        Code::Counted => "counted after validation",
        Code::Correction => "corrected",
    }
}
