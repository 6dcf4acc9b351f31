//! Why one typed value was not taken, and what to type instead. The sentence stands beside the
//! field and, after the field's label and a colon, in the list of all faults.

use crate::{
    domain::{country::Country, form::FieldRefusal},
    render::{filters::count_text, number_text},
};

/// The sentence for one value.
pub fn field_refusal(why: &FieldRefusal) -> String {
    match why {
        FieldRefusal::Missing => "Please answer this.".to_owned(),
        FieldRefusal::TooShort { have, need } => {
            let more = need.saturating_sub(*have);
            let verb = if more == 1 { "is" } else { "are" };
            format!("{}; {} more {verb} needed.", chars(*have), number_text(more.into()))
        }
        FieldRefusal::TooLong { have, most } => format!(
            "{}; shorten it by {} to fit into {}.",
            chars(*have),
            number_text(have.saturating_sub(*most).into()),
            number_text((*most).into())
        ),
        FieldRefusal::NotANumber => "Write a whole number in digits, for example 12.".to_owned(),
        FieldRefusal::NotADecimal => {
            "Write a number with at most two decimals, for example 12 or 12.5.".to_owned()
        }
        FieldRefusal::OutOfRange { least, most } => range(*least, *most),
        FieldRefusal::NotADate => {
            "Write the date as year, month, day, for example 2027-03-01.".to_owned()
        }
        FieldRefusal::ToCome => "This day has not come yet. Give a day up to today.".to_owned(),
        FieldRefusal::NotAChoice => "Choose one of the answers offered.".to_owned(),
        FieldRefusal::NotACountry => "Choose a country from the list.".to_owned(),
        FieldRefusal::NotAnAddress => {
            "Write one e-mail address, for example ana@tecnotex.example.".to_owned()
        }
        FieldRefusal::IbanShape => {
            "An IBAN starts with two letters and two digits, then has letters and digits only. \
             Copy it whole."
                .to_owned()
        }
        FieldRefusal::IbanLength { country, need } => {
            let place = country.parse::<Country>().map_or(country.as_str(), |known| known.name());
            format!("An IBAN of {place} has {}. Compare it with your card.", chars(*need))
        }
        FieldRefusal::IbanCheck => {
            "The check digits don't fit this IBAN. Compare it with your card.".to_owned()
        }
        FieldRefusal::NotConfirmed => "Tick the box to confirm.".to_owned(),
        FieldRefusal::NotAnAmount => {
            "Write an amount in euro with at most two decimals, for example 610.00.".to_owned()
        }
        FieldRefusal::PasswordWeak { need } => format!(
            "Choose a password of at least {} that is hard to guess, such as four unrelated words.",
            chars(*need)
        ),
        FieldRefusal::Rule { says } => says.clone(),
        FieldRefusal::NotOnGlobe => {
            "Write degrees with a point: latitude from -90 to 90, longitude from -180 to 180."
                .to_owned()
        }
    }
}

fn chars(count: u32) -> String {
    count_text(count.into(), "character", "characters")
}

fn range(least: Option<i64>, most: Option<i64>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => {
            format!("Write a number from {} to {}.", number_text(least), number_text(most))
        }
        (Some(least), None) => format!("Write {} or more.", number_text(least)),
        (None, Some(most)) => format!("Write {} or less.", number_text(most)),
        (None, None) => "Write a smaller number.".to_owned(),
    }
}
