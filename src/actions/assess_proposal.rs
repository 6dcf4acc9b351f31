//! What the rules say of a proposal: facts of the whole and of each partner, the findings, the
//! sizes with their arithmetic. No verb here: the applicants' warnings, the officer's check-list,
//! the release and the public self-check all ask this one place.

use super::{ActionError, Desk};
use crate::{
    domain::{
        country::Country,
        eligibility::Finding,
        facts::{Fact, Facts},
        form::{self, Answers, FieldKind, Form},
        ids::OrganisationId,
        language::language,
        money::Money,
        organisation::OrganisationKind,
        proposal::round,
        scored::{self, Checked, ScoredProgramme, partner_facts},
        sme::{self, SmeClass, StoredDeclaration},
    },
    store::{
        StoreError,
        answers::{self, ProposalForm},
        call,
        clarification::Clarification,
        partner, partner_use, proposal,
        proposal_document::{self, Document},
        sql::Conn,
    },
};

/// The answer of a partner's form that names its main activity, where the form asks it.
pub const SECTOR: &str = "sector";

/// What is known of one partner. `None` is "not known (yet)".
#[derive(Debug, Clone, Default)]
pub struct PartnerKnown {
    /// Where it is registered.
    pub country: Option<Country>,
    /// What it is.
    pub kind: Option<OrganisationKind>,
    /// Micro, small or medium.
    pub sme: Option<bool>,
    /// Class by 2003/361/EC: `micro`, `small`, `medium`, `large`.
    pub size: Option<&'static str>,
    /// NACE code of its main activity, `C13`.
    pub sector: Option<String>,
    /// It has given its SME declaration.
    pub declared: Option<bool>,
    /// It has confirmed its part.
    pub confirmed: Option<bool>,
    /// Belongs to a cluster organisation profiled on ECCP.
    pub cluster_member: Option<bool>,
    /// What it asks for.
    pub requested: Option<Money>,
    /// What it was granted before, over the project's life and all types.
    pub used: Option<Money>,
    /// Other proposals of the same type in the call.
    pub proposals: Option<i64>,
    /// Its own answers; none where nothing was asked (the self-check).
    pub answers: Option<Answers>,
}

/// What is known of a proposal. `None` is "not known (yet)".
#[derive(Debug, Clone, Default)]
pub struct ProposalKnown {
    /// Short name of the call's edition.
    pub edition: String,
    /// The voucher type's key.
    pub type_key: Option<String>,
    /// The round's number, from nought.
    pub round: u32,
    /// Handed in before the deadline.
    pub in_time: Option<bool>,
    /// Two letters.
    pub language: Option<&'static str>,
    /// Pages of the documents added to it.
    pub pages: Option<i64>,
    /// How long the work takes, where no form was answered (the self-check).
    pub months: Option<i64>,
    /// The answers of the round's form; none where nothing was asked (the self-check).
    pub answers: Option<Answers>,
    /// The partners, the lead first.
    pub partners: Vec<PartnerKnown>,
}

/// What the rules say.
#[derive(Debug, Clone)]
pub struct Worked {
    /// Facts of the whole, with its answers.
    pub whole: Facts,
    /// Facts of each partner with its answers, the lead first.
    pub partners: Vec<Facts>,
    /// One finding a rule; a partner's rules once a partner.
    pub checked: Checked,
}

