//! A name made comparable: plain letters, no legal form, words in one order. The one rule: two ways
//! to write one name come out the same or nearly; what is left is a list of words, never nothing
//! where a name was given.

use super::fold::plain;

/// Whose name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A natural person's: every word counts.
    Person,
    /// Of anything else: words for its legal form don't count.
    Enterprise,
}

/// Words that say the legal form and not who it is.
const LEGAL_FORMS: [&str; 83] = [
    "ab",
    "ad",
    "ae",
    "ag",
    "ao",
    "aps",
    "as",
    "asa",
    "bv",
    "bvba",
    "co",
    "company",
    "corp",
    "corporation",
    "cv",
    "dd",
    "doo",
    "eeig",
    "eirl",
    "eood",
    "epe",
    "eurl",
    "gbr",
    "gie",
    "gmbh",
    "ik",
    "ike",
    "inc",
    "incorporated",
    "jdoo",
    "joint",
    "jsc",
    "kda",
    "kft",
    "kg",
    "kgaa",
    "kk",
    "ks",
    "lda",
    "liability",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "mbh",
    "nv",
    "nyrt",
    "oao",
    "oe",
    "ohg",
    "ojsc",
    "oo",
    "ood",
    "ooo",
    "ou",
    "oy",
    "oyj",
    "pao",
    "pjsc",
    "plc",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sae",
    "sarl",
    "sas",
    "sasu",
    "sc",
    "scrl",
    "se",
    "sia",
    "sl",
    "slu",
    "sp",
    "spa",
    "spol",
    "srl",
    "sro",
    "uab",
    "ug",
    "zao",
];

/// A name, made comparable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    words: Vec<String>,
    joined: String,
    letters: usize,
}

impl Name {
    /// The name as comparable words.
    pub fn new(kind: NameKind, text: &str) -> Self {
        let all = words(text);
        let kept: Vec<String> = match kind {
            NameKind::Person => all.clone(),
            NameKind::Enterprise => {
                all.iter().filter(|word| !is_legal_form(word)).cloned().collect()
            }
        };
        // A firm may be called "Company Limited": then that is its name.
        let mut words = if kept.is_empty() { all } else { kept };
        let joined = words.concat();
        words.sort();
        let letters = joined.chars().count();
        Self { words, joined, letters }
    }
    /// Its words in the order of the alphabet.
    pub fn words(&self) -> &[String] {
        &self.words
    }
    /// Its words in their own order without blanks between them.
    pub fn joined(&self) -> &str {
        &self.joined
    }
    /// Letters and digits of all words.
    pub const fn len(&self) -> usize {
        self.letters
    }
    /// Nothing to compare.
    pub const fn is_empty(&self) -> bool {
        self.joined.is_empty()
    }
    /// What a decision on this name is found by: the words in one order.
    pub fn key(&self) -> String {
        self.words.join(" ")
    }
}

fn is_legal_form(word: &str) -> bool {
    LEGAL_FORMS.binary_search(&word).is_ok()
}

/// Plain lower-case words. "S.A." is one word, "A-B" and "J.Smith" are two.
fn words(text: &str) -> Vec<String> {
    let mut writer = Words::default();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if let Some(letters) = plain(letter) {
            writer.letter(letters);
        } else if letter.is_alphanumeric() {
            writer.letter(letter.encode_utf8(&mut [0; 4]));
        } else if letter == '.' && writer.letters == 1 {
            writer.initial();
        } else {
            writer.end();
        }
    }
    writer.end();
    writer.all
}

/// Words as they are read.
#[derive(Default)]
struct Words {
    all: Vec<String>,
    /// Single letters with dots after them.
    initials: String,
    run: String,
    letters: usize,
}

impl Words {
    fn letter(&mut self, letters: &str) {
        self.run.push_str(letters);
        self.letters += usize::from(!letters.is_empty());
    }
    fn initial(&mut self) {
        self.initials.push_str(&std::mem::take(&mut self.run));
        self.letters = 0;
    }
    fn end(&mut self) {
        if self.letters <= 1 {
            self.initial();
        }
        for word in [&mut self.initials, &mut self.run] {
            if !word.is_empty() {
                self.all.push(std::mem::take(word));
            }
        }
        self.letters = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::LEGAL_FORMS;

    #[test]
    fn the_legal_forms_stand_in_order() {
        assert!(LEGAL_FORMS.is_sorted());
    }
}
