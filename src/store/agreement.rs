//! Agreements with their signatures. The one rule: the text of a version that was issued is never
//! written again.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    agreement::{AgreementStage, SignPlace},
    ids::{AgreementId, ApplicationId, CallId, ContractingPartnerId, OrganisationId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: AgreementId,
    file_id: ApplicationId,
    call_id: CallId,
    version_no: i64,
    kind: String,
    contracting_id: ContractingPartnerId,
    plan_key: String,
    starts_on: NaiveDate,
    months: i64,
    template: String,
    text: String,
    digest: String,
    reason: String,
    changes: String,
    stage: String,
    issued_at: Option<Moment>,
    in_force_at: Option<Moment>,
    ended_at: Option<Moment>,
    end_reason: String,
    version: i64,
}

/// One thing an amendment changes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// What, in words.
    pub what: String,
    /// As it was.
    pub old: String,
    /// As it becomes.
    pub new: String,
}

/// One version of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: AgreementId,
    /// The proposal.
    pub file: ApplicationId,
    /// Its call.
    pub call: CallId,
    /// From 1.
    pub number: u32,
    /// It changes an earlier one.
    pub is_amendment: bool,
    /// Who gives the grant.
    pub contracting: ContractingPartnerId,
    /// How it is paid.
    pub plan: String,
    /// The first day of the work.
    pub starts_on: NaiveDate,
    /// How long it takes.
    pub months: u32,
    /// As the office wrote it, with its places.
    pub template: String,
    /// With its places filled; frozen once it is issued.
    pub text: String,
    /// SHA-256 of the text; empty while it is a draft.
    pub digest: String,
    /// Why it is amended; empty for the first.
    pub reason: String,
    /// What an amendment changes.
    pub changes: Vec<Change>,
    /// Where it stands.
    pub stage: AgreementStage,
    /// When it went out.
    pub issued_at: Option<Moment>,
    /// When the last signature came.
    pub in_force_at: Option<Moment>,
    /// When it was called back, replaced, ended or closed.
    pub ended_at: Option<Moment>,
    /// Why it was called back or ended; may be empty.
    pub end_reason: String,
    /// For the check against stale pages.
    pub version: i64,
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("agreements", why);
        Ok(Stored {
            id: self.id,
            file: self.file_id,
            call: self.call_id,
            number: u32::try_from(self.version_no).map_err(|_| bad("version"))?,
            is_amendment: self.kind == "amendment",
            contracting: self.contracting_id,
            plan: self.plan_key,
            starts_on: self.starts_on,
            months: u32::try_from(self.months).map_err(|_| bad("months"))?,
            template: self.template,
            text: self.text,
            digest: self.digest,
            reason: self.reason,
            changes: serde_json::from_str(&self.changes).map_err(|_| bad("changes"))?,
            stage: AgreementStage::from_code(&self.stage).ok_or_else(|| bad("stage"))?,
            issued_at: self.issued_at,
            in_force_at: self.in_force_at,
            ended_at: self.ended_at,
            end_reason: self.end_reason,
            version: self.version,
        })
    }
}

const COLUMNS: &str = "id, file_id, call_id, version_no, kind, contracting_id, plan_key, \
    starts_on, months, template, text, digest, reason, changes, stage, issued_at, in_force_at, \
    ended_at, end_reason, version";

/// All versions of a proposal's agreement, the newest first. Under the proposal's lock they stand.
pub async fn of_file(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
) -> Result<Vec<Stored>, StoreError> {
    let sql =
        format!("select {COLUMNS} from agreements where file_id = $1 order by version_no desc");
    let found: Vec<Row> = sql::rows(conn, &sql, values![file]).await?;
    found.into_iter().map(Row::stored).collect()
}

fn changes(of: &Stored) -> Result<String, StoreError> {
    serde_json::to_string(&of.changes).map_err(|e| StoreError::corrupt("agreements", e.to_string()))
}

