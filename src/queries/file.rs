//! One application as the office reads it: everything that hangs on it, in a fixed number of
//! statements. The one rule: ask [`head`] first and hold its subject against the permissions.

use super::{
    names,
    overview::{self, Books},
};
use crate::{
    domain::{
        event::Event,
        form::Answers,
        ids::{ApplicationId, CallId, PersonId},
        moment::Moment,
    },
    store::{
        StoreError, application, call, checks, evidence, organisation, papers, payment,
        sql::{self, values},
    },
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::{BTreeMap, BTreeSet};

pub use crate::store::{
    evidence::Attachment as EvidenceFile, papers::Text as PaperText, payment::Stored as Payment,
};

/// The application itself.
pub async fn head(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<application::Stored, StoreError> {
    application::load(conn, id).await
}

/// The answers of the three forms.
#[derive(Debug, Clone, Default)]
pub struct AllAnswers {
    /// The application.
    pub application: Answers,
    /// The visitor's report.
    pub report: Answers,
    /// The host's feedback.
    pub host_report: Answers,
}

/// All answers of a file.
pub async fn answers(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<AllAnswers, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        form: String,
        field: String,
        value: String,
    }
    let found: Vec<Row> = sql::rows(
        conn,
        "select form, field, value from answers where application_id = $1",
        values![id],
    )
    .await?;
    let of = |form: &str| -> Answers {
        let these = found.iter().filter(|row| row.form == form);
        these.map(|row| (row.field.clone(), row.value.clone())).collect()
    };
    Ok(AllAnswers {
        application: of("application"),
        report: of("report"),
        host_report: of("host_report"),
    })
}

/// One line of what happened to the file.
#[derive(Debug, Clone)]
pub struct Line {
    /// When.
    pub at: Moment,
    /// What; `None` for an event this version does not know.
    pub event: Option<Event>,
    /// Who.
    pub who: String,
    /// As the trail names them.
    pub by_whom: String,
}

/// What happened to a file, newest first, at most `many` lines; names are filled in by [`named`].
pub async fn happened(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
    many: u32,
) -> Result<Vec<Line>, StoreError> {
    trail(conn, "application", id, many).await
}

/// The lines of one chain of the trail, newest first.
pub(super) async fn trail(
    conn: &impl ConnectionTrait,
    kind: &str,
    id: ApplicationId,
    many: u32,
) -> Result<Vec<Line>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        at: Moment,
        by_whom: String,
        event: String,
    }
    let sql = format!(
        "select at, by_whom, event from audit where subject_kind = $2 \
         and subject_id = $1 order by seq desc limit {many}"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, values![id, kind]).await?;
    let line = |row: Row| Line {
        at: row.at,
        event: serde_json::from_str(&row.event).ok(),
        who: String::new(),
        by_whom: row.by_whom,
    };
    Ok(found.into_iter().map(line).collect())
}

/// Fills in who, from names that were looked up.
pub fn named(lines: &mut [Line], people: &BTreeMap<PersonId, String>) {
    for line in lines {
        line.who = names::who(&line.by_whom, people);
    }
}

/// Everything that hangs on a file.
#[derive(Debug, Clone)]
pub struct Whole {
    /// Its call.
    pub call: call::Stored,
    /// Who travels.
    pub visitor: organisation::Stored,
    /// Who receives.
    pub host: organisation::Stored,
    /// The partnerships of the call that stand behind the two sides.
    pub partnerships: Vec<call::PartnershipRow>,
    /// All answers.
    pub answers: AllAnswers,
    /// What officers answered.
    pub checks: Vec<checks::Check>,
    /// The papers' texts.
    pub texts: Vec<papers::Text>,
    /// The signatures.
    pub signatures: Vec<crate::domain::paper::Signature>,
    /// The evidence.
    pub evidence: Vec<evidence::Attachment>,
    /// The payments, oldest first.
    pub payments: Vec<payment::Stored>,
    /// What happened, newest first.
    pub lines: Vec<Line>,
    /// Names of the people who stand in stage, payments and lines.
    pub people: BTreeMap<PersonId, String>,
    /// The call's books.
    pub books: Books,
}

/// Reads everything that hangs on a file.
pub async fn whole(
    conn: &impl ConnectionTrait,
    stored: &application::Stored,
) -> Result<Whole, StoreError> {
    let a = &stored.application;
    let call = call::load(conn, a.call).await?;
    let (visitor, host) = organisation::load_two(conn, a.visitor, a.host).await?;
    let mut partnerships = call::partnerships(conn, a.call).await?;
    partnerships.retain(|p| p.id == a.visitor_partnership || p.id == a.host_partnership);
    let answers = answers(conn, a.id).await?;
    let checks = checks::load(conn, a.id).await?;
    let texts = papers::texts(conn, a.id).await?;
    let signatures = papers::signatures(conn, a.id).await?;
    let evidence = evidence::list(conn, a.id).await?;
    let payments = payment::of_application(conn, a.id).await?;
    let mut lines = happened(conn, a.id, 200).await?;
    let mut ids: BTreeSet<PersonId> =
        lines.iter().filter_map(|line| names::person(&line.by_whom)).collect();
    ids.extend(evidence.iter().map(|file| file.added_by));
    ids.extend(payments.iter().flat_map(|p| [Some(p.proposed_by), p.approved_by]).flatten());
    ids.extend([a.author]);
    let people = names::people(conn, &ids).await?;
    named(&mut lines, &people);
    let books = overview::books(conn, a.call).await?;
    Ok(Whole {
        call,
        visitor,
        host,
        partnerships,
        answers,
        checks,
        texts,
        signatures,
        evidence,
        payments,
        lines,
        people,
        books,
    })
}

/// What happened to a file since a page was made, oldest first, with names.
pub async fn since(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
    shown: Moment,
) -> Result<Vec<Line>, StoreError> {
    let mut lines = happened(conn, id, 200).await?;
    lines.retain(|line| line.at >= shown);
    lines.reverse();
    let ids = lines.iter().filter_map(|line| names::person(&line.by_whom)).collect();
    let people = names::people(conn, &ids).await?;
    named(&mut lines, &people);
    Ok(lines)
}

/// The next decision to take in a call, the one that has waited longest.
pub async fn next_decision(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Option<ApplicationId>, StoreError> {
    Ok(overview::decisions(conn, call, 1).await?.first().map(|decision| decision.id))
}
