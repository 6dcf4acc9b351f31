//! The fields of an SME declaration, made from its values, or as typed where those could not be
//! read. The one rule: every fault stands at its field.

use super::{enterprise, tie::tie_name};
use crate::{
    domain::{
        form::Fault,
        money::Money,
        sme::{
            Books, Declaration, DeclarationFault, Direction, EnterpriseKey, EnterpriseKind,
            FaultField, FaultWhy, Figures, Related, Size, Tie,
        },
    },
    http::Typed,
    render::form::{FieldView, Input},
};
use serde::Serialize;

/// A related enterprise of the form.
#[derive(Debug, Serialize)]
pub(super) struct RelatedView {
    key: u32,
    name: String,
    /// What it is.
    fields: Vec<FieldView>,
    /// To whom it is tied; one at least.
    ties: Vec<TieView>,
    /// Its books.
    figures: Vec<FieldView>,
}

/// One tie of a related enterprise.
#[derive(Debug, Serialize)]
struct TieView {
    /// Its place, from 1.
    number: usize,
    fields: Vec<FieldView>,
}

impl RelatedView {
    /// All its fields, in their order.
    pub(super) fn all(&self) -> impl Iterator<Item = &FieldView> {
        let ties = self.ties.iter().flat_map(|tie| &tie.fields);
        self.fields.iter().chain(ties).chain(&self.figures)
    }
}

/// The fields of a declaration, made from its values, or as typed where they could not be read.
pub(super) struct FormOf<'a> {
    /// As declared.
    pub shown: &'a Declaration,
    /// As sent; empty when the page is only shown.
    pub typed: &'a Typed,
    /// What of it could not be read.
    pub unread: &'a [Fault],
    /// What is missing or wrong.
    pub gaps: &'a [DeclarationFault],
}

const SIZES: [(&str, &str); 4] =
    [("micro", "Micro"), ("small", "Small"), ("medium", "Medium-sized"), ("large", "Large")];
const YES_NO: [(&str, &str); 2] = [("yes", "Yes"), ("no", "No")];

