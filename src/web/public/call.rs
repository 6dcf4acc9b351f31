//! A call's page: who may take part, how long, how much, what is asked, what is left. The one
//! rule: everything here comes from the programme's text as frozen for this call.

use super::{
    Seen,
    home::{self, Door},
};
use crate::{
    domain::{
        access::{Act, Subject},
        country::Country,
        lump_sum::{Place, Rate},
        moment::Moment,
        money::Money,
        organisation::OrganisationKind,
        programme::{OUTERMOST, Programme},
    },
    http::{Answer, Ctx},
    queries::calls,
    render::{
        Link, Page, Shell, Tone, count_text, days_between, euro_text, meters, moment_text,
        parts::{Action, Fact, Meter, NextLine, Tile},
        words::{self, Chip},
    },
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A call's page.
#[derive(Debug, Serialize)]
pub(super) struct CallPage<'p> {
    shell: Shell,
    state: Chip,
    next: NextLine,
    summary: &'p str,
    tiles: Vec<Tile>,
    who: Vec<Fact>,
    countries: String,
    rates: Vec<RateLine>,
    rate_notes: Vec<String>,
    asked: Vec<Asked<'p>>,
    evidence: Vec<Fact>,
    way: Vec<Fact>,
    meters: Vec<Meter>,
    reported: Vec<Fact>,
    partnerships: Vec<Meter>,
    check: Link,
    hosts: Link,
    profile: Link,
    /// The office's own page of the call, for those who work there.
    office: Option<Link>,
}

/// One amount with the places it is paid for.
#[derive(Debug, Serialize)]
struct RateLine {
    amount: i64,
    places: String,
}

/// A part of the form with its questions.
#[derive(Debug, Serialize)]
struct Asked<'p> {
    title: &'p str,
    questions: Vec<&'p str>,
}

impl Page for CallPage<'_> {
    const TEMPLATE: &'static str = "pages/public/call.html";
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
            summary: "Visit an organisation in another country.",
            tiles: Vec::new(),
            who: Vec::new(),
            countries: "Austria and Belgium".to_owned(),
            rates: Vec::new(),
            rate_notes: Vec::new(),
            asked: Vec::new(),
            evidence: Vec::new(),
            way: Vec::new(),
            meters: Vec::new(),
            reported: Vec::new(),
            partnerships: Vec::new(),
            check: Link::CallCheck(id),
            hosts: Link::Hosts(id),
            profile: Link::Profile(id),
            office: None,
        };
        let shell = Shell::sample("ClusterXchange 2026").back("Calls", Link::Home);
        let fact = || vec![Fact::new("Visitors", "clusters and SMEs")];
        let full = Self {
            tiles: vec![Tile::new("Places left", "171", "of 500")],
            who: fact(),
            rates: vec![RateLine { amount: 110_000, places: "Denmark and Azores".to_owned() }],
            rate_notes: vec!["Never above € 1,100.00.".to_owned()],
            asked: vec![Asked { title: "The exchange", questions: vec!["First day of the stay"] }],
            evidence: fact(),
            way: fact(),
            meters: vec![Meter::count("Exchanges", 217, 112, 500)],
            reported: fact(),
            partnerships: vec![Meter::count("CLOTH", 20, 4, 100)],
            office: Some(Link::Overview(id)),
            ..bare(shell.clone())
        };
        vec![full, bare(shell)]
    }
}

