//! The questions of a scored call's self-check and what was answered. The one rule: an answer that
//! can't be read is shown again as typed, with what to write instead, and counts as not answered.

use super::{super::ScoredSeen, Part};
use crate::{
    actions::assess_proposal::{PartnerKnown, ProposalKnown, SECTOR, sector_code},
    domain::{
        country::Country,
        form::{Choice, FieldKind},
        money::Money,
        organisation::OrganisationKind,
        scored::ScoredProgramme,
    },
    http::Typed,
    render::{
        form::{FieldView, Input},
        words,
    },
};
use std::collections::BTreeMap;

/// More organisations than any type has; a longer list of questions helps nobody.
const MOST: u32 = 12;

/// What was answered.
pub(super) struct Asked {
    typed: Typed,
    faults: BTreeMap<String, String>,
    /// What the rules are asked with.
    pub(super) known: ProposalKnown,
}

/// What an organisation is called here.
pub(super) fn title(at: usize, of: usize) -> String {
    match (at, of) {
        (0, 0 | 1) => "Your organisation".to_owned(),
        (0, _) => "Your organisation, the lead".to_owned(),
        (at, _) => format!("Partner {at}"),
    }
}

/// The name of a question about an organisation; the lead's have no number.
pub(super) fn name(what: &str, at: usize) -> String {
    if at == 0 { what.to_owned() } else { format!("p{at}_{what}") }
}

fn most_of(programme: &ScoredProgramme) -> u32 {
    programme.types.iter().map(|kind| kind.partners_max).max().unwrap_or(1).clamp(1, MOST)
}

impl Asked {
    /// Reads the answers of the address.
    pub(super) fn read(seen: &ScoredSeen, in_time: bool, typed: Typed) -> Self {
        let programme = &seen.programme;
        let mut faults = BTreeMap::new();
        let mut number = |name: &str, most: i64| -> Option<i64> {
            let text = typed.get(name).trim();
            if text.is_empty() {
                return None;
            }
            let read = text.parse::<i64>().ok().filter(|number| (1..=most).contains(number));
            if read.is_none() {
                let says = format!("Write a whole number from 1 to {most}.");
                faults.insert(name.to_owned(), says);
            }
            read
        };
        let most = most_of(programme);
        let many = number("partners", most.into());
        let months = number("months", 120);
        let many = many.and_then(|many| usize::try_from(many).ok()).unwrap_or(1);
        let partners = (0..many).map(|at| partner(programme, &typed, at, &mut faults)).collect();
        let kind = programme.voucher_type(typed.get("type")).map(|kind| kind.key.clone());
        let known = ProposalKnown {
            edition: seen.call.edition.clone(),
            type_key: kind,
            in_time: Some(in_time),
            months,
            partners,
            ..ProposalKnown::default()
        };
        Self { typed, faults, known }
    }
    /// Something was answered.
    pub(super) fn anything(&self) -> bool {
        self.typed.0.iter().any(|(_, value)| !value.trim().is_empty())
    }
    /// The questions with what was answered.
    pub(super) fn parts(&self, programme: &ScoredProgramme) -> Vec<Part> {
        let many = self.known.partners.len();
        let mut parts = vec![Part {
            key: "project".to_owned(),
            title: "The project".to_owned(),
            fields: self.project(programme),
        }];
        parts.extend((0..many).map(|at| Part {
            key: format!("organisation-{at}"),
            title: title(at, many),
            fields: self.organisation(programme, at),
        }));
        parts
    }

    fn field(&self, input: Input, name: &str, label: &str) -> FieldView {
        self.shown(FieldView::new(input, name, label), name)
    }

    fn shown(&self, field: FieldView, name: &str) -> FieldView {
        let field = field.optional().value(self.typed.get(name));
        match self.faults.get(name) {
            Some(says) => field.error(says.clone()),
            None => field,
        }
    }

