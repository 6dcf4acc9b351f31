//! The sums, the ceilings and the two years. The one rule: what isn't known keeps a sum open; the
//! known part of it may still be enough to settle a test.

use super::{
    enterprise::{Books, Declaration, EnterpriseKey, Figures, Headcount, Size},
    group::{Groups, PUBLIC_BAR, Role, valid_share},
    outcome::{
        Assessment, CEILINGS, Ceiling, LevelTest, Missing, MissingWhat, PublicControl, Running,
        SmeClass, Standing, Step, StepYear, Test, Totals, Year, YearResult,
    },
};
use crate::domain::money::{Money, Percent, Rounding};
use std::collections::BTreeSet;

/// How a part of a cent, or of a hundredth of a unit, is settled when a partner's figures are
/// taken pro rata. No source says; commercial rounding, line by line, so that the lines a page
/// prints add up to the sum under them.
const PRO_RATA: Rounding = Rounding::HalfUp;

/// Works the status out (domain facts 4.2). Values that make no sense (below zero, over 100 %)
/// count as not known; [`super::faults`] names them.
pub fn assess(declaration: &Declaration) -> Assessment {
    let groups = Groups::of(declaration);
    let years = match declaration.own {
        Books::TwoYears { .. } => vec![Year::Last, Year::Before],
        Books::OneYear { .. } => vec![Year::Last],
        Books::Estimate { .. } => vec![Year::Estimate],
    };
    let mut missing = Vec::new();
    let (steps, sums) = add_up(declaration, &groups, &years, &mut missing);
    let results: Vec<_> =
        years.iter().zip(sums).map(|(year, sums)| year_result(*year, sums)).collect();
    let (at_least, at_most) = over_the_years(declaration, &results, &mut missing);
    let worked_out = groups.public_share();
    let declared = valid_share(declaration.public_control).map(Percent::from_hundredths);
    if declared.is_none() {
        missing.push(Missing { enterprise: EnterpriseKey::OWN, what: MissingWhat::PublicControl });
    }
    let bars = declared.is_some_and(|share| share >= PUBLIC_BAR) || worked_out >= PUBLIC_BAR;
    let is_sme = if bars || at_least == Size::Large {
        Some(false)
    } else if at_most == Size::Large || declared.is_none() {
        None
    } else {
        Some(true)
    };
    let class = match (is_sme, at_least == at_most, at_most) {
        (Some(false), _, _) => SmeClass::NotSme,
        (Some(true), true, Size::Micro) => SmeClass::Micro,
        (Some(true), true, Size::Small) => SmeClass::Small,
        (Some(true), true, Size::Medium) => SmeClass::Medium,
        (None, _, _) | (Some(true), false, _) | (Some(true), true, Size::Large) => {
            SmeClass::OfficerMustLook
        }
    };
    let settled_by_last =
        results.first().is_none_or(|last| last.at_least == at_least && last.at_most == at_most);
    missing.sort_unstable();
    Assessment {
        class,
        is_sme,
        standing: standing(&steps),
        years,
        kept_by_two_years: at_least == at_most && !settled_by_last,
        steps,
        results,
        at_least,
        at_most,
        public: PublicControl { declared, worked_out, bars },
        missing,
    }
}

fn standing(steps: &[Step]) -> Standing {
    let others = || steps.iter().filter(|step| step.enterprise != EnterpriseKey::OWN);
    if others().any(|step| matches!(step.role, Role::Linked { .. })) {
        Standing::Linked
    } else if others().any(|step| step.role.counted().is_some()) {
        Standing::Partner
    } else {
        Standing::Autonomous
    }
}

/// Ties whose answer could still link the two: no share, or no word on control.
fn unknown_ties(declaration: &Declaration) -> impl Iterator<Item = (EnterpriseKey, MissingWhat)> {
    declaration.related.iter().flat_map(|related| {
        related.ties.iter().filter_map(|tie| {
            let what = match (valid_share(tie.share), tie.control) {
                (None, Some(false) | None) => MissingWhat::Share { to: tie.to },
                (Some(share), None) if share <= 5_000 => MissingWhat::Control { to: tie.to },
                // Control links, and so does more than a half: nothing is open.
                (Some(_), Some(false) | None) | (_, Some(true)) => return None,
            };
            Some((related.key, what))
        })
    })
}