/// The page of a call of exchanges.
pub(super) async fn show(ctx: &Ctx, seen: &Seen) -> Answer {
    let id = seen.call.id;
    let partnerships = calls::partnerships(ctx.state.desk.database.reads(), id).await?;
    let (call, programme) = (&seen.call, &*seen.programme);
    let now = ctx.now();
    let all = seen.books.meters(&programme.quotas, call.places);
    let reported = all.iter().filter(|meter| meter.size.is_none() && meter.aim.is_none());
    let partnership = |row: &calls::Partnership| {
        let count = seen.books.of_partnership(row.id);
        let label = format!("{} ({})", row.name, row.code);
        Meter::count(label, count.done.into(), count.agreed.into(), row.target)
    };
    let page = CallPage {
        shell: ctx.shell(call.title.clone()).back("Calls", Link::Home).crumb(&programme.title),
        state: home::chip(call, now, programme.zone),
        next: next(seen, now),
        summary: &programme.summary,
        tiles: tiles(seen),
        who: who(programme),
        countries: list(programme.countries.iter().copied().map(Country::name)),
        rates: rates(programme, now),
        rate_notes: rate_notes(programme, call.rates_confirmed),
        asked: asked(programme),
        evidence: programme.evidence.iter().map(|e| Fact::new(&e.label, &e.hint)).collect(),
        way: way(programme),
        meters: all.iter().filter_map(meters::meter).collect(),
        reported: reported
            .map(|m| {
                Fact::new(&m.label, format!("{} done, {} agreed", m.count.done, m.count.agreed))
            })
            .collect(),
        partnerships: partnerships.iter().map(partnership).collect(),
        check: Link::CallCheck(id),
        hosts: Link::Hosts(id),
        profile: Link::Profile(id),
        office: ctx.may(Act::SeeOffice, &Subject::Office).then_some(Link::Overview(id)),
    };
    ctx.page(&page)
}

/// "a, b and c" by name.
fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut sorted: Vec<&str> = names.collect();
    sorted.sort_unstable();
    sorted.dedup();
    words::list(&sorted)
}

