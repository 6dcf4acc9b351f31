//! An SME declaration as a form, as typed text back into values, and its arithmetic printed step by
//! step. The one rule: what can't be read as a value comes back as typed with its reason, and
//! nothing of the page is lost.

use super::tie::{NO_TIE, tie_name};
use crate::{
    domain::{
        facts::day,
        form::{Fault, FieldRefusal},
        money::{Money, Percent},
        sme::{
            self, Assessment, Books, Declaration, Direction, EnterpriseKey, EnterpriseKind,
            Figures, Headcount, LinkHow, Related, Role, SmeClass, Standing, Step, Tie, Year,
        },
    },
    http::Typed,
    render::{euro_text, number_text, parts::CalcLine},
};

/// The kinds of books, as sent.
pub(super) const BOOKS: [(&str, &str); 3] = [
    ("two_years", "Two closed accounting years"),
    ("one_year", "One closed year; it is a young enterprise"),
    ("estimate", "None closed yet: an estimate for the running year"),
];

/// Reads a sent page: the declaration with what could be read, and what could not.
pub(super) fn read(typed: &Typed) -> (Declaration, Vec<Fault>) {
    let mut reader = Reader { typed, faults: Vec::new() };
    let books = typed.get("books").to_owned();
    let own = reader.books("own", &books);
    let last_closed_on = reader.day("last_closed_on", "The day your last year closed");
    let public_control = reader.percent("public_control", "Held by public bodies");
    let held = match typed.get("held") {
        "micro" => Some(sme::Size::Micro),
        "small" => Some(sme::Size::Small),
        "medium" => Some(sme::Size::Medium),
        "large" => Some(sme::Size::Large),
        _none => None,
    };
    let mut related = Vec::new();
    for key in rows(typed) {
        if typed.get("drop") == key.to_string() {
            continue;
        }
        related.push(reader.related(key, &books));
    }
    let ownership_changed = yes_no(typed.get("ownership_changed"));
    let declaration =
        Declaration { own, last_closed_on, public_control, held, ownership_changed, related };
    (declaration, reader.faults)
}

/// The numbers of the related enterprises a page sent, in its order.
fn rows(typed: &Typed) -> Vec<u32> {
    typed.all("row").filter_map(|key| key.parse().ok()).filter(|key| *key > 0).collect()
}

fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _not_answered => None,
    }
}

struct Reader<'t> {
    typed: &'t Typed,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn value<V>(
        &mut self,
        name: &str,
        label: &str,
        why: FieldRefusal,
        parse: impl Fn(&str) -> Option<V>,
    ) -> Option<V> {
        let text = self.typed.get(name).trim();
        if text.is_empty() {
            return None;
        }
        let read = parse(text);
        if read.is_none() {
            let (field, label) = (name.to_owned(), label.to_owned());
            self.faults.push(Fault { field, label, why });
        }
        read
    }
    fn day(&mut self, name: &str, label: &str) -> Option<chrono::NaiveDate> {
        self.value(name, label, FieldRefusal::NotADate, day)
    }
    fn percent(&mut self, name: &str, label: &str) -> Option<Percent> {
        let hundredths = |text: &str| {
            let text = text.trim_end_matches('%').trim();
            u32::try_from(Money::parse_euro(text)?.cents()).ok().map(Percent::from_hundredths)
        };
        self.value(name, label, FieldRefusal::NotADecimal, hundredths)
    }
    fn amount(&mut self, name: &str, label: &str) -> Option<Money> {
        self.value(name, label, FieldRefusal::NotAnAmount, Money::parse_euro)
    }
    fn headcount(&mut self, name: &str, label: &str) -> Option<Headcount> {
        // Two decimals, written as an amount is.
        let hundredths =
            |text: &str| Money::parse_euro(text).map(|n| Headcount::from_hundredths(n.cents()));
        self.value(name, label, FieldRefusal::NotADecimal, hundredths)
    }
    fn figures(&mut self, of: &str, year: &str) -> Figures {
        Figures {
            headcount: self.headcount(&format!("{of}.headcount{year}"), "Headcount"),
            turnover: self.amount(&format!("{of}.turnover{year}"), "Turnover"),
            balance: self.amount(&format!("{of}.balance{year}"), "Balance sheet total"),
        }
    }
    fn books(&mut self, of: &str, books: &str) -> Books {
        let last = self.figures(of, "");
        match books {
            "one_year" => Books::OneYear { last },
            "estimate" => Books::Estimate { this: last },
            _two_years => Books::TwoYears { last, before: self.figures(of, "_before") },
        }
    }
    fn related(&mut self, key: u32, books: &str) -> Related {
        let of = format!("r{key}");
        let get = |what: &str| self.typed.get(&format!("{of}.{what}")).trim().to_owned();
        let (name, country, registration) =
            (get("name"), get("country").to_uppercase(), get("registration"));
        let kind = EnterpriseKind::from_code(&get("kind")).unwrap_or(EnterpriseKind::Ordinary);
        let ties = self.ties(key);
        Related {
            key: EnterpriseKey(key),
            name,
            country,
            registration,
            kind,
            books: self.books(&of, books),
            ties,
        }
    }
    /// The ties of an enterprise: those a page sent and did not drop; one at least.
    fn ties(&mut self, key: u32) -> Vec<Tie> {
        let sent: Vec<usize> =
            self.typed.all(&format!("r{key}.tie")).filter_map(|at| at.parse().ok()).collect();
        let dropped = self.typed.get("drop_tie").to_owned();
        let kept = sent.into_iter().filter(|at| *at > 0 && dropped != format!("{key}.{at}"));
        let mut kept: Vec<usize> = kept.collect();
        if kept.is_empty() && dropped.is_empty() {
            kept.push(1);
        }
        let ties: Vec<Tie> = kept.into_iter().map(|at| self.tie(key, at)).collect();
        if ties.is_empty() { vec![NO_TIE] } else { ties }
    }
    fn tie(&mut self, key: u32, at: usize) -> Tie {
        let of = tie_name(key, at);
        let get = |what: &str| self.typed.get(&format!("{of}.{what}")).trim().to_owned();
        let to = get("to").parse().map_or(EnterpriseKey::OWN, EnterpriseKey);
        let direction = if get("direction") == "up" { Direction::Up } else { Direction::Down };
        let control = yes_no(&get("control"));
        let in_accounts = !get("in_accounts").is_empty();
        let share = self.percent(&format!("{of}.share"), "Share of capital or votes");
        Tie { to, direction, share, control, in_accounts }
    }
}

