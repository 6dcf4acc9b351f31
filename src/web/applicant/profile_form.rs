//! The fields of a profile, and what is said of one. The one rule: a profile's reader is told where
//! it stands, who acts next, and when.

use crate::{
    actions::profile::{ABOUT_MIN, ProfileForm},
    domain::{form::Fault, ids::CallId, refusal::Refusal},
    http::Typed,
    queries::profile::{PartnershipRow, Profile},
    render::{
        Link, Shell, Tone,
        form::{FieldView, Input, Theirs},
        moment_text,
        parts::{Action, Fact, NextLine},
        words::{self, Chip},
    },
};

/// What differs from a plain showing.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Someone changed it meanwhile.
    pub is_stale: bool,
}

/// As typed.
pub(super) fn read(typed: &Typed) -> ProfileForm {
    let text = |name: &str| typed.get(name).replace("\r\n", "\n");
    ProfileForm {
        partnership: typed.get("partnership").parse().ok(),
        visits: typed.ticked("visits"),
        hosts: typed.ticked("hosts"),
        about: text("about"),
        offers: text("offers"),
        sectors: text("sectors"),
        languages: text("languages"),
        seen: typed.seen(),
    }
}

/// As saved; a new one wants to visit.
pub(super) fn of(there: Option<&Profile>) -> ProfileForm {
    match there {
        None => ProfileForm { visits: true, ..ProfileForm::default() },
        Some(p) => ProfileForm {
            partnership: Some(p.partnership_id),
            visits: p.visits,
            hosts: p.hosts,
            about: p.about.clone(),
            offers: p.offers.clone(),
            sectors: p.sectors.clone(),
            languages: p.languages.clone(),
            seen: p.version,
        },
    }
}

/// Takes the saved text of one field over; whether there was such a field.
pub(super) fn take(mine: &mut ProfileForm, field: &str, there: Option<&Profile>) -> bool {
    let there = of(there);
    match field {
        "about" => mine.about = there.about,
        "offers" => mine.offers = there.offers,
        "sectors" => mine.sectors = there.sectors,
        "languages" => mine.languages = there.languages,
        _no_text => return false,
    }
    true
}

/// The fields to show.
pub(super) fn fields(
    typed: &ProfileForm,
    partnerships: &[PartnershipRow],
    there: Option<&Profile>,
    shown: &Shown,
    shell: &Shell,
) -> Vec<FieldView> {
    let zone = shell.zone;
    let tick = |on: bool| if on { "yes" } else { "" };
    let text = |input, name: &str, label: &str, hint: &str, value: &str, stored: Option<&str>| {
        let mut field = FieldView::new(input, name, label).hint(hint).value(value);
        if let (true, Some(there), Some(stored)) = (shown.is_stale, there, stored)
            && stored != value.trim()
        {
            let at = moment_text(there.changed_at, zone);
            let by = "Saved meanwhile".to_owned();
            field = field.theirs(Theirs { text: stored.to_owned(), by, at });
        }
        field
    };
    let chosen = typed.partnership.map(|id| id.to_string()).unwrap_or_default();
    let stored = there.map(|p| p.languages.as_str());
    let label = "Languages you can work in";
    let languages = text(Input::Line, "languages", label, "", &typed.languages, stored);
    let fields = vec![
        FieldView::new(Input::Confirm, "visits", "We want to visit")
            .hint("You travel to a host in another country and may get a lump sum.")
            .value(tick(typed.visits)),
        FieldView::new(Input::Confirm, "hosts", "We offer to host")
            .hint("Visitors find you in the list of hosts. Hosting is not paid and has no limit.")
            .value(tick(typed.hosts)),
        FieldView::new(Input::Select, "partnership", "Partnership")
            .hint("It looks at your profile, signs with you, and counts your visits.")
            .options(
                partnerships.iter().map(|p| (p.id.to_string(), format!("{}: {}", p.code, p.name))),
            )
            .value(chosen),
        text(
            Input::Text,
            "about",
            "Who you are and why you take part",
            "What you do, what you look for in a partner abroad.",
            &typed.about,
            there.map(|p| p.about.as_str()),
        )
        .chars(ABOUT_MIN, 2000),
        text(
            Input::Text,
            "offers",
            "What a visitor finds at your place",
            "People, laboratories, members, events. Needed if you host.",
            &typed.offers,
            there.map(|p| p.offers.as_str()),
        )
        .chars(if typed.hosts { 20 } else { 0 }, 2000)
        .optional(),
        text(
            Input::Line,
            "sectors",
            "Sectors",
            "In your own words, with commas: recycled fibres, dyeing, work wear.",
            &typed.sectors,
            there.map(|p| p.sectors.as_str()),
        ),
        languages,
    ];
    with_faults(fields, shown)
}

