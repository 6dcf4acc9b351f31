//! What the office's pages share: the call they stand in, its tabs, ages, due days, budget and
//! meters. The one rule: whoever may not see the office gets "not found" before anything is read.

use crate::{
    domain::{
        access::{Act, Subject},
        call::{Call, CallStage},
        ids::{ApplicationId, CallId},
        ledger::chart::{AccountName, BudgetView, count},
        moment::{BRUSSELS, Moment},
        money::Money,
        payment::{Urgency, urgency},
        programme::Programme,
        quota::{self, PlaceKey, QuotaRule},
        scheme::Scheme,
        scored::ScoredProgramme,
    },
    http::{Ctx, Fail},
    queries::overview::{self, Books, MOST},
    render::{
        Link, Shell, Tone, day_text, euro_text, number_text,
        parts::{Chip, Meter, Tile},
        shell::{NavItem, Tabs},
    },
};
use chrono::{Days, NaiveDate};
use std::sync::Arc;

/// A call as the office stands in it.
#[derive(Debug, Clone)]
pub struct OfficeCall {
    /// The call.
    pub call: Call,
    /// Its programme as it stands for it.
    pub programme: Arc<Programme>,
}

/// A call of either kind as the office stands in it.
#[derive(Debug, Clone)]
pub struct AnyCall {
    /// The call.
    pub call: Call,
    /// Its scheme as it stands for it.
    pub scheme: Scheme,
}

/// A scored call as the office stands in it.
#[derive(Debug, Clone)]
pub struct ScoredCall {
    /// The call.
    pub call: Call,
    /// Its programme as it stands for it.
    pub programme: Arc<ScoredProgramme>,
}

impl AnyCall {
    /// The call, for whoever may see the office.
    pub async fn load(ctx: &Ctx, id: CallId) -> Result<Self, Fail> {
        ctx.need(Act::SeeOffice, &Subject::Office)?;
        let desk = &ctx.state.desk;
        let stored = overview::load(desk.database.reads(), id).await?;
        let scheme = desk.scheme(&stored)?;
        Ok(Self { call: stored.call, scheme })
    }
    /// The frame of a page in this call.
    pub fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        shell(ctx, &self.call, title)
    }
    /// Days before the due day on which a payment is warned about; a scored programme says none,
    /// so it is a quarter of the time there is.
    pub fn warns_ahead(&self) -> u32 {
        match &self.scheme {
            Scheme::Exchange(programme) => warns_ahead(programme),
            Scheme::Scored(programme) => programme.clocks.pay_within_days / 4,
        }
    }
    /// Its counters.
    pub fn quotas(&self) -> &[QuotaRule] {
        match &self.scheme {
            Scheme::Exchange(programme) => &programme.quotas,
            Scheme::Scored(programme) => &programme.quotas,
        }
    }
    /// Its pages.
    pub fn tabs(&self, ctx: &Ctx, here: &Link) -> Vec<NavItem> {
        match self.scheme {
            Scheme::Exchange(_) => tabs(ctx, self.call.id, here),
            Scheme::Scored(_) => scored_tabs(ctx, self.call.id, here),
        }
    }
}

impl OfficeCall {
    /// The call, for whoever may see the office; a scored one is not there.
    pub async fn load(ctx: &Ctx, id: CallId) -> Result<Self, Fail> {
        let any = AnyCall::load(ctx, id).await?;
        let programme = any.scheme.exchange().cloned().ok_or_else(Fail::not_found)?;
        Ok(Self { call: any.call, programme })
    }
    /// The frame of a page in this call.
    pub fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        shell(ctx, &self.call, title)
    }
}

impl ScoredCall {
    /// The call, for whoever may see the office; one of exchanges is not there.
    pub async fn load(ctx: &Ctx, id: CallId) -> Result<Self, Fail> {
        let any = AnyCall::load(ctx, id).await?;
        let programme = any.scheme.scored().cloned().ok_or_else(Fail::not_found)?;
        Ok(Self { call: any.call, programme })
    }
    /// The frame of a page in this call.
    pub fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        shell(ctx, &self.call, title)
    }
}

