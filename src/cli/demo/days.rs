//! The days of one exchange: from the first draft to where it stands today, counted from today. The
//! one rule: the stay lies on working days of the host's country, and no step lies after yesterday.

use super::{pick::Picker, stays::Calendar};
use crate::{
    config::demo::DemoStage,
    domain::{
        calendar::{Holidays, Period},
        country::Country,
    },
};
use chrono::NaiveDate;

/// A step of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Begin a draft and answer its first part.
    Start,
    /// Answer the rest.
    Write,
    /// Hand in.
    Submit,
    /// The host confirms.
    Confirm,
    /// An officer answers the check-list.
    Check,
    /// An officer sets the distance.
    Distance,
    /// Found ineligible.
    FindIneligible,
    /// That is taken back.
    Reinstate,
    /// Awarded.
    Award,
    /// Refused.
    Refuse,
    /// The visitor signs.
    SignVisitor,
    /// Its partnership signs.
    SignPartnership,
    /// The host signs.
    SignHost,
    /// Its partnership signs.
    SignHostPartnership,
    /// A first file of evidence, before the report.
    FirstEvidence,
    /// Evidence and report.
    Report,
    /// The report is sent back.
    SendBack,
    /// The host's feedback.
    HostReport,
    /// The report is validated.
    Validate,
    /// A payment is proposed.
    Propose,
    /// It is approved.
    ApprovePayment,
    /// It goes to the bank.
    Export,
    /// The bank paid.
    Settle,
    /// The bank sent it back.
    BankReturn,
    /// Withdrawn.
    Withdraw,
}

/// The days of an exchange.
#[derive(Debug, Clone)]
pub struct Life {
    /// The stay.
    pub stay: Period,
    /// What happens, with its day counted from today, in order.
    pub steps: Vec<(i64, Step)>,
}

/// What the days are made for.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Where it shall stand.
    pub stage: DemoStage,
    /// Among those of its stage, the how manieth.
    pub nth: usize,
    /// The host's country.
    pub country: Country,
    /// The stay shall have two working days only.
    pub too_short: bool,
}

/// Which day is fixed, counted from today; the others follow from it.
enum Anchor {
    Start(i64),
    Submit(i64),
    Confirm(i64),
    Decide(i64),
    Begins(i64),
    Ends(i64),
}

/// The pace from the draft to the last signature, in days.
struct Pace {
    write: i64,
    host: i64,
    check: i64,
    decide: i64,
    sign: [i64; 4],
    lead: i64,
}

impl Pace {
    fn drawn(picker: &Picker) -> Self {
        Self {
            write: picker.between(2, 8),
            host: picker.between(1, 6),
            check: picker.between(1, 4),
            decide: picker.between(0, 3),
            sign: [(); 4].map(|()| picker.between(0, 3)),
            lead: picker.between(7, 24),
        }
    }
    const fn confirmed(&self) -> i64 {
        self.write + self.host
    }
    const fn decided(&self) -> i64 {
        self.confirmed() + self.check + self.decide
    }
    fn signed(&self) -> i64 {
        self.decided() + self.sign.iter().sum::<i64>()
    }
}

