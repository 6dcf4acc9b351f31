//! The verbs of the system; read this folder first. One verb is one transaction: it locks and
//! loads, asks for a permit, lets the pure rules decide, saves, and commits with what happened.
//! Pages, commands, the worker and the demo all call these same verbs.
//!
//! | file | verbs |
//! |---|---|
//! | `account` | register, verify, sign in and out, forgotten password |
//! | `organisation` | create, change, add and remove members |
//! | `call` | create, change, publish, move the deadline, close, partnerships, rates |
//! | `call_rounds` | set the cut-offs of a call, or the deadlines of its later rounds |
//! | `budget` | appropriate money, open places |
//! | `profile` | save, submit, accept, reject |
//! | `application` | start, save answers, submit, reopen, confirm the match, withdraw |
//! | `decision` | answer checks, set the distance, find ineligible, reinstate, award, refuse |
//! | `aid_declaration` | declare earlier de minimis aid |
//! | `de_minimis` | the gate of awards of national money; no verb of its own |
//! | `proposal_check` | answer checks of a proposal, ask, find ineligible, reinstate, admit |
//! | `papers` | sign |
//! | `report` | add evidence, hand in reports, send back, validate |
//! | `contracting` | who signs agreements for the project |
//! | `agreement` | prepare, issue, call back, sign |
//! | `project` | reports of a funded project, documents |
//! | `certificate` | invoices of providers, the certificate for payment |
//! | `milestone` | milestones, services in kind |
//! | `grant_end` | end a grant early, close it |
//! | `payment` | propose, approve, export, settle, return, cancel |
//! | `recovery` | claim money back: propose, approve, reject, take back, record what came, waive |
//! | `bank_account` | name, confirm and reject an account, record what the bank says of it |
//! | `batch` | put payments together for the bank, approve, give the file out, cancel |
//! | `sanctions` | import a list of sanctions, note why none is in use |
//! | `screening` | compare payees with the list, decide finds, record EDES |
//! | `held` | let what waited for a check take effect |
//! | `bank_file` | take in what the bank sends, do what it says, settle a line by hand |
//! | `roles` | give and take posts |
//! | `proposal` | start a proposal, save its answers, reopen, withdraw |
//! | `partner` | invite partners, accept, decline, take out |
//! | `part` | a partner's share, SME declaration, confirmation |
//! | `clarify` | answer an officer's questions |
//! | `letter` | open the letter, ask for a review of the procedure |
//! | `proposal_document` | add and remove documents of a proposal |
//! | `hand_in` | hand a proposal in |
//! | `expert` | save one's own page as an expert |
//! | `panel` | invite, accept, decline, remove, loads, contract, screen of organisations |
//! | `conflict` | compute anew, enter, release |
//! | `assignment` | compute, apply, assign and take off by hand |
//! | `evaluation` | save marks, deliver, revise a report |
//! | `consensus` | open, draft, agree or dissent, close, change as the panel |
//! | `ranking` | try out, keep, propose, sign and drop a ranking |
//! | `draw` | commit to a draw, reveal it |
//! | `release` | release a round: letters, stages, commitments, all at once |
//! | `onward` | end what went on to a round and was not handed in there |
//! | `rolling` | decide a voucher of a first-come type |
//! | `reserve_list` | a reserve list read from its journal; no verb of its own |
//! | `reserve` | settle a reserve list, take up or turn down an offer, add money |
//! | `redress` | decide a review of the procedure, place a proposal anew |
//! | `document` | keep the digest of a printed paper |
//! | `export_template` | keep which columns of a list leave as a file, take a template away |
//! | `signed_copy` | add a counter-signed copy beside an agreement |
//! | `delivery` | claim, settle, postpone, give up and retry mails |
//! | `schedule` | what the clock does: remind, close clarifications, sweep |

pub mod account;
pub mod agreement;
pub mod aid_declaration;
pub mod application;
pub mod assess;
pub mod assess_proposal;
pub mod assignment;
pub mod bank_account;
pub mod bank_file;
pub mod batch;
pub mod budget;
pub mod call;
pub mod call_rounds;
pub mod certificate;
pub mod clarify;
pub mod clock;
pub mod conflict;
pub mod consensus;
pub mod contracting;
pub mod de_minimis;
pub mod decision;
pub mod delivery;
pub mod desk;
pub mod document;
pub mod draw;
pub mod error;
pub mod evaluation;
pub mod expert;
pub mod export_template;
mod grant; // what an award takes
pub mod grant_end;
pub mod grant_file;
pub mod hand_in;
pub mod held;
pub mod insight;
mod instalment;
pub mod letter;
pub mod list_cache;
pub mod milestone;
pub mod onward;
pub mod organisation;
mod paid_file;
pub mod panel;
pub mod papers;
pub mod part;
pub mod partner;
pub mod payment;
mod pdf_pages;
pub mod profile;
pub mod project;
pub mod proposal;
pub mod proposal_check;
pub mod proposal_document;
pub mod ranking;
pub mod ranking_input;
pub mod recovery;
pub mod redress;
pub mod rehearsal;
pub mod release;
pub mod report;
pub mod report_dates; // by when reports are awaited
pub mod reserve;
pub mod reserve_list;
pub mod result;
pub mod roles;
pub mod rolling;
pub mod sanctions;
pub mod schedule;
pub mod screening;
pub mod signed_copy;
pub mod weigh;

pub use clock::Clock;
pub use desk::Desk;
pub use error::ActionError;
