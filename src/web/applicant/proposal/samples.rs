//! Made-up things for the samples of these pages.

use super::sum::FindingView;
use crate::{
    domain::moment::Moment,
    render::{
        Link, Tone,
        form::{FieldView, FormView, Input, ReadSection, SectionView, fault_links},
        parts::{Action, Fact, NextLine, WorkItem},
        words::Chip,
    },
};

/// 22 November 2026, 14:20 in Brussels.
pub(super) const NOW: Moment = Moment::from_millis(1_795_353_600_000);

/// What happens next.
pub(super) fn next() -> NextLine {
    NextLine {
        says: "Next: you hand it in before 31 January 2027, 17:00 Brussels".to_owned(),
        detail: "Still to confirm their part: Dansk Farve A/S.".to_owned(),
        action: Some(Action::go("Check and submit", Link::Home)),
        tone: Tone::Info,
    }
}

/// Partners.
pub(super) fn work() -> Vec<WorkItem> {
    let item = |name: &str, chip| WorkItem {
        label: name.to_owned(),
        href: Link::Home.path(),
        detail: "DK · \u{20ac}\u{a0}20,000".to_owned(),
        chip: Some(chip),
    };
    vec![
        item("Tecnotex Lda", Chip::new(Tone::Good, "confirmed")),
        item("Dansk Farve A/S", Chip::new(Tone::Warn, "not confirmed")),
    ]
}

/// A rule that is broken and one an officer looks at.
pub(super) fn findings() -> Vec<FindingView> {
    let view = |label: &str, chip, says: &str| FindingView {
        label: label.to_owned(),
        chip,
        says: says.to_owned(),
    };
    vec![
        view(
            "Enough of them are SMEs",
            Chip::new(Tone::Bad, "not kept"),
            "Only 1 of the partners is an SME.",
        ),
        view("Written in English", Chip::new(Tone::Info, "an officer looks"), ""),
    ]
}

/// Answers to read.
pub(super) fn read() -> Vec<ReadSection> {
    let rows = vec![Fact::new("Title of the project", "Warm yarn from used work wear")];
    vec![ReadSection { title: "The project in short".to_owned(), rows }]
}

/// A form with a fault, and an empty one.
pub(super) fn forms() -> [FormView; 2] {
    let fields = vec![
        FieldView::new(Input::Text, "role", "What does your organisation do in the project?")
            .chars(50, 1500)
            .error("12 more characters, please.")
            .seen(1),
        FieldView::new(Input::Confirm, "registered", "My organisation is registered").seen(0),
    ];
    let faults = fault_links(&fields);
    let section = SectionView {
        key: "part".to_owned(),
        title: "Your part in the proposal".to_owned(),
        intro: "Saved as you go.".to_owned(),
        fields,
    };
    [
        FormView { sections: vec![section], faults },
        FormView { sections: Vec::new(), faults: Vec::new() },
    ]
}
