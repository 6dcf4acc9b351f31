//! The declaration of earlier de minimis aid as a form, and typed text back into values. The one
//! rule: what can't be read comes back as typed with its reason, and nothing of the page is lost.

use super::file::Opened;
use crate::{
    domain::{
        access::{Act, Subject},
        de_minimis::{Aid, Declaration, DeclarationFault, Enterprise},
        facts::day,
        ids::OrganisationId,
        money::Money,
    },
    http::{Ctx, Typed},
    render::{
        Link,
        form::{FieldView, Input},
        words,
    },
};
use serde::Serialize;

/// Most lines of a kind; more is no list a person types.
const MOST: usize = 60;

/// The link to the page, for who finds it.
pub(super) fn link(ctx: &Ctx, file: &Opened, who: OrganisationId) -> Option<Link> {
    let sees = ctx.may(Act::SeeOrganisation, &Subject::Organisation(who));
    (file.programme.de_minimis.is_some() && sees).then(|| Link::Aid(file.id(), who))
}

/// One line of a list of the form.
#[derive(Debug, Clone, Serialize)]
pub struct LineView {
    number: usize,
    fields: Vec<FieldView>,
}

/// The form.
#[derive(Debug, Clone, Serialize)]
pub struct AidForm {
    enterprises: Vec<LineView>,
    had: FieldView,
    aid: Vec<LineView>,
}

const ENTERPRISE: [(&str, &str); 3] = [
    ("name", "Legal name"),
    ("country", "Country, as two letters"),
    ("registration", "Registration number"),
];
const AID: [(&str, &str, Input); 4] = [
    ("granter", "Granted by", Input::Line),
    ("on", "Granted on", Input::Date),
    ("amount", "Amount", Input::Amount),
    ("measure", "Measure", Input::Line),
];

fn name(list: &str, number: usize, part: &str) -> String {
    format!("{list}.{number}.{part}")
}

/// The texts of a declaration, as a page would send them.
pub fn typed(of: &Declaration) -> Typed {
    let mut all = Vec::new();
    let mut put = |key: String, value: String| all.push((key, value));
    put("firms".to_owned(), of.enterprises.len().to_string());
    for (at, one) in of.enterprises.iter().enumerate() {
        put(name("firm", at + 1, "name"), one.name.clone());
        put(name("firm", at + 1, "country"), one.country.clone());
        put(name("firm", at + 1, "registration"), one.registration.clone());
    }
    put("aids".to_owned(), of.aid.len().to_string());
    for (at, one) in of.aid.iter().enumerate() {
        put(name("aid", at + 1, "granter"), one.granter.clone());
        put(name("aid", at + 1, "on"), one.granted_on.to_string());
        put(name("aid", at + 1, "amount"), one.amount.to_decimal().to_string());
        put(name("aid", at + 1, "measure"), one.measure.clone());
    }
    let had = match (of.none, of.aid.is_empty()) {
        (true, _) => "none",
        (false, false) => "some",
        (false, true) => "",
    };
    put("had".to_owned(), had.to_owned());
    Typed(all)
}

/// Lines a page has, with one more where it asked for it.
fn many(typed: &Typed, count: &str, more: bool) -> usize {
    let sent: usize = typed.number(count).unwrap_or(0);
    (sent + usize::from(more)).min(MOST)
}

/// Faults by the name of their field.
pub type Faults = Vec<(String, String)>;

/// What was read of a page: the declaration, and where its lines stand on the page.
pub struct Read {
    /// As far as it could be read.
    pub declaration: Declaration,
    /// What could not.
    pub faults: Faults,
    firms: Vec<usize>,
    aids: Vec<usize>,
}

