//! What a payment is for, locked: an exchange or a funded proposal. The one rule: a payment moves
//! an exchange to its end; a proposal stays funded, its instalments say what was paid.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::Subject,
        application::{StageAct, step},
        event::PaidFile,
        ids::{ApplicationId, CallId, PersonId},
        proposal::Tie,
        refusal::{MoneyRefusal, Refusal},
        scheme::Scheme,
    },
    store::{OpenTx, StoreError, Tx, WriteTx, application, call, proposal},
};
use chrono::NaiveDate;

/// The file, locked.
#[derive(Debug)]
pub(super) enum PaidFileRow {
    Exchange(Box<application::Stored>),
    Grant(Box<proposal::Stored>),
}

impl PaidFileRow {
    /// Locks the file behind a payment or an instalment.
    pub(super) async fn lock(tx: &OpenTx, id: ApplicationId) -> Result<Self, ActionError> {
        match application::lock(tx, id).await {
            Ok(stored) => Ok(Self::Exchange(Box::new(stored))),
            Err(StoreError::Missing { .. }) => {
                Ok(Self::Grant(Box::new(proposal::lock(tx, id).await?)))
            }
            Err(err) => Err(err.into()),
        }
    }
    /// As the subject of an act of the office.
    pub(super) fn subject(&self) -> Subject {
        match self {
            Self::Exchange(file) => file.subject(),
            Self::Grant(file) => file.subject(Tie::default()),
        }
    }
    /// For events.
    pub(super) fn paid(&self) -> PaidFile {
        match self {
            Self::Exchange(file) => PaidFile::Exchange { file: file.file() },
            Self::Grant(file) => PaidFile::Grant { proposal: file.reference() },
        }
    }
    /// The number people use.
    pub(super) fn reference(&self) -> String {
        match self {
            Self::Exchange(file) => file.application.reference.clone(),
            Self::Grant(file) => file.proposal.reference.clone(),
        }
    }
    fn call(&self) -> CallId {
        self.paid().call()
    }
    /// The scheme its call has frozen.
    pub(super) async fn scheme(&self, desk: &Desk, tx: &OpenTx) -> Result<Scheme, ActionError> {
        desk.scheme(&call::load(tx.conn(), self.call()).await?)
    }
    /// Why nothing of it can be paid.
    pub(super) fn nothing_due(&self) -> Refusal {
        match self {
            Self::Exchange(file) => Refusal::WrongStage { stage: file.application.stage.kind() },
            Self::Grant(_) => MoneyRefusal::NothingDue.into(),
        }
    }
    /// A rate table that is a derived default must have been confirmed for the call before
    /// anything is paid by it (domain facts 7.1).
    pub(super) async fn rates_confirmed(
        &self,
        desk: &Desk,
        tx: &OpenTx,
    ) -> Result<(), ActionError> {
        let stored = call::load(tx.conn(), self.call()).await?;
        match desk.scheme(&stored)? {
            Scheme::Exchange(programme)
                if programme.lump_sum.derived_default && !stored.call.rates_confirmed =>
            {
                Err(Refusal::RatesNotConfirmed.into())
            }
            Scheme::Exchange(_) | Scheme::Scored(_) => Ok(()),
        }
    }
    /// The bank has paid.
    pub(super) fn paid_on(
        &mut self,
        desk: &Desk,
        by: PersonId,
        scheme: &Scheme,
        on: NaiveDate,
    ) -> Result<(), ActionError> {
        if let (Self::Exchange(file), Scheme::Exchange(programme)) = (self, scheme) {
            let feedback_in = !programme.host_report_required || file.host_report_at.is_some();
            let act = StageAct::Paid { on, feedback_in };
            file.application.stage = step(desk.now(), by, &file.application.stage, &act)?;
        }
        Ok(())
    }
    /// The bank has sent it back after paying.
    pub(super) fn returned(
        &mut self,
        desk: &Desk,
        by: PersonId,
        due_on: NaiveDate,
    ) -> Result<(), ActionError> {
        if let Self::Exchange(file) = self {
            let act = StageAct::PaymentReturned { due_on };
            file.application.stage = step(desk.now(), by, &file.application.stage, &act)?;
        }
        Ok(())
    }
    /// Saves what a payment changes of it.
    pub(super) async fn save(&self, tx: &WriteTx) -> Result<(), ActionError> {
        match self {
            Self::Exchange(file) => application::save(tx, file).await?,
            Self::Grant(_) => {}
        }
        Ok(())
    }
}
