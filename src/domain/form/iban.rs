//! Account numbers: the shape, the length of the country and the check digits, in that order, so
//! the sentence names the first thing to look at. The one rule: a whole number is never shown to
//! those who need not know it.

use super::FieldRefusal;
use iban::{Iban, IbanLike, ParseBaseIbanError, ParseIbanError};

/// Characters of an IBAN by country (SWIFT registry v101, domain facts 4.4). Armenia has none.
const LENGTHS: [(&str, u32); 45] = [
    ("AL", 28),
    ("AT", 20),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("RS", 22),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("XK", 20),
];

/// The account number in capitals without blanks. Refused: what has not the shape of one or has a
/// country without account numbers of this kind (`IbanShape`), a length the country does not have
/// (`IbanLength`), and check digits that don't fit (`IbanCheck`).
pub fn check_iban(text: &str) -> Result<String, FieldRefusal> {
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let shape = plain.chars().enumerate().all(|(at, letter)| match at {
        0 | 1 => letter.is_ascii_uppercase(),
        2 | 3 => letter.is_ascii_digit(),
        _ => letter.is_ascii_alphanumeric(),
    });
    let (Some(country), true) = (plain.get(..2), shape && plain.len() > 4) else {
        return Err(FieldRefusal::IbanShape);
    };
    let need = LENGTHS.iter().find(|(code, _)| *code == country).map(|(_, need)| *need);
    if let Some(need) = need
        && u32::try_from(plain.len()) != Ok(need)
    {
        return Err(FieldRefusal::IbanLength { country: country.to_owned(), need });
    }
    match plain.parse::<Iban>() {
        Ok(iban) => Ok(iban.electronic_str().to_owned()),
        Err(ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidChecksum }) => {
            Err(FieldRefusal::IbanCheck)
        }
        Err(
            ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidFormat }
            | ParseIbanError::InvalidBban(_)
            | ParseIbanError::UnknownCountry(_),
        ) => Err(FieldRefusal::IbanShape),
    }
}

/// What those see who need not know the account: country and last four characters. Texts too
/// short to hide anything in are hidden whole.
pub fn mask_iban(text: &str) -> String {
    let plain: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    match plain.as_slice() {
        [] => String::new(),
        letters if letters.len() < 12 => "…".to_owned(),
        [first, second, .., a, b, c, d] => format!("{first}{second} … {a}{b}{c}{d}"),
        [..] => "…".to_owned(),
    }
}
