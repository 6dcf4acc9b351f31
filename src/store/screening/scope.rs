//! Who is screened, and with which names. The one rule: a payment is about its payee and about
//! those who signed its contract for the project.

use super::super::{StoreError, payment, sql};
use crate::domain::{
    bank::BankAccount,
    ids::{BatchId, ContractingPartnerId, OrganisationId, PartnershipId, PaymentId},
    screening::{Named, Part, Party, Screened},
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Who.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'s> {
    /// These.
    These(&'s [Screened]),
    /// All whom these payments concern.
    Of(Payments),
    /// All that were screened before.
    Screened,
}

impl Scope<'_> {
    /// The condition on a column, and its values.
    pub(super) fn on(&self, column: &str) -> (String, Vec<Value>) {
        match self {
            Self::These(all) => {
                let places: Vec<String> = (1..=all.len()).map(|n| format!("${n}")).collect();
                let given = all.iter().map(|one| Value::from(one.id())).collect();
                (format!("{column} in ({})", places.join(", ")), given)
            }
            Self::Of(payments) => {
                let (within, given) = payments.within();
                (concerned(column, within), given)
            }
            Self::Screened => (format!("{column} in (select whom_id from screenings)"), vec![]),
        }
    }
    /// Nobody.
    pub(super) const fn is_empty(&self) -> bool {
        matches!(self, Self::These([]))
    }
}

/// The stages of an agreement a payment may rest on.
const RESTS_ON: &str = "('issued','in_force','closed')";

/// Payee or signer of payments under a condition.
fn concerned(column: &str, payments: &str) -> String {
    let files = format!("(select application_id from payments where {payments})");
    format!(
        "{column} in (select payee_id from payments where {payments} \
         union select contracting_id from agreements \
         where stage in {RESTS_ON} and file_id in {files} \
         union select visitor_partnership_id from applications where id in {files} \
         union select host_partnership_id from applications where id in {files})"
    )
}

/// Which payments.
#[derive(Debug, Clone, Copy)]
pub enum Payments {
    /// This one.
    One(PaymentId),
    /// Those free to join a batch.
    Free,
    /// Those of a batch.
    Batch(BatchId),
}

impl Payments {
    /// The condition on a payment, and its values.
    fn within(&self) -> (&'static str, Vec<Value>) {
        match self {
            Self::One(id) => ("id = $1", values![*id]),
            Self::Free => (payment::FREE, vec![]),
            Self::Batch(id) => ("batch_id = $1", values![*id]),
        }
    }
}

/// Who signed the contract of each payment for the project.
pub async fn signers(
    conn: &impl ConnectionTrait,
    of: Payments,
) -> Result<Vec<(PaymentId, Screened)>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        payment_id: PaymentId,
        whom: String,
        whom_id: Uuid,
    }
    let (within, given) = of.within();
    let within = format!("p.id in (select id from payments where {within})");
    let exchange = "from payments p join applications x on x.id = p.application_id";
    let sql = format!(
        "select p.id as payment_id, 'contracting' as whom, a.contracting_id as whom_id \
         from payments p join agreements a on a.file_id = p.application_id \
         where a.stage in {RESTS_ON} and {within} \
         union select p.id, 'partnership', x.visitor_partnership_id {exchange} where {within} \
         union select p.id, 'partnership', x.host_partnership_id {exchange} where {within}"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, given).await?;
    let signer = |row: Row| {
        let whom = Screened::from_code(&row.whom, row.whom_id);
        let whom = whom.ok_or_else(|| StoreError::corrupt("payments", "signer"))?;
        Ok((row.payment_id, whom))
    };
    found.into_iter().map(signer).collect()
}

type All = BTreeMap<Screened, Vec<Named>>;

/// All of a scope with their names: organisations, and who signs for the project.
pub async fn parties(
    conn: &impl ConnectionTrait,
    scope: Scope<'_>,
) -> Result<Vec<Party>, StoreError> {
    let mut all = All::new();
    if !scope.is_empty() {
        organisations(conn, scope, &mut all).await?;
        contracting(conn, scope, &mut all).await?;
        partnerships(conn, scope, &mut all).await?;
    }
    Ok(all.into_iter().map(|(whom, names)| Party { whom, names }).collect())
}