impl FormOf<'_> {
    fn field(
        &self,
        input: Input,
        name: &str,
        label: &str,
        value: String,
        at: (EnterpriseKey, FaultField),
    ) -> FieldView {
        let unread = self.unread.iter().find(|fault| fault.field == name);
        let value = unread.map_or(value, |_| self.typed.get(name).to_owned());
        let mut field = FieldView::new(input, name, label).value(value);
        if let Some(fault) = unread {
            field = field.fault(Some(&fault.why));
        } else if let Some(gap) = self.gaps.iter().find(|gap| (gap.enterprise, gap.field) == at) {
            field = field.error(why(gap.why));
        }
        field
    }

    fn figures(&self, of: &str, key: EnterpriseKey, books: Books) -> Vec<FieldView> {
        let (last, before) = match books {
            Books::TwoYears { last, before } => (last, Some(before)),
            Books::OneYear { last } => (last, None),
            Books::Estimate { this } => (this, None),
        };
        let mut fields = self.year(of, key, "", last);
        if let Some(before) = before {
            fields.extend(self.year(of, key, "_before", before));
        }
        fields
    }

    fn year(&self, of: &str, key: EnterpriseKey, year: &str, figures: Figures) -> Vec<FieldView> {
        let when = if year.is_empty() { "last year" } else { "the year before" };
        let money = |money: Option<Money>| money.map_or(String::new(), decimal);
        let [headcount, turnover, balance] = if year.is_empty() {
            [FaultField::Headcount, FaultField::Turnover, FaultField::Balance]
        } else {
            [FaultField::HeadcountBefore, FaultField::TurnoverBefore, FaultField::BalanceBefore]
        };
        let people = figures.headcount.map_or(String::new(), |n| n.to_string());
        let name = |what: &str| format!("{of}.{what}{year}");
        let label = |what: &str| format!("{what}, {when}");
        let one = |input, what: &str, says: &str, value, field, unit: &str| {
            self.field(input, &name(what), &label(says), value, (key, field)).unit(unit)
        };
        let (sales, sheet) = (money(figures.turnover), money(figures.balance));
        vec![
            one(Input::Number, "headcount", "Headcount", people, headcount, "annual work units"),
            one(Input::Amount, "turnover", "Turnover", sales, turnover, "euro"),
            one(Input::Amount, "balance", "Balance sheet total", sheet, balance, "euro"),
        ]
    }

    /// The fields of the enterprise that declares.
    pub(super) fn own(&self) -> Vec<FieldView> {
        let d = self.shown;
        let own = EnterpriseKey::OWN;
        let books = match d.own {
            Books::TwoYears { .. } => "two_years",
            Books::OneYear { .. } => "one_year",
            Books::Estimate { .. } => "estimate",
        };
        let mut fields = vec![choice(
            Input::Choice,
            "books",
            "Which accounts are there?",
            &enterprise::BOOKS,
            books,
        )];
        let closed = d.last_closed_on.map_or(String::new(), |day| day.to_string());
        let at = (own, FaultField::LastClosedOn);
        let closed =
            self.field(Input::Date, "last_closed_on", "The day your last year closed", closed, at);
        fields.push(if books == "estimate" { closed.optional() } else { closed });
        fields.extend(self.figures("own", own, d.own));
        let public = d.public_control.map_or(String::new(), percent);
        let at = (own, FaultField::PublicControl);
        fields.push(
            self.field(
                Input::Number,
                "public_control",
                "What share do public bodies hold or control, all together?",
                public,
                at,
            )
            .unit("%")
            .hint("0 if none. A quarter or more normally bars the status of an SME."),
        );
        let held = match d.held {
            None => "",
            Some(Size::Micro) => "micro",
            Some(Size::Small) => "small",
            Some(Size::Medium) => "medium",
            Some(Size::Large) => "large",
        };
        fields.push(
            choice(Input::Select, "held", "Your size before these two years", &SIZES, held)
                .hint("Asked when the two years come to different sizes.")
                .optional(),
        );
        fields.push(
            choice(
                Input::Choice,
                "ownership_changed",
                "Did the owners change between the two years?",
                &YES_NO,
                said(d.ownership_changed),
            )
            .optional(),
        );
        fields
    }

    /// The fields of a related one.
    pub(super) fn related(&self, row: &Related) -> RelatedView {
        let of = format!("r{}", row.key.0);
        let name = |what: &str| format!("{of}.{what}");
        let at = |field| (row.key, field);
        let kinds = EnterpriseKind::ALL.map(|kind| (kind.code(), kind_words(kind)));
        let (called, country) = (row.name.clone(), row.country.clone());
        let fields = vec![
            self.field(Input::Line, &name("name"), "Legal name", called, at(FaultField::Name)),
            self.field(Input::Line, &name("country"), "Country", country, at(FaultField::Country))
                .hint("Two letters, of any country of the world: PT, US."),
            FieldView::new(Input::Line, name("registration"), "Registration number")
                .value(row.registration.clone())
                .optional(),
            choice(Input::Select, &name("kind"), "What it is", &kinds, row.kind.code()),
        ];
        let tie = |at: usize| {
            let fields = self.tie(&tie_name(row.key.0, at + 1), row, row.ties.get(at));
            TieView { number: at + 1, fields }
        };
        let ties = (0..row.ties.len().max(1)).map(tie).collect();
        let figures = self.figures(&of, row.key, row.books);
        RelatedView { key: row.key.0, name: row.name.clone(), fields, ties, figures }
    }

    /// To whom it is tied, and how.
    fn tie(&self, of: &str, row: &Related, tie: Option<&Tie>) -> Vec<FieldView> {
        let name = |what: &str| format!("{of}.{what}");
        let others = self.shown.related.iter().filter(|one| one.key != row.key);
        let own = ("0".to_owned(), "your enterprise".to_owned());
        let to = std::iter::once(own).chain(
            others.map(|one| (one.key.0.to_string(), format!("{} ({})", one.name, one.key.0))),
        );
        let direction = match tie.map(|tie| tie.direction) {
            Some(Direction::Down) => "down",
            Some(Direction::Up) | None => "up",
        };
        let ways = [("up", "it owns a part of the other"), ("down", "the other owns a part of it")];
        let share = tie.and_then(|tie| tie.share);
        let part = share.map_or(String::new(), percent);
        // What lacks is said at the tie that lacks it.
        let lacks = share.is_none() || row.ties.len() < 2;
        let at = (if lacks { row.key } else { EnterpriseKey::OWN }, FaultField::Share);
        let held = "Share of capital or votes, the higher of the two";
        let control = "Does the owner control the other in another way (votes, board, contract)?";
        let inside = "Its figures are already in the (consolidated) figures of the other";
        let is_inside = if tie.is_some_and(|tie| tie.in_accounts) { "yes" } else { "" };
        let answer = said(tie.and_then(|tie| tie.control));
        vec![
            FieldView::new(Input::Select, name("to"), "Tied to")
                .options(to)
                .value(tie.map_or(0, |tie| tie.to.0).to_string()),
            choice(Input::Choice, &name("direction"), "Which way", &ways, direction),
            self.field(Input::Number, &name("share"), held, part, at).unit("%"),
            choice(Input::Choice, &name("control"), control, &YES_NO, answer),
            FieldView::new(Input::Confirm, name("in_accounts"), inside).value(is_inside).optional(),
        ]
    }
}

fn choice(
    input: Input,
    name: &str,
    label: &str,
    options: &[(&str, &str)],
    value: &str,
) -> FieldView {
    FieldView::new(input, name, label).options(options.iter().copied()).value(value)
}

fn decimal(money: Money) -> String {
    money.to_decimal().to_string()
}

fn percent(share: crate::domain::money::Percent) -> String {
    decimal(Money::from_cents(share.hundredths().into()))
}

const fn said(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

const fn kind_words(kind: EnterpriseKind) -> &'static str {
    match kind {
        EnterpriseKind::Ordinary => "an enterprise or a person",
        EnterpriseKind::PublicInvestment => "a public investment company",
        EnterpriseKind::VentureCapital => "a venture capital company",
        EnterpriseKind::BusinessAngel => "a business angel",
        EnterpriseKind::University => "a university or a research centre",
        EnterpriseKind::InstitutionalInvestor => "an institutional investor",
        EnterpriseKind::SmallLocalAuthority => "a small local authority",
        EnterpriseKind::PublicBody => "another public body",
    }
}

fn why(why: FaultWhy) -> String {
    match why {
        FaultWhy::Missing => "Please answer this.".to_owned(),
        FaultWhy::Negative => "This can\u{2019}t be below zero.".to_owned(),
        FaultWhy::OverWhole => "This can\u{2019}t be more than 100 %.".to_owned(),
        FaultWhy::TooLarge => "This is larger than any enterprise.".to_owned(),
        FaultWhy::NotACountry => "Two letters, please.".to_owned(),
        FaultWhy::KeyTaken => "This number stands twice.".to_owned(),
        FaultWhy::NobodyThere => "There is no such enterprise here.".to_owned(),
        FaultWhy::ToItself => "It can\u{2019}t be tied to itself.".to_owned(),
        FaultWhy::SameEnterprise { as_key } => {
            format!("The same enterprise stands here already, as number {}.", as_key.0)
        }
    }
}