/// The next free number of an enterprise.
pub(super) fn next_key(declaration: &Declaration) -> u32 {
    declaration.related.iter().map(|one| one.key.0).max().unwrap_or(0).saturating_add(1)
}

/// An enterprise about which nothing is known yet.
pub(super) fn blank(key: u32, books: Books) -> Related {
    let none = Figures::default();
    let books = match books {
        Books::TwoYears { .. } => Books::TwoYears { last: none, before: none },
        Books::OneYear { .. } => Books::OneYear { last: none },
        Books::Estimate { .. } => Books::Estimate { this: none },
    };
    Related {
        key: EnterpriseKey(key),
        name: String::new(),
        country: String::new(),
        registration: String::new(),
        kind: EnterpriseKind::Ordinary,
        books,
        ties: vec![NO_TIE],
    }
}

/// The class in words.
pub(super) const fn class(class: SmeClass) -> &'static str {
    match class {
        SmeClass::Micro => "micro enterprise",
        SmeClass::Small => "small enterprise",
        SmeClass::Medium => "medium-sized enterprise",
        SmeClass::NotSme => "not an SME",
        SmeClass::OfficerMustLook => "an officer must look",
    }
}

fn named(declaration: &Declaration, key: EnterpriseKey) -> String {
    if key == EnterpriseKey::OWN {
        return "your enterprise".to_owned();
    }
    let found = declaration.related.iter().find(|one| one.key == key);
    let name = found.map(|one| one.name.trim()).filter(|name| !name.is_empty());
    name.map_or_else(|| format!("enterprise {}", key.0), ToOwned::to_owned)
}

fn share(share: Percent) -> String {
    let (whole, part) = (share.hundredths() / 100, share.hundredths() % 100);
    if part == 0 { format!("{whole} %") } else { format!("{whole}.{part:02} %") }
}

/// The result alone: standing, sums of the last year, class. Without figures the class alone: whose
/// enterprise it is tied to and what it turns over is not for the other partners.
pub(super) fn result(declaration: &Declaration, figures: bool) -> Vec<CalcLine> {
    if !sme::faults(declaration).is_empty() {
        return Vec::new();
    }
    let assessed = sme::assess(declaration);
    let mut lines = Vec::new();
    if figures {
        lines.push(line(standing(assessed.standing), ""));
        lines.extend(sums(&assessed));
    }
    lines.push(total(&assessed));
    lines
}