fn shell(ctx: &Ctx, call: &Call, title: impl Into<String>) -> Shell {
    ctx.shell(title)
        .back("All calls", Link::OfficerCalls)
        .back(&call.title, Link::Overview(call.id))
}

/// A profile nobody owns: asks whether profiles as such may be read.
const ANY_PROFILE: Subject = Subject::Profile {
    organisation: crate::domain::ids::OrganisationId(uuid::Uuid::nil()),
    partnership: crate::domain::ids::PartnershipId(uuid::Uuid::nil()),
    accepted: false,
};

/// May read profiles that are not accepted yet, whosesoever they are.
pub fn sees_profiles(ctx: &Ctx) -> bool {
    ctx.may(Act::SeeProfile, &ANY_PROFILE)
}

/// The pages of a call.
pub fn tabs(ctx: &Ctx, call: CallId, here: &Link) -> Vec<NavItem> {
    let mut tabs = vec![
        ("Overview", Link::Overview(call)),
        ("Applications", Link::Queue(call)),
        ("Profiles", Link::Profiles(call)),
        ("Payments", Link::Payments(call)),
        ("Budget", Link::Budget(call)),
        ("Ledger", Link::Ledger(call)),
        ("Set-up", Link::OfficerCall(call)),
    ];
    tabs.retain(|(_, link)| *link != Link::Profiles(call) || sees_profiles(ctx));
    items(tabs, here)
}

/// The pages of a scored call in one row; the page shown is marked, or the group it stands in. Who
/// evaluates and how it is ranked is not for everybody.
pub fn scored_tabs(ctx: &Ctx, call: CallId, here: &Link) -> Vec<NavItem> {
    outer(call, here, ctx.may(Act::SeePanel, &Subject::Office))
}

/// The same for a page that stands in a group: the group's pages are a row of their own.
pub fn group_tabs(ctx: &Ctx, call: CallId, here: &Link) -> Tabs {
    grouped(call, here, ctx.may(Act::SeePanel, &Subject::Office))
}

/// The tabs of samples.
pub fn sample_group(here: &Link) -> Tabs {
    grouped(CallId(uuid::Uuid::nil()), here, true)
}

fn outer(call: CallId, here: &Link, panel: bool) -> Vec<NavItem> {
    let mut tabs = vec![
        ("Overview", Link::Overview(call)),
        ("Proposals", Link::Proposals(call)),
        ("Experts", Link::Panel(call)),
        ("Decision", Link::Standing(call)),
        ("Grants", Link::Grants(call)),
        ("Payments", Link::Payments(call)),
        ("Budget", Link::Budget(call)),
        ("Ledger", Link::Ledger(call)),
        ("Set-up", Link::OfficerCall(call)),
    ];
    tabs.retain(|(_, link)| panel || groups(call).iter().all(|group| group[0].1 != *link));
    // In a group the group is marked, which its first page stands for.
    let group = groups(call).into_iter().find(|group| group.iter().any(|(_, link)| link == here));
    let marked = group.map_or_else(|| here.clone(), |group| group[0].1.clone());
    items(tabs, &marked)
}

