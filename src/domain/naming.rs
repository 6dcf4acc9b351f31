//! Names, register numbers and mail domains in one spelling, so that two spellings of one
//! organisation are found. The one rule: an equal name is a hint for a person, never a proof.

use super::country::Country;

/// Legal forms as they stand at the end or the beginning of a name, folded, without dots.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ad",
    "aktiebolag",
    "aps",
    "as",
    "asa",
    "ag",
    "bv",
    "bvba",
    "co",
    "company",
    "cvba",
    "dd",
    "doo",
    "dooel",
    "ead",
    "eeig",
    "eg",
    "ehf",
    "eirl",
    "eood",
    "etaireia",
    "ev",
    "gbr",
    "ggmbh",
    "gmbh",
    "gmbhco",
    "hf",
    "inc",
    "incorporated",
    "kb",
    "kda",
    "kft",
    "kg",
    "kgaa",
    "ks",
    "kkt",
    "lda",
    "limited",
    "llc",
    "llp",
    "ltd",
    "mb",
    "mbh",
    "nv",
    "nyrt",
    "ood",
    "oo",
    "ooo",
    "ou",
    "oy",
    "oyj",
    "plc",
    "pte",
    "rt",
    "sa",
    "sarl",
    "sas",
    "sasu",
    "sca",
    "scarl",
    "scrl",
    "scs",
    "se",
    "sia",
    "sicav",
    "sl",
    "slu",
    "snc",
    "spa",
    "spj",
    "spk",
    "spol",
    "spzoo",
    "sro",
    "srl",
    "srls",
    "sti",
    "tov",
    "uab",
    "ug",
    "unipessoal",
    "vof",
    "vzw",
    "zoo",
    "zrt",
];

/// Legal forms that stand in front of a name: the Baltic ones, and those of the east.
const LEADING_FORMS: &[&str] = &["as", "mb", "ooo", "ou", "sia", "tov", "uab"];

/// A name folded for comparing: lower case, accents off, signs off, legal forms at its end or
/// beginning off (while something is left). Empty when there is no letter or digit in it.
pub fn name_key(name: &str) -> String {
    let folded = fold(name).replace('&', " and ");
    // "s.r.o." is one word; "A/S" too. Other signs part words.
    let tight: String = folded.chars().filter(|c| !matches!(c, '.' | '/' | '\'' | '’')).collect();
    let mut words: Vec<&str> =
        tight.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // "sp. z o.o." is written with blanks; so is "s r l".
    while words.len() > 1 {
        let (before, count) = (words.len(), tail_of_a_form(&words));
        words.truncate(before - count);
        if words.len() > 1 && LEADING_FORMS.contains(&words[0]) {
            words.remove(0);
        }
        if words.last() == Some(&"and") && words.len() > 1 {
            words.pop();
        }
        if words.len() == before {
            break;
        }
    }
    // "Mueller" and "Müller" are one name, and both are folded to "muller".
    words.join(" ").replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// How many words at the end are one legal form; leaves at least one word.
fn tail_of_a_form(words: &[&str]) -> usize {
    (1..=4.min(words.len() - 1))
        .rev()
        .find(|count| {
            let tail = &words[words.len() - count..];
            // Joined only when parted by blanks inside a form: at most three letters each.
            (*count == 1 || tail.iter().all(|word| word.chars().count() <= 3))
                && LEGAL_FORMS.contains(&tail.concat().as_str())
        })
        .unwrap_or(0)
}

/// A register number for comparing: letters and digits only, in capitals, without its own
/// country's code in front and without leading zeros. `None` when fewer than four signs are left:
/// so short a number says nothing.
pub fn registration_key(country: Country, number: &str) -> Option<String> {
    let plain: String =
        number.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let rest = [country.code(), country.eu_code()]
        .into_iter()
        .find_map(|code| {
            plain.strip_prefix(code).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
        .unwrap_or(&plain);
    let key = rest.trim_start_matches('0');
    (key.len() >= 4).then(|| key.to_owned())
}

/// The number alone doesn't name one body: German commercial registers count per court.
pub fn is_local_number(country: Country, key: &str) -> bool {
    country.code() == "DE" && ["HRA", "HRB", "VR", "GNR", "PR"].iter().any(|r| key.starts_with(r))
}

/// The host of an address: of a mail address, a web address or a bare domain; lower case, without
/// `www.`. `None` when there is no dotted host in it.
pub fn domain_key(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    let fits = host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    fits.then(|| host.to_owned())
}

/// Mail for everybody: such a domain ties nobody to anybody. The common ones of Europe.
const PUBLIC_MAIL: &[&str] = &[
    "abv.bg",
    "aol.com",
    "arcor.de",
    "bluewin.ch",
    "bol.com",
    "centrum.cz",
    "citromail.hu",
    "email.cz",
    "fastmail.com",
    "free.fr",
    "freemail.hu",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "inbox.lv",
    "interia.pl",
    "laposte.net",
    "libero.it",
    "live.com",
    "live.fr",
    "mac.com",
    "mail.bg",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "o2.pl",
    "onet.eu",
    "onet.pl",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.es",
    "outlook.fr",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "sapo.pt",
    "seznam.cz",
    "sfr.fr",
    "siol.net",
    "t-online.de",
    "telenet.be",
    "tiscali.it",
    "tuta.io",
    "tutanota.com",
    "ukr.net",
    "virgilio.it",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "zoho.com",
];

/// Suffixes under which anybody may register, beside the one-word ones.
const SHARED_SUFFIXES: &[&str] = &[
    "ac.at",
    "ac.il",
    "ac.rs",
    "ac.uk",
    "co.at",
    "co.il",
    "co.rs",
    "co.uk",
    "com.cy",
    "com.gr",
    "com.mt",
    "com.pl",
    "com.pt",
    "com.ro",
    "com.tr",
    "com.ua",
    "edu.pl",
    "edu.pt",
    "edu.tr",
    "gov.pl",
    "gov.uk",
    "gv.at",
    "in.rs",
    "net.pl",
    "or.at",
    "org.il",
    "org.mt",
    "org.pl",
    "org.rs",
    "org.tr",
    "org.uk",
    "github.io",
    "wordpress.com",
    "business.site",
    "wixsite.com",
];

/// Whether everybody may have a mail address there.
pub fn is_public_mail(domain: &str) -> bool {
    PUBLIC_MAIL.contains(&domain)
}

/// Whether two domains belong to one body: equal, or one stands under the other, unless the
/// shorter is open to everybody.
pub fn same_domain(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let open = !short.contains('.') || is_public_mail(short) || SHARED_SUFFIXES.contains(&short);
    !open && (long == short || long.strip_suffix(short).is_some_and(|rest| rest.ends_with('.')))
}

/// Lower case, with the accents of Europe's Latin letters off. Other scripts stay as they are.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| !('\u{300}'..='\u{36f}').contains(c)).fold(
        String::with_capacity(text.len()),
        |mut folded, c| {
            match plain(c) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(c),
            }
            folded
        },
    )
}

/// The plain letters for an accented lower-case one.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'æ' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'œ' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
