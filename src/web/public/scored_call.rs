//! The page of a scored call: types of voucher, who may apply, how proposals are judged, when what
//! happens, what will be asked. The one rule: everything here comes from the programme's text as
//! frozen for this call.

mod judging;

use super::{
    ScoredSeen,
    call::without_keys,
    home::{self, Door},
};
use crate::{
    domain::{
        access::{Act, Subject},
        country::Country,
        form::Form,
        moment::Moment,
        scored::{DocumentRule, ScoredProgramme, VoucherType},
    },
    http::{Answer, Ctx},
    render::{
        Link, Page, Shell, Tone, count_text, day_text, days_between, euro_text, moment_text,
        parts::{Action, Fact, NextLine, Tile},
        words::{self, Chip},
    },
    web::officer::scored_overview::clocks as limits,
};
use judging::{CriterionView, criteria, judged};
use serde::Serialize;

/// A scored call's page.
#[derive(Debug, Serialize)]
pub(super) struct ScoredCallPage {
    shell: Shell,
    state: Chip,
    next: NextLine,
    summary: String,
    tiles: Vec<Tile>,
    types: Vec<TypeView>,
    who: Vec<Fact>,
    countries: String,
    rules: Vec<Group>,
    criteria: Vec<CriterionView>,
    judged: Vec<String>,
    dates: Vec<Fact>,
    way: Vec<Fact>,
    asked: Vec<Group>,
    check: Link,
    /// The office's own page of the call, for those who work there.
    office: Option<Link>,
}

/// A type of voucher.
#[derive(Debug, Serialize)]
struct TypeView {
    label: String,
    summary: String,
    facts: Vec<Fact>,
}

/// Some lines under one heading.
#[derive(Debug, Serialize)]
struct Group {
    title: String,
    lines: Vec<String>,
}

/// The page.
pub(super) fn show(ctx: &Ctx, seen: &ScoredSeen) -> Answer {
    let (call, programme) = (&seen.call, &*seen.programme);
    let now = ctx.now();
    let evaluation = programme.rounds.last().map(|round| &round.evaluation);
    let page = ScoredCallPage {
        shell: ctx.shell(call.title.clone()).back("Calls", Link::Home).crumb(&programme.title),
        state: home::chip(call, now, programme.zone),
        next: next(seen, now),
        summary: programme.summary.clone(),
        tiles: tiles(seen),
        types: programme.types.iter().map(type_view).collect(),
        who: who(programme),
        countries: names(programme.countries.iter().copied().map(Country::name)),
        rules: rules(programme),
        criteria: evaluation.map_or_else(Vec::new, criteria),
        judged: evaluation.map_or_else(Vec::new, |rules| judged(programme, rules)),
        dates: dates(seen),
        way: way(programme),
        asked: asked(programme),
        check: Link::CallCheck(call.id),
        office: ctx.may(Act::SeeOffice, &Subject::Office).then_some(Link::Overview(call.id)),
    };
    ctx.page(&page)
}

fn names<'n>(all: impl Iterator<Item = &'n str>) -> String {
    let mut sorted: Vec<String> = all.map(str::to_owned).collect();
    sorted.sort();
    words::list(&sorted)
}

fn next(seen: &ScoredSeen, now: Moment) -> NextLine {
    let (call, zone) = (&seen.call, seen.programme.zone);
    // The next cut-off; in a call without any the deadline.
    let next_end = call.round_end(call.round_at(now));
    let closes = if next_end < call.deadline {
        format!(
            "What comes in later is evaluated after the next cut-off; the last is on {}.",
            moment_text(call.deadline, zone)
        )
    } else {
        format!("It closes {}.", days_between(now, call.deadline, zone))
    };
    let (says, detail, action, tone) = match home::door(call, now) {
        Door::Open => (
            format!("Next: apply before {}", moment_text(next_end, zone)),
            format!(
                "{closes} You need an account and your organisation; partners are invited \
                 by mail and confirm their part themselves.",
            ),
            Some(Action::go("Start an application", Link::ProposalNew(call.id))),
            Tone::Info,
        ),
        Door::Coming => (
            format!("Opens on {}", moment_text(call.opens_at, zone)),
            format!(
                "Applications come in until {}. Until then you can check below whether you are \
                 eligible.",
                moment_text(call.deadline, zone)
            ),
            None,
            Tone::Info,
        ),
        Door::Past => (
            "This call takes no new applications".to_owned(),
            format!("The deadline was {}.", moment_text(call.deadline, zone)),
            None,
            Tone::Quiet,
        ),
        Door::Draft => (
            "A draft: only the office sees this page".to_owned(),
            "Publish the call when it is right; from then on its rules stand.".to_owned(),
            Some(Action::go("Manage this call", Link::OfficerCall(call.id))),
            Tone::Warn,
        ),
    };
    NextLine { says, detail, action, tone }
}