/// Works everything out from what is known and answered.
pub fn work_out(programme: &ScoredProgramme, known: &ProposalKnown) -> Worked {
    let mut whole = Facts::default();
    whole.set("call.edition", Fact::Text(known.edition.clone()));
    whole.set("proposal.type", known.type_key.clone().map(Fact::Text));
    let round = programme.round(known.round);
    whole.set("proposal.round", round.map(|round| Fact::Text(round.key.clone())));
    whole.set("proposal.in_time", known.in_time.map(Fact::Bool));
    whole.set("proposal.language", known.language.map(|code| Fact::Text(code.to_owned())));
    whole.set("proposal.pages", known.pages.map(Fact::Int));
    if let Some(months) = known.months {
        whole.set("proposal.months", Fact::Int(months));
    }
    let mut partners: Vec<Facts> = known.partners.iter().map(one_partner).collect();
    programme.derive(&mut whole, &mut partners);
    if let Some((round, typed)) = round.zip(known.answers.as_ref()) {
        whole = round.facts(typed, &whole);
    }
    let partners: Vec<Facts> = partners
        .into_iter()
        .zip(&known.partners)
        .map(|(facts, known)| match &known.answers {
            Some(typed) => with_part(&programme.partner_form, typed, &whole, &facts),
            None => facts,
        })
        .collect();
    let checked = programme.check(&whole, &partners);
    Worked { whole, partners, checked }
}

fn one_partner(known: &PartnerKnown) -> Facts {
    let mut facts = Facts::default();
    let text = |code: &str| Fact::Text(code.to_owned());
    facts.set("partner.country", known.country.map(|country| text(country.code())));
    facts.set("partner.kind", known.kind.map(|kind| text(kind.code())));
    facts.set("partner.sme", known.sme.map(Fact::Bool));
    facts.set("partner.size", known.size.map(text));
    facts.set("partner.sector", known.sector.as_deref().map(text));
    facts.set("partner.declared", known.declared.map(Fact::Bool));
    facts.set("partner.confirmed", known.confirmed.map(Fact::Bool));
    facts.set("partner.cluster_member", known.cluster_member.map(Fact::Bool));
    // A lump sum stands for what is not asked for, so an unknown sum is left unsaid here.
    if let Some(requested) = known.requested {
        facts.set("partner.requested", Fact::Int(requested.cents()));
    }
    facts.set("partner.used", known.used.map(|used| Fact::Int(used.cents())));
    facts.set("partner.proposals", known.proposals.map(Fact::Int));
    facts
}

/// A partner's facts with the answers of its own form.
fn with_part(form: &Form, typed: &Answers, whole: &Facts, own: &Facts) -> Facts {
    let all = form::facts_with_answers(form, typed, &partner_facts(whole, own));
    let worth = |name: &str| name.starts_with("partner.") || name.starts_with("answer.");
    Facts(all.0.into_iter().filter(|(name, _)| worth(name)).collect())
}

/// A proposal as the rules see it, with what they were asked from.
#[derive(Debug, Clone)]
pub struct Assessed {
    /// The partners, the lead first.
    pub partners: Vec<partner::Partner>,
    /// What each had before, in the same order.
    pub uses: Vec<partner_use::Use>,
    /// The arithmetic of each partner's size, in the same order; none without a declaration.
    pub sizes: Vec<Option<DeclaredSize>>,
    /// The answers of the round's form.
    pub answers: Answers,
    /// Each partner's own answers, in the same order.
    pub parts: Vec<Answers>,
    /// Documents of the round it is in, oldest first.
    pub documents: Vec<Document>,
    /// What the rules say.
    pub worked: Worked,
}

/// A declaration with what it comes to.
#[derive(Debug, Clone)]
pub struct DeclaredSize {
    /// As declared.
    pub declaration: sme::Declaration,
    /// Worked out.
    pub assessment: sme::Assessment,
}

/// Which part of the check-list a rule stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Admissibility of the whole.
    Admissibility,
    /// Eligibility of the whole.
    Whole,
    /// Eligibility of a partner.
    Partner(OrganisationId),
}

/// One line of the check-list.
#[derive(Debug, Clone)]
pub struct CheckLine<'a> {
    /// What the answer is stored under: the rule's key, for a partner with its organisation.
    pub key: String,
    /// Where it stands.
    pub group: Group,
    /// The partner's name; empty for the whole.
    pub partner: &'a str,
    /// What the rule found.
    pub finding: &'a Finding,
}

