//! The auditor's pack of one grant, out of what is held about it. The one rule: what is held goes
//! in as it is; digests and sums come from where they are kept and are never made to fit.

use super::pack::{
    self, AccountLine, Agreement, AuditChain, AuditLine, Ledger, PackContents, PackFault,
    PaymentLine, Payments, Section, SignatureLine, Snapshot, TransferLine, evidence_path,
};
use crate::{
    domain::{
        ids::TransferId,
        ledger::{Code, Kind, PositiveAmount, Sums, Unit, chart::AccountName},
        moment::Moment,
        money::Money,
        payment::{PaymentStage, PaymentStageKind},
    },
    queries::grant_file::{AuditHead, AuditRow, GrantFile, Payment, Transfer},
};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The pack of a grant, made at this instant.
pub fn pack(file: &GrantFile, made_at: Moment) -> Result<Vec<u8>, PackFault> {
    pack::write(&contents(file)?, made_at)
}

fn contents(file: &GrantFile) -> Result<PackContents, PackFault> {
    let ledger = ledger(file);
    let payments = payments(file, &ledger);
    Ok(PackContents {
        reference: file.head.reference.clone(),
        title: file.head.title.clone(),
        sections: sections(file)?,
        snapshot: file.snapshot.as_ref().map_or_else(
            || Snapshot { json: String::new(), sha256: String::new() },
            |held| Snapshot { json: held.text.clone(), sha256: held.digest.clone() },
        ),
        agreements: agreements(file),
        payments,
        ledger,
        audit: chains(file),
    })
}

fn section(path: impl Into<String>, bytes: Vec<u8>, about: &str) -> Section {
    Section { path: path.into(), bytes, about: about.to_owned() }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, PackFault> {
    Ok(serde_json::to_vec_pretty(value)?)
}

#[derive(Serialize)]
struct ConflictRow<'a> {
    person: String,
    kind: &'a str,
    severity: &'a str,
    source: &'a str,
    evidence: &'a str,
    from: String,
    ended: Option<String>,
    end_reason: &'a str,
}

#[derive(Serialize)]
struct Decision<'a> {
    stage: &'a str,
    facts: serde_json::Value,
    checks: Vec<CheckRow<'a>>,
}

#[derive(Serialize)]
struct CheckRow<'a> {
    rule: &'a str,
    holds: bool,
    note: &'a str,
}

fn sections(file: &GrantFile) -> Result<Vec<Section>, PackFault> {
    let call = &file.call.call;
    let told = format!(
        "{}\n{}\ndeadline {}\n",
        call.title,
        call.edition,
        call.deadline.utc().to_rfc3339()
    );
    let conflicts: Vec<ConflictRow<'_>> = file
        .conflicts
        .iter()
        .map(|one| ConflictRow {
            person: one.person_id.to_string(),
            kind: &one.kind,
            severity: &one.severity,
            source: &one.source,
            evidence: &one.evidence,
            from: one.from_at.utc().to_rfc3339(),
            ended: one.ended_at.map(|at| at.utc().to_rfc3339()),
            end_reason: &one.end_reason,
        })
        .collect();
    let decision = Decision {
        stage: &file.head.stage,
        facts: serde_json::from_str(&file.head.stage_facts).unwrap_or(serde_json::Value::Null),
        checks: file
            .checks
            .iter()
            .map(|one| CheckRow { rule: &one.key, holds: one.holds, note: &one.note })
            .collect(),
    };
    let mut all = vec![
        section("call.txt", told.into_bytes(), "The call: title, edition, deadline in UTC."),
        section(
            "programme.toml",
            file.call.programme_text.clone().into_bytes(),
            "The rules of the call, as they were frozen when it opened.",
        ),
        section("conflicts.json", json(&conflicts)?, "Conflicts of interest, as recorded."),
        section("decision.json", json(&decision)?, "The check-list and where the grant stands."),
    ];
    let about = "A report: of the grantee, or delivered by an expert.";
    for report in &file.reports {
        let path = format!("reports/{}.txt", report.name);
        all.push(section(path, report.text.clone().into_bytes(), about));
    }
    for letter in &file.letters {
        let path = format!("letters/{}.txt", letter.name);
        all.push(section(path, letter.text.clone().into_bytes(), "A letter, as released."));
    }
    for (number, (held, bytes)) in (1..).zip(&file.evidence) {
        let about = format!("Evidence: {}.", held.kind);
        all.push(section(evidence_path(number, &held.name), bytes.clone(), &about));
    }
    // After the evidence, so that its numbers are what they were before there were documents.
    for (number, (held, bytes)) in (file.evidence.len() + 1..).zip(&file.documents) {
        let about = format!("Handed in with the proposal: {}.", held.kind);
        all.push(section(evidence_path(number, &held.name), bytes.clone(), &about));
    }
    all.extend(copies(file)?);
    Ok(all)
}

