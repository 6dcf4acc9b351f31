//! A proposal as its evaluators read it: the round's answers, then each partner with its part. The
//! one rule: account numbers are never in it.

use super::file::Opened;
use crate::{
    domain::{
        facts::{Fact, Facts},
        form::Answers,
    },
    http::{Ctx, Fail},
    queries::evaluation::{self as read, Partner},
    render::{
        euro_text,
        form::{ReadSection, read_form},
        parts::Fact as Line,
    },
    web::{attached::rows, grant::FileRow},
};
use serde::Serialize;

/// A partner with what it says of its part.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    /// The organisation.
    pub name: String,
    /// Role, country, share.
    pub facts: Vec<Line>,
    /// Its own answers.
    pub sections: Vec<ReadSection>,
}

/// What there is to read.
pub(super) struct Reading {
    /// The round's answers.
    pub sections: Vec<ReadSection>,
    /// The partners, the lead first.
    pub parts: Vec<Part>,
    /// Documents that are for experts.
    pub files: Vec<FileRow>,
}

/// Reads the proposal: three statements.
pub(super) async fn reading(ctx: &Ctx, file: &Opened) -> Result<Reading, Fail> {
    let database = &ctx.state.desk.database;
    let typed = read::answers(database, file.id()).await?;
    let partners = read::partners(database.reads(), file.id()).await?;
    let of_form = |form: &str| -> Answers {
        let mine = typed.iter().filter(|one| one.form == form);
        mine.map(|one| (one.field.clone(), one.value.clone())).collect()
    };
    let p = &file.stored.proposal;
    let mut facts = Facts::default();
    facts.set("proposal.type", Fact::Text(p.type_key.clone()));
    facts.set("proposal.partners", Fact::Int(i64::try_from(partners.len()).unwrap_or(0)));
    file.programme.derive(&mut facts, &mut []);
    let answers = of_form(&format!("round:{}", p.round));
    let sections = match file.programme.round(p.round) {
        Some(round) => {
            let facts = round.facts(&answers, &facts);
            read_form(&round.form, &answers, &facts, false)
        }
        None => Vec::new(),
    };
    let part = |partner: &Partner| {
        let own = of_form(&format!("part:{}", partner.organisation_id));
        let country = partner.country.parse().map_or("", crate::domain::country::Country::name);
        let role = if partner.position == 0 { "lead" } else { "partner" };
        Part {
            name: partner.name.clone(),
            facts: vec![
                Line::new("Takes part as", role),
                Line::new("Country", country),
                Line::new("Asks for", euro_text(partner.requested_cents.cents())),
            ],
            sections: read_form(&file.programme.partner_form, &own, &facts, false),
        }
    };
    let round = file.programme.round(p.round);
    let stage_no = i64::from(file.programme.stage_of(p.round));
    let mut documents = read::documents(database.reads(), file.id()).await?;
    documents.retain(|one| {
        let rules = round.map_or(&[][..], |round| &round.documents);
        one.stage_no == stage_no && rules.iter().any(|rule| rule.key == one.kind && rule.experts)
    });
    let name = |id| {
        let found = partners.iter().find(|one| one.organisation_id == id);
        found.map_or_else(String::new, |one| one.name.clone())
    };
    let files = rows(&documents, round, &name);
    Ok(Reading { sections, parts: partners.iter().map(part).collect(), files })
}

/// For samples.
pub(super) fn samples() -> (Vec<ReadSection>, Vec<Part>) {
    let part = Part {
        name: "Tecnotex Lda".to_owned(),
        facts: vec![Line::new("Country", "Portugal")],
        sections: Vec::new(),
    };
    (Vec::new(), vec![part])
}
