//! Every refusal as a sentence with its facts. The one rule: it says what the person can do, and
//! what was kept.

use super::{
    Stage, field_refusal, list, money_refusal::money_refusal, payment_stage,
    scored_refusal::scored_refusal, stage,
};
use crate::{
    domain::{
        application::stage::MATCH_CHECK, ledger::LedgerRefusal, lump_sum::LumpSumRefusal,
        money::Money, refusal::Refusal,
    },
    render::{Link, day_text, euro_text, filters::count_text, moment_text, number_text},
};
use chrono_tz::Tz;

const STALE: &str = "Someone changed this since you opened the page. Look at what is there now, \
                     then do it again if it is still right.";
const ADDRESS_TAKEN: &str = "There is an account with this address already. Sign in, or ask for a \
                             new password.";
const SIGN_IN_FAILED: &str = "Address and password don't fit together. Check both, or ask for a \
                              new password.";
const LINK_SPENT: &str = "This link was used, replaced by a newer one, or is too old. Ask for a \
                          new one.";
const NOT_VERIFIED: &str = "Confirm your address first: open the link in the mail we sent you. If \
                            it is gone, ask for a new one.";
const LAST_ADMINISTRATOR: &str = "Nobody else is an administrator. Make someone else one first; \
                                  otherwise nobody could give posts any more.";
const NO_PROFILE: &str = "Your organisation needs an accepted profile in this call first. Fill it \
                          in and send it; an officer answers it.";
const SAME_ORGANISATION: &str = "An organisation can't visit itself. Choose another host.";
const DRAFT_EXISTS: &str = "You have a draft for this call already. Go on with that one.";
const ALREADY_DONE: &str = "This is done already; nothing more is needed from you here.";
const SIGNED_FOR_OTHER: &str = "You have signed for another party of this paper. Another person \
                                must sign for this one.";
const TEXT_CHANGED: &str = "The text changed since you opened this page. Read it again, then sign.";
const REASON_MISSING: &str = "Write the reason; it stays in the file.";
const VISIT_USED: &str = "This organisation has had its funded visit in this edition. It can still \
                          host, or visit without money as a virtual exchange.";
const SAME_PERSON: &str = "You proposed this yourself. Another person with the right to approve \
                           must do it.";
const RATES: &str = "Nobody has confirmed the rate table of this call yet. Confirm it in the \
                     call's settings, then pay.";

