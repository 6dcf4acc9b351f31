//! A funded proposal under its lock, with its agreements, reports and what its partners have had.
//! The one rule: the proposal is locked first; nothing of it is told before `permit` says yes.

use super::{ActionError, Desk, instalment};
use crate::{
    domain::{
        access::{Act, Actor, Permit, permit},
        agreement::{AgreementStage, needs_consortium_agreement},
        delivery::{ReportStage, has_come},
        event::Event,
        grant::GrantEvent,
        ids::{ApplicationId, OrganisationId},
        instalment::InstalmentStageKind,
        money::Money,
        payment::due_on,
        proposal::{ProposalStage, Tie},
        refusal::{MoneyRefusal, Refusal},
        scored::{DueWhen, ScoredProgramme, VoucherType},
    },
    store::{
        OpenTx, Tx, WriteTx, agreement, call, delivery, instalment as instalments, partner,
        proposal,
    },
};
use chrono::NaiveDate;
use std::sync::Arc;

/// A funded proposal under its lock.
pub(super) struct GrantFile {
    /// The transaction.
    pub tx: OpenTx,
    /// The proposal.
    pub stored: proposal::Stored,
    /// Its call.
    pub call: call::Stored,
    /// The call's frozen programme.
    pub programme: Arc<ScoredProgramme>,
    /// The partners, the lead first.
    pub partners: Vec<partner::Partner>,
    /// All versions of its agreement, the newest first.
    pub agreements: Vec<agreement::Stored>,
    /// Its reports.
    pub reports: Vec<delivery::Report>,
    tie: Tie,
}

/// How an actor stands to a grant: as to the proposal, and whether they sign for the project.
pub async fn tie(
    conn: &impl crate::store::sql::Conn,
    actor: &Actor,
    stored: &proposal::Stored,
) -> Result<Tie, ActionError> {
    let tie = proposal::tie(conn, actor, stored).await?;
    let signs_for_project = match actor.person() {
        Some(person) => agreement::signs_for_project(conn, stored.proposal.id, person).await?,
        None => false,
    };
    Ok(Tie { signs_for_project, ..tie })
}

/// Locks a proposal with all that belongs to its grant.
pub(super) async fn lock(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
) -> Result<GrantFile, ActionError> {
    let tx = desk.begin().await?;
    let stored = proposal::lock(&tx, id).await?;
    let tie = tie(tx.conn(), actor, &stored).await?;
    let call = call::load(tx.conn(), stored.proposal.call).await?;
    let programme = desk.scored(&call)?;
    let partners = partner::list(tx.conn(), id).await?;
    let agreements = agreement::of_file(tx.conn(), id).await?;
    let reports = delivery::of_file(tx.conn(), id).await?;
    Ok(GrantFile { tx, stored, call, programme, partners, agreements, reports, tie })
}