/// The groups: experts and their work, the decision and what follows from it.
fn groups(call: CallId) -> [Vec<(&'static str, Link)>; 2] {
    let experts = vec![
        ("Panel", Link::Panel(call)),
        ("Conflicts", Link::Conflicts(call)),
        ("Assignment", Link::Assignment(call)),
        ("Evaluation", Link::Progress(call)),
        ("Marking", Link::Chair(call)),
    ];
    let decision = vec![
        ("Standing", Link::Standing(call)),
        ("Ranking", Link::Ranking(call)),
        ("Draw", Link::Draw(call)),
        ("Release", Link::Release(call)),
        ("Results", Link::OfficeResults(call)),
        ("Reserve list", Link::Reserve(call)),
        ("Reviews", Link::Redress(call)),
    ];
    [experts, decision]
}

fn grouped(call: CallId, here: &Link, panel: bool) -> Tabs {
    let found = groups(call).into_iter().find(|group| group.iter().any(|(_, link)| link == here));
    let group = found.map_or_else(Vec::new, |group| items(group, here));
    Tabs::new(outer(call, here, panel)).group(group)
}

fn items(tabs: Vec<(&str, Link)>, here: &Link) -> Vec<NavItem> {
    let tab = |(label, link): (&str, Link)| NavItem {
        label: label.to_owned(),
        current: link == *here,
        href: link.into(),
    };
    tabs.into_iter().map(tab).collect()
}

/// Tabs for samples.
pub fn sample_tabs() -> Vec<NavItem> {
    let tab = |(label, current): (&str, bool)| NavItem {
        label: label.to_owned(),
        href: "/office/calls".to_owned(),
        current,
    };
    [("Overview", true), ("Applications", false), ("Payments", false)].map(tab).to_vec()
}

/// 22 November 2026, 14:20 Brussels, for samples.
pub const fn sample_now() -> Moment {
    Moment::from_millis(1_795_353_600_000)
}

/// Where a call stands.
pub fn call_chip(call: &Call, now: Moment) -> Chip {
    match call.stage {
        CallStage::Draft => Chip::new(Tone::Quiet, "draft"),
        CallStage::Published if now < call.opens_at => Chip::new(Tone::Info, "opens later"),
        CallStage::Published if now > call.deadline => Chip::new(Tone::Warn, "deadline passed"),
        CallStage::Published => Chip::new(Tone::Good, "open"),
        CallStage::Closed => Chip::new(Tone::Quiet, "closed"),
        CallStage::Archived => Chip::new(Tone::Quiet, "archived"),
    }
}

/// "8", and "999+" where counting stopped.
pub fn counted(count: i64) -> String {
    counted_to(count, MOST)
}

/// Likewise where counting stopped at `most`.
pub fn counted_to(count: i64, most: i64) -> String {
    if count >= most { format!("{}+", most - 1) } else { number_text(count) }
}

/// "1 decision", "8 decisions".
pub fn things(count: i64, one: &str, many: &str) -> String {
    format!("{} {}", counted(count), if count == 1 { one } else { many })
}

/// How long something has waited, in calendar days.
pub fn age(since: Moment, now: Moment) -> String {
    match now.day_in(BRUSSELS).signed_duration_since(since.day_in(BRUSSELS)).num_days() {
        ..=0 => "today".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{} days", number_text(days)),
    }
}

/// When an unpaid lump sum is due, and how urgent that is.
pub fn due_chip(ahead_days: u32, due_on: NaiveDate, today: NaiveDate) -> Chip {
    let warn_on = due_on.checked_sub_days(Days::new(ahead_days.into())).unwrap_or(due_on);
    let days = due_on.signed_duration_since(today).num_days();
    match urgency(today, warn_on, due_on) {
        Urgency::Late if days == -1 => Chip::new(Tone::Bad, "1 day late"),
        Urgency::Late => Chip::new(Tone::Bad, format!("{} days late", number_text(-days))),
        Urgency::Warn if days == 0 => Chip::new(Tone::Warn, "due today"),
        Urgency::Warn if days == 1 => Chip::new(Tone::Warn, "due tomorrow"),
        Urgency::Warn => Chip::new(Tone::Warn, format!("due in {} days", number_text(days))),
        Urgency::InTime => Chip::new(Tone::Info, format!("due {}", day_text(due_on))),
    }
}

/// Days before the due day on which a lump sum of an exchange is warned about.
pub fn warns_ahead(programme: &Programme) -> u32 {
    programme.pay_within_days.saturating_sub(programme.pay_warn_days)
}

/// The transfers that begin or end in an account, or in all accounts of a kind of grantees'.
pub fn ledger_account(call: CallId, name: &str) -> String {
    Link::Ledger(call).with(&[("kind", "all"), ("account", name)])
}

/// The transfers of an exchange or a proposal.
pub fn ledger_file(call: CallId, file: ApplicationId) -> String {
    Link::Ledger(call).with(&[("kind", "all"), ("file", &file.to_string())])
}

/// A call's money as tiles, each leading to its transfers.
pub fn money_tile(call: CallId, label: &str, sum: Money, account: &str, note: &str) -> Tile {
    Tile::new(label, euro_text(sum.cents()), note).leading_to(ledger_account(call, account))
}

/// The money of a call.
pub fn budget(books: &Books) -> BudgetView {
    books.budget()
}

/// A meter for each rule, from the books.
pub fn meters(rules: &[QuotaRule], places: Option<u32>, books: &Books) -> Vec<quota::Meter> {
    let sums = |key: &PlaceKey| count(books.sums(&AccountName::Taken(key.clone())));
    quota::meters(rules, places, &sums)
}

/// The meter as drawn; `None` for a counter that is only reported.
pub fn drawn(meter: &quota::Meter) -> Option<Meter> {
    match (meter.aim, meter.size) {
        (Some(aim), _) => Some(Meter::share(&meter.label, meter.now, aim)),
        (None, Some(size)) => Some(Meter::count(
            &meter.label,
            meter.count.done.into(),
            meter.count.agreed.into(),
            size.into(),
        )),
        (None, None) => None,
    }
}

/// The first counter with a fixed number of places: the exchanges of the call.
pub fn places(meters: &[quota::Meter]) -> Option<&quota::Meter> {
    meters.iter().find(|meter| meter.size.is_some() && meter.aim.is_none())
}

#[cfg(test)]
mod tests {
    use super::{age, counted, counted_to, due_chip, things, warns_ahead};
    use crate::{config::catalogue::Catalogue, domain::moment::Moment, render::Tone};
    use chrono::{NaiveDate, TimeDelta};

    #[test]
    fn ages_are_calendar_days_in_brussels() {
        // 22 November 2026, 14:20 Brussels.
        let now = Moment::from_millis(1_795_353_600_000);
        assert_eq!(age(now, now), "today");
        assert_eq!(age(now.plus(-TimeDelta::hours(15)), now), "1 day");
        assert_eq!(age(now.plus(-TimeDelta::days(12)), now), "12 days");
    }

    #[test]
    fn a_count_that_stopped_says_so() {
        assert_eq!(counted(8), "8");
        assert_eq!(counted(1000), "999+");
        assert_eq!((counted_to(99, 100), counted_to(100, 100)), ("99".into(), "99+".into()));
        assert_eq!(things(1, "decision", "decisions"), "1 decision");
    }

    #[test]
    fn a_due_day_warns_before_it_and_is_late_after_it() {
        let catalogue = Catalogue::load(None).unwrap();
        let programme = catalogue.exchange("clusterxchange").unwrap();
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        // Ten days to pay, a warning on the seventh: three days ahead.
        let said = [10, 16, 17, 19, 20, 21, 23].map(|today| {
            let chip = due_chip(warns_ahead(programme), day(20), day(today));
            (chip.tone, chip.label)
        });
        let expected = [
            (Tone::Info, "due 20 November 2026"),
            (Tone::Info, "due 20 November 2026"),
            (Tone::Warn, "due in 3 days"),
            (Tone::Warn, "due tomorrow"),
            (Tone::Warn, "due today"),
            (Tone::Bad, "1 day late"),
            (Tone::Bad, "3 days late"),
        ];
        assert_eq!(said, expected.map(|(tone, label)| (tone, label.to_owned())));
    }
}