#[derive(Serialize)]
struct CopyRow<'a> {
    file: String,
    number: u32,
    name: &'a str,
    by: &'a str,
    at: String,
    sha256: &'a str,
    text_sha256: &'a str,
}

/// Counter-signed copies, and who added which; nothing where there is none.
fn copies(file: &GrantFile) -> Result<Vec<Section>, PackFault> {
    let (mut all, mut rows) = (Vec::new(), Vec::new());
    for (copy, bytes) in &file.copies {
        let path = format!("copies/{}-{}.pdf", copy.of.stem(), copy.number);
        let about = "A counter-signed copy, as uploaded; it replaces no signature.";
        all.push(section(path.clone(), bytes.clone(), about));
        rows.push(CopyRow {
            file: path,
            number: copy.number,
            name: &copy.name,
            by: &copy.added_by_name,
            at: copy.added_at.utc().to_rfc3339(),
            sha256: &copy.digest,
            text_sha256: &copy.text_digest,
        });
    }
    if !rows.is_empty() {
        let about = "Who added which copy, when, of which text; of several the last stands.";
        all.push(section("copies.json", json(&rows)?, about));
    }
    Ok(all)
}

fn agreements(file: &GrantFile) -> Vec<Agreement> {
    let agreement = |held: &crate::queries::grant_file::Paper| {
        let under = file.signatures.iter().filter(|one| one.paper == held.paper);
        Agreement {
            name: held.paper.code().to_owned(),
            text: held.text.clone(),
            pdf: None,
            signatures: under
                .map(|one| SignatureLine {
                    place: one.place.code().to_owned(),
                    name: one.name.clone(),
                    at: one.at,
                    text_sha256: one.text_digest.clone(),
                })
                .collect(),
        }
    };
    let issued = file.agreements.iter().map(|(one, by)| Agreement {
        name: format!("v{}-{}", one.version_no, one.kind),
        text: one.text.clone(),
        pdf: None,
        signatures: by
            .iter()
            .map(|one| SignatureLine {
                place: one.place.clone(),
                name: one.name.clone(),
                at: one.at,
                text_sha256: one.text_digest.clone(),
            })
            .collect(),
    });
    file.papers.iter().map(agreement).chain(issued).collect()
}

/// A transfer as the pack says it; rows that can't be read are left to the checker, who finds that
/// the sums don't fit.
fn transfer(row: &Transfer) -> Option<TransferLine> {
    let kind = match (row.kind.as_str(), row.pending_id) {
        ("posted", None) => Kind::Posted,
        ("pending", None) => Kind::Pending,
        ("post_of", Some(id)) => Kind::PostOf(id),
        ("void_of", Some(id)) => Kind::VoidOf(id),
        _another => return None,
    };
    Some(TransferLine {
        id: row.id,
        at: row.at,
        debit: row.debit.clone(),
        credit: row.credit.clone(),
        unit: Unit::from_code(&row.unit)?,
        amount: PositiveAmount::new(row.amount)?,
        why: Code::from_code(&row.why)?,
        kind,
    })
}

