//! Made-up things for the samples of these pages. The one rule: a sample that can't be made is
//! none, and a page without samples fails its check.

use crate::{
    domain::{
        application::Version,
        country::Country,
        geo::Site,
        ids::{CallId, OrganisationId, PartnershipId, ProfileId},
        moment::Moment,
        organisation::{Address, Organisation, OrganisationKind},
    },
    queries::{
        organisation::Stored,
        profile::{PartnershipRow, Profile},
    },
    render::{
        Link, Tone,
        form::{FieldView, FormView, Input, ReadSection, SectionView, fault_links},
        parts::{Action, Download, Fact, NextLine, Signature, WorkItem},
        words::Chip,
    },
};
use uuid::Uuid;

/// 22 November 2026, 14:20 in Brussels.
pub(super) const NOW: Moment = Moment::from_millis(1_795_353_600_000);

/// A visitor.
pub(super) fn tecnotex() -> Option<Stored> {
    organisation("Tecnotex Lda", "PT", ("Rua da Fiação 7", "4800-001", "Guimarães"))
}

fn organisation(name: &str, country: &str, place: (&str, &str, &str)) -> Option<Stored> {
    let country = Country::all().find(|c| c.code() == country)?;
    Some(Stored {
        organisation: Organisation {
            id: OrganisationId(Uuid::nil()),
            name: name.to_owned(),
            kind: OrganisationKind::Sme,
            country,
            registration: "PT 509 000 000".to_owned(),
            address: Address {
                street: place.0.to_owned(),
                post_code: place.1.to_owned(),
                town: place.2.to_owned(),
            },
            site: Site::new(41_441_900, -8_295_500),
            cluster_membership: String::new(),
        },
        region: None,
        host_preapproved: false,
        version: Version(3),
    })
}

/// A paper as PDF that was made anew.
pub(super) fn downloads() -> Vec<Download> {
    let notes = vec!["First made on 22 November 2026.".to_owned(), "Made anew.".to_owned()];
    vec![Download { label: "Receipt".to_owned(), href: Link::Home, notes }]
}

/// A profile at this stage.
pub(super) fn profile(stage: &str) -> Profile {
    Profile {
        id: ProfileId(Uuid::nil()),
        call_id: CallId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        partnership_id: PartnershipId(Uuid::nil()),
        visits: true,
        hosts: false,
        about: "We spin yarn from used work wear.".to_owned(),
        offers: String::new(),
        sectors: "recycled fibres, dyeing".to_owned(),
        languages: "Portuguese, English".to_owned(),
        stage: stage.to_owned(),
        reason: "Say what you look for in a host.".to_owned(),
        version: 2,
        changed_at: NOW,
    }
}

/// The partnerships of a call.
pub(super) fn partnerships() -> Vec<PartnershipRow> {
    vec![PartnershipRow {
        id: PartnershipId(Uuid::nil()),
        call_id: CallId(Uuid::nil()),
        code: "CLOTH".to_owned(),
        name: "Clothing and textiles".to_owned(),
        target: 25,
    }]
}

/// Things that wait.
pub(super) fn work() -> Vec<WorkItem> {
    let item = |chip| WorkItem {
        label: "Sign the Commitment to Quality".to_owned(),
        href: Link::Desk.path(),
        detail: "CXC-2026-0412 · Tecnotex Lda visits Lodz Textile Cluster".to_owned(),
        chip,
    };
    vec![item(Some(Chip::new(Tone::Warn, "before 1 March"))), item(None)]
}

/// What happens next.
pub(super) fn next() -> NextLine {
    NextLine {
        says: "Next: hand in before 31 January 2027, 17:00 Brussels".to_owned(),
        detail: "Then Lodz Textile Cluster confirms the match.".to_owned(),
        action: Some(Action::go("Check and submit", Link::Home)),
        tone: Tone::Info,
    }
}

/// A form with a fault, and an empty one.
pub(super) fn forms() -> [FormView; 2] {
    let fields = vec![
        FieldView::new(Input::Text, "goals", "Goals").chars(200, 2000).error("92 more.").seen(1),
        FieldView::new(Input::Confirm, "virtual", "This is a virtual exchange").seen(0).optional(),
    ];
    let faults = fault_links(&fields);
    let section = SectionView {
        key: "content".to_owned(),
        title: "Goals and agenda".to_owned(),
        intro: "These go into the Commitment.".to_owned(),
        fields,
    };
    [
        FormView { sections: vec![section], faults },
        FormView { sections: Vec::new(), faults: Vec::new() },
    ]
}

/// Answers to read.
pub(super) fn read() -> Vec<ReadSection> {
    let rows = vec![Fact::new("Goals", "See the dye house.\nMeet three members.")];
    vec![ReadSection { title: "Goals and agenda".to_owned(), rows }]
}

/// Papers with a signature and a missing one.
pub(super) fn papers() -> Vec<super::views::PaperView> {
    let sign = |by: Option<&str>| Signature {
        party: "Visitor: Tecnotex Lda".to_owned(),
        by: by.map(ToOwned::to_owned),
        at: by.map(|_| NOW),
        detail: "text 9f86d081884c7d65…".to_owned(),
    };
    vec![super::views::PaperView {
        name: "Commitment to Quality",
        href: Link::Home,
        signs: vec![sign(Some("Ana Sousa")), sign(None)],
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        downloads: downloads(),
    }]
}

/// An uploaded file.
pub(super) fn file() -> super::views::FileLink {
    super::views::FileLink {
        name: "boarding-pass.pdf".to_owned(),
        href: Link::Home,
        remove: Link::Home,
        about: "312 kB".to_owned(),
    }
}