impl CheckLine<'_> {
    /// As a refusal names it.
    pub fn label(&self) -> String {
        if self.partner.is_empty() {
            return self.finding.label.clone();
        }
        format!("{} ({})", self.finding.label, self.partner)
    }
}

impl Assessed {
    /// Every line of the check-list, in the order people read it.
    pub fn lines<'a>(&'a self) -> Vec<CheckLine<'a>> {
        let checked = &self.worked.checked;
        let line =
            |key: String, group, partner, finding| CheckLine { key, group, partner, finding };
        let whole = |group: Group, findings: &'a [Finding]| {
            findings.iter().map(move |found| line(found.key.clone(), group, "", found))
        };
        let mut lines: Vec<_> = whole(Group::Admissibility, &checked.admissibility)
            .chain(whole(Group::Whole, &checked.eligibility))
            .collect();
        for (partner, findings) in self.partners.iter().zip(&checked.partners) {
            let id = partner.organisation_id;
            lines.extend(findings.iter().map(|finding| {
                let key = format!("{}@{id}", finding.key);
                line(key, Group::Partner(id), partner.name.as_str(), finding)
            }));
        }
        lines
    }
    /// What the proposal asks for in all; none where a share is not known.
    pub fn requested(&self) -> Option<Money> {
        match self.worked.whole.get("proposal.requested") {
            Fact::Int(cents) => Some(Money::from_cents(*cents)),
            Fact::Text(_) | Fact::Bool(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => None,
        }
    }
}

/// Gathers what is known of a proposal and works it out: five statements.
pub async fn assess(
    conn: &impl Conn,
    desk: &Desk,
    stored: &proposal::Stored,
    call: &call::Stored,
    programme: &ScoredProgramme,
) -> Result<Assessed, ActionError> {
    handed_in(conn, desk, stored, call, programme, &[]).await
}

/// The same as the office sees it: while a question waits for its answer, the fields asked for
/// count as they were handed in; what is being typed is the applicants' own.
pub async fn handed_in(
    conn: &impl Conn,
    desk: &Desk,
    stored: &proposal::Stored,
    call: &call::Stored,
    programme: &ScoredProgramme,
    rounds: &[Clarification],
) -> Result<Assessed, ActionError> {
    let p = &stored.proposal;
    let partners = partner::list(conn, p.id).await?;
    let uses = partner_use::of_proposal(conn, p.id).await?;
    let typed = answers::load(conn, p.id, ProposalForm::Round(programme.stage_of(p.round))).await?;
    let mut typed = answers::as_map(&typed);
    for round in rounds.iter().filter(|round| round.is_open()) {
        typed.extend(round.before.clone());
    }
    let mut of_parts = answers::of_parts(conn, p.id).await?;
    let parts: Vec<Answers> = partners
        .iter()
        .map(|one| of_parts.remove(&one.organisation_id).unwrap_or_default())
        .collect();
    let sizes = partners.iter().map(sized).collect::<Result<Vec<_>, _>>()?;
    let stage_no = i64::from(programme.stage_of(p.round));
    let mut documents = proposal_document::list(conn, p.id).await?;
    documents.retain(|one| one.stage_no == stage_no);
    let kind = programme.voucher_type(&p.type_key);
    let handed_in = p.stage.submitted_at().unwrap_or_else(|| desk.now());
    let known = ProposalKnown {
        edition: call.call.edition.clone(),
        type_key: Some(p.type_key.clone()),
        round: p.round,
        in_time: kind.map(|kind| handed_in <= round::closes_at(&call.call, kind, p)),
        language: spoken(programme, p.round, &typed),
        pages: pages(programme, p.round, &documents),
        months: None,
        answers: Some(typed),
        partners: Vec::new(),
    };
    let each = partners.iter().enumerate().map(|(at, one)| {
        let size = sizes.get(at).and_then(Option::as_ref);
        let part = parts.get(at).cloned().unwrap_or_default();
        let earlier = uses.iter().find(|had| had.organisation_id == one.organisation_id);
        partner_known(programme, one, size, earlier, part)
    });
    let known = ProposalKnown { partners: each.collect(), ..known };
    let worked = work_out(programme, &known);
    let answers = known.answers.unwrap_or_default();
    Ok(Assessed { partners, uses, sizes, answers, parts, documents, worked })
}

