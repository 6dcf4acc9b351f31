//! The arithmetic of an enterprise's size (2003/361/EC) as a table: every number that led to the
//! class. The one rule: what is not known is said to be not known.

use crate::{
    actions::assess_proposal::DeclaredSize,
    domain::{
        money::{Money, Percent},
        sme::{
            Figures, Headcount, LevelTest, Role, Running, Size, SmeClass, Step, Test, Year,
            YearResult,
        },
    },
    render::{Tone, euro_text, parts::Chip, words},
};
use serde::Serialize;

/// The reasoning.
#[derive(Debug, Clone, Serialize)]
pub struct SizeView {
    years: Vec<YearView>,
    notes: Vec<String>,
}

/// One year's sums and tests.
#[derive(Debug, Clone, Serialize)]
struct YearView {
    title: &'static str,
    rows: Vec<RowView>,
    total: RowView,
    tests: Vec<String>,
}

/// One enterprise with what is added of it.
#[derive(Debug, Clone, Serialize)]
struct RowView {
    name: String,
    role: String,
    headcount: String,
    turnover: String,
    balance: String,
}

const UNKNOWN: &str = "not known";

/// The word for a class.
pub fn class_chip(class: SmeClass) -> Chip {
    match class {
        SmeClass::Micro => Chip::new(Tone::Good, "micro"),
        SmeClass::Small => Chip::new(Tone::Good, "small"),
        SmeClass::Medium => Chip::new(Tone::Good, "medium-sized"),
        SmeClass::NotSme => Chip::new(Tone::Bad, "no SME"),
        SmeClass::OfficerMustLook => Chip::new(Tone::Warn, "size to look at"),
    }
}

fn percent(share: Percent) -> String {
    share.to_string()
}

fn role(role: &Role) -> String {
    match role {
        Role::Own => "itself, whole".to_owned(),
        Role::Linked { .. } => "linked, whole".to_owned(),
        Role::Partner { share } => format!("partner enterprise, {}", percent(*share)),
        Role::LinkedToPartner { share, .. } => {
            format!("linked to a partner enterprise, {}", percent(*share))
        }
        Role::Exempt { share } => {
            format!("exempt investor with {}, not counted", percent(*share))
        }
        Role::PublicBody { share } => format!("public body with {}, not counted", percent(*share)),
        Role::Below { share } => format!("holds {}, not counted", percent(*share)),
        Role::Distant => "further away, not counted".to_owned(),
    }
}

fn staff(number: Option<Headcount>) -> String {
    number.map_or_else(|| UNKNOWN.to_owned(), |number| number.to_string())
}

fn money(amount: Option<Money>) -> String {
    amount.map_or_else(|| UNKNOWN.to_owned(), |amount| euro_text(amount.cents()))
}

fn figures(name: String, role: String, figures: &Figures) -> RowView {
    RowView {
        name,
        role,
        headcount: staff(figures.headcount),
        turnover: money(figures.turnover),
        balance: money(figures.balance),
    }
}

fn running<T: Copy>(sum: Running<T>, says: impl Fn(T) -> String) -> String {
    let known = says(sum.known);
    if sum.open { format!("at least {known}") } else { known }
}

fn test(label: &str, test: Test) -> String {
    let says = match test {
        Test::Within => "kept",
        Test::Over => "passed over",
        Test::Open => UNKNOWN,
    };
    format!("{label}: {says}")
}

fn tests(level: &LevelTest) -> String {
    let size = match level.ceiling.size {
        Size::Micro => "Micro",
        Size::Small => "Small",
        Size::Medium => "Medium-sized",
        Size::Large => "Large",
    };
    let (staff, turnover, balance) = (
        format!("staff below {}", level.ceiling.headcount_below),
        format!("turnover up to {}", euro_text(level.ceiling.turnover.cents())),
        format!("balance sheet up to {}", euro_text(level.ceiling.balance.cents())),
    );
    format!(
        "{size}: {}; {} or {}.",
        test(&staff, level.headcount),
        test(&turnover, level.turnover),
        test(&balance, level.balance)
    )
}

fn year(of: &YearResult, at: usize, steps: &[Step], name: &dyn Fn(&Step) -> String) -> YearView {
    let title = match of.year {
        Year::Last => "Last closed year",
        Year::Before => "The year before",
        Year::Estimate => "Estimate for the running year",
    };
    let row = |step: &Step| {
        let added = step.years.get(at)?;
        let says = if step.in_accounts {
            format!("{}; already in another's accounts", role(&step.role))
        } else {
            role(&step.role)
        };
        Some(figures(name(step), says, &added.added))
    };
    let sums = &of.sums;
    YearView {
        title,
        rows: steps.iter().filter_map(row).collect(),
        total: RowView {
            name: "Together".to_owned(),
            role: String::new(),
            headcount: running(sums.headcount, |number| number.to_string()),
            turnover: running(sums.turnover, |amount| euro_text(amount.cents())),
            balance: running(sums.balance, |amount| euro_text(amount.cents())),
        },
        tests: of.tests.iter().map(tests).collect(),
    }
}

impl SizeView {
    /// The reasoning of a declaration.
    pub fn of(size: &DeclaredSize) -> Self {
        let (declared, found) = (&size.declaration, &size.assessment);
        let name = |step: &Step| {
            let related = declared.related.iter().find(|one| one.key == step.enterprise);
            related.map_or_else(|| "The partner itself".to_owned(), |one| one.name.clone())
        };
        let years = found.results.iter().enumerate();
        let mut notes = Vec::new();
        if found.kept_by_two_years {
            notes.push(
                "A size is lost or won only after two years in a row, so the earlier one stands."
                    .to_owned(),
            );
        }
        if found.public.bars {
            notes.push(
                "Public bodies hold a quarter or more, which normally bars the status.".to_owned(),
            );
        }
        if !found.missing.is_empty() {
            let many = i64::try_from(found.missing.len()).unwrap_or(i64::MAX);
            let things = crate::render::count_text(many, "figure is", "figures are");
            notes.push(format!("{things} not given; the class says whether that matters."));
        }
        let years: Vec<YearView> =
            years.map(|(at, of)| year(of, at, &found.steps, &name)).collect();
        Self { years, notes }
    }
    /// One for the samples.
    pub fn sample() -> Self {
        let row = |name: &str, role: &str| RowView {
            name: name.to_owned(),
            role: role.to_owned(),
            headcount: "12".to_owned(),
            turnover: "€ 1,200,000.00".to_owned(),
            balance: UNKNOWN.to_owned(),
        };
        Self {
            years: vec![YearView {
                title: "Last closed year",
                rows: vec![row("The partner itself", "itself, whole")],
                total: row("Together", ""),
                tests: vec!["Small: staff below 50: kept.".to_owned()],
            }],
            notes: vec![words::list(&["One figure is not given.".to_owned()])],
        }
    }
}
