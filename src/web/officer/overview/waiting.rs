//! What waits, and what each waiting decision would do to budget and quotas. The rules are asked
//! through the same functions the award uses, so the page and the award can't disagree.

use super::super::parts::{self, OfficeCall};
use crate::{
    actions::assess::{Known, SideFacts, work_out},
    domain::{
        access::{Act, Subject},
        application::stage::Stage,
        ledger::chart::BudgetView,
        moment::BRUSSELS,
        money::Money,
        programme::answers,
        quota::{self, Direction},
    },
    http::Ctx,
    queries::overview::{Decision, Delivered, Side, Waits},
    render::{
        Link, Tone, euro_text,
        parts::{Chip, WorkItem},
        words,
    },
};
use serde::Serialize;

/// A waiting decision with its effects.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionRow {
    pub(super) href: String,
    title: String,
    reference: String,
    about: String,
    waits: String,
    cents: Option<i64>,
    effects: Vec<String>,
    refused: bool,
    #[serde(skip)]
    pub(super) raises: Vec<String>,
}

impl DecisionRow {
    /// One for the samples.
    pub(super) fn samples() -> Vec<Self> {
        let row = Self {
            href: "/".to_owned(),
            title: "Tecnotex Lda visits Lodz Textile Cluster".to_owned(),
            reference: "CXC-2026-0412".to_owned(),
            about: "SME from Portugal to a cluster organisation in Poland".to_owned(),
            waits: "3 days".to_owned(),
            cents: Some(61_000),
            effects: vec!["raises Involving an SME from 49.2 % to 50.0 %".to_owned()],
            refused: false,
            raises: vec!["sme".to_owned()],
        };
        let full = Self { cents: None, refused: true, effects: Vec::new(), ..row.clone() };
        vec![row, full]
    }
}

fn side(side: &Side) -> SideFacts {
    SideFacts {
        kind: Some(side.kind),
        country: side.country.parse().ok(),
        region: None,
        cluster_member: Some(side.cluster_member),
        beneficiary: Some(side.beneficiary),
        partner_member: Some(side.partner_member),
    }
}

/// The rows of the waiting decisions.
pub(super) fn rows(
    ctx: &Ctx,
    office: &OfficeCall,
    meters: &[quota::Meter],
    money: BudgetView,
    decisions: Vec<Decision>,
) -> Vec<DecisionRow> {
    let row = |decision: Decision| {
        let known = Known {
            edition: office.call.edition.clone(),
            visitor: side(&decision.visitor),
            host: side(&decision.host),
            virtual_exchange: Some(decision.virtual_exchange),
            ..Known::default()
        };
        // The counters ask for the two sides and the form of the stay, which are all known here.
        let online = if decision.virtual_exchange { "yes" } else { "" };
        let answers = [(answers::VIRTUAL.to_owned(), online.to_owned())].into();
        let holidays = &ctx.state.desk.holidays;
        let takes = work_out(&office.programme, holidays, &known, &answers).takes;
        let takes = takes.unwrap_or_default();
        let found = quota::after_one_more(meters, &takes);
        let mut effects = Vec::new();
        let mut refused = false;
        if let Some(amount) = decision.amount.filter(|amount| *amount > money.free) {
            refused = true;
            let (needs, free) = (euro_text(amount.cents()), euro_text(money.free.cents()));
            effects.push(format!("does not fit: needs {needs}, the budget has {free} free"));
        }
        let telling =
            |effect: &&quota::Effect| !effect.fits || effect.direction != Direction::Keeps;
        effects.extend(found.iter().filter(telling).map(ToString::to_string));
        refused |= found.iter().any(|effect| !effect.fits);
        let raising = found.iter().filter(|effect| effect.direction == Direction::Raises);
        DecisionRow {
            href: Link::File(decision.id).into(),
            title: format!("{} visits {}", decision.visitor.name, decision.host.name),
            reference: decision.reference,
            about: format!("{} to {}", from(&decision.visitor), from(&decision.host)),
            waits: parts::age(decision.since, ctx.now()),
            cents: decision.amount.map(Money::cents),
            effects,
            refused,
            raises: raising.map(|effect| effect.key.clone()).collect(),
        }
    };
    decisions.into_iter().map(row).collect()
}

