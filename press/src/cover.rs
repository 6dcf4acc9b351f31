//! Makes every text showable before it is set. The one rule: a sign no font here has is shown by
//! its number, `[U+1F600]`, never left out: PDF/A forbids empty boxes, and an emoji in an answer
//! must not stop a paper.

use crate::world;
use serde_json::Value;

/// The data with every text made showable; keys stay as they are.
pub(crate) fn showable(data: &Value) -> Value {
    match data {
        Value::String(text) => Value::String(shown(text)),
        Value::Array(items) => items.iter().map(showable).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| (key.clone(), showable(value)));
            Value::Object(fields.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => data.clone(),
    }
}

fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.replace("\r\n", "\n").chars() {
        match sign {
            '\n' | ' '..='~' => out.push(sign),
            '\t' => out.push(' '),
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => out.push('\n'),
            // They only say how a neighbour looks or where a word may break.
            '\u{ad}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' => {}
            _ if is_plain(sign) && world::has_glyph(sign) => out.push(sign),
            _ => out.push_str(&format!("[U+{:04X}]", u32::from(sign))),
        }
    }
    out
}

/// Not a control, not for private use, and none of the signs that turn the direction of what
/// follows: with those a signed text could look like another.
const fn is_plain(sign: char) -> bool {
    !matches!(sign,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' | '\u{f0000}'..='\u{10ffff}')
}
