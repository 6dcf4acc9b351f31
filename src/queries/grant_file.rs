//! All that is held about one grant, an exchange or a proposal, as rows: for the auditor's pack.
//! The one rule: it is read whole, right or wrong; nothing is left out because it looks odd.

use crate::{
    domain::{
        ids::{AgreementId, ApplicationId, CallId, PersonId, TransferId},
        moment::Moment,
        paper::Signature,
    },
    store::{
        StoreError, call, evidence, papers, payment, proposal_document, signed_copy,
        sql::{self, Conn, values},
    },
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

pub use crate::store::{
    call::Stored as Call, evidence::Attachment, papers::Text as Paper, payment::Stored as Payment,
    proposal_document::Document, signed_copy::SignedCopy,
};

/// What the grant is.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Head {
    /// Its id.
    pub id: ApplicationId,
    /// Its call.
    pub call_id: CallId,
    /// The number people use.
    pub reference: String,
    /// The project's title; of an exchange the two sides.
    pub title: String,
    /// Where it stands, by its code.
    pub stage: String,
    /// The facts of that stage, as JSON.
    pub stage_facts: String,
    /// `application` or `proposal`: what its audit lines hang on.
    pub subject_kind: String,
}

/// What was handed in.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Snapshot {
    /// The text.
    pub text: String,
    /// Its SHA-256 as on the receipt.
    pub digest: String,
}

/// A report or another text with its path in the pack.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Told {
    /// What it is, without signs a file name can't have.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A conflict of interest as recorded.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Conflict {
    /// Which expert.
    pub person_id: PersonId,
    /// Which kind.
    pub kind: String,
    /// How grave.
    pub severity: String,
    /// Who found it.
    pub source: String,
    /// What it rests on.
    pub evidence: String,
    /// Since when.
    pub from_at: Moment,
    /// Until when, if it ended.
    pub ended_at: Option<Moment>,
    /// Why it ended.
    pub end_reason: String,
}

/// A version of an agreement, once issued.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Agreed {
    /// Its id.
    pub id: AgreementId,
    /// Its number, from 1.
    pub version_no: i64,
    /// `agreement` or `amendment`.
    pub kind: String,
    /// The frozen text.
    pub text: String,
}

/// A signature under it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AgreedBy {
    /// For whom, by its code.
    pub place: String,
    /// The name at that time.
    pub name: String,
    /// When.
    pub at: Moment,
    /// SHA-256 of the text signed.
    pub text_digest: String,
}

/// A check of admissibility or eligibility as answered.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Check {
    /// Which rule.
    pub key: String,
    /// The officer's finding.
    pub holds: bool,
    /// Evidence or reason.
    pub note: String,
}

/// A transfer that touches the grant.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// When.
    pub at: Moment,
    /// Where it goes out.
    pub debit: String,
    /// Where it comes in.
    pub credit: String,
    /// What the accounts count.
    pub unit: String,
    /// How much.
    pub amount: i64,
    /// Why, by its code.
    pub why: String,
    /// How, by its code.
    pub kind: String,
    /// The pending transfer it ends.
    pub pending_id: Option<TransferId>,
}

/// A line of the audit trail.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AuditRow {
    /// Of which kind of subject.
    pub subject_kind: String,
    /// Of which subject.
    pub subject_id: Uuid,
    /// Its place in the chain.
    pub seq: i64,
    /// When.
    pub at: Moment,
    /// Who.
    pub by_whom: String,
    /// What, as JSON.
    pub event: String,
    /// The line before.
    pub prev: String,
    /// This line.
    pub hash: String,
}