/// All of it: each enterprise with what it adds, the sums, the tests, the class.
pub(super) fn reasoning(declaration: &Declaration) -> Vec<CalcLine> {
    let assessed = sme::assess(declaration);
    let mut lines = Vec::new();
    for step in &assessed.steps {
        lines.extend(step_lines(declaration, step));
    }
    lines.push(line(standing(assessed.standing), ""));
    lines.extend(sums(&assessed));
    for result in &assessed.results {
        for test in &result.tests {
            let says = format!(
                "{} ({}): fewer than {} people, and turnover up to {} or balance up to {}",
                size(test.ceiling.size),
                year(result.year),
                test.ceiling.headcount_below,
                euro_text(test.ceiling.turnover.cents()),
                euro_text(test.ceiling.balance.cents())
            );
            lines.push(line(says, answer(test.holds)));
        }
    }
    if assessed.kept_by_two_years {
        let says = "A size changes only after two years running, so the earlier one is kept";
        lines.push(line(says.to_owned(), ""));
    }
    if assessed.public.bars {
        let says = "Public bodies hold 25 % or more, which normally bars the status";
        lines.push(line(says.to_owned(), share(assessed.public.worked_out)));
    }
    lines.push(total(&assessed));
    lines
}

fn line(label: impl Into<String>, figure: impl Into<String>) -> CalcLine {
    CalcLine { label: label.into(), figure: figure.into(), total: false }
}

fn total(assessed: &Assessment) -> CalcLine {
    CalcLine {
        label: "Class by Recommendation 2003/361/EC".to_owned(),
        figure: class(assessed.class).to_owned(),
        total: true,
    }
}

const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Autonomous => "An autonomous enterprise: nobody\u{2019}s figures are added",
        Standing::Partner => "An enterprise with partners: their figures are added pro rata",
        Standing::Linked => "An enterprise with linked ones: their figures are added whole",
    }
}

const fn year(year: Year) -> &'static str {
    match year {
        Year::Last => "last year",
        Year::Before => "the year before",
        Year::Estimate => "estimate",
    }
}

const fn size(size: sme::Size) -> &'static str {
    match size {
        sme::Size::Micro => "Micro",
        sme::Size::Small => "Small",
        sme::Size::Medium => "Medium-sized",
        sme::Size::Large => "Large",
    }
}

const fn answer(test: sme::Test) -> &'static str {
    match test {
        sme::Test::Within => "within",
        sme::Test::Over => "over",
        sme::Test::Open => "not settled",
    }
}

fn sums(assessed: &Assessment) -> Vec<CalcLine> {
    let open = |open: bool| if open { " or more" } else { "" };
    let one = |result: &sme::YearResult| {
        let t = result.sums;
        let says = format!("Together, {}", year(result.year));
        let figure = format!(
            "{}{} people, {}{} turnover, {}{} balance",
            t.headcount.known,
            open(t.headcount.open),
            euro_text(t.turnover.known.cents()),
            open(t.turnover.open),
            euro_text(t.balance.known.cents()),
            open(t.balance.open)
        );
        line(says, figure)
    };
    assessed.results.iter().map(one).collect()
}

fn step_lines(declaration: &Declaration, step: &Step) -> Vec<CalcLine> {
    let name = named(declaration, step.enterprise);
    let role = match &step.role {
        Role::Own => "its own figures".to_owned(),
        Role::Linked { through, how } => {
            let through = named(declaration, *through);
            let how = match how {
                LinkHow::Control => "control".to_owned(),
                LinkHow::Majority { share: part } => share(*part),
                LinkHow::Together { share: part } => format!("{} together", share(*part)),
            };
            format!("linked with {through} ({how}): added whole")
        }
        Role::Partner { share: part } => format!("partner: {} is added", share(*part)),
        Role::LinkedToPartner { share: part, through } => {
            let through = named(declaration, *through);
            format!("linked with the partner {through}: {} is added", share(*part))
        }
        Role::Exempt { share: part } => {
            format!("an exempt investor with {}: not added", share(*part))
        }
        Role::PublicBody { share: part } => {
            format!("a public body with {}: not added", share(*part))
        }
        Role::Below { share: part } => {
            format!("holds {}, under a quarter: not added", share(*part))
        }
        Role::Distant => "too far away: not added".to_owned(),
    };
    let role = if step.in_accounts {
        format!("{role}; its figures are in the accounts given already")
    } else {
        role
    };
    let mut lines = vec![line(format!("{name}: {role}"), "")];
    if step.counted.is_some() && !step.in_accounts {
        for one in &step.years {
            let people = one.added.headcount.map_or("?".to_owned(), |n| n.to_string());
            let money = |m: Option<Money>| m.map_or("?".to_owned(), |m| euro_text(m.cents()));
            let figure = format!(
                "{people} people, {} turnover, {} balance",
                money(one.added.turnover),
                money(one.added.balance)
            );
            lines.push(line(format!("adds, {}", year(one.year)), figure));
        }
    }
    lines
}

/// A few lines for samples.
pub(super) fn sample() -> Vec<CalcLine> {
    let total = CalcLine {
        label: "Class by Recommendation 2003/361/EC".to_owned(),
        figure: class(SmeClass::Micro).to_owned(),
        total: true,
    };
    vec![line("Together, last year", format!("{} people", number_text(9))), total]
}