/// "SME, Portugal".
fn from(side: &Side) -> String {
    let country = side.country.parse().map_or("", crate::domain::country::Country::name);
    format!("{}, {country}", words::organisation_kind(side.kind))
}

/// What waits for the reader: the oldest of each kind, the rest as one line.
pub(super) fn work(
    ctx: &Ctx,
    office: &OfficeCall,
    waits: &Waits,
    rows: &[DecisionRow],
    delivered: &[Delivered],
) -> Vec<WorkItem> {
    let id = office.call.id;
    let mut items = Vec::new();
    if ctx.may(Act::ManageCall, &Subject::Office) {
        items.extend(rows.iter().take(3).map(decision));
        let more = waits.decisions - 3;
        items.extend((more > 0).then(|| {
            line(
                format!("{} more", parts::things(more, "decision", "decisions")),
                Link::Queue(id).with(&[("stage", "submitted")]),
                "the oldest first in the table below".to_owned(),
                None,
            )
        }));
        items.extend(delivered.iter().map(|file| deliver(ctx, office, file)));
        items.extend((waits.reports > 5).then(|| {
            let label = parts::things(waits.reports, "report", "reports");
            let to = Link::Queue(id).with(&[("stage", "reported")]);
            line(format!("All {label} to validate"), to, String::new(), None)
        }));
    }
    items.extend((waits.proposed > 0).then(|| {
        let label = parts::things(waits.proposed, "payment waits", "payments wait");
        line(
            format!("{label} for a second person"),
            Link::Payments(id).into(),
            "whoever proposed a payment can't approve it".to_owned(),
            None,
        )
    }));
    if parts::sees_profiles(ctx) && waits.profiles > 0 {
        let label = parts::things(waits.profiles, "profile", "profiles");
        let age = waits.oldest_profile.map(|at| Chip::new(Tone::Info, parts::age(at, ctx.now())));
        let to = Link::Profiles(id).into();
        items.push(line(format!("{label} to assess"), to, "age of the oldest".to_owned(), age));
    }
    if ctx.may(Act::ManageOutbox, &Subject::Office) && waits.mails > 0 {
        let label = parts::things(waits.mails, "mail", "mails");
        let age = waits.oldest_mail.map(|at| Chip::new(Tone::Bad, parts::age(at, ctx.now())));
        let says = "look at the address, then send again".to_owned();
        items.push(line(format!("{label} not delivered"), Link::Outbox.into(), says, age));
    }
    items
}

fn line(label: String, href: String, detail: String, chip: Option<Chip>) -> WorkItem {
    WorkItem { label, href, detail, chip }
}

fn decision(row: &DecisionRow) -> WorkItem {
    let sum = row.cents.map_or_else(|| "no sum yet".to_owned(), euro_text);
    let chip = if row.refused {
        Chip::new(Tone::Bad, "no room")
    } else {
        Chip::new(Tone::Info, row.waits.clone())
    };
    line(
        row.title.clone(),
        row.href.clone(),
        format!("decision · {sum} · {}", row.about),
        Some(chip),
    )
}

/// A report to validate, or a payment to propose with its due day.
fn deliver(ctx: &Ctx, office: &OfficeCall, file: &Delivered) -> WorkItem {
    let today = ctx.now().day_in(BRUSSELS);
    let title = format!("{} visits {}", file.visitor, file.host);
    let sum = file.amount_cents.map_or_else(String::new, euro_text);
    let due = match serde_json::from_str(&file.stage_facts) {
        Ok(Stage::Validated { due_on, .. }) => Some(due_on),
        _reported => None,
    };
    match due {
        Some(due_on) => line(
            format!("Propose the payment: {title}"),
            Link::File(file.id).into(),
            format!("payment · {sum} · {}", file.reference),
            Some(parts::due_chip(parts::warns_ahead(&office.programme), due_on, today)),
        ),
        None => line(
            format!("Closing report: {title}"),
            Link::File(file.id).into(),
            format!("validation · {sum} · {}", file.reference),
            Some(Chip::new(Tone::Info, parts::age(file.changed_at, ctx.now()))),
        ),
    }
}
