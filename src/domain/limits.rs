//! How long a text is, counted the same by the server and by the page's script. The one rule:
//! characters are Unicode scalar values, after line ends became one sign and blanks at both ends
//! were taken off; what a browser adds costs nobody anything.
//!
//! `limits/cases.table` holds both sides to it. In the script, with `blank = "[\\s\\u0085]"`:
//! text = `value.replace(/\r\n?/g, "\n").replace(/^[\s\u0085]+|[\s\u0085]+$/g, "")`,
//! characters = `[...text].length`, words = `(text.match(/[^\s\u0085]+/gu) ?? []).length`.

use serde::{Deserialize, Serialize};

/// How long a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Length {
    /// Unicode scalar values.
    pub chars: u32,
    /// Runs of signs that aren't blank.
    pub words: u32,
}

/// Blank on both sides. Rust has no U+FEFF among its blanks and JavaScript no U+0085; here both
/// are.
pub fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || sign == '\u{feff}'
}

/// The text as it is counted: line ends as one newline, no blanks at the ends. Doing it twice
/// changes nothing.
pub fn as_counted(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim_matches(is_blank).to_owned()
}

/// Counts a text. Beyond four thousand million it stays there.
pub fn length(text: &str) -> Length {
    let text = as_counted(text);
    let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Length {
        chars: whole(text.chars().count()),
        words: whole(text.split(is_blank).filter(|word| !word.is_empty()).count()),
    }
}

/// What is wrong with a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum LengthFault {
    /// Too few characters.
    TooFewChars {
        /// How many there are.
        have: u32,
        /// How many are needed.
        need: u32,
    },
    /// Too many characters.
    TooManyChars {
        /// How many there are.
        have: u32,
        /// How many are allowed.
        most: u32,
    },
    /// Too many words.
    TooManyWords {
        /// How many there are.
        have: u32,
        /// How many are allowed.
        most: u32,
    },
}

/// The limits of one text, from the programme's form. `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Limits {
    /// At least so many characters, once there are any.
    pub min_chars: Option<u32>,
    /// At most so many characters.
    pub max_chars: Option<u32>,
    /// At most so many words.
    pub max_words: Option<u32>,
}

impl Limits {
    /// The first fault of a text: too long before too short. An empty text has none; whether it is
    /// asked for is another rule.
    pub fn fault(&self, text: &str) -> Option<LengthFault> {
        let Length { chars, words } = length(text);
        let over = |have: u32, most: Option<u32>| most.filter(|most| have > *most);
        if let Some(most) = over(chars, self.max_chars) {
            return Some(LengthFault::TooManyChars { have: chars, most });
        }
        if let Some(most) = over(words, self.max_words) {
            return Some(LengthFault::TooManyWords { have: words, most });
        }
        let need = self.min_chars.filter(|need| chars > 0 && chars < *need)?;
        Some(LengthFault::TooFewChars { have: chars, need })
    }
}

#[cfg(test)]
mod tests;