fn next(seen: &Seen, now: Moment) -> NextLine {
    let (call, zone) = (&seen.call, seen.programme.zone);
    let (says, detail, action, tone) = match home::door(call, now) {
        Door::Open => (
            format!("Next: apply before {}", moment_text(call.deadline, zone)),
            format!(
                "It closes {}. You need an account, your organisation with its site, and an \
                 accepted profile.",
                days_between(now, call.deadline, zone)
            ),
            Some(Action::go("Start an application", Link::ApplicationNew(call.id))),
            Tone::Info,
        ),
        Door::Coming => (
            format!("Opens on {}", moment_text(call.opens_at, zone)),
            format!(
                "Applications come in until {}. Until then you can check below whether you are \
                 eligible, and hand in your profile.",
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

fn tiles(seen: &Seen) -> Vec<Tile> {
    let tile = |label: &str, figure: String, note: String| Tile::new(label, figure, note);
    let programme = &seen.programme;
    let most = euro_text(programme.lump_sum.ceiling.cents());
    let mut tiles = vec![tile(
        "Lump sum",
        format!("up to {most}"),
        format!("paid within {} days after stay and report", programme.pay_within_days),
    )];
    if seen.books.is_open() {
        let meters = seen.books.meters(&programme.quotas, seen.call.places);
        if let Some((left, all)) = home::places(&meters) {
            let left = count_text(left.into(), "exchange", "exchanges");
            tiles.push(tile("Places left", left, format!("of {all}")));
        }
        let budget = seen.books.budget();
        tiles.push(tile(
            "Money left",
            euro_text(budget.free.cents()),
            format!("of {}", euro_text(budget.appropriated.cents())),
        ));
    }
    tiles
}

fn who(programme: &Programme) -> Vec<Fact> {
    let kinds = |kinds: &BTreeSet<OrganisationKind>| {
        let kinds: Vec<_> = kinds.iter().map(|kind| words::organisation_kind(*kind)).collect();
        words::list(&kinds)
    };
    let months = count_text(programme.stay.max_months.into(), "month", "months");
    vec![
        Fact::new("May visit", kinds(&programme.visitors)),
        Fact::new("May host", kinds(&programme.hosts)),
        Fact::new(
            "How long",
            format!(
                "{} working days to {months}. Days of travel, weekends and public holidays of the \
                 host's country don't count as working days.",
                programme.stay.min_working_days
            ),
        ),
        Fact::new(
            "Where",
            "Visitor and host are registered in two different countries that take part.",
        ),
    ]
}

/// A place of the rate table as people read it.
fn place_name(place: &Place) -> &str {
    match place {
        Place::Country(country) => country.name(),
        Place::Region(code) => {
            let known = OUTERMOST.iter().find(|(region, ..)| region == code);
            known.map_or(code.as_str(), |(_, _, name)| *name)
        }
    }
}

/// The amounts valid today, highest first, each with its places.
fn rates(programme: &Programme, now: Moment) -> Vec<RateLine> {
    let today = now.day_in(programme.zone);
    let valid = |rate: &&Rate| rate.from <= today && rate.until.is_none_or(|until| today <= until);
    let mut by_amount: BTreeMap<Money, Vec<(bool, &str)>> = BTreeMap::new();
    for rate in programme.lump_sum.rates.iter().filter(valid) {
        let region = matches!(rate.place, Place::Region(_));
        by_amount.entry(rate.amount).or_default().push((region, place_name(&rate.place)));
    }
    let line = |(amount, mut places): (Money, Vec<(bool, &str)>)| {
        // Countries first, then regions, each by name.
        places.sort_unstable();
        let names: Vec<&str> = places.into_iter().map(|(_, name)| name).collect();
        RateLine { amount: amount.cents(), places: words::list(&names) }
    };
    by_amount.into_iter().rev().map(line).collect()
}

fn rate_notes(programme: &Programme, confirmed: bool) -> Vec<String> {
    let rules = &programme.lump_sum;
    let mut notes = vec![
        format!(
            "Half of it for a stay of fewer than {} working days, or with less than {} km between \
             the two sites. It is halved once, also when both hold.",
            rules.half_under_working_days, rules.half_under_km
        ),
        format!("Never above {}.", euro_text(rules.ceiling.cents())),
        "A virtual exchange is not paid.".to_owned(),
    ];
    if rules.derived_default && !confirmed {
        notes.push(
            "The office still has to confirm this table before the first payment.".to_owned(),
        );
    }
    notes.push(without_keys(&rules.source));
    notes
}

/// A source as people read it: without the keys in square brackets that stand for documents.
pub(super) fn without_keys(source: &str) -> String {
    let mut plain = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, (_, after))) =
        rest.split_once('[').and_then(|(before, key)| Some((before, key.split_once(']')?)))
    {
        plain.push_str(before.trim_end());
        rest = after;
    }
    plain.push_str(rest);
    plain
}

fn asked(programme: &Programme) -> Vec<Asked<'_>> {
    programme
        .form
        .sections
        .iter()
        .map(|section| Asked {
            title: &section.title,
            questions: section.fields.iter().map(|field| field.label.as_str()).collect(),
        })
        .collect()
}

fn way(programme: &Programme) -> Vec<Fact> {
    vec![
        Fact::new(
            "Profile",
            "Your organisation says what it looks for or offers. A partnership answers it.",
        ),
        Fact::new(
            "Application",
            "The visitor writes it; the host confirms the match. What is typed is saved at once.",
        ),
        Fact::new("Decision", "The office checks each rule and awards, or says why not."),
        Fact::new(
            "Signatures",
            "Both sides and both partnerships sign the Commitment to Quality; the visitor and its \
             partnership sign the Financial Agreement.",
        ),
        Fact::new("Stay and report", "The visitor reports and hands in the evidence."),
        Fact::new(
            "Payment",
            format!(
                "Within {} days after the stay, or after the evidence is complete if that is later.",
                programme.pay_within_days
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::without_keys;

    #[test]
    fn keys_of_documents_are_for_those_who_keep_the_file() {
        assert_eq!(without_keys("From a [x]; agrees with b [y]."), "From a; agrees with b.");
        assert_eq!(without_keys("open [ and ] shut [z"), "open shut [z");
    }
}