/// The figures an enterprise has for a column.
fn column(books: &Books, year: Year) -> Figures {
    let figures = match (books, year) {
        (Books::TwoYears { before, .. }, Year::Before) => *before,
        // It had closed no accounts before: there is nothing to add to that year.
        (Books::OneYear { .. } | Books::Estimate { .. }, Year::Before) => Figures::ZERO,
        (Books::TwoYears { last, .. } | Books::OneYear { last }, Year::Last | Year::Estimate) => {
            *last
        }
        (Books::Estimate { this }, Year::Last | Year::Estimate) => *this,
    };
    Figures {
        headcount: figures.headcount.filter(|units| units.hundredths() >= 0),
        turnover: figures.turnover.filter(|amount| !amount.is_negative()),
        balance: figures.balance.filter(|amount| !amount.is_negative()),
    }
}

/// Those whose figures are in another's accounts that are counted at the same rate. In a circle of
/// such claims nobody is.
fn in_accounts(declaration: &Declaration, groups: &Groups) -> BTreeSet<EnterpriseKey> {
    let claims = |key: EnterpriseKey| {
        let related = declaration.related.iter().filter(move |related| related.key == key);
        related
            .flat_map(|related| &related.ties)
            .filter(move |tie| tie.in_accounts && tie.to != key && groups.same_group(key, tie.to))
            .map(|tie| tie.to)
    };
    let mut counted: BTreeSet<_> = declaration
        .related
        .iter()
        .map(|related| related.key)
        .filter(|key| claims(*key).next().is_none())
        .collect();
    counted.insert(EnterpriseKey::OWN);
    let mut covered = BTreeSet::new();
    loop {
        let more = declaration.related.iter().map(|related| related.key).find(|key| {
            let reached = |to| counted.contains(&to) || covered.contains(&to);
            !counted.contains(key) && !covered.contains(key) && claims(*key).any(reached)
        });
        let Some(key) = more else { return covered };
        covered.insert(key);
    }
}

fn add_up(
    declaration: &Declaration,
    groups: &Groups,
    years: &[Year],
    missing: &mut Vec<Missing>,
) -> (Vec<Step>, Vec<Totals>) {
    let roles = groups.roles();
    let covered = in_accounts(declaration, groups);
    let mut sums = vec![Totals::default(); years.len()];
    for (enterprise, what) in unknown_ties(declaration) {
        missing.push(Missing { enterprise, what });
        open_all(&mut sums);
    }
    for related in declaration.related.iter().filter(|related| related.ties.is_empty()) {
        missing.push(Missing { enterprise: related.key, what: MissingWhat::Ties });
        open_all(&mut sums);
    }
    let own = (EnterpriseKey::OWN, &declaration.own);
    let mut seen = BTreeSet::new();
    let mut steps = Vec::new();
    let others = declaration.related.iter().map(|related| (related.key, &related.books));
    for (key, books) in std::iter::once(own).chain(others) {
        // A number that stands twice is a fault; the first is taken.
        if !seen.insert(key) {
            continue;
        }
        let role = roles.get(&key).copied().unwrap_or(Role::Distant);
        let covered = covered.contains(&key) && role.counted().is_some();
        let counted = role.counted().filter(|_| !covered);
        let mut in_years = Vec::new();
        for (year, sums) in years.iter().zip(&mut sums) {
            let figures = column(books, *year);
            let added = counted.map_or(Figures::ZERO, |share| part(&figures, share));
            note_missing(key, *year, &added, missing);
            add(sums, &added);
            in_years.push(StepYear { year: *year, figures, added, sums: *sums });
        }
        let step = Step { enterprise: key, role, counted, in_accounts: covered, years: in_years };
        steps.push(step);
    }
    (steps, sums)
}

fn open_all(sums: &mut [Totals]) {
    for sum in sums {
        sum.headcount.open = true;
        sum.turnover.open = true;
        sum.balance.open = true;
    }
}

/// The share of each figure. What doesn't fit is larger than any ceiling and stays the largest.
fn part(figures: &Figures, share: Percent) -> Figures {
    let money = |amount: Money| amount.percent(share, PRO_RATA).unwrap_or(MOST_MONEY);
    Figures {
        headcount: figures
            .headcount
            .map(|units| units.percent(share, PRO_RATA).unwrap_or(MOST_STAFF)),
        turnover: figures.turnover.map(money),
        balance: figures.balance.map(money),
    }
}

const MOST_MONEY: Money = Money::from_cents(i64::MAX);
const MOST_STAFF: Headcount = Headcount::from_hundredths(i64::MAX);