fn tiles(seen: &ScoredSeen) -> Vec<Tile> {
    let tile = |label: &str, figure: String, note: String| Tile::new(label, figure, note);
    let programme = &seen.programme;
    let types = i64::try_from(programme.types.len()).unwrap_or(i64::MAX);
    let mut tiles = Vec::new();
    if let Some(most) = words::voucher_most(programme) {
        let figure = format!("up to {}", euro_text(most.cents()));
        tiles.push(tile("For one project", figure, count_text(types, "type", "types")));
    }
    if let Some(cap) = programme.caps.per_organisation {
        let note = "over the project's life and all types".to_owned();
        tiles.push(tile("For one organisation", format!("up to {}", euro_text(cap.cents())), note));
    }
    if seen.books.is_open() {
        let budget = seen.books.budget();
        tiles.push(tile(
            "Budget of the call",
            euro_text(budget.appropriated.cents()),
            "for all types together".to_owned(),
        ));
    }
    tiles
}

fn type_view(kind: &VoucherType) -> TypeView {
    let mut facts = vec![
        Fact::new("Gives", words::voucher_amount(kind)),
        Fact::new("For", words::voucher_partners(kind)),
        Fact::new("Applications", words::voucher_intake(kind)),
    ];
    if let Some(each) = kind.ceiling_per_partner {
        facts.push(Fact::new("Most for one organisation", euro_text(each.cents())));
    }
    if let Some(months) = kind.months_max {
        let says = format!("up to {}", count_text(months.into(), "month", "months"));
        facts.push(Fact::new("Duration", says));
    }
    if let Some(many) = kind.per_organisation {
        let says = count_text(many.into(), "application", "applications");
        facts.push(Fact::new("One organisation takes part in", format!("at most {says}")));
    }
    TypeView { label: kind.label.clone(), summary: kind.summary.clone(), facts }
}

fn who(programme: &ScoredProgramme) -> Vec<Fact> {
    let kinds = programme.kinds.iter().map(|kind| words::organisation_kind(*kind));
    let mut rows = vec![Fact::new("May apply", names(kinds))];
    if let Some(share) = programme.sme_share {
        let says = format!("at least {share} of the project's budget goes to SMEs");
        rows.push(Fact::new("Aim", says));
    }
    if let Some(rules) = &programme.de_minimis {
        let says = format!(
            "Money of {}: de minimis aid. Each organisation declares earlier aid of its \
             undertaking; {} in {} years is the most",
            rules.member_state.name(),
            euro_text(rules.ceiling.cents()),
            rules.years
        );
        rows.push(Fact::new("State aid", says));
    }
    rows
}

fn rules(programme: &ScoredProgramme) -> Vec<Group> {
    let group = |title: &str, rules: &[crate::domain::eligibility::EligibilityRule]| Group {
        title: title.to_owned(),
        lines: rules.iter().map(|rule| rule.label.clone()).collect(),
    };
    let all = [
        group("The application", &programme.admissibility),
        group("The project", &programme.eligibility),
        group("Each organisation", &programme.partner_eligibility),
    ];
    all.into_iter().filter(|group| !group.lines.is_empty()).collect()
}

/// The clocks, from the deadline on.
fn dates(seen: &ScoredSeen) -> Vec<Fact> {
    let (call, clocks, zone) = (&seen.call, &seen.programme.clocks, seen.programme.zone);
    let days = |many: u32| count_text(many.into(), "day", "days");
    let mut rows = vec![Fact::new("Opens", moment_text(call.opens_at, zone))];
    let ends = words::round_ends(&seen.programme, call);
    let several = ends.len() > 1;
    for (label, end) in ends {
        let inform = day_text(limits(&seen.programme).inform_by(end, zone).last_day);
        let says = moment_text(end, zone);
        if several {
            rows.push(Fact::new(label, format!("{says}; everyone is informed by {inform}")));
        } else {
            rows.push(Fact::new(label, says));
            rows.push(Fact::new("Everyone is informed by", inform));
        }
    }
    rows.extend([
        Fact::new(
            "Agreement",
            format!(
                "signed within {} after the letter",
                count_text(clocks.sign_months.into(), "month", "months")
            ),
        ),
        Fact::new(
            "Review of the procedure",
            format!(
                "can be asked for within {} after the letter was opened; a letter nobody opens \
                 counts as read after {}",
                days(clocks.redress_days),
                days(clocks.deemed_read_days)
            ),
        ),
    ]);
    rows
}