impl GrantFile {
    /// Its id.
    pub(super) const fn id(&self) -> ApplicationId {
        self.stored.proposal.id
    }
    /// Proof that the actor may do this. Whoever may not see the grant learns nothing of it.
    pub(super) fn permit(&self, actor: &Actor, act: Act) -> Result<Permit, ActionError> {
        let subject = self.stored.subject(self.tie);
        permit(actor, Act::SeeGrant, &subject).map_err(|_| ActionError::Unseen)?;
        permit(actor, act, &subject).map_err(|_| ActionError::Forbidden)
    }
    /// Proof that the actor may do `own` (for the lead) or `other` (for a partner) in the name of
    /// this organisation.
    pub(super) fn permit_part(
        &self,
        actor: &Actor,
        organisation: OrganisationId,
        own: Act,
        other: Act,
    ) -> Result<Permit, ActionError> {
        if organisation == self.stored.proposal.lead {
            return self.permit(actor, own);
        }
        self.permit(actor, Act::SeeGrant)?;
        if !self.partners.iter().any(|one| one.organisation_id == organisation) {
            return Err(ActionError::Unseen);
        }
        if actor.role_in(organisation).is_none() {
            return Err(ActionError::Forbidden);
        }
        let tie = Tie { part: Some(organisation), ..self.tie };
        Ok(permit(actor, other, &self.stored.subject(tie))?)
    }
    /// Proof that the actor may do this for the lead, for the project, for the office, or for one
    /// of the partners they work for.
    pub(super) fn permit_any(&self, actor: &Actor, act: Act) -> Result<Permit, ActionError> {
        let whole = self.permit(actor, act);
        let firms = self.partners.iter().map(|one| one.organisation_id);
        let mut parts = firms.filter_map(|id| self.permit_part(actor, id, act, act).ok());
        whole.or_else(|err| parts.next().ok_or(err))
    }
    /// What was awarded.
    pub(super) fn awarded(&self) -> Result<Money, Refusal> {
        match &self.stored.proposal.stage {
            ProposalStage::Awarded { amount, .. } => Ok(*amount),
            ProposalStage::Draft
            | ProposalStage::Submitted { .. }
            | ProposalStage::Ineligible { .. }
            | ProposalStage::Admitted { .. }
            | ProposalStage::Invited { .. }
            | ProposalStage::Lapsed { .. }
            | ProposalStage::Reserve { .. }
            | ProposalStage::Declined { .. }
            | ProposalStage::Withdrawn { .. } => Err(MoneyRefusal::NoAgreement.into()),
        }
    }
    /// Its type of voucher.
    pub(super) fn kind(&self) -> Result<&VoucherType, ActionError> {
        let key = &self.stored.proposal.type_key;
        let kind = self.programme.voucher_type(key);
        kind.ok_or_else(|| ActionError::broken(anyhow::anyhow!("no such type: {key}")))
    }
    /// The version at this stage.
    pub(super) fn at(&self, stage: AgreementStage) -> Option<&agreement::Stored> {
        self.agreements.iter().find(|one| one.stage == stage)
    }
    /// The version in force.
    pub(super) fn in_force(&self) -> Result<&agreement::Stored, Refusal> {
        self.at(AgreementStage::InForce).ok_or_else(|| MoneyRefusal::NoAgreement.into())
    }
    /// An event of this grant.
    pub(super) fn event(&self, what: GrantEvent) -> Event {
        Event::Grant { proposal: self.stored.reference(), what }
    }
    /// The number people use.
    pub(super) fn reference(&self) -> &str {
        &self.stored.proposal.reference
    }
    /// Today, where the call is.
    pub(super) fn today(&self, desk: &Desk) -> NaiveDate {
        desk.now().day_in(self.programme.zone)
    }
    /// The day by which what comes due today is paid.
    pub(super) fn pay_by(&self, desk: &Desk) -> NaiveDate {
        let today = self.today(desk);
        due_on(today, today, self.programme.clocks.pay_within_days)
    }
}

/// Whether nothing may be paid yet, because the organisations' own agreement is missing.
pub(super) async fn waits_for_consortium(
    tx: &impl Tx,
    id: ApplicationId,
    organisations: usize,
) -> Result<bool, ActionError> {
    Ok(needs_consortium_agreement(organisations)
        && delivery::consortium(tx.conn(), id).await?.is_none())
}

/// Makes all instalments due whose condition has come; how much in all. Nothing while the
/// organisations' own agreement is missing: what has come is due when it is there.
pub(super) async fn settle_due(
    desk: &Desk,
    tx: &WriteTx,
    file: &Settled<'_>,
) -> Result<Money, ActionError> {
    if waits_for_consortium(tx, file.id, file.organisations).await? {
        return Ok(Money::ZERO);
    }
    let reports = delivery::of_file(tx.conn(), file.id).await?;
    let stages: Vec<(&str, ReportStage)> =
        reports.iter().map(|one| (one.key.as_str(), one.stage)).collect();
    let mut sum = Money::ZERO;
    for stored in instalments::of_file(tx.conn(), file.id).await? {
        let planned = stored.instalment.planned;
        let when = DueWhen::from_code(&stored.instalment.condition);
        let waits = stored.instalment.stage.kind() == InstalmentStageKind::Planned;
        if waits && when.is_some_and(|when| has_come(&when, &stages)) {
            instalment::make_due(desk, tx, stored, planned, file.pay_by, file.reference).await?;
            sum = sum.checked_add(planned).unwrap_or(sum);
        }
    }
    Ok(sum)
}

/// What `settle_due` needs to know of a file whose transaction is a write by now.
pub(super) struct Settled<'f> {
    /// The proposal.
    pub id: ApplicationId,
    /// How many organisations it has.
    pub organisations: usize,
    /// The day by which what comes due is paid.
    pub pay_by: NaiveDate,
    /// The number people use.
    pub reference: &'f str,
}