fn add(sums: &mut Totals, added: &Figures) {
    match added.headcount {
        Some(units) => {
            let sum = sums.headcount.known.checked_add(units);
            sums.headcount.known = sum.unwrap_or(MOST_STAFF);
        }
        None => sums.headcount.open = true,
    }
    for (sum, amount) in [(&mut sums.turnover, added.turnover), (&mut sums.balance, added.balance)]
    {
        match amount {
            Some(amount) => sum.known = sum.known.checked_add(amount).unwrap_or(MOST_MONEY),
            None => sum.open = true,
        }
    }
}

fn note_missing(
    enterprise: EnterpriseKey,
    year: Year,
    added: &Figures,
    missing: &mut Vec<Missing>,
) {
    for (unknown, what) in [
        (added.headcount.is_none(), MissingWhat::Headcount { year }),
        (added.turnover.is_none(), MissingWhat::Turnover { year }),
        (added.balance.is_none(), MissingWhat::Balance { year }),
    ] {
        if unknown {
            missing.push(Missing { enterprise, what });
        }
    }
}

fn test<T: Copy>(sum: Running<T>, inside: impl Fn(T) -> bool) -> Test {
    match (inside(sum.known), sum.open) {
        (false, _) => Test::Over,
        (true, false) => Test::Within,
        (true, true) => Test::Open,
    }
}

fn level(ceiling: Ceiling, sums: &Totals) -> LevelTest {
    let headcount = test(sums.headcount, |known| known < ceiling.headcount_below);
    let turnover = test(sums.turnover, |known| known <= ceiling.turnover);
    let balance = test(sums.balance, |known| known <= ceiling.balance);
    let money = match (turnover, balance) {
        (Test::Within, _) | (_, Test::Within) => Test::Within,
        (Test::Over, Test::Over) => Test::Over,
        (Test::Open, Test::Open | Test::Over) | (Test::Over, Test::Open) => Test::Open,
    };
    let holds = match (headcount, money) {
        (Test::Over, _) | (_, Test::Over) => Test::Over,
        (Test::Within, Test::Within) => Test::Within,
        (Test::Open, Test::Within | Test::Open) | (Test::Within, Test::Open) => Test::Open,
    };
    LevelTest { ceiling, headcount, turnover, balance, holds }
}

fn year_result(year: Year, sums: Totals) -> YearResult {
    let tests = CEILINGS.map(|ceiling| level(ceiling, &sums));
    let first = |fits: fn(Test) -> bool| {
        tests.iter().find(|level| fits(level.holds)).map_or(Size::Large, |l| l.ceiling.size)
    };
    YearResult {
        year,
        sums,
        tests,
        at_least: first(|holds| holds != Test::Over),
        at_most: first(|holds| holds == Test::Within),
    }
}

/// The middle one of three.
fn middle(a: Size, b: Size, c: Size) -> Size {
    a.max(b).min(a.min(b).max(c))
}

/// A size is lost or gained only when two years running say so (domain facts 4.2). So the size
/// held before moves as far as both years agree: it ends at the middle one of the three. Where
/// the two years differ and it isn't known what was held, the answer lies between them.
fn over_the_years(
    declaration: &Declaration,
    results: &[YearResult],
    missing: &mut Vec<Missing>,
) -> (Size, Size) {
    let (last, before) = match results {
        [last, before] => (last, before),
        [only] => return (only.at_least, only.at_most),
        [] | [_, _, _, ..] => return (Size::Micro, Size::Large),
    };
    let settled = |year: &YearResult| year.at_least == year.at_most;
    let same = settled(last) && settled(before) && last.at_least == before.at_least;
    let mut ask = |what| missing.push(Missing { enterprise: EnterpriseKey::OWN, what });
    if !same {
        match declaration.ownership_changed {
            None => ask(MissingWhat::OwnershipChanged),
            Some(true) => ask(MissingWhat::WhichYear),
            Some(false) => {}
        }
        if declaration.held.is_none() {
            ask(MissingWhat::Held);
        }
    }
    // Unless it is known that the owners stayed, either year may be the one that counts.
    let held = declaration.held.filter(|_| declaration.ownership_changed == Some(false));
    let (low, high) = held.map_or((Size::Micro, Size::Large), |held| (held, held));
    (middle(low, before.at_least, last.at_least), middle(high, before.at_most, last.at_most))
}
