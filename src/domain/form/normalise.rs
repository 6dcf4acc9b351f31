//! One spelling for each answer, so that what a browser adds (CRLF, blanks, `on`) changes
//! nothing. The one rule: a second pass changes nothing either, and no word is ever lost.

use super::{Field, FieldKind};

/// The answer as checks, papers and facts see it: line ends as one newline, no blanks around, an
/// account number in capitals without blanks, a ticked box as `yes`, several choices in the
/// order of the form.
pub fn normalise(field: &Field, text: &str) -> String {
    match &field.kind {
        FieldKind::Text { .. } => trimmed(&text.replace("\r\n", "\n").replace('\r', "\n")),
        FieldKind::Line { .. } => trimmed(&text.replace(['\r', '\n'], " ")),
        FieldKind::Number { .. } | FieldKind::Date | FieldKind::Choice { .. } => trimmed(text),
        FieldKind::Iban => text
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .map(|letter| letter.to_ascii_uppercase())
            .collect(),
        FieldKind::Confirm => match text.trim() {
            "yes" | "on" | "true" | "1" => "yes".to_owned(),
            "no" | "off" | "false" | "0" => String::new(),
            other => other.to_owned(),
        },
        FieldKind::Choices { options } => {
            let place = |code: &str| options.iter().position(|option| option.code == code);
            let mut codes: Vec<&str> =
                text.split(',').map(str::trim).filter(|code| !code.is_empty()).collect();
            // Codes the form does not have come last; the check names them.
            codes.sort_by_key(|code| (place(code).unwrap_or(usize::MAX), *code));
            codes.dedup();
            codes.join(",")
        }
    }
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}