/// Organisations: themselves, the holders of their living accounts, and who may sign.
async fn organisations(
    conn: &impl ConnectionTrait,
    scope: Scope<'_>,
    all: &mut All,
) -> Result<(), StoreError> {
    #[derive(FromQueryResult)]
    struct Own {
        id: OrganisationId,
        name: String,
    }
    #[derive(FromQueryResult)]
    struct Signer {
        organisation_id: OrganisationId,
        id: Uuid,
        name: String,
    }
    #[derive(FromQueryResult)]
    struct Account {
        organisation_id: OrganisationId,
        details: String,
    }
    let (within, given) = scope.on("id");
    let sql = format!("select id, name from organisations where {within} order by id");
    let own: Vec<Own> = sql::rows(conn, &sql, given).await?;
    for Own { id, name } in own {
        all.insert(id.into(), vec![Named { part: Part::Organisation, of: id.0, name }]);
    }
    let (within, given) = scope.on("m.organisation_id");
    let sql = format!(
        "select m.organisation_id, p.id, p.name from members m join persons p \
         on p.id = m.person_id where m.role in ('lead','signatory') and {within} \
         order by m.organisation_id, p.id"
    );
    let signers: Vec<Signer> = sql::rows(conn, &sql, given).await?;
    let (within, given) = scope.on("organisation_id");
    let sql = format!(
        "select organisation_id, details from bank_accounts \
         where stage in ('confirmed','proposed') and {within} order by organisation_id, id"
    );
    let accounts: Vec<Account> = sql::rows(conn, &sql, given).await?;
    for Account { organisation_id, details } in accounts {
        let account: BankAccount = serde_json::from_str(&details)
            .map_err(|_| StoreError::corrupt("bank_accounts", "details"))?;
        let name = account.holder.as_str().to_owned();
        let holder = Named { part: Part::Holder, of: organisation_id.0, name };
        if let Some(names) = all.get_mut(&organisation_id.into())
            && names.iter().all(|one| one.key() != holder.key())
        {
            names.push(holder);
        }
    }
    for Signer { organisation_id, id, name } in signers {
        if let Some(names) = all.get_mut(&organisation_id.into()) {
            names.push(Named { part: Part::Signatory, of: id, name });
        }
    }
    Ok(())
}

/// Partners of the project who sign: themselves, and the person who signs for them.
async fn contracting(
    conn: &impl ConnectionTrait,
    scope: Scope<'_>,
    all: &mut All,
) -> Result<(), StoreError> {
    let (within, given) = scope.on("c.id");
    let sql = format!(
        "select c.id as whom_id, 'organisation' as part, c.id as id, c.name as name \
         from contracting_partners c where {within} \
         union all select c.id, 'signatory', p.id, p.name from contracting_partners c \
         join persons p on p.id = c.person_id where {within}"
    );
    named(conn, &sql, given, |id| ContractingPartnerId(id).into(), all).await
}

/// Partnerships: themselves, their partners, and their coordinators, who sign for them.
async fn partnerships(
    conn: &impl ConnectionTrait,
    scope: Scope<'_>,
    all: &mut All,
) -> Result<(), StoreError> {
    let (own, given) = scope.on("s.id");
    let (partners, _) = scope.on("m.partnership_id");
    let (coordinators, _) = scope.on("r.partnership_id");
    let sql = format!(
        "select s.id as whom_id, 'organisation' as part, s.id as id, s.name as name \
         from partnerships s where {own} \
         union all select m.partnership_id, 'organisation', o.id, o.name \
         from partnership_partners m join organisations o on o.id = m.organisation_id \
         where {partners} \
         union all select r.partnership_id, 'signatory', p.id, p.name from staff_roles r \
         join persons p on p.id = r.person_id where {coordinators}"
    );
    named(conn, &sql, given, |id| PartnershipId(id).into(), all).await
}

/// Adds the names a query finds: whose, which of them, and the one who has it.
async fn named(
    conn: &impl ConnectionTrait,
    sql: &str,
    given: Vec<Value>,
    whom: fn(Uuid) -> Screened,
    all: &mut All,
) -> Result<(), StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        whom_id: Uuid,
        part: String,
        id: Uuid,
        name: String,
    }
    let found: Vec<Row> = sql::rows(conn, sql, given).await?;
    for Row { whom_id, part, id, name } in found {
        let part =
            Part::from_code(&part).ok_or_else(|| StoreError::corrupt("screenings", "part"))?;
        all.entry(whom(whom_id)).or_default().push(Named { part, of: id, name });
    }
    Ok(())
}