/// Each field with what is wrong with it.
fn with_faults(fields: Vec<FieldView>, shown: &Shown) -> Vec<FieldView> {
    let names = ["visits", "hosts", "partnership", "about", "offers", "sectors", "languages"];
    let with_fault = |(field, name): (FieldView, &str)| {
        field.fault(shown.faults.iter().find(|f| f.field == name).map(|f| &f.why))
    };
    fields.into_iter().zip(names).map(with_fault).collect()
}

/// The profile to read.
pub(super) fn facts(p: &Profile, partnerships: &[PartnershipRow]) -> Vec<Fact> {
    let partnership = partnerships.iter().find(|row| row.id == p.partnership_id);
    let wish = match (p.visits, p.hosts) {
        (true, true) => "to visit and to host",
        (true, false) => "to visit",
        (false, true) => "to host",
        (false, false) => "not said yet",
    };
    let or_none = |text: &str| if text.is_empty() { "not said yet" } else { text }.to_owned();
    vec![
        Fact::new("Wants", wish),
        Fact::new("Partnership", partnership.map(|row| row.name.clone()).unwrap_or_default()),
        Fact::new("About", or_none(&p.about)),
        Fact::new("Offers", or_none(&p.offers)),
        Fact::new("Sectors", or_none(&p.sectors)),
        Fact::new("Languages", or_none(&p.languages)),
    ]
}

/// Where a profile stands, in a word.
pub(super) fn stage_chip(stage: Option<&str>) -> Chip {
    match stage {
        Some("submitted") => Chip::new(Tone::Info, "handed in"),
        Some("accepted") => Chip::new(Tone::Good, "accepted"),
        Some("rejected") => Chip::new(Tone::Bad, "sent back"),
        Some(_draft) => Chip::new(Tone::Warn, "being written"),
        None => Chip::new(Tone::Quiet, "no profile yet"),
    }
}

/// The heading.
pub(super) fn title(organisation: &str, there: Option<&Profile>) -> String {
    match there {
        None => format!("{organisation}: a new profile"),
        Some(p) => format!("{organisation}: profile {}", stage_chip(Some(&p.stage)).label),
    }
}

/// What happens next. `shut` says why the call takes nothing now.
pub(super) fn next(
    there: Option<&Profile>,
    call: CallId,
    shut: Option<Refusal>,
    deadline: &str,
    shell: &Shell,
) -> NextLine {
    let zone = shell.zone;
    let line = |says: String, detail: &str, action: Option<Action>, tone: Tone| NextLine {
        says,
        detail: detail.to_owned(),
        action,
        tone,
    };
    match (there.map(|p| (p.stage.as_str(), p)), shut) {
        (Some(("accepted", p)), None) if p.visits => line(
            "Next: you choose a host and apply".to_owned(),
            &format!("Hand the application in before {deadline}."),
            Some(Action::go("See the hosts", Link::Hosts(call))),
            Tone::Good,
        ),
        (Some(("accepted", _)), _) => line(
            "The profile is accepted".to_owned(),
            "Visitors find you in the list of hosts. You get a mail when one wants to come.",
            Some(Action::go("See the hosts", Link::Hosts(call))),
            Tone::Good,
        ),
        (Some(("submitted", p)), _) => line(
            "Next: the partnership looks at the profile".to_owned(),
            &format!(
                "Handed in on {}. Everyone who may write for you gets a mail with the answer.",
                moment_text(p.changed_at, zone)
            ),
            None,
            Tone::Quiet,
        ),
        (_, Some(why)) => line(words::refusal(&why, zone), "", None, Tone::Quiet),
        (Some(("rejected", p)), None) => line(
            "Next: you change the profile and hand it in again".to_owned(),
            &format!("The partnership sent it back: {} Answer it before {deadline}.", p.reason),
            None,
            Tone::Warn,
        ),
        (_, None) => line(
            format!("Next: you hand the profile in, well before {deadline}"),
            "The partnership answers it; with an accepted profile you can apply. A draft is saved \
             however incomplete.",
            None,
            Tone::Info,
        ),
    }
}