fn ledger(file: &GrantFile) -> Ledger {
    let transfers: Vec<TransferLine> = file.transfers.iter().filter_map(transfer).collect();
    let ended: BTreeSet<TransferId> = transfers
        .iter()
        .filter_map(|line| match line.kind {
            Kind::PostOf(id) | Kind::VoidOf(id) => Some(id),
            Kind::Posted | Kind::Pending => None,
        })
        .collect();
    let mut sums: BTreeMap<(String, &'static str), (Unit, Sums)> = BTreeMap::new();
    for line in &transfers {
        let amount = line.amount.get();
        let (pending, posted) = match line.kind {
            Kind::Posted | Kind::PostOf(_) => (0, amount),
            Kind::Pending if !ended.contains(&line.id) => (amount, 0),
            Kind::Pending | Kind::VoidOf(_) => (0, 0),
        };
        let mut of = |name: &str| {
            let key = (name.to_owned(), line.unit.code());
            sums.entry(key).or_insert((line.unit, Sums::default())).1
        };
        let (mut out, mut into) = (of(&line.debit), of(&line.credit));
        out.debits_pending += pending;
        out.debits_posted += posted;
        into.credits_pending += pending;
        into.credits_posted += posted;
        sums.insert((line.debit.clone(), line.unit.code()), (line.unit, out));
        sums.insert((line.credit.clone(), line.unit.code()), (line.unit, into));
    }
    // What the bank paid less what it sent back; what was set off moved no cash.
    let cash = |line: &TransferLine| match line.why {
        Code::Payment => line.amount.get(),
        Code::Return => -line.amount.get(),
        Code::Appropriation
        | Code::Commitment
        | Code::Due
        | Code::SetOff
        | Code::Release
        | Code::Recovery
        | Code::Repayment
        | Code::Reuse
        | Code::Closing
        | Code::Service
        | Code::Counted
        | Code::Correction => 0,
    };
    let paid = Money::from_cents(transfers.iter().map(cash).sum());
    let accounts = sums
        .into_iter()
        .map(|((name, _), (unit, sums))| AccountLine {
            about: about(&name).to_owned(),
            name,
            unit,
            sums,
        })
        .collect();
    Ledger { accounts, transfers, paid }
}

/// What an account is, in a few words.
fn about(name: &str) -> &'static str {
    match name.parse() {
        Ok(AccountName::Source) => "where the call's money comes from",
        Ok(AccountName::Budget) => "what the call may still commit",
        Ok(AccountName::Payable(_)) => "what is owed to an organisation",
        Ok(AccountName::Payee(_)) => "what an organisation has got",
        Ok(AccountName::Owed(_)) => "what an organisation must give back",
        Ok(AccountName::Recovered) => "what was got back",
        Ok(AccountName::ServicesSource) => "where services in kind come from",
        Ok(AccountName::Services(_)) => "services an organisation has had",
        Ok(AccountName::PlacesSource(_)) => "where places of a quota come from",
        Ok(AccountName::Places(_)) => "places still free",
        Ok(AccountName::Taken(_)) => "places taken",
        Ok(AccountName::PartnershipSource) => "where exchanges of partnerships come from",
        Ok(AccountName::Partnership(_)) => "exchanges of a partnership",
        Err(_) => "an account of the call",
    }
}

/// The orders, each with the transfers that booked it: those of its payee and sum, in the order
/// they were made, each once.
fn payments(file: &GrantFile, ledger: &Ledger) -> Payments {
    let mut free: Vec<&TransferLine> = ledger
        .transfers
        .iter()
        .filter(|line| line.why == Code::Payment && line.kind == Kind::Posted)
        .collect();
    let mut paid = Vec::new();
    let mut line = |payment: &Payment| {
        let mut transfers = Vec::new();
        let cash = payment.amount.checked_sub(payment.set_off).unwrap_or(Money::ZERO);
        if payment.stage.kind() == PaymentStageKind::Settled {
            paid.push(cash);
            let payee = AccountName::Payee(payment.payee).to_string();
            let found =
                free.iter().position(|one| one.credit == payee && one.amount.get() == cash.cents());
            transfers.extend(found.map(|at| free.remove(at).id));
        }
        PaymentLine {
            id: payment.id,
            stage: payment.stage.kind(),
            amount: cash,
            on: on(&payment.stage),
            transfers,
        }
    };
    let lines = file.payments.iter().map(&mut line).collect();
    Payments { paid: Money::sum(paid).unwrap_or(Money::ZERO), lines }
}

const fn on(stage: &PaymentStage) -> Option<NaiveDate> {
    match stage {
        PaymentStage::Settled { on, .. } | PaymentStage::Returned { on, .. } => Some(*on),
        PaymentStage::Proposed { .. }
        | PaymentStage::Approved { .. }
        | PaymentStage::Exported { .. }
        | PaymentStage::Cancelled { .. } => None,
    }
}

/// Every trail that belongs to the grant, from its first line to its head.
fn chains(file: &GrantFile) -> Vec<AuditChain> {
    let line = |row: &AuditRow| AuditLine {
        seq: row.seq,
        at: row.at,
        by_whom: row.by_whom.clone(),
        event: row.event.clone(),
        prev: row.prev.clone(),
        hash: row.hash.clone(),
    };
    let of = |head: &AuditHead| {
        let is = |row: &&AuditRow| {
            row.subject_kind == head.subject_kind && row.subject_id == head.subject_id
        };
        AuditChain {
            subject_kind: head.subject_kind.clone(),
            subject_id: head.subject_id,
            lines: file.audit.iter().filter(is).map(line).collect(),
            head_seq: head.seq,
            head_hash: head.hash.clone(),
        }
    };
    file.audit_heads.iter().map(of).collect()
}
