//! Questions whose answer must always be "none", asked after each test and by `convoca doctor`.

use super::{StoreError, sql};
use sea_orm::ConnectionTrait;

/// One question: its sentence and the query that counts the offenders.
struct Question {
    says: &'static str,
    sql: &'static str,
}

const QUESTIONS: &[Question] = &[
    Question {
        says: "accounts whose sums differ from their transfers",
        // One pass: asked account by account, a million transfers took PostgreSQL two minutes.
        sql: "select count(*) from accounts a left join (select account_id, \
              cast(sum(dr) as bigint) as dr, cast(sum(cr) as bigint) as cr, \
              cast(sum(dr_held) as bigint) as dr_held, cast(sum(cr_held) as bigint) as cr_held \
              from (select debit_id as account_id, amount as dr, 0 as cr, 0 as dr_held, \
               0 as cr_held from transfers where kind in ('posted','post_of') \
              union all select credit_id, 0, amount, 0, 0 from transfers \
               where kind in ('posted','post_of') \
              union all select t.debit_id, 0, 0, t.amount, 0 from transfers t \
               where t.kind = 'pending' \
               and not exists (select 1 from transfers e where e.pending_id = t.id) \
              union all select t.credit_id, 0, 0, 0, t.amount from transfers t \
               where t.kind = 'pending' \
               and not exists (select 1 from transfers e where e.pending_id = t.id)) moved \
              group by account_id) sums on sums.account_id = a.id \
              where a.debits_posted <> coalesce(sums.dr, 0) \
              or a.credits_posted <> coalesce(sums.cr, 0) \
              or a.debits_pending <> coalesce(sums.dr_held, 0) \
              or a.credits_pending <> coalesce(sums.cr_held, 0)",
    },
    Question {
        says: "limited accounts that gave out more than they had",
        sql: "select count(*) from accounts \
              where limited and debits_pending + debits_posted > credits_posted",
    },
    Question {
        says: "transfers between accounts of different units or calls",
        sql: "select count(*) from transfers t join accounts d on d.id = t.debit_id \
              join accounts c on c.id = t.credit_id \
              where d.unit <> c.unit or d.call_id <> c.call_id",
    },
    Question {
        says: "awarded applications with money whose instalment is missing or of another amount",
        sql: "select count(*) from applications a where a.amount_cents > 0 and a.stage in \
              ('awarded','agreed','reported','validated','feedback','closed') and not exists \
              (select 1 from instalments i where i.file_id = a.id \
               and i.planned_cents = a.amount_cents and i.stage <> 'cancelled')",
    },
    Question {
        says: "promised instalments without their promise in the ledger",
        sql: "select count(*) from instalments i where i.stage = 'planned' and not exists \
              (select 1 from transfers t where t.id = i.reserved_id and t.kind = 'pending' \
               and t.amount = i.planned_cents \
               and not exists (select 1 from transfers e where e.pending_id = t.id))",
    },
    Question {
        says: "due or paid instalments that the ledger does not owe",
        sql: "select count(*) from instalments i where i.stage in ('due','paid') and not exists \
              (select 1 from transfers e where e.pending_id = i.reserved_id \
               and e.kind = 'post_of' and e.amount >= i.due_cents)",
    },
    Question {
        says: "paid instalments without a settled payment",
        sql: "select count(*) from instalments i where i.stage = 'paid' and not exists \
              (select 1 from payments p where p.instalment_id = i.id and p.stage = 'settled' \
               and p.amount_cents = i.due_cents)",
    },
    Question {
        says: "settled payments of instalments that are not paid",
        sql: "select count(*) from payments p join instalments i on i.id = p.instalment_id \
              where p.stage = 'settled' and i.stage <> 'paid'",
    },
    Question {
        says: "payments that end, but still hold a debt",
        sql: "select count(*) from payments p where p.set_off_id is not null \
              and p.stage in ('settled','returned','cancelled') and not exists \
              (select 1 from transfers e where e.pending_id = p.set_off_id)",
    },
    Question {
        says: "applications without an award that still hold money or places",
        sql: "select count(*) from applications a \
              where a.stage in ('draft','submitted','ineligible','refused','withdrawn') and exists \
              (select 1 from transfers t where t.application_id = a.id and t.kind = 'pending' \
               and not exists (select 1 from transfers e where e.pending_id = t.id))",
    },
    Question {
        says: "organisations with two funded visits in one call",
        sql: "select count(*) from (select visitor_id, call_id from applications \
              where virtual_exchange = false \
              and stage in ('awarded','agreed','reported','validated','feedback','closed') \
              group by visitor_id, call_id having count(*) > 1) twice",
    },
    Question {
        says: "submitted applications without a snapshot",
        sql: "select count(*) from applications a \
              where a.stage not in ('draft','withdrawn') \
              and not exists (select 1 from snapshots s where s.application_id = a.id)",
    },
    Question {
        says: "agreed exchanges with a signature missing",
        sql: "select count(*) from applications a \
              where a.stage in ('agreed','reported','validated','feedback','closed') and \
              (select count(*) from signatures s where s.application_id = a.id) < \
              (case when a.amount_cents > 0 then 6 else 4 end)",
    },
    Question {
        says: "signatures under a text that is not the frozen one",
        sql: "select count(*) from signatures s where not exists (select 1 from papers p \
              where p.application_id = s.application_id and p.paper = s.paper \
              and p.digest = s.text_digest)",
    },
    Question {
        says: "payments approved by who proposed them",
        sql: "select count(*) from payments where approved_by = proposed_by",
    },
    Question {
        says: "claims approved by who proposed them, or waivers by who asked for them",
        sql: "select (select count(*) from recoveries where approved_by = proposed_by) + \
              (select count(*) from recovery_waivers where state = 'granted' \
               and decided_by = asked_by)",
    },
    Question {
        says: "claims whose sums differ from their moves",
        sql: "select count(*) from recoveries r left join (select recovery_id, \
              sum(case when kind = 'repaid' and not exists (select 1 from recovery_undone u \
               where u.recovery_id = recovery_moves.recovery_id \
               and u.number = recovery_moves.number) then amount_cents else 0 end) as repaid, \
              sum(case when kind = 'set_off' then amount_cents else 0 end) as set_off, \
              sum(case when kind = 'waived' then amount_cents else 0 end) as waived \
              from recovery_moves group by recovery_id) m on m.recovery_id = r.id \
              where coalesce(m.repaid, 0) <> r.repaid_cents \
              or coalesce(m.set_off, 0) <> r.set_off_cents \
              or coalesce(m.waived, 0) <> r.waived_cents",
    },
    Question {
        says: "claims without their transfer in the ledger, or of another amount",
        sql: "select count(*) from recoveries r where r.approved_by is not null and not exists \
              (select 1 from transfers t where t.id = r.claim_id and t.kind = 'posted' \
               and t.why = 'recovery' and t.amount = r.amount_cents)",
    },
    Question {
        says: "transfers of the ledger that pay claims back and differ from the claims' moves",
        sql: "select count(*) from transfers t join accounts d on d.id = t.debit_id \
              left join (select transfer_id, sum(amount_cents) as moved from recovery_moves \
              group by transfer_id) m on m.transfer_id = t.id \
              where d.grantee = 'owed' and t.kind in ('posted','post_of') \
              and t.amount <> coalesce(m.moved, 0)",
    },
    Question {
        says: "repayments taken back without the transfer that reverses theirs",
        sql: "select count(*) from recovery_undone u join recovery_moves m \
              on m.recovery_id = u.recovery_id and m.number = u.number \
              join transfers made on made.id = m.transfer_id where m.kind <> 'repaid' \
              or not exists (select 1 from transfers t where t.id = u.transfer_id \
               and t.kind = 'posted' and t.amount = m.amount_cents \
               and t.debit_id = made.credit_id and t.credit_id = made.debit_id)",
    },
    Question {
        says: "organisations whose debt in the ledger is not what their claims leave",
        sql: "select count(*) from accounts a left join (select t.credit_id, \
              sum(r.amount_cents - r.repaid_cents - r.set_off_cents - r.waived_cents) as still \
              from recoveries r join transfers t on t.id = r.claim_id \
              group by t.credit_id) claims on claims.credit_id = a.id \
              where a.grantee = 'owed' \
              and a.credits_posted - a.debits_posted <> coalesce(claims.still, 0)",
    },
    Question {
        says: "payments of which more is claimed back than was paid",
        sql: "select count(*) from payments p join (select payment_id, \
              sum(amount_cents - waived_cents) as claimed from recoveries \
              where stage not in ('proposed','rejected','withdrawn') group by payment_id) r \
              on r.payment_id = p.id \
              where r.claimed > case when p.stage = 'settled' then p.amount_cents else 0 end",
    },
    Question {
        says: "closed exchanges with money and no settled payment",
        sql: "select count(*) from applications a where a.stage in ('feedback','closed') and a.amount_cents > 0 \
              and not exists (select 1 from payments p where p.application_id = a.id \
              and p.stage = 'settled')",
    },
    Question {
        says: "proposals without an award that still hold money or places",
        sql: "select count(*) from proposals p where p.stage <> 'awarded' and exists \
              (select 1 from transfers t where t.application_id = p.id and t.kind = 'pending' \
               and not exists (select 1 from transfers e where e.pending_id = t.id))",
    },
    Question {
        says: "grants in force whose instalments do not come to what was awarded",
        sql: "select count(*) from agreements a join proposals p on p.id = a.file_id \
              where a.stage in ('in_force','closed') and \
              (select cast(coalesce(sum(i.planned_cents), 0) as bigint) from instalments i \
               where i.file_id = a.file_id) <> p.requested_cents",
    },
    Question {
        says: "agreements in force without the signature of every party",
        sql: "select count(*) from agreements a where a.in_force_at is not null and \
              (select count(*) from agreement_signatures s where s.agreement_id = a.id) <> \
              (select count(*) + 1 from partners p where p.proposal_id = a.file_id)",
    },
    Question {
        says: "signatures under an agreement's text that is not the frozen one",
        sql: "select count(*) from agreement_signatures s join agreements a \
              on a.id = s.agreement_id where a.digest <> s.text_digest or a.stage = 'draft'",
    },
    Question {
        says: "releases of a ranking that is not signed, or of another round's",
        sql: "select count(*) from releases r where not exists (select 1 from scenarios s \
              where s.id = r.scenario_id and s.call_id = r.call_id and s.round = r.round \
              and s.state = 'signed')",
    },
    Question {
        says: "proposals with a result letter that still stand before the result",
        sql: "select count(*) from letters l join proposals p on p.id = l.proposal_id \
              where p.round = l.round and p.stage in ('draft','submitted','admitted') \
              and l.outcome <> 'ineligible'",
    },
    Question {
        says: "sent mails that still hold a one-time token",
        sql: "select count(*) from outbox where state = 'sent' and secret is not null",
    },
    Question {
        says: "organisations nobody leads",
        sql: "select count(*) from organisations o where not exists \
              (select 1 from members m where m.organisation_id = o.id and m.role = 'lead')",
    },
];

/// What does not hold, a sentence each with the number of offenders; empty when all is well.
pub async fn broken(conn: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let mut out = Vec::new();
    for question in QUESTIONS {
        let count: i64 = sql::scalar(conn, question.sql, vec![]).await?.unwrap_or_default();
        if count > 0 {
            out.push(format!("{count} {}", question.says));
        }
    }
    Ok(out)
}

/// How many questions there are.
pub const fn questions() -> usize {
    QUESTIONS.len()
}