/// The sentence, with instants shown in `zone`.
pub fn refusal(why: &Refusal, zone: Tz) -> String {
    match why {
        Refusal::NotOpenYet { opens_at } => {
            format!("This call opens on {}. Come back then.", moment_text(*opens_at, zone))
        }
        Refusal::DeadlinePassed { deadline } => deadline_passed(&moment_text(*deadline, zone)),
        Refusal::CallNotInState { state } => call_state(state),
        Refusal::WrongStage { stage: at } => wrong_stage(stage(*at)),
        Refusal::Stale => STALE.to_owned(),
        Refusal::ColumnsGone { columns } => columns_gone(columns),
        Refusal::FormIncomplete { faults } => {
            let things = i64::try_from(faults.len()).unwrap_or(i64::MAX);
            format!("{} to mend before you can submit.", count_text(things, "thing", "things"))
        }
        Refusal::FieldRefused { field: _, why } => field_refusal(why),
        Refusal::AddressTaken => ADDRESS_TAKEN.to_owned(),
        Refusal::SignInFailed => SIGN_IN_FAILED.to_owned(),
        Refusal::TooManyTries { again_at } => {
            format!("Too many tries. Try again after {}.", moment_text(*again_at, zone))
        }
        Refusal::LinkSpent => LINK_SPENT.to_owned(),
        Refusal::AddressNotVerified => NOT_VERIFIED.to_owned(),
        Refusal::LastAdministrator => LAST_ADMINISTRATOR.to_owned(),
        Refusal::NoAcceptedProfile => NO_PROFILE.to_owned(),
        Refusal::SameOrganisation => SAME_ORGANISATION.to_owned(),
        Refusal::DraftExists { application: _ } => DRAFT_EXISTS.to_owned(),
        Refusal::AlreadyDone => ALREADY_DONE.to_owned(),
        Refusal::SignedForOther => SIGNED_FOR_OTHER.to_owned(),
        Refusal::TextChanged => TEXT_CHANGED.to_owned(),
        Refusal::ChecksNotClear { open, failed } => checks(open, failed),
        Refusal::ReasonMissing => REASON_MISSING.to_owned(),
        Refusal::BudgetShort { needed, free } => budget(*needed, *free),
        Refusal::QuotaFull { key: _, label, room } => quota(label, *room),
        Refusal::VisitUsed => VISIT_USED.to_owned(),
        Refusal::NoLumpSum { why } => lump_sum(why),
        Refusal::EvidenceMissing { kinds } => {
            format!("Add the evidence that is still missing: {}.", list(kinds))
        }
        Refusal::StayNotOver { ends_on } => {
            format!(
                "The stay ends on {}. This can be handed in from that day on.",
                day_text(*ends_on)
            )
        }
        Refusal::FileTooLarge { max_bytes } => too_large(*max_bytes),
        Refusal::FileKind { allowed } => {
            let kinds: Vec<String> = allowed.iter().map(|kind| kind.to_uppercase()).collect();
            format!("This kind of file is not taken. Use {}.", list(&kinds))
        }
        Refusal::TooManyFiles { max } => {
            let files = count_text((*max).into(), "file", "files");
            format!("At most {files} can be kept here. Remove one first.")
        }
        Refusal::SamePerson => SAME_PERSON.to_owned(),
        Refusal::BankDayAhead { on } => {
            format!("The bank's day can't lie in the future, and {} does.", day_text(*on))
        }
        Refusal::RatesNotConfirmed => RATES.to_owned(),
        Refusal::Ledger { why } => ledger(*why),
        Refusal::PaymentStage { stage } => {
            let now = payment_stage(*stage).label;
            format!("This can't be done now, because the payment is {now}.")
        }
        Refusal::Money { why } => money_refusal(why),
        Refusal::Screening { why } => super::screening::screening_refusal(why),
        Refusal::Scored { why } => scored_refusal(why, zone),
    }
}

/// Where the person should go instead, if there is one place.
pub fn refusal_link(why: &Refusal) -> Option<Link> {
    if let Refusal::DraftExists { application } = why {
        return Some(Link::ApplicationEdit(*application));
    }
    let again = matches!(why, Refusal::LinkSpent | Refusal::AddressNotVerified);
    again.then_some(Link::Forgot)
}

fn call_state(state: &str) -> String {
    let now = match state {
        "draft" => "is being prepared",
        "published" => "is published but not open yet",
        "open" => "is open",
        "closed" => "is closed",
        "decided" => "is decided",
        "archived" => "is archived",
        _ => "is at another step",
    };
    format!("This can't be done now, because the call {now}. Look at its page for the dates.")
}

fn wrong_stage(at: Stage) -> String {
    format!(
        "This can't be done now, because the application is at \u{201c}{}\u{201d}. Open it to see \
         what comes next.",
        at.applicant
    )
}

fn deadline_passed(deadline: &str) -> String {
    format!(
        "The deadline was {deadline}. Nothing you typed is lost; it stays in the draft. If \
         something kept you from submitting in time, write to the office."
    )
}

fn columns_gone(columns: &[String]) -> String {
    format!(
        "This list no longer has {}, which the template asks for. Choose its columns again and keep \
         them under the same name.",
        list(columns)
    )
}

/// More open checks than this are counted, for a paragraph of fourteen rules is read by nobody.
const FEW_CHECKS: usize = 3;

