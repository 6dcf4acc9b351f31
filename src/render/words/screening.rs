//! Screening in words: refusals, events, states. The one rule: all of it is read by the office
//! alone; no sentence here is ever shown or mailed to anybody else.

use super::{Chip, because, list};
use crate::{
    domain::screening::{
        CandidateStateKind, EdesResult, Occasion, Part, Screened, ScreeningEvent, ScreeningRefusal,
        Standing,
    },
    render::{Tone, day_text, filters::count_text},
};

/// One sentence without a full stop.
pub(super) fn screening_event(what: &ScreeningEvent) -> String {
    match what {
        ScreeningEvent::ListImported { entries, names, .. } => format!(
            "A list of sanctions was imported: {}, {}",
            count_text((*entries).into(), "entry", "entries"),
            count_text((*names).into(), "name", "names"),
        ),
        ScreeningEvent::NoListNoted { reason, .. } => because("No list is in use", reason),
        ScreeningEvent::Found { score, .. } => {
            format!("A name is like one on the list of sanctions ({score} of 1,000)")
        }
        ScreeningEvent::Lapsed { .. } => "Name or entry changed, nothing to decide".to_owned(),
        ScreeningEvent::NotSame { reason, .. } => because("Found to be somebody else", reason),
        ScreeningEvent::Cleared { .. } => "A second person agreed: somebody else".to_owned(),
        ScreeningEvent::SentBack { reason, .. } => because("Open again", reason),
        ScreeningEvent::Matched { reason, .. } => because("Found to be the one listed", reason),
        ScreeningEvent::WentOn { .. } => "The check is clear, so the file went on".to_owned(),
        ScreeningEvent::EdesChecked { on, result, .. } => {
            format!("Looked up in EDES on {}: {}", day_text(*on), edes_result(*result))
        }
    }
}

pub(super) fn screening_refusal(why: &ScreeningRefusal) -> String {
    let of = |references: &[String]| match references {
        [most @ .., _last] if most.len() > 9 => {
            format!("{} and {} more", most[..9].join(", "), references.len() - 9)
        }
        all => list(all),
    };
    match why {
        ScreeningRefusal::ScreeningOpen { references } => format!(
            "A name of {} is like one on the list of sanctions. Decide on the page Screening first.",
            of(references)
        ),
        ScreeningRefusal::ScreeningMatch { references } => {
            format!(
                "{}: somebody of it is on the list of sanctions. It can't go on.",
                of(references)
            )
        }
        ScreeningRefusal::Excluded { references } => {
            format!("{}: an organisation of it is excluded (EDES). It can't go on.", of(references))
        }
        ScreeningRefusal::NoList { references } => format!(
            "No list of sanctions is in use, so {} can't go on. Have the operator import one, or \
             note on the page Screening why none is used.",
            of(references)
        ),
        ScreeningRefusal::Decided => {
            "This is decided already, or there is nothing to decide any more.".to_owned()
        }
        ScreeningRefusal::SamePerson => "Another person must do it.".to_owned(),
        ScreeningRefusal::ReasonMissing => "Say why: the reason stays with it.".to_owned(),
        ScreeningRefusal::DayAhead => "The day can't lie in the future.".to_owned(),
        ScreeningRefusal::ListUnreadable { says } => {
            format!("The list can't be read: {says}. Nothing of it was taken.")
        }
        ScreeningRefusal::ListOlder { than } => {
            format!("A list of {} is in use, and this one is older.", day_text(*than))
        }
        ScreeningRefusal::ListInUse => {
            "A list of sanctions is in use, so there is nothing to note.".to_owned()
        }
    }
}

/// Where a find stands, as a mark.
pub fn candidate_state(state: CandidateStateKind) -> Chip {
    match state {
        CandidateStateKind::Open => Chip::new(Tone::Warn, "to decide"),
        CandidateStateKind::Proposed => Chip::new(Tone::Warn, "waits for a second person"),
        CandidateStateKind::Cleared => Chip::new(Tone::Good, "somebody else"),
        CandidateStateKind::Matched => Chip::new(Tone::Bad, "on the list"),
        CandidateStateKind::Stale => Chip::new(Tone::Quiet, "lapsed"),
    }
}

/// Where an organisation stands, as a mark.
pub fn standing(standing: Standing) -> Chip {
    match standing {
        Standing::Clear => Chip::new(Tone::Good, "nothing found"),
        Standing::Unlisted => Chip::new(Tone::Warn, "no list in use"),
        Standing::NoList => Chip::new(Tone::Bad, "no list in use"),
        Standing::Open => Chip::new(Tone::Warn, "a find waits for a decision"),
        Standing::Match => Chip::new(Tone::Bad, "on the list of sanctions"),
        Standing::Excluded => Chip::new(Tone::Bad, "excluded (EDES)"),
    }
}

/// What somebody read in EDES.
pub const fn edes_result(result: EdesResult) -> &'static str {
    match result {
        EdesResult::Clear => "nothing against it",
        EdesResult::Excluded => "excluded",
    }
}

/// Before what a check was made.
pub const fn occasion(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Award => "before an award",
        Occasion::Signature => "before an agreement took effect",
        Occasion::Payment => "before a payment",
        Occasion::List => "a newer list came",
    }
}

/// What somebody who is screened is.
pub const fn screened(whom: Screened) -> &'static str {
    match whom {
        Screened::Organisation(_) => "Organisation",
        Screened::Contracting(_) => "Contracting partner",
        Screened::Partnership(_) => "Partnership",
    }
}

/// Whose name it is.
pub const fn part(part: Part) -> &'static str {
    match part {
        Part::Organisation => "the organisation",
        Part::Holder => "the holder of its account",
        Part::Signatory => "a person who may sign",
    }
}
