//! What the last signature does. The one rule: the commitment is divided, the calendar opens and
//! what is due at the signature is due, all in the transaction of that signature.

use super::parts;
use crate::{
    actions::{
        ActionError, Desk,
        grant_file::{self, GrantFile, Settled},
    },
    domain::{
        agreement::{AgreementAct, AgreementStage, step},
        delivery::{Planned, ReportStage, calendar},
        event::{Event, Happened},
        grant::GrantEvent,
        ids::OrganisationId,
        money::Money,
        proposal::ProposalRef,
        refusal::{MoneyRefusal, Refusal},
        scored::InstalmentPlan,
    },
    store::{
        WriteTx,
        agreement::{self, Stored},
        delivery,
    },
};
use chrono::NaiveDate;

/// A version that waits for its last signature, with what it needs to be put in force.
pub(super) struct Coming {
    issued: Stored,
    before: Option<Stored>,
    reports: Vec<delivery::Report>,
    planned: Vec<Planned>,
    plan: InstalmentPlan,
    amount: Money,
    reference: String,
    organisations: Vec<OrganisationId>,
    pay_by: NaiveDate,
    proposal: ProposalRef,
}

impl Coming {
    pub(super) fn of(desk: &Desk, file: &GrantFile, issued: Stored) -> Result<Self, ActionError> {
        let kind = file.kind()?;
        let plan = kind.plan(&issued.plan).cloned();
        let days = file.programme.agreement.final_report_days;
        Ok(Self {
            before: file.at(AgreementStage::InForce).cloned(),
            reports: file.reports.clone(),
            planned: calendar(issued.starts_on, issued.months, &kind.reports, days),
            plan: plan.ok_or(Refusal::from(MoneyRefusal::NoPlan))?,
            amount: file.awarded()?,
            reference: file.reference().to_owned(),
            organisations: file.partners.iter().map(|one| one.organisation_id).collect(),
            pay_by: file.pay_by(desk),
            proposal: file.stored.reference(),
            issued,
        })
    }
    /// Puts it in force, with everything that follows.
    pub(super) async fn into_force(
        mut self,
        desk: &Desk,
        tx: &WriteTx,
        happened: Happened,
    ) -> Result<Happened, ActionError> {
        if let Some(mut before) = self.before.take() {
            before.stage = step(before.stage, AgreementAct::Supersede)?;
            before.ended_at = Some(desk.now());
            agreement::save_stage(tx, &before).await?;
        } else {
            parts::divide(tx, &self.issued, &self.plan, &self.organisations, &self.reference)
                .await?;
        }
        self.issued.stage = step(self.issued.stage, AgreementAct::AllSigned)?;
        self.issued.in_force_at = Some(desk.now());
        agreement::save_stage(tx, &self.issued).await?;
        self.keep_calendar(tx).await?;
        let proposal = self.proposal;
        let event = |what| Event::Grant { proposal, what };
        let (agreement, amount) = (self.issued.id, self.amount);
        let happened = happened.and(event(GrantEvent::AgreementInForce { agreement, amount }));
        let settled = Settled {
            id: self.issued.file,
            organisations: self.organisations.len(),
            pay_by: self.pay_by,
            reference: &self.reference,
        };
        let amount = grant_file::settle_due(desk, tx, &settled).await?;
        if amount == Money::ZERO {
            return Ok(happened);
        }
        Ok(happened.and(event(GrantEvent::InstalmentsDue { amount, due_on: self.pay_by })))
    }
    /// Opens the reports; an amendment moves those that are still to be written.
    async fn keep_calendar(&self, tx: &WriteTx) -> Result<(), ActionError> {
        for (place, planned) in self.planned.iter().enumerate() {
            let there = self.reports.iter().find(|one| one.key == planned.key);
            if let Some(report) = there {
                // More time that was given stays given.
                let due_on = report.due_on.max(planned.due_on);
                if report.stage.is_writable() && due_on != report.due_on {
                    let moved = delivery::Report { due_on, ..report.clone() };
                    delivery::save(tx, &moved).await?;
                }
                continue;
            }
            let report = delivery::Report {
                id: tx.id(),
                file: self.issued.file,
                call: self.issued.call,
                position: i64::try_from(place + 1).unwrap_or(i64::MAX),
                key: planned.key.clone(),
                label: planned.label.clone(),
                due_on: planned.due_on,
                planned_on: planned.due_on,
                stage: ReportStage::Open,
                reason: String::new(),
                extended_why: String::new(),
                submitted_at: None,
                decided_at: None,
                version: 1,
            };
            // An amendment adds none: the calendar of the first stands.
            if self.reports.is_empty() {
                delivery::insert(tx, &report).await?;
            }
        }
        Ok(())
    }
}
