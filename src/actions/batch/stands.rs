//! Whom payments concern against the list of sanctions: the payee, and who signed its contract for
//! the project. The one rule: the gravest of them decides.

use crate::{
    actions::{ActionError, Desk, screening},
    domain::{
        ids::PaymentId,
        screening::{Occasion, Screened, Standing},
    },
    store::{
        payment,
        screening::{Payments, Scope, signers},
        sql::Conn,
    },
};
use std::collections::BTreeMap;

/// Where those stand whom payments concern.
pub(super) struct Stands {
    of: BTreeMap<Screened, Standing>,
    /// Who signed each payment's contract for the project.
    signers: BTreeMap<PaymentId, Vec<Screened>>,
}

impl Stands {
    /// The gravest of the payee's and the signers'. Who was not looked at is not clear.
    pub(super) fn at(&self, payment: &payment::Stored) -> Standing {
        let stands = |whom: &Screened| self.of.get(whom).copied().unwrap_or(Standing::Open);
        let signers = self.signers.get(&payment.id).into_iter().flatten();
        signers.map(stands).fold(stands(&payment.payee.into()), Standing::max)
    }
}

/// Where all stand whom these payments concern.
pub(super) async fn stands(
    conn: &impl Conn,
    desk: &Desk,
    of: Payments,
) -> Result<Stands, ActionError> {
    let stands = screening::stand(conn, desk, Scope::Of(of), Occasion::Payment).await?;
    let mut signed: BTreeMap<PaymentId, Vec<Screened>> = BTreeMap::new();
    for (payment, whom) in signers(conn, of).await? {
        signed.entry(payment).or_default().push(whom);
    }
    Ok(Stands { of: stands, signers: signed })
}

/// All whom these payments, of those asked for, concern, with the payment's reference.
pub(super) async fn named(
    conn: &impl Conn,
    payments: &[payment::Stored],
    of: Payments,
) -> Result<Vec<(Screened, String)>, ActionError> {
    let references: BTreeMap<PaymentId, &String> =
        payments.iter().map(|one| (one.id, &one.bank_reference)).collect();
    let mut all: Vec<(Screened, String)> =
        payments.iter().map(|one| (one.payee.into(), one.bank_reference.clone())).collect();
    for (payment, whom) in signers(conn, of).await? {
        all.extend(references.get(&payment).map(|reference| (whom, (*reference).clone())));
    }
    Ok(all)
}