fn anchor(picker: &Picker, wish: &Wish) -> Anchor {
    use DemoStage as S;
    let back = |near: i64, far: i64| -picker.between(near, far);
    match wish.stage {
        S::Draft => Anchor::Start(back(1, 25)),
        S::Ready => Anchor::Start(-4),
        S::Submitted | S::VirtualSubmitted => Anchor::Submit(back(1, 13)),
        S::Matched => Anchor::Confirm(back(1, 9)),
        S::Reinstated => Anchor::Decide(-9),
        S::Ineligible if wish.nth == 0 => Anchor::Decide(-12),
        S::Ineligible | S::Refused => Anchor::Decide(back(4, 150)),
        S::Withdrawn => Anchor::Submit(back(16, 200)),
        S::GivenBack => Anchor::Decide(back(20, 150)),
        S::Awarded => Anchor::Decide(back(4, 13)),
        S::Agreed => Anchor::Begins(picker.between(4, 75)),
        S::VirtualAgreed => Anchor::Begins(picker.between(4, 30)),
        S::Running => Anchor::Begins(-1),
        S::ReportDue => Anchor::Ends(back(2, 12)),
        S::SentBack => Anchor::Ends(-16),
        S::Reported => Anchor::Ends(back(5, 9)),
        S::Validated => Anchor::Ends(back(7, 9)),
        S::Proposed | S::Approved => Anchor::Ends(back(9, 11)),
        S::Exported => Anchor::Ends(back(11, 13)),
        S::Returned => Anchor::Ends(-42),
        S::PaidAgain => Anchor::Ends(-95),
        S::Paid => Anchor::Ends(back(22, 300)),
        S::VirtualClosed => Anchor::Ends(back(20, 150)),
    }
}

/// Makes the days. Fails where holidays are not known.
pub fn life(
    picker: &Picker,
    holidays: &Holidays,
    today: NaiveDate,
    wish: &Wish,
) -> anyhow::Result<Life> {
    let pace = Pace::drawn(picker);
    let days = if wish.too_short {
        2
    } else if wish.stage == DemoStage::Running {
        6
    } else if picker.percent(40) {
        picker.between(3, 4)
    } else {
        picker.between(5, 10)
    };
    let future = picker.between(30, 100);
    let calendar = Calendar { holidays, country: wish.country, today };
    let (start, stay) = match anchor(picker, wish) {
        Anchor::Start(day) => (day, calendar.beginning(future, days)?),
        Anchor::Submit(day) => (day - pace.write, calendar.beginning(day + future, days)?),
        Anchor::Confirm(day) => (day - pace.confirmed(), calendar.beginning(day + future, days)?),
        Anchor::Decide(day) => (day - pace.decided(), calendar.beginning(day + future, days)?),
        Anchor::Begins(day) => {
            let stay = calendar.beginning(day, days)?;
            let signed = (calendar.offset(stay.from) - pace.lead).min(-picker.between(1, 9));
            (signed - pace.signed(), stay)
        }
        Anchor::Ends(day) => {
            let stay = calendar.ending(day, days)?;
            (calendar.offset(stay.from) - pace.lead - pace.signed(), stay)
        }
    };
    let mut steps = Vec::new();
    before(&mut steps, wish, &pace, start);
    after(&mut steps, picker, wish, calendar.offset(stay.to));
    // Some days of the chain may fall on today; nothing of today is told.
    for (day, _) in &mut steps {
        *day = (*day).min(-1);
    }
    Ok(Life { stay, steps })
}

/// The steps up to the last signature.
fn before(steps: &mut Vec<(i64, Step)>, wish: &Wish, pace: &Pace, start: i64) {
    use DemoStage as S;
    let (submit, confirm) = (start + pace.write, start + pace.confirmed());
    let (check, decide) = (confirm + pace.check, start + pace.decided());
    let [one, two, three, four] = pace.sign;
    let signs = [
        (decide + one, Step::SignVisitor),
        (decide + one + two, Step::SignHost),
        (decide + one + two + three, Step::SignPartnership),
        (decide + one + two + three + four, Step::SignHostPartnership),
    ];
    let is = |stages: &[S]| stages.contains(&wish.stage);
    steps.push((start, Step::Start));
    if is(&[S::Draft]) && wish.nth.is_multiple_of(2) {
        return;
    }
    steps.push((submit - 1, Step::Write));
    if is(&[S::Draft, S::Ready]) {
        return;
    }
    steps.push((submit, Step::Submit));
    if is(&[S::Submitted, S::VirtualSubmitted]) {
        return;
    }
    if is(&[S::Withdrawn]) {
        return steps.push((submit + pace.host, Step::Withdraw));
    }
    // The host of one refused never answered.
    if is(&[S::Refused]) && wish.nth == 1 {
        return steps.push((decide, Step::Refuse));
    }
    steps.push((confirm, Step::Confirm));
    if is(&[S::Matched]) {
        // Two of them are being looked at.
        let looked = [Step::Distance, Step::Check].get(wish.nth).copied();
        return steps.extend(looked.map(|step| (confirm + 1, step)));
    }
    steps.push((check, Step::Check));
    if is(&[S::Ineligible]) {
        return steps.push((decide, Step::FindIneligible));
    }
    if is(&[S::Refused]) {
        return steps.push((decide, Step::Refuse));
    }
    if is(&[S::Reinstated]) {
        let again = [Step::FindIneligible, Step::Reinstate, Step::Check];
        return steps.extend([decide, decide + 5, decide + 5].into_iter().zip(again));
    }
    steps.push((decide, Step::Award));
    let signatures = if is(&[S::Awarded]) {
        wish.nth % 4
    } else if is(&[S::GivenBack]) {
        2
    } else {
        signs.len()
    };
    steps.extend(signs.into_iter().take(signatures));
    if is(&[S::GivenBack]) {
        steps.push((decide + 9, Step::Withdraw));
    }
}

