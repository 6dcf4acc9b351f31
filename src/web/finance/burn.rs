//! A call's money month by month, as a drawing and as a table, and what is to be paid in the months
//! to come. The one rule: the drawing shows nothing the table does not say.

use crate::{
    domain::{
        burn::{Forecast, Stand, forecast, months},
        ids::CallId,
        moment::BRUSSELS,
        money::Money,
    },
    http::{Ctx, Fail},
    queries::burn as query,
    render::euro_text,
};
use chrono::NaiveDate;
use serde::Serialize;
use std::fmt::Write as _;

/// The drawing is so wide and so high, in its own units.
const SIZE: (i64, i64) = (1000, 240);

/// Months drawn at most: five years.
const MOST: usize = 60;

/// What the budget page shows of it.
#[derive(Debug, Serialize)]
pub struct Burn {
    lines: Vec<CurveLine>,
    /// What the top of the drawing stands for.
    top: String,
    /// The first and the last month drawn.
    from: String,
    to: String,
    rows: Vec<MonthRow>,
    coming: Vec<ComingRow>,
    without_day: Option<String>,
}

/// A line of the drawing.
#[derive(Debug, Serialize)]
struct CurveLine {
    class: &'static str,
    label: &'static str,
    points: String,
}

/// A month that is over, or this one.
#[derive(Debug, Serialize)]
struct MonthRow {
    month: String,
    given: String,
    promised: String,
    paid: String,
}

/// A month to come.
#[derive(Debug, Serialize)]
struct ComingRow {
    month: String,
    sum: String,
}

/// Reads it; none while nothing moved.
pub async fn of(ctx: &Ctx, call: CallId) -> Result<Option<Burn>, Fail> {
    let conn = ctx.state.desk.database.reads();
    let today = ctx.now().day_in(BRUSSELS);
    let stands = months(&query::moved(conn, call).await?, today);
    let coming: Vec<(Option<NaiveDate>, Money)> =
        query::coming(conn, call).await?.iter().map(|one| (one.day, one.cents)).collect();
    Ok((!stands.is_empty()).then(|| view(&stands, &forecast(&coming, today))))
}

fn month(of: NaiveDate) -> String {
    of.format("%B %Y").to_string()
}

fn view(stands: &[Stand], forecast: &Forecast) -> Burn {
    let euro = |sum: Money| euro_text(sum.cents());
    let row = |one: &Stand| MonthRow {
        month: month(one.month),
        given: euro(one.given),
        promised: euro(one.promised),
        paid: euro(one.paid),
    };
    let coming = |(of, sum): &(NaiveDate, Money)| ComingRow { month: month(*of), sum: euro(*sum) };
    let shown = &stands[stands.len().saturating_sub(MOST)..];
    let named = |one: Option<&Stand>| one.map(|one| month(one.month)).unwrap_or_default();
    Burn {
        lines: lines(shown, top(shown)),
        top: euro(Money::from_cents(top(shown))),
        from: named(shown.first()),
        to: named(shown.last()),
        rows: shown.iter().rev().map(row).collect(),
        coming: forecast.months.iter().map(coming).collect(),
        without_day: (forecast.without_day > Money::ZERO).then(|| euro(forecast.without_day)),
    }
}

/// The largest sum drawn, in cents; never zero.
fn top(stands: &[Stand]) -> i64 {
    stands.iter().map(|one| one.given.max(one.promised).cents()).max().unwrap_or(0).max(1)
}

fn lines(stands: &[Stand], top: i64) -> Vec<CurveLine> {
    let last = i64::try_from(stands.len().saturating_sub(1)).unwrap_or(0);
    let height = |sum: Money| {
        let part = i128::from(sum.cents()) * i128::from(SIZE.1) / i128::from(top);
        SIZE.1 - i64::try_from(part).unwrap_or(0)
    };
    let points = |of: fn(&Stand) -> Money| {
        let mut all = String::new();
        for (at, one) in (0_i64..).zip(stands) {
            let x = (SIZE.0 * at).checked_div(last).unwrap_or(0);
            // Writing into a string can't fail.
            let _ = write!(all, "{x},{} ", height(of(one)));
        }
        // One month alone is a line from edge to edge.
        if let [one] = stands {
            let _ = write!(all, "{},{}", SIZE.0, height(of(one)));
        }
        all.trim_end().to_owned()
    };
    let line =
        |class, label, of: fn(&Stand) -> Money| CurveLine { class, label, points: points(of) };
    vec![
        line("b-given", "given", |one| one.given),
        line("b-promised", "no longer free", |one| one.promised),
        line("b-paid", "paid", |one| one.paid),
    ]
}

impl Burn {
    /// One for the samples.
    pub fn sample() -> Self {
        let day = |month| NaiveDate::from_ymd_opt(2027, month, 1).unwrap_or_default();
        let stand = |month, cents| Stand {
            month: day(month),
            given: Money::from_cents(5_000_000),
            promised: Money::from_cents(cents),
            paid: Money::from_cents(cents / 2),
        };
        let coming = Forecast {
            months: vec![(day(5), Money::from_cents(61_000))],
            without_day: Money::from_cents(100),
        };
        view(&[stand(1, 0), stand(2, 61_000), stand(3, 122_000)], &coming)
    }
}
