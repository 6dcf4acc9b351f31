//! Reads for pages and commands. The one rule: reads only, a fixed small number of statements each.

pub mod account; // a person's own page
pub mod application; // an application for its own people
pub mod audit; // the trail, newest first
pub mod batches;
pub mod burn;
pub mod call_lines; // the office's list of calls
pub mod calls; // calls and their partnerships
pub mod de_minimis; // aid granted under the de minimis rule
pub mod decision; // rankings, releases, letters, reviews
pub mod desk; // what waits for a person
pub mod document;
pub mod due; // prints of papers
pub mod evaluation; // an expert's own work, a proposal as they read it
pub mod export_template; // saved columns of lists
pub mod file; // one application as the office reads it
pub mod grant; // agreements, reports, instalments of a funded proposal
pub mod grant_file;
pub mod granted;
pub mod health; // whether an instance is well
pub mod ledger; // accounts and transfers of a call
pub mod names; // names behind ids
pub mod organisation;
pub mod organisation_money; // organisations and their members
pub mod outbox; // mails that wait, failed, went out
pub mod overview; // budget, quotas and what waits in a call
pub mod panel; // experts, conflicts, assignments, reports of a call
pub mod papers; // texts and signatures
pub mod payments; // payments of a call, one payment
pub mod people; // accounts and their posts
pub mod profile; // own profiles, the catalogue of hosts
pub mod profiles; // profiles to assess
pub mod proposal; // a proposal, and those of a person
pub mod proposal_file; // one proposal as the office reads it
pub mod proposal_flags; // what an officer should know beside the rules
pub mod proposals; // the list of a call's proposals
pub mod queue; // the list of a call's applications
pub mod quota; // money and places of a call
pub mod recovery; // money claimed back
pub mod report; // evidence
pub mod screening; // finds, checks, the list in use
pub mod signed_copy; // counter-signed copies beside agreements
mod stage_counts; // files at each stage, counted early
pub mod user_list; // everybody with their posts

pub use crate::store::StoreError;