    fn project(&self, programme: &ScoredProgramme) -> Vec<FieldView> {
        let kinds = programme.types.iter().map(|kind| (kind.key.clone(), kind.label.clone()));
        let kind = FieldView::new(Input::Choice, "type", "Which type of voucher?").options(kinds);
        let mut fields = vec![self.shown(kind, "type")];
        if most_of(programme) > 1 {
            let many = self.field(Input::Number, "partners", "How many organisations in all?");
            let hint = "Yours counts, too. With more than one, the page asks about each after \
                        you sent it once.";
            fields.push(many.hint(hint));
        }
        let months = self.field(Input::Number, "months", "How long does the work take?");
        fields.push(months.unit("months"));
        fields
    }

    fn organisation(&self, programme: &ScoredProgramme, at: usize) -> Vec<FieldView> {
        let mut countries: Vec<Country> = Country::all().collect();
        countries.sort_by_key(|country| country.name());
        let countries = countries.into_iter().map(|country| (country.code(), country.name()));
        let kinds = OrganisationKind::ALL.iter();
        let kinds = kinds.map(|kind| (kind.code(), words::organisation_kind(*kind)));
        let choose = |what: &str, label: &str, options: Vec<(String, String)>, input| {
            let name = name(what, at);
            self.shown(FieldView::new(input, name.clone(), label).options(options), &name)
        };
        let own = |pairs: &mut dyn Iterator<Item = (&'static str, &'static str)>| {
            pairs.map(|(code, label)| (code.to_owned(), label.to_owned())).collect::<Vec<_>>()
        };
        let mut countries = countries;
        let mut kinds = kinds;
        let mut sme = [("yes", "Yes"), ("no", "No")].into_iter();
        let mut fields = vec![
            choose("country", "Where is it registered?", own(&mut countries), Input::Select),
            choose("kind", "What is it?", own(&mut kinds), Input::Select),
            choose(
                "sme",
                "Is it a micro, small or medium-sized enterprise?",
                own(&mut sme),
                Input::Choice,
            )
            .hint(
                "Fewer than 250 staff, and up to 50 million euro turnover or 43 million euro \
                 balance sheet, with the shares of its owners and holdings. Leave it open if you \
                 are not sure.",
            ),
        ];
        let sectors = sectors(programme);
        if !sectors.is_empty() {
            let options = sectors.iter().map(|one| (one.code.clone(), one.label.clone())).collect();
            fields.push(choose("sector", "Main activity", options, Input::Select));
        }
        let amount =
            |what: &str, label: &str| self.field(Input::Amount, &name(what, at), label).unit("EUR");
        fields.push(amount("requested", "How much would it ask for?"));
        fields.push(
            amount("used", "How much did it get from this project before?")
                .hint("Over all calls and types of this project; 0 if nothing."),
        );
        fields
    }
}

/// The activities the partner's form offers.
fn sectors(programme: &ScoredProgramme) -> &[Choice] {
    match programme.partner_form.field(SECTOR).map(|field| &field.kind) {
        Some(FieldKind::Choice { options }) => options,
        Some(
            FieldKind::Line { .. }
            | FieldKind::Text { .. }
            | FieldKind::Number { .. }
            | FieldKind::Date
            | FieldKind::Choices { .. }
            | FieldKind::Iban
            | FieldKind::Confirm,
        )
        | None => &[],
    }
}

fn partner(
    programme: &ScoredProgramme,
    typed: &Typed,
    at: usize,
    faults: &mut BTreeMap<String, String>,
) -> PartnerKnown {
    let get = |what: &str| typed.get(&name(what, at)).trim().to_owned();
    let mut amount = |what: &str| -> Option<Money> {
        let text = get(what);
        if text.is_empty() {
            return None;
        }
        let read = Money::parse_euro(&text).filter(|sum| !sum.is_negative());
        if read.is_none() {
            let says = "Write an amount in euro, for example 25000 or 25000.00.".to_owned();
            faults.insert(name(what, at), says);
        }
        read
    };
    let sector = get("sector");
    PartnerKnown {
        country: get("country").parse().ok(),
        kind: OrganisationKind::from_code(&get("kind")),
        sme: match get("sme").as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _open => None,
        },
        sector: sectors(programme)
            .iter()
            .find(|one| one.code == sector)
            .and_then(|one| sector_code(&one.code)),
        requested: amount("requested"),
        used: amount("used"),
        ..PartnerKnown::default()
    }
}