fn checks(open: &[String], failed: &[String]) -> String {
    let mut says = String::from("This decision can't be taken yet.");
    if !open.is_empty() {
        let label = |check: &String| match check.as_str() {
            MATCH_CHECK => "both sides\u{2019} confirmation of the match".to_owned(),
            label => label.to_owned(),
        };
        let few: Vec<_> = open.iter().take(FEW_CHECKS).map(label).collect();
        says = match open.len().checked_sub(FEW_CHECKS) {
            None | Some(0) => format!("{says} Still to check: {}.", list(&few)),
            Some(_) => {
                format!("{says} {} checks are open, {} among them.", open.len(), list(&few))
            }
        };
    }
    if !failed.is_empty() {
        says = format!(
            "{says} Not kept: {}. Find the application ineligible, or record an exception with \
             its reason.",
            list(failed)
        );
    }
    says
}

fn budget(needed: Money, free: Money) -> String {
    let missing = needed.cents().saturating_sub(free.cents());
    format!(
        "The budget has {} free and this needs {}; {} is missing. Add budget to the call, or wait \
         until a commitment is released. Nothing was changed.",
        euro_text(free.cents()),
        euro_text(needed.cents()),
        euro_text(missing)
    )
}

fn quota(label: &str, room: i64) -> String {
    if room < 1 {
        return format!(
            "There is no room left in \u{201c}{label}\u{201d}. Wait until a place comes free, or \
             decide one that does not count there. Nothing was changed."
        );
    }
    format!(
        "There is room for only {} more in \u{201c}{label}\u{201d}. Nothing was changed.",
        number_text(room)
    )
}

fn lump_sum(why: &LumpSumRefusal) -> String {
    match why {
        LumpSumRefusal::NoRateForPlace { place } => format!(
            "There is no lump sum, because the rate table has no line for {place}. Choose another \
             host, or ask the office to add the rate."
        ),
        LumpSumRefusal::NoRateOnDay { place, on } => format!(
            "There is no lump sum, because the rate table has no line for {place} that is valid \
             on {}. Choose another first day, or ask the office to add the rate.",
            day_text(*on)
        ),
    }
}

fn too_large(max_bytes: u64) -> String {
    let most = size(max_bytes);
    format!("The file is too large; at most {most} is taken. Save it smaller, or in parts.")
}

/// "10 MB", "512 kB": bytes in decimal units, rounded down.
fn size(bytes: u64) -> String {
    match bytes {
        1_000_000.. => format!("{} MB", bytes / 1_000_000),
        1_000.. => format!("{} kB", bytes / 1_000),
        few => format!("{few} bytes"),
    }
}

fn ledger(why: LedgerRefusal) -> String {
    let says = match why {
        LedgerRefusal::NoRoom { room } => {
            return format!(
                "The account has too little room: {} is left, counted in cents or places. Add \
                 room first. Nothing was changed.",
                number_text(room)
            );
        }
        LedgerRefusal::ExistsWithOtherContent => {
            "This was booked before with another content. Open the ledger and look at that entry."
        }
        LedgerRefusal::SameAccount => "An amount can't move from an account to itself.",
        LedgerRefusal::AccountUnknown => {
            "The call has no such account. Set up its budget and quotas first."
        }
        LedgerRefusal::UnitsDiffer => "Euro and places can't be moved into each other.",
        LedgerRefusal::PendingUnknown => {
            "There is no reservation to use for this. Award the application first."
        }
        LedgerRefusal::NotPending => "This entry is final already and can't be ended again.",
        LedgerRefusal::AlreadyEnded => {
            "This reservation was used or released already. Open the ledger to see when."
        }
        LedgerRefusal::AccountsDiffer => {
            "The reservation belongs to other accounts. Open the ledger and compare."
        }
        LedgerRefusal::AmountDiffers => {
            "The amount is not what was reserved. Correct the award first."
        }
        LedgerRefusal::Overflow => "The amount is too large for the books. Check its digits.",
    };
    format!("{says} Nothing was changed.")
}