/// Reads a sent page. A line with nothing in it is none.
pub fn read(typed: &Typed) -> Read {
    let text = |list: &str, number: usize, part: &str| {
        typed.get(&name(list, number, part)).trim().to_owned()
    };
    let filled = |list: &str, count: &str, parts: &[&str]| -> Vec<usize> {
        let all = 1..=many(typed, count, false);
        all.filter(|n| parts.iter().any(|part| !text(list, *n, part).is_empty())).collect()
    };
    let firms = filled("firm", "firms", &ENTERPRISE.map(|(part, _)| part));
    let aids = filled("aid", "aids", &AID.map(|(part, _, _)| part));
    let mut faults = Faults::new();
    let enterprises = firms.iter().map(|n| Enterprise {
        name: text("firm", *n, "name"),
        country: text("firm", *n, "country").to_ascii_uppercase(),
        registration: text("firm", *n, "registration"),
    });
    let enterprises = enterprises.collect();
    let mut aid = Vec::new();
    for n in &aids {
        let granted_on = day(&text("aid", *n, "on"));
        let amount = Money::parse_euro(&text("aid", *n, "amount"));
        if granted_on.is_none() {
            faults.push((name("aid", *n, "on"), "Give a day.".to_owned()));
        }
        if amount.is_none() {
            let says = "Give an amount of euro, like 1100.50.";
            faults.push((name("aid", *n, "amount"), says.to_owned()));
        }
        aid.push(Aid {
            granter: text("aid", *n, "granter"),
            granted_on: granted_on.unwrap_or_default(),
            amount: amount.unwrap_or_default(),
            measure: text("aid", *n, "measure"),
        });
    }
    let declaration = Declaration { enterprises, aid, none: typed.get("had") == "none" };
    Read { declaration, faults, firms, aids }
}

impl Read {
    /// Faults of the declaration, at their fields.
    pub fn at_fields(&self, faults: &[DeclarationFault]) -> Faults {
        use DeclarationFault as F;
        let firm =
            |row: usize, part: &str| name("firm", self.firms.get(row).copied().unwrap_or(1), part);
        let aid =
            |row: usize, part: &str| name("aid", self.aids.get(row).copied().unwrap_or(1), part);
        let field = |fault: &F| match *fault {
            F::NotAnswered | F::NoneAndSome => "had".to_owned(),
            F::EnterpriseName { row } => firm(row, "name"),
            F::EnterpriseCountry { row } => firm(row, "country"),
            F::Granter { row } => aid(row, "granter"),
            F::DayAhead { row } => aid(row, "on"),
            F::Amount { row } => aid(row, "amount"),
            F::Measure { row } => aid(row, "measure"),
        };
        faults.iter().map(|fault| (field(fault), words::aid_fault(*fault))).collect()
    }
}

/// The form with what was typed and what is wrong with it.
pub fn form(typed: &Typed, faults: &Faults) -> AidForm {
    let wrong = |field: FieldView, key: &str| {
        let says = faults.iter().find(|(at, _)| at == key);
        says.map_or(field.clone(), |(_, says)| field.error(says.clone()))
    };
    let field = |input: Input, key: String, label: &str| {
        let view = FieldView::new(input, key.clone(), label).value(typed.get(&key));
        let view = if input == Input::Amount { view.unit("euro") } else { view };
        let is_optional = key.ends_with(".registration");
        wrong(if is_optional { view.optional() } else { view }, &key)
    };
    let firm = |number: usize| LineView {
        number,
        fields: ENTERPRISE
            .map(|(part, label)| field(Input::Line, name("firm", number, part), label))
            .to_vec(),
    };
    let aid = |number: usize| LineView {
        number,
        fields: AID
            .map(|(part, label, input)| field(input, name("aid", number, part), label))
            .to_vec(),
    };
    let asked = |what: &str| typed.get("do") == what;
    let had = FieldView::new(Input::Choice, "had", "Was there de minimis aid in these years?")
        .options([("none", "None"), ("some", "Yes, as named below")])
        .value(typed.get("had"));
    AidForm {
        enterprises: (1..=many(typed, "firms", asked("firm"))).map(firm).collect(),
        had: wrong(had, "had"),
        aid: (1..=many(typed, "aids", asked("aid"))).map(aid).collect(),
    }
}

impl AidForm {
    /// All its fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &FieldView> {
        let firms = self.enterprises.iter().flat_map(|line| &line.fields);
        firms.chain([&self.had]).chain(self.aid.iter().flat_map(|line| &line.fields))
    }
}