/// The way of a payment that follows a settled day, in days after the stay.
const TO_THE_BANK: [(i64, Step); 9] = [
    (2, Step::Report),
    (4, Step::Validate),
    (6, Step::Propose),
    (7, Step::ApprovePayment),
    (9, Step::Export),
    (11, Step::Settle),
    (16, Step::BankReturn),
    (20, Step::Propose),
    (21, Step::ApprovePayment),
];

/// The steps from the last day of the stay on.
fn after(steps: &mut Vec<(i64, Step)>, picker: &Picker, wish: &Wish, end: i64) {
    use DemoStage as S;
    let is = |stage: S| wish.stage == stage;
    let way = [
        (S::Reported, 1),
        (S::SentBack, 1),
        (S::Validated, 2),
        (S::Proposed, 3),
        (S::Approved, 4),
        (S::Exported, 5),
        (S::Returned, 8),
        (S::PaidAgain, 9),
    ];
    let how_far = way.iter().find(|(stage, _)| is(*stage)).map_or(0, |(_, steps)| *steps);
    steps.extend(TO_THE_BANK.iter().take(how_far).map(|(day, step)| (end + day, *step)));
    if is(S::ReportDue) && !wish.nth.is_multiple_of(2) {
        steps.push((end + 1, Step::FirstEvidence));
    } else if is(S::SentBack) {
        steps.push((end + 8, Step::SendBack));
    } else if is(S::VirtualClosed) {
        steps.extend([(end + 2, Step::Report), (end + 6, Step::Validate)]);
        if wish.nth == 0 {
            steps.push((end + 7, Step::HostReport));
        }
    } else if is(S::Paid) {
        paid(steps, picker, wish, end);
    } else if is(S::PaidAgain) {
        let rest = [(22, Step::Export), (24, Step::Settle), (24, Step::HostReport)];
        steps.extend(rest.map(|(day, step)| (end + day, step)));
    } else if (is(S::Reported) || is(S::Proposed) || is(S::Exported)) && wish.nth.is_multiple_of(2)
    {
        steps.push((end + 3, Step::HostReport));
    }
}

fn paid(steps: &mut Vec<(i64, Step)>, picker: &Picker, wish: &Wish, end: i64) {
    let mut day = end;
    for (low, high, step) in [
        (1, 5, Step::Report),
        (1, 4, Step::Validate),
        (0, 1, Step::Propose),
        (0, 2, Step::ApprovePayment),
        (0, 1, Step::Export),
        (1, 2, Step::Settle),
    ] {
        day += picker.between(low, high);
        steps.push((day, step));
    }
    // One in four hosts has not said anything yet.
    if !wish.nth.is_multiple_of(4) {
        steps.push((day + picker.between(0, 6), Step::HostReport));
    }
}
