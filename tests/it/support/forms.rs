//! Answers made from a form's own definition, so that any programme's forms can be filled. The one
//! rule: nothing here knows a programme; an answer is the least that a field's kind takes.

use convoca::{
    actions::application::Typed,
    domain::form::{Answers, Field, FieldKind, Form},
    domain::programme::answers,
};

/// First and last day, for fields that ask for a day.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    pub from: &'static str,
    pub to: &'static str,
}

/// Ten working days in March 2023.
pub const STAY: Days = Days { from: "2023-03-06", to: "2023-03-17" };

/// An answer to every field of a form.
pub fn fill(form: &Form, days: Days, virtual_exchange: bool) -> Answers {
    form.fields().map(|field| (field.key.clone(), answer(field, days, virtual_exchange))).collect()
}

fn answer(field: &Field, days: Days, virtual_exchange: bool) -> String {
    match &field.kind {
        FieldKind::Line { min_chars, .. } | FieldKind::Text { min_chars, .. } => {
            let words = "Visits to members, trials, and a plan for a joint pilot. ";
            words
                .chars()
                .cycle()
                .take(usize::max(*min_chars as usize + 1, 20))
                .collect::<String>()
                .trim()
                .replace("  ", " ")
                + "."
        }
        FieldKind::Number { least, most, .. } => least.or(*most).unwrap_or(1).to_string(),
        FieldKind::Date if field.key.ends_with("to") => days.to.to_owned(),
        FieldKind::Date => days.from.to_owned(),
        FieldKind::Choice { options } | FieldKind::Choices { options } => options[0].code.clone(),
        FieldKind::Iban => "PT50000201231234567890154".to_owned(),
        FieldKind::Confirm if field.key == answers::VIRTUAL && !virtual_exchange => String::new(),
        FieldKind::Confirm => "yes".to_owned(),
    }
}

/// As a page sends them, having seen none before.
pub fn typed(answers: &Answers) -> Vec<Typed> {
    let one = |(field, value): (&String, &String)| Typed {
        field: field.clone(),
        value: value.clone(),
        seen: 0,
    };
    answers.iter().map(one).collect()
}
