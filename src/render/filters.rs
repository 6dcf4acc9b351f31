//! How money, numbers, days and instants are written, in templates and in sentences. The one
//! rule: one way of writing each, in British English, with the zone named beside a time.

use super::escape;
use crate::domain::{
    country::Country,
    moment::{BRUSSELS, Moment},
    money::{Money, Percent, thousands},
};
use chrono::{NaiveDate, SecondsFormat};
use chrono_tz::Tz;
use minijinja::{Environment, Error, ErrorKind, State, Value};

/// "1,234,567"; a true minus sign before a negative number.
pub fn number_text(number: i64) -> String {
    let sign = if number < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}", thousands(number.unsigned_abs()))
}

/// "1,100.00" from cents.
pub fn money_text(cents: i64) -> String {
    Money::from_cents(cents).to_string().replace('-', "\u{2212}")
}

/// "€ 1,100.00" from cents, with a space that does not break.
pub fn euro_text(cents: i64) -> String {
    format!("€\u{a0}{}", money_text(cents))
}

/// "53.0 %" from hundredths of a percent (5300). Nothing is rounded, so an aim never looks reached
/// before it is: 2496 is "24.96 %".
pub fn percent_text(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "\u{2212}" } else { "" };
    let share = u32::try_from(hundredths.unsigned_abs()).unwrap_or(u32::MAX);
    format!("{sign}{}", Percent::from_hundredths(share)).replace(' ', "\u{a0}")
}

/// "1 March 2027".
pub fn day_text(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// "31 January 2027, 17:00 Brussels".
pub fn moment_text(at: Moment, zone: Tz) -> String {
    format!("{} {}", at.in_zone(zone).format("%-d %B %Y, %H:%M"), zone_city(zone))
}

/// The city of a zone: "Brussels" of "Europe/Brussels".
pub fn zone_city(zone: Tz) -> String {
    zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
}

/// `1 day`, `5 days`: the number with the word in the right form.
pub fn count_text(count: i64, one: &str, many: &str) -> String {
    format!("{} {}", number_text(count), if count == 1 { one } else { many })
}

/// "today", "tomorrow", "in 5 days", "yesterday", "5 days ago": calendar days in `zone`.
pub fn days_between(from: Moment, to: Moment, zone: Tz) -> String {
    match to.day_in(zone).signed_duration_since(from.day_in(zone)).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days @ 2.. => format!("in {} days", number_text(days)),
        days => format!("{} days ago", number_text(-days)),
    }
}

/// "just now", "12 minutes ago", "3 hours ago", then in days.
pub fn ago_text(at: Moment, now: Moment, zone: Tz) -> String {
    let minutes = now.since(at).num_minutes();
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{} ago", count_text(minutes, "minute", "minutes")),
        60..1440 if now.day_in(zone) == at.day_in(zone) => {
            format!("{} ago", count_text(minutes / 60, "hour", "hours"))
        }
        _ => days_between(now, at, zone),
    }
}

fn wrong(says: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, says.into())
}

/// Reads a whole number; a float or a text is refused, so no amount is ever rounded on its way.
fn whole(value: &Value) -> Result<i64, Error> {
    if value.is_integer() { i64::try_from(value.clone()).ok() } else { None }
        .ok_or_else(|| wrong(format!("{value} is not a whole number")))
}

fn date(value: &Value) -> Result<NaiveDate, Error> {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| wrong(format!("{value} is not a day of the form 2027-03-01")))
}

/// A part of the frame: `shell.<name>` on pages, `mail.<name>` in mails, or plain `<name>`.
fn framed(state: &State, name: &str) -> Option<Value> {
    let part = |frame: &str| {
        let found = state.lookup(frame)?.get_attr(name).ok()?;
        (!found.is_undefined()).then_some(found)
    };
    part("shell").or_else(|| part("mail")).or_else(|| state.lookup(name))
}

fn zone(state: &State) -> Tz {
    framed(state, "zone")
        .and_then(|name| name.as_str().and_then(|name| name.parse().ok()))
        .unwrap_or(BRUSSELS)
}

fn now(state: &State, given: Option<&Value>) -> Result<Moment, Error> {
    let found = given.cloned().or_else(|| framed(state, "now"));
    whole(&found.ok_or_else(|| wrong("there is no `now` to count from"))?).map(Moment::from_millis)
}

fn time_tag(datetime: &str, text: &str) -> Value {
    Value::from_safe_string(format!(
        "<time datetime=\"{}\">{}</time>",
        escape(datetime),
        escape(text)
    ))
}

fn moment_tag(state: &State, at: &Value) -> Result<Value, Error> {
    let at = Moment::from_millis(whole(at)?);
    let utc = at.utc().to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(time_tag(&utc, &moment_text(at, zone(state))))
}

fn day_tag(value: &Value) -> Result<Value, Error> {
    let day = date(value)?;
    Ok(time_tag(&day.format("%Y-%m-%d").to_string(), &day_text(day)))
}

/// Adds all of them to the engine.
pub(super) fn add(engine: &mut Environment<'static>) {
    engine.add_filter("money", |cents: &Value| whole(cents).map(money_text));
    engine.add_filter("euro", |cents: &Value| whole(cents).map(euro_text));
    engine.add_filter("number", |number: &Value| whole(number).map(number_text));
    engine.add_filter("percent", |hundredths: &Value| whole(hundredths).map(percent_text));
    engine.add_filter("plural", |count: &Value, one: &str, many: &str| {
        whole(count).map(|count| count_text(count, one, many))
    });
    engine.add_filter("day", day_tag);
    engine.add_filter("day_text", |day: &Value| date(day).map(day_text));
    engine.add_filter("moment", |state: &State, at: &Value| moment_tag(state, at));
    engine.add_filter("moment_text", |state: &State, at: &Value| {
        whole(at).map(|at| moment_text(Moment::from_millis(at), zone(state)))
    });
    engine.add_filter("clock", |state: &State, at: &Value| {
        let at = Moment::from_millis(whole(at)?);
        Ok::<_, Error>(at.in_zone(zone(state)).format("%H:%M:%S").to_string())
    });
    engine.add_filter("utc", |at: &Value| {
        let at = Moment::from_millis(whole(at)?);
        Ok::<_, Error>(at.utc().to_rfc3339_opts(SecondsFormat::Secs, true))
    });
    engine.add_filter("ago", |state: &State, at: &Value, from: Option<&Value>| {
        let now = now(state, from)?;
        whole(at).map(|at| ago_text(Moment::from_millis(at), now, zone(state)))
    });
    engine.add_filter("in_days", |state: &State, at: &Value, from: Option<&Value>| {
        let now = now(state, from)?;
        whole(at).map(|at| days_between(now, Moment::from_millis(at), zone(state)))
    });
    engine.add_filter("country", |code: &str| {
        code.parse::<Country>().map(Country::name).map_err(|unknown| wrong(unknown.to_string()))
    });
    engine.add_filter("zone_city", |name: &str| {
        name.parse().map(zone_city).map_err(|_| wrong(format!("{name} is not a zone")))
    });
    engine.add_test("iso_day", |text: &str| text.parse::<NaiveDate>().is_ok());
    engine.add_function("asset", |path: &str| {
        super::assets::asset_href(path).ok_or_else(|| wrong(format!("no file static/{path}")))
    });
}

#[cfg(test)]
mod tests;