fn partner_known(
    programme: &ScoredProgramme,
    one: &partner::Partner,
    size: Option<&DeclaredSize>,
    had: Option<&partner_use::Use>,
    part: Answers,
) -> PartnerKnown {
    PartnerKnown {
        country: one.country.parse().ok(),
        kind: OrganisationKind::from_code(&one.kind),
        sme: size.and_then(|size| size.assessment.is_sme),
        size: size.and_then(|size| class(&size.assessment)),
        sector: sector(&part),
        declared: Some(size.is_some()),
        confirmed: Some(one.confirmed_at.is_some()),
        cluster_member: had.map(|had| had.cluster_member),
        requested: Some(one.requested_cents),
        used: had.and_then(|had| granted(programme, had)),
        proposals: had.map(|had| had.proposals),
        answers: Some(part),
    }
}

/// What a partner was granted, as the programme's cap counts it.
pub fn granted(programme: &ScoredProgramme, had: &partner_use::Use) -> Option<Money> {
    if programme.caps.services_count {
        return had.cash_cents.checked_add(had.services_cents);
    }
    Some(had.cash_cents)
}

/// The main activity as a partner answered it.
fn sector(part: &Answers) -> Option<String> {
    sector_code(part.get(SECTOR)?)
}

/// A NACE division with its section, `C13`, out of an answer (`c13`); none where it is no such
/// code.
pub fn sector_code(answer: &str) -> Option<String> {
    let text = answer.trim().to_uppercase();
    let code = text.split(['.', ' ']).next()?;
    let letter = code.chars().next().filter(char::is_ascii_uppercase)?;
    let digits = code.strip_prefix(letter)?;
    let two = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
    two.then(|| code.to_owned())
}

fn class(assessment: &sme::Assessment) -> Option<&'static str> {
    match assessment.class {
        SmeClass::Micro | SmeClass::Small | SmeClass::Medium => Some(assessment.class.code()),
        // A small firm under public control is no SME, and still not large.
        SmeClass::NotSme if assessment.at_least == sme::Size::Large => Some("large"),
        SmeClass::NotSme | SmeClass::OfficerMustLook => None,
    }
}

fn sized(one: &partner::Partner) -> Result<Option<DeclaredSize>, StoreError> {
    if one.declaration.is_empty() {
        return Ok(None);
    }
    let stored: StoredDeclaration = serde_json::from_str(&one.declaration)
        .map_err(|_| StoreError::corrupt("partners", "declaration"))?;
    let declaration = stored.into_declaration();
    let assessment = sme::assess(&declaration);
    Ok(Some(DeclaredSize { declaration, assessment }))
}

/// The language of what was written at length.
fn spoken(programme: &ScoredProgramme, round: u32, typed: &Answers) -> Option<&'static str> {
    let form = &programme.round(round)?.form;
    let long = form.fields().filter(|field| matches!(field.kind, FieldKind::Text { .. }));
    language(long.filter_map(|field| typed.get(&field.key)).map(String::as_str))
}

/// Pages of the documents added, as far as they count. Where one can't be counted, an officer must
/// look.
fn pages(programme: &ScoredProgramme, round: u32, documents: &[Document]) -> Option<i64> {
    let rules = programme.round(round).map_or(&[][..], |round| &round.documents);
    let there: Vec<_> = documents.iter().map(|one| (one.kind.as_str(), one.pages)).collect();
    scored::pages(rules, &there)
}
