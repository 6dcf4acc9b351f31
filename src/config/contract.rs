//! The text experts sign for a call before they see anything. The one rule: what is signed is the
//! digest of the very text shown, so the text is made in one place.

use crate::domain::paper::fill;

/// The text as it stands for every call; `{{ name }}` and `{{ call }}` are filled in.
const EXPERT: &str = include_str!("../../config/expert_contract.txt");

/// The contract of one expert for one call: paragraphs with an empty line between.
pub fn expert(name: &str, call: &str) -> String {
    let paragraphs: Vec<String> =
        EXPERT.trim().split("\n\n").map(|text| text.trim().to_owned()).collect();
    fill(&paragraphs, &|key| match key {
        "name" => Some(name.to_owned()),
        "call" => Some(call.to_owned()),
        _other => None,
    })
}

#[cfg(test)]
mod tests {
    use super::expert;

    #[test]
    fn every_name_in_the_text_is_filled() {
        let text = expert("Maria Rossi", "Vouchers 2027");
        assert!(text.starts_with("Contract of Maria Rossi as an expert of the call Vouchers 2027"));
        assert!(!text.contains("{{"), "{text}");
        assert_ne!(text, expert("Maria Rossi", "Vouchers 2028"));
    }
}
