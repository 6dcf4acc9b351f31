//! Money claimed back: one lump sum in part, partly paid back since; another claim waits for a
//! second person. The one rule: only exchanges that stay paid are touched, so no later turn of
//! theirs is in the way.

use super::play::Play;
use crate::{
    actions::recovery::{self, CameIn},
    config::demo::DemoStage,
    domain::{
        ids::PaymentId,
        moment::BRUSSELS,
        money::Money,
        payment::PaymentStageKind,
        recovery::{Claim, RecoveryReason},
    },
    store,
};
use anyhow::Context;
use chrono::TimeDelta;

/// What happens to claims, with its day counted from today.
pub(super) const TURNS: [(i64, ClaimTurn); 4] = [
    (-20, ClaimTurn::Propose(0)),
    (-19, ClaimTurn::Approve),
    (-8, ClaimTurn::Repay),
    (-2, ClaimTurn::Propose(1)),
];

/// One thing that happens to a claim.
#[derive(Debug, Clone, Copy)]
pub(super) enum ClaimTurn {
    /// An officer proposes the first claim, or the second.
    Propose(usize),
    /// A finance officer approves the first.
    Approve,
    /// A part of it comes back.
    Repay,
}

/// Why money is claimed back, for the first claim and the second.
const WHY: [(RecoveryReason, &str); 2] = [
    (
        RecoveryReason::StayCutShort,
        "The list of attendance ends two days before the stay did; the lump sum was paid for all \
         of it.",
    ),
    (
        RecoveryReason::EvidenceNotSustained,
        "The hotel's invoice is for another guest, and none came in its place when we asked.",
    ),
];

impl Play<'_> {
    pub(super) async fn claim_turn(&self, turn: ClaimTurn) -> anyhow::Result<()> {
        match turn {
            ClaimTurn::Propose(nth) => self.claim(nth).await,
            ClaimTurn::Approve => {
                let claim = self.first_claim().await?;
                let (finance, due_on) = (self.office.finance(0)?, claim.due_on);
                recovery::approve(self.desk, finance, claim.id, claim.version, due_on).await?;
                Ok(())
            }
            ClaimTurn::Repay => {
                let claim = self.first_claim().await?;
                let came = CameIn {
                    amount: Money::from_cents(claim.tally.claimed.cents() / 2),
                    on: self.desk.now().day_in(BRUSSELS),
                    note: "First half, by transfer".to_owned(),
                };
                let (desk, finance) = (self.desk, self.office.finance(1)?);
                recovery::record_repayment(desk, finance, claim.id, claim.version, &came).await?;
                Ok(())
            }
        }
    }

    /// Claims a quarter of a lump sum back.
    async fn claim(&self, nth: usize) -> anyhow::Result<()> {
        let (id, paid) = self.paid().await?.context("nothing was paid yet")?;
        let (why, says) = WHY[nth];
        let today = self.desk.now().day_in(BRUSSELS);
        let claim = Claim {
            amount: Money::from_cents(paid.cents() / 4),
            why,
            says: says.to_owned(),
            due_on: today + TimeDelta::days(40),
        };
        let officer = self.office.officer(nth)?;
        recovery::propose(self.desk, officer, id, 0, &claim).await?;
        Ok(())
    }

    /// The first lump sum that is paid, stays so, and is not claimed back yet.
    async fn paid(&self) -> anyhow::Result<Option<(PaymentId, Money)>> {
        let conn = self.desk.database.reads();
        let stays = |stage| matches!(stage, DemoStage::Paid | DemoStage::PaidAgain);
        for (file, exchange) in self.files.iter().zip(&self.exchanges) {
            let payment = file.as_ref().and_then(|file| file.payment);
            let Some(id) = payment.filter(|_| stays(exchange.stage)) else { continue };
            let stored = store::payment::load(conn, id).await?;
            let is_settled = stored.stage.kind() == PaymentStageKind::Settled;
            if is_settled && store::recovery::of_payment(conn, id).await?.is_empty() {
                return Ok(Some((id, stored.amount)));
            }
        }
        Ok(None)
    }

    async fn first_claim(&self) -> anyhow::Result<store::recovery::Stored> {
        let conn = self.desk.database.reads();
        for file in self.files.iter().flatten() {
            let mut claims = store::recovery::of_file(conn, file.id).await?;
            if !claims.is_empty() {
                return Ok(claims.remove(0));
            }
        }
        anyhow::bail!("nothing is claimed yet")
    }
}