fn way(programme: &ScoredProgramme) -> Vec<Fact> {
    let together = programme.types.iter().any(|kind| kind.partners_max > 1);
    let mut way = vec![Fact::new(
        "Write",
        "One organisation leads and writes. What is typed is saved at once.",
    )];
    if together {
        way.push(Fact::new(
            "Together",
            "Partners are invited by mail. Each says what it is, what it asks for, and confirms \
             its part; one missing makes the whole incomplete.",
        ));
    }
    way.extend([
        Fact::new(
            "Hand in",
            "Before the deadline, as often as you like; the last one counts. You get a receipt at \
             once.",
        ),
        Fact::new(
            "Checks",
            "The office checks whether it is complete and eligible, and may ask you to clarify.",
        ),
        Fact::new("Evaluation", "Experts without a conflict of interest read and mark it."),
        Fact::new("Result", "All letters go out together, with marks and comments."),
    ]);
    if programme.is_staged() {
        let labels: Vec<String> =
            programme.rounds.iter().skip(1).map(|round| round.label.to_lowercase()).collect();
        way.push(Fact::new(
            "Next stage",
            format!(
                "Who goes on is invited by letter to write the {}; it is checked and marked anew, \
                 and money is decided on after the last stage only.",
                words::list(&labels)
            ),
        ));
    }
    way
}

fn asked(programme: &ScoredProgramme) -> Vec<Group> {
    let of = |form: &Form, lead: &str| -> Vec<Group> {
        let group = |section: &crate::domain::form::Section| Group {
            title: format!("{lead}{}", section.title),
            lines: section.fields.iter().map(|field| field.label.clone()).collect(),
        };
        form.sections.iter().map(group).collect()
    };
    let several = programme.rounds.len() > 1;
    let mut all = Vec::new();
    for round in &programme.rounds {
        let lead = if several { format!("{}: ", round.label) } else { String::new() };
        all.extend(of(&round.form, &lead));
        if !round.documents.is_empty() {
            let line = |rule: &DocumentRule| {
                let each = if rule.each_partner { ", of each organisation" } else { "" };
                let need = if rule.required { "" } else { " (may be left out)" };
                let of = rule.when.as_ref().map_or("", |_| ", where the voucher asks for it");
                format!("{}{each}{of}{need}", rule.label)
            };
            all.push(Group {
                title: format!("{lead}Documents"),
                lines: round.documents.iter().map(line).collect(),
            });
        }
    }
    all.extend(of(&programme.partner_form, "Each organisation: "));
    all.push(Group {
        title: "Each organisation: its size".to_owned(),
        lines: vec![
            "Staff, turnover and balance sheet of the last two closed years".to_owned(),
            "Owners and holdings of a quarter and more, with their figures".to_owned(),
        ],
    });
    for group in &mut all {
        group.lines = group.lines.iter().map(|line| without_keys(line)).collect();
    }
    all
}

impl Page for ScoredCallPage {
    const TEMPLATE: &'static str = "pages/public/scored_call.html";
    fn samples() -> Vec<Self> {
        let id = uuid::Uuid::nil().into();
        let bare = |shell: Shell| Self {
            shell,
            state: Chip::new(Tone::Quiet, "closed"),
            next: NextLine {
                says: "This call is closed.".to_owned(),
                detail: String::new(),
                action: None,
                tone: Tone::Quiet,
            },
            summary: "Vouchers for SMEs.".to_owned(),
            tiles: Vec::new(),
            types: Vec::new(),
            who: Vec::new(),
            countries: "Austria and Belgium".to_owned(),
            rules: Vec::new(),
            criteria: Vec::new(),
            judged: Vec::new(),
            dates: Vec::new(),
            way: Vec::new(),
            asked: Vec::new(),
            check: Link::CallCheck(id),
            office: None,
        };
        let shell = Shell::sample("INNOSUP vouchers 2027").back("Calls", Link::Home);
        let fact = || vec![Fact::new("Gives", "up to € 5,000.00")];
        let group = || vec![Group { title: "Project".to_owned(), lines: vec!["Title".to_owned()] }];
        let full = Self {
            tiles: vec![Tile::new("For one project", "up to € 250,000.00", "3 types")],
            types: vec![TypeView {
                label: "Feasibility voucher".to_owned(),
                summary: "A lump sum for one SME.".to_owned(),
                facts: fact(),
            }],
            who: fact(),
            rules: group(),
            criteria: vec![CriterionView::sample()],
            judged: vec!["Marks run from 0 to 5.".to_owned()],
            dates: fact(),
            way: fact(),
            asked: group(),
            office: Some(Link::Overview(id)),
            ..bare(shell.clone())
        };
        vec![full, bare(shell)]
    }
}