/// Where a chain ends.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AuditHead {
    /// Of which kind of subject.
    pub subject_kind: String,
    /// Of which subject.
    pub subject_id: Uuid,
    /// The last place.
    pub seq: i64,
    /// The last line.
    pub hash: String,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct GrantFile {
    /// What it is.
    pub head: Head,
    /// Its call with the rules as frozen.
    pub call: call::Stored,
    /// As submitted last; none when it never was.
    pub snapshot: Option<Snapshot>,
    /// Reports of the grantee and of the experts.
    pub reports: Vec<Told>,
    /// Conflicts of interest.
    pub conflicts: Vec<Conflict>,
    /// The check-list.
    pub checks: Vec<Check>,
    /// Letters, as released.
    pub letters: Vec<Told>,
    /// Frozen texts.
    pub papers: Vec<papers::Text>,
    /// Signatures under them.
    pub signatures: Vec<Signature>,
    /// Agreements of a funded proposal, with their signatures.
    pub agreements: Vec<(Agreed, Vec<AgreedBy>)>,
    /// Evidence with its bytes.
    pub evidence: Vec<(evidence::Attachment, Vec<u8>)>,
    /// Documents handed in with a proposal, with their bytes.
    pub documents: Vec<(Document, Vec<u8>)>,
    /// Counter-signed copies with their bytes.
    pub copies: Vec<(SignedCopy, Vec<u8>)>,
    /// Payment orders, oldest first.
    pub payments: Vec<payment::Stored>,
    /// Transfers, oldest first.
    pub transfers: Vec<Transfer>,
    /// The audit trails of the grant, of its payments and of its claims, each in its order.
    pub audit: Vec<AuditRow>,
    /// Where each of them ends.
    pub audit_heads: Vec<AuditHead>,
}

/// The grant with this reference or id.
pub async fn find(conn: &impl Conn, named: &str) -> Result<Option<Head>, StoreError> {
    let sql = "select a.id, a.call_id, a.reference, v.name || ' at ' || h.name as title, a.stage, \
               a.stage_facts, 'application' as subject_kind from applications a \
               join organisations v on v.id = a.visitor_id \
               join organisations h on h.id = a.host_id \
               where a.reference = $1 or a.id = $2 \
               union all select p.id, p.call_id, p.reference, p.title, p.stage, p.stage_facts, \
               'proposal' as subject_kind from proposals p where p.reference = $1 or p.id = $2";
    let id = named.parse::<Uuid>().unwrap_or(Uuid::nil());
    sql::row(conn, sql, values![named, id]).await
}

/// Everything about it.
pub async fn whole(conn: &impl Conn, head: Head) -> Result<GrantFile, StoreError> {
    let id = head.id;
    let call = call::load(conn, head.call_id).await?;
    let snapshot = sql::row(
        conn,
        "select text, digest from snapshots where application_id = $1 order by number desc limit 1",
        values![id],
    )
    .await?;
    let checks = sql::rows(
        conn,
        "select key, holds, note from checks where application_id = $1 order by key",
        values![id],
    )
    .await?;
    let mut with_bytes = Vec::new();
    for attachment in evidence::list(conn, id).await? {
        let bytes = evidence::bytes(conn, &attachment.digest).await?;
        with_bytes.push((attachment, bytes));
    }
    let mut documents = Vec::new();
    for document in proposal_document::list(conn, id).await? {
        let bytes = evidence::bytes(conn, &document.digest).await?;
        documents.push((document, bytes));
    }
    let mut copies = Vec::new();
    for copy in signed_copy::of_file(conn, id).await? {
        let bytes = evidence::bytes(conn, &copy.digest).await?;
        copies.push((copy, bytes));
    }
    Ok(GrantFile {
        call,
        snapshot,
        reports: reports(conn, id).await?,
        conflicts: conflicts(conn, id).await?,
        checks,
        letters: letters(conn, id).await?,
        papers: papers::texts(conn, id).await?,
        signatures: papers::signatures(conn, id).await?,
        agreements: agreements(conn, id).await?,
        evidence: with_bytes,
        documents,
        copies,
        payments: payment::of_application(conn, id).await?,
        transfers: transfers(conn, id).await?,
        audit: audit(conn, &head).await?,
        audit_heads: audit_heads(conn, &head).await?,
        head,
    })
}

/// A version of an expert's report. The id is no text in SQLite, so the name is made here.
#[derive(FromQueryResult)]
struct Delivered {
    round: i64,
    id: Uuid,
    number: i64,
    text: String,
}

