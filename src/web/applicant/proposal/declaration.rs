//! The SME declaration of one organisation: figures, related enterprises, and the arithmetic of
//! 2003/361/EC under it. The one rule: it is saved with its gaps; what can't be read at all comes
//! back as typed.

use super::{
    enterprise,
    file::{self, Opened},
    part::ids,
};
use crate::{
    actions::{ActionError, part},
    domain::{
        access::Act,
        form::Fault,
        ids::OrganisationId,
        money::Money,
        proposal::ProposalStageKind,
        refusal::Refusal,
        sme::{
            self, Books, Declaration, DeclarationFault, Direction, EnterpriseKey, EnterpriseKind,
            FaultField, FaultWhy, Figures, Related, Size,
        },
    },
    http::{Answer, Ctx, Fail, Said, Typed},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, FieldView, Input, fault_links},
        parts::CalcLine,
        words,
    },
};
use axum::{extract::Path, http::StatusCode};
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize)]
pub struct DeclarationPage {
    shell: Shell,
    faults: Vec<FaultLink>,
    own: Vec<FieldView>,
    related: Vec<RelatedView>,
    reasoning: Vec<CalcLine>,
    /// The reader may change it now.
    writes: bool,
    seen: i64,
    send: Link,
    part: Link,
}

#[derive(Debug, Serialize)]
struct RelatedView {
    key: u32,
    name: String,
    fields: Vec<FieldView>,
}

fn empty() -> Declaration {
    let none = Figures::default();
    Declaration {
        own: Books::TwoYears { last: none, before: none },
        last_closed_on: None,
        public_control: None,
        held: None,
        ownership_changed: None,
        related: Vec::new(),
    }
}

async fn open(ctx: &Ctx, path: &(String, String)) -> Result<(Opened, OrganisationId), Fail> {
    let (id, who) = ids(path)?;
    let file = file::open(ctx, id, Act::SeeProposal).await?;
    file.partner(who)?;
    // Figures of an enterprise are for itself, for the lead that answers for the whole, and for
    // the office; not for the other partners.
    let lead = ctx.actor.role_in(file.stored.proposal.lead).is_some();
    let own = ctx.actor.role_in(who).is_some();
    if lead || own || ctx.actor.reads_all() { Ok((file, who)) } else { Err(Fail::not_found()) }
}

/// Shows it.
pub async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    let stored = part::declared(file.partner(who)?)?;
    let shown = stored.clone().unwrap_or_else(empty);
    ctx.page(&build(&ctx, &file, who, &shown, &Typed::default(), &[], None)?)
}