/// Adds a version.
pub async fn insert(tx: &WriteTx, new: &Stored) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into agreements (id, file_id, call_id, version_no, kind, contracting_id, \
         plan_key, starts_on, months, template, text, digest, reason, changes, stage, issued_at, \
         in_force_at, ended_at, end_reason, version, changed_at) values ($1, $2, $3, $4, $5, $6, \
         $7, $8, $9, $10, $11, $12, $13, $14, $15, null, null, null, '', 1, $16)",
        values![
            new.id,
            new.file,
            new.call,
            i64::from(new.number),
            if new.is_amendment { "amendment" } else { "agreement" },
            new.contracting,
            new.plan.clone(),
            new.starts_on,
            i64::from(new.months),
            new.template.clone(),
            new.text.clone(),
            new.digest.clone(),
            new.reason.clone(),
            changes(new)?,
            new.stage.code(),
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Writes a draft again, or freezes it: what was issued is not touched.
pub async fn rewrite(tx: &WriteTx, new: &Stored) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update agreements set contracting_id = $2, plan_key = $3, starts_on = $4, months = $5, \
         template = $6, text = $7, digest = $8, reason = $9, changes = $10, stage = $11, \
         issued_at = $12, version = version + 1, changed_at = $13 \
         where id = $1 and version = $14 and stage = 'draft'",
        values![
            new.id,
            new.contracting,
            new.plan.clone(),
            new.starts_on,
            i64::from(new.months),
            new.template.clone(),
            new.text.clone(),
            new.digest.clone(),
            new.reason.clone(),
            changes(new)?,
            new.stage.code(),
            new.issued_at,
            tx.now(),
            new.version
        ],
    )
    .await?;
    sql::touched_one(rows, "agreements")
}

/// Moves a version that was issued on.
pub async fn save_stage(tx: &WriteTx, of: &Stored) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update agreements set stage = $2, in_force_at = $3, ended_at = $4, end_reason = $5, \
         version = version + 1, changed_at = $6 where id = $1 and version = $7",
        values![
            of.id,
            of.stage.code(),
            of.in_force_at,
            of.ended_at,
            of.end_reason.clone(),
            tx.now(),
            of.version
        ],
    )
    .await?;
    sql::touched_one(rows, "agreements")
}

/// Takes a draft away that nobody has seen.
pub async fn drop_draft(tx: &WriteTx, file: ApplicationId) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "delete from agreements where file_id = $1 and stage = 'draft'",
        values![file],
    )
    .await
    .map(|_| ())
}

#[derive(FromQueryResult)]
struct SignatureRow {
    agreement_id: AgreementId,
    place: String,
    person_id: PersonId,
    name: String,
    at: Moment,
    text_digest: String,
}

/// A signature under an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Under which version.
    pub agreement: AgreementId,
    /// For whom.
    pub place: SignPlace,
    /// The person.
    pub by: PersonId,
    /// The name at that time.
    pub name: String,
    /// When.
    pub at: Moment,
    /// Digest of the text signed.
    pub text_digest: String,
}

/// The signatures under all versions of a proposal's agreement, in the order they came.
pub async fn signatures(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
) -> Result<Vec<Signature>, StoreError> {
    let found: Vec<SignatureRow> = sql::rows(
        conn,
        "select s.agreement_id, s.place, s.person_id, s.name, s.at, s.text_digest \
         from agreement_signatures s join agreements a on a.id = s.agreement_id \
         where a.file_id = $1 order by s.at, s.place",
        values![file],
    )
    .await?;
    let read = |row: SignatureRow| {
        let place = SignPlace::from_code(&row.place)
            .ok_or_else(|| StoreError::corrupt("agreement_signatures", "place"))?;
        Ok(Signature {
            agreement: row.agreement_id,
            place,
            by: row.person_id,
            name: row.name,
            at: row.at,
            text_digest: row.text_digest,
        })
    };
    found.into_iter().map(read).collect()
}

/// Adds a signature; a second one for the same place is refused by the key. An organisation's is
/// its new word that it is an SME, too.
pub async fn sign(tx: &WriteTx, of: &Signature) -> Result<(), StoreError> {
    let organisation: Option<OrganisationId> = match of.place {
        SignPlace::Contracting => None,
        SignPlace::Partner(id) => Some(id),
    };
    sql::run(
        tx.conn(),
        "insert into agreement_signatures (agreement_id, place, organisation_id, person_id, name, \
         at, text_digest, still_sme) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            of.agreement,
            of.place.to_string(),
            organisation,
            of.by,
            of.name.clone(),
            of.at,
            of.text_digest.clone(),
            organisation.is_some()
        ],
    )
    .await
    .map(|_| ())
}

/// The person signs for the project under an agreement of this proposal that went out.
pub async fn signs_for_project(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
    person: PersonId,
) -> Result<bool, StoreError> {
    let found: Option<i64> = sql::scalar(
        conn,
        "select count(*) from agreements a join contracting_partners c on c.id = a.contracting_id \
         where a.file_id = $1 and c.person_id = $2 and a.stage <> 'draft'",
        values![file, person],
    )
    .await?;
    Ok(found.unwrap_or_default() > 0)
}