/// The grantee's answers in its report forms, and what experts delivered.
async fn reports(conn: &impl Conn, id: ApplicationId) -> Result<Vec<Told>, StoreError> {
    let mut all: Vec<Told> = sql::rows(
        conn,
        "select form || '-' || field as name, value as text from answers \
         where application_id = $1 and form not in ('application','proposal') \
         and form not like 'round:%' and form not like 'part:%' order by form, field",
        values![id],
    )
    .await?;
    // What was handed in stands in the snapshot. A form's text has a sign no file name may have.
    for one in &mut all {
        one.name = one.name.replace(':', "-");
    }
    let sql = "select r.round, r.id, v.number, v.text from report_versions v \
               join reports r on r.id = v.report_id where r.proposal_id = $1 \
               order by r.round, r.id, v.number";
    let delivered: Vec<Delivered> = sql::rows(conn, sql, values![id]).await?;
    all.extend(delivered.into_iter().map(|one| Told {
        name: format!("evaluation-{}-{}-v{}", one.round, one.id.simple(), one.number),
        text: one.text,
    }));
    Ok(all)
}

async fn agreements(
    conn: &impl Conn,
    id: ApplicationId,
) -> Result<Vec<(Agreed, Vec<AgreedBy>)>, StoreError> {
    let found: Vec<Agreed> = sql::rows(
        conn,
        "select id, version_no, kind, text from agreements \
         where file_id = $1 and stage <> 'draft' order by version_no",
        values![id],
    )
    .await?;
    let mut all = Vec::with_capacity(found.len());
    for one in found {
        let by = sql::rows(
            conn,
            "select place, name, at, text_digest from agreement_signatures \
             where agreement_id = $1 order by at, place",
            values![one.id],
        )
        .await?;
        all.push((one, by));
    }
    Ok(all)
}

async fn conflicts(conn: &impl Conn, id: ApplicationId) -> Result<Vec<Conflict>, StoreError> {
    sql::rows(
        conn,
        "select person_id, kind, severity, source, evidence, from_at, ended_at, end_reason \
         from conflicts where proposal_id = $1 order by from_at, id",
        values![id],
    )
    .await
}

async fn letters(conn: &impl Conn, id: ApplicationId) -> Result<Vec<Told>, StoreError> {
    sql::rows(
        conn,
        "select 'round-' || cast(round as text) || '-' || outcome as name, text from letters \
         where proposal_id = $1 order by round",
        values![id],
    )
    .await
}

/// In the order they took effect: of one moment, what is reserved before what ends it.
async fn transfers(conn: &impl Conn, id: ApplicationId) -> Result<Vec<Transfer>, StoreError> {
    sql::rows(
        conn,
        "select t.id, t.at, d.name as debit, c.name as credit, d.unit, t.amount, t.why, t.kind, \
         t.pending_id from transfers t join accounts d on d.id = t.debit_id \
         join accounts c on c.id = t.credit_id where t.application_id = $1 \
         order by t.at, t.pending_id is not null, t.id",
        values![id],
    )
    .await
}

/// Which trails belong to a grant: its own, those of its payments, those of its claims.
const TRAILS: &str = "(subject_kind = $1 and subject_id = $2) \
    or (subject_kind = 'payment' and subject_id in \
    (select id from payments where application_id = $2)) \
    or (subject_kind = 'recovery' and subject_id in (select id from recoveries where file_id = $2))";

async fn audit(conn: &impl Conn, head: &Head) -> Result<Vec<AuditRow>, StoreError> {
    let sql = format!(
        "select subject_kind, subject_id, seq, at, by_whom, event, prev, hash from audit \
         where {TRAILS} order by subject_kind, subject_id, seq"
    );
    sql::rows(conn, &sql, values![head.subject_kind.clone(), head.id]).await
}

async fn audit_heads(conn: &impl Conn, head: &Head) -> Result<Vec<AuditHead>, StoreError> {
    let sql = format!(
        "select subject_kind, subject_id, seq, hash from audit_heads where {TRAILS} \
         order by subject_kind, subject_id"
    );
    sql::rows(conn, &sql, values![head.subject_kind.clone(), head.id]).await
}