/// Saves it as sent; adds or drops a related enterprise.
pub async fn save(ctx: Ctx, Path(path): Path<(String, String)>, typed: Typed) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    let (mut declaration, faults) = enterprise::read(&typed);
    if typed.get("do") == "add" {
        let key = enterprise::next_key(&declaration);
        declaration.related.push(enterprise::blank(key, declaration.own));
    }
    if !faults.is_empty() {
        let page = build(&ctx, &file, who, &declaration, &typed, &faults, None)?;
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let (desk, actor, id) = (&ctx.state.desk, &ctx.actor, file.id());
    match part::declare(desk, actor, id, who, typed.seen(), &declaration).await {
        Ok(()) => Ok(ctx.go(&Link::Declaration(id, who), Said::Saved)),
        Err(ActionError::Refused(refusal)) => {
            let page = build(&ctx, &file, who, &declaration, &typed, &[], Some(&refusal))?;
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

fn build(
    ctx: &Ctx,
    file: &Opened,
    who: OrganisationId,
    shown: &Declaration,
    typed: &Typed,
    unread: &[Fault],
    refusal: Option<&Refusal>,
) -> Result<DeclarationPage, Fail> {
    let one = file.partner(who)?;
    let draft = file.stage() == ProposalStageKind::Draft;
    let writes = draft && file.may_part(ctx, who, Act::WriteProposal, Act::WritePart);
    let mut shell = file.shell(ctx, format!("SME declaration of {}", one.name));
    if let Some(why) = refusal {
        let says = words::refusal(why, shell.zone);
        shell = shell.flash(Tone::Warn, says);
    }
    let started = !one.declaration.is_empty() || !typed.0.is_empty();
    let gaps = if started { sme::faults(shown) } else { Vec::new() };
    let form = FormOf { shown, typed, unread, gaps: &gaps };
    let own = form.own();
    let related: Vec<RelatedView> = shown.related.iter().map(|row| form.related(row)).collect();
    let all = own.iter().chain(related.iter().flat_map(|row| &row.fields));
    let reasoning = if started { enterprise::reasoning(shown) } else { Vec::new() };
    Ok(DeclarationPage {
        faults: fault_links(all),
        own,
        related,
        reasoning,
        writes,
        seen: one.version,
        send: Link::Declaration(file.id(), who),
        part: Link::Part(file.id(), who),
        shell,
    })
}

/// The fields of a declaration, made from its values, or as typed where they could not be read.
struct FormOf<'a> {
    shown: &'a Declaration,
    typed: &'a Typed,
    unread: &'a [Fault],
    gaps: &'a [DeclarationFault],
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
            field = field.error(why(&gap.why));
        }
        field
    }

    fn choice(
        &self,
        input: Input,
        name: &str,
        label: &str,
        options: &[(&str, &str)],
        value: &str,
    ) -> FieldView {
        FieldView::new(input, name, label).options(options.iter().copied()).value(value)
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
        vec![
            self.field(
                Input::Number,
                &name("headcount"),
                &format!("Headcount, {when}"),
                people,
                (key, headcount),
            )
            .unit("annual work units"),
            self.field(
                Input::Amount,
                &name("turnover"),
                &format!("Turnover, {when}"),
                money(figures.turnover),
                (key, turnover),
            )
            .unit("euro"),
            self.field(
                Input::Amount,
                &name("balance"),
                &format!("Balance sheet total, {when}"),
                money(figures.balance),
                (key, balance),
            )
            .unit("euro"),
        ]
    }

    fn own(&self) -> Vec<FieldView> {
        let d = self.shown;
        let own = EnterpriseKey::OWN;
        let books = match d.own {
            Books::TwoYears { .. } => "two_years",
            Books::OneYear { .. } => "one_year",
            Books::Estimate { .. } => "estimate",
        };
        let mut fields = vec![self.choice(
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
            self.choice(Input::Select, "held", "Your size before these two years", &SIZES, held)
                .hint("Asked when the two years come to different sizes.")
                .optional(),
        );
        fields.push(
            self.choice(
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

    fn related(&self, row: &Related) -> RelatedView {
        let of = format!("r{}", row.key.0);
        let name = |what: &str| format!("{of}.{what}");
        let at = |field| (row.key, field);
        let tie = row.ties.first();
        let kinds = EnterpriseKind::ALL.map(|kind| (kind.code(), kind_words(kind)));
        let others: BTreeMap<u32, String> = self
            .shown
            .related
            .iter()
            .filter(|one| one.key != row.key)
            .map(|one| (one.key.0, format!("{} ({})", one.name, one.key.0)))
            .collect();
        let mut to = vec![("0".to_owned(), "your enterprise".to_owned())];
        to.extend(others.into_iter().map(|(key, name)| (key.to_string(), name)));
        let direction = match tie.map(|tie| tie.direction) {
            Some(Direction::Down) => "down",
            Some(Direction::Up) | None => "up",
        };
        let ways = [("up", "it owns a part of the other"), ("down", "the other owns a part of it")];
        let part = tie.and_then(|tie| tie.share).map_or(String::new(), percent);
        let mut fields = vec![
            self.field(
                Input::Line,
                &name("name"),
                "Legal name",
                row.name.clone(),
                at(FaultField::Name),
            ),
            self.field(
                Input::Line,
                &name("country"),
                "Country",
                row.country.clone(),
                at(FaultField::Country),
            )
            .hint("Two letters, of any country of the world: PT, US."),
            FieldView::new(Input::Line, name("registration"), "Registration number")
                .value(row.registration.clone())
                .optional(),
            self.choice(Input::Select, &name("kind"), "What it is", &kinds, row.kind.code()),
            FieldView::new(Input::Select, name("to"), "Tied to")
                .options(to)
                .value(tie.map_or(0, |tie| tie.to.0).to_string()),
            self.choice(Input::Choice, &name("direction"), "Which way", &ways, direction),
            self.field(
                Input::Number,
                &name("share"),
                "Share of capital or votes, the higher of the two",
                part,
                at(FaultField::Share),
            )
            .unit("%"),
            self.choice(
                Input::Choice,
                &name("control"),
                "Does the owner control the other in another way (votes, board, contract)?",
                &YES_NO,
                said(tie.and_then(|tie| tie.control)),
            ),
            FieldView::new(
                Input::Confirm,
                name("in_accounts"),
                "Its figures are already in the (consolidated) figures of the other",
            )
            .value(if tie.is_some_and(|tie| tie.in_accounts) { "yes" } else { "" })
            .optional(),
        ];
        fields.extend(self.figures(&of, row.key, row.books));
        RelatedView { key: row.key.0, name: row.name.clone(), fields }
    }
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

fn why(why: &FaultWhy) -> String {
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

impl Page for DeclarationPage {
    const TEMPLATE: &'static str = "pages/applicant/proposal/declaration.html";
    fn samples() -> Vec<Self> {
        let mut shown = empty();
        shown.related.push(enterprise::blank(1, shown.own));
        let typed = Typed(vec![("do".to_owned(), "save".to_owned())]);
        let gaps = sme::faults(&shown);
        let form = FormOf { shown: &shown, typed: &typed, unread: &[], gaps: &gaps };
        let own = form.own();
        let page = |writes: bool| Self {
            shell: Shell::sample("SME declaration of Dansk Farve A/S"),
            faults: if writes { fault_links(&own) } else { Vec::new() },
            own: own.clone(),
            related: if writes {
                shown.related.iter().map(|row| form.related(row)).collect()
            } else {
                Vec::new()
            },
            reasoning: if writes { enterprise::sample() } else { Vec::new() },
            writes,
            seen: 1,
            send: Link::Home,
            part: Link::Home,
        };
        vec![page(true), page(false)]
    }
}
