//! How names become addresses and how an account number is made. The one rule: addresses lie under
//! `.example` only, and account numbers have right check digits but no bank behind them.

use super::pick::Picker;

/// Letters and what stands for them where only plain ones may.
const PLAIN: [(&str, &str); 31] = [
    ("áàâãäåăąāа", "a"),
    ("ÁÀÂÃÄÅ", "A"),
    ("æ", "ae"),
    ("Æ", "Ae"),
    ("çćčĉ", "c"),
    ("ÇĆČ", "C"),
    ("ďđð", "d"),
    ("ĎĐ", "D"),
    ("éèêëěęėē", "e"),
    ("ÉÈÊË", "E"),
    ("ğģ", "g"),
    ("íìîïīıį", "i"),
    ("Íİ", "I"),
    ("ķ", "k"),
    ("łľļ", "l"),
    ("Ł", "L"),
    ("ñńňņ", "n"),
    ("óòôõöøő", "o"),
    ("ÓÖØ", "O"),
    ("řŕ", "r"),
    ("śšşș", "s"),
    ("ŚŠŞ", "S"),
    ("ß", "ss"),
    ("ťțţ", "t"),
    ("úùûüůűūų", "u"),
    ("ÚÜ", "U"),
    ("ý", "y"),
    ("źżž", "z"),
    ("ŹŻŽ", "Z"),
    ("þ", "th"),
    ("–’", "-"),
];

/// A text in plain letters; what has no plain letter is left out.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            out.push(letter);
        } else if let Some((_, instead)) = PLAIN.iter().find(|(from, _)| from.contains(letter)) {
            out.push_str(instead);
        }
    }
    out
}

/// A text as the label of a domain: its first two words, small plain letters only.
pub fn label(text: &str) -> String {
    let small = plain(text).to_lowercase();
    let words = small.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.take(2).collect()
}

/// The address of a person at a domain.
pub fn address(name: &str, domain: &str) -> String {
    let small = plain(name).to_lowercase();
    let words: Vec<_> = small.split_whitespace().collect();
    format!("{}@{domain}", words.join("."))
}

/// An account number of a country, from the form of what follows its check digits: letters as they
/// stand, `n` with how many digits.
pub fn account(picker: &Picker, country: &str, form: &str) -> String {
    let rest: String = form
        .split_whitespace()
        .map(|part| match part.strip_prefix('n').and_then(|many| many.parse().ok()) {
            Some(many) => picker.digits(many),
            None => part.to_owned(),
        })
        .collect();
    let check = 98 - remainder(&format!("{rest}{country}00"));
    format!("{country}{check:02}{rest}")
}

/// What is left when the text, its letters read as 10 to 35, is divided by 97 (ISO 7064).
fn remainder(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |left, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (left * shift + value) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::{account, address, label, plain};
    use crate::{cli::demo::pick::Picker, config::demo::DemoData, domain::form::check_iban};

    #[test]
    fn every_country_has_account_numbers_that_hold() {
        let picker = Picker::seeded(1);
        for country in DemoData::builtin().unwrap().places.countries {
            let Some(form) = country.account else {
                assert_eq!(country.code, "AM", "only Armenia has none");
                continue;
            };
            for _ in 0..20 {
                let made = account(&picker, &country.code, &form);
                assert_eq!(check_iban(&made), Ok(made.clone()), "{}", country.code);
            }
        }
    }

    #[test]
    fn every_name_has_a_plain_spelling() {
        let data = DemoData::builtin().unwrap();
        for country in &data.places.countries {
            for name in country.given.iter().chain(&country.family) {
                let wide = name.chars().filter(|c| "æÆßþ".contains(*c)).count();
                assert_eq!(plain(name).len(), name.chars().count() + wide, "{name}");
            }
        }
        assert_eq!(address("Łucja Żółć-Ødegård", "a.example"), "lucja.zolc-odegard@a.example");
        assert_eq!(label("Sunčana Mreža d.o.o."), "suncanamreza");
    }
}
