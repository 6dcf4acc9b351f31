//! Answers that may be handed in, made from a form's own definition. The one rule: nothing here
//! knows a programme; texts are of the length people write.

use convoca::domain::{
    form::{Field, FieldKind, Form},
    moment::{BRUSSELS, Moment},
    programme::answers as field,
};

/// An answer to every field: key and text.
pub fn of(form: &Form, now: Moment) -> Vec<(String, String)> {
    form.fields().map(|field| (field.key.clone(), answer(field, now))).collect()
}

fn answer(field: &Field, now: Moment) -> String {
    let day = |ahead: usize| {
        let day = now.day_in(BRUSSELS).iter_days().nth(ahead);
        day.map(|day| day.to_string()).unwrap_or_default()
    };
    match &field.kind {
        FieldKind::Line { .. } => "Ana Duarte".to_owned(),
        FieldKind::Text { min_chars, .. } => {
            let words = "Visits to members, trials on their machines, a plan for a joint pilot. ";
            let times = *min_chars as usize / words.len() + 2;
            words.repeat(times).trim().to_owned()
        }
        FieldKind::Number { least, most, .. } => least.or(*most).unwrap_or(1).to_string(),
        FieldKind::Date if field.key.ends_with("to") => day(71),
        FieldKind::Date => day(60),
        FieldKind::Choice { options } | FieldKind::Choices { options } => {
            options.first().map(|option| option.code.clone()).unwrap_or_default()
        }
        FieldKind::Iban => "PT50000201231234567890154".to_owned(),
        FieldKind::Confirm if field.key == field::VIRTUAL => String::new(),
        FieldKind::Confirm => "yes".to_owned(),
    }
}
