//! What follows the award: agreements, signatures, first payments, a report, a grant that is done.
//! The one rule: like all of the demonstration, each step is the real action of the person whose
//! step it is, on its day.

use crate::{
    actions::{
        agreement::{self, Draft},
        contracting::{self, NewContracting},
        grant_end, payment,
        project::{self, GrantForm},
        report::Upload,
        signed_copy,
    },
    cli::demo::{cast, play::Play, proof, words::Words},
    domain::{
        access::Actor,
        agreement::SignPlace,
        ids::{ApplicationId, OrganisationId},
        instalment::InstalmentStageKind,
        moment::BRUSSELS,
        proposal::ProposalStageKind,
    },
    store,
};
use anyhow::Context;
use chrono::TimeDelta;

/// So many agreements go out; so many of them are signed by all.
const SENT: usize = 7;
const SIGNED: usize = 5;
/// Of those, the last have their first payment still to come.
const PAID: usize = 3;

impl Play<'_> {
    /// The projects that go on, by their numbers: those of one company first.
    async fn projects(&self, number: usize) -> anyhow::Result<Vec<(ApplicationId, Vec<usize>)>> {
        let call = self.vouchers.call(number)?;
        let conn = self.desk.database.reads();
        let funded = store::proposal::of_call(conn, call, 0, ProposalStageKind::Awarded).await?;
        let firms = |id: ApplicationId| {
            let bid = self.vouchers.bids.iter().find(|bid| bid.id == Some(id))?;
            Some((id, bid.firms.clone()))
        };
        let mut all: Vec<_> = funded.iter().filter_map(|one| firms(one.proposal.id)).collect();
        all.sort_by_key(|(_, firms)| firms.len());
        Ok(all)
    }

    /// The partners of the project that sign, then the first agreements.
    pub(super) async fn send_agreements(&mut self, number: usize) -> anyhow::Result<()> {
        let (desk, officer) = (self.desk, self.office.officer(0)?.clone());
        let call = self.vouchers.call(number)?;
        for (place, country) in self.data.places.countries.iter().take(2).enumerate() {
            let domain = format!("project-partner{}.example", place + 1);
            let someone = cast::someone(&self.picker, country, &domain);
            crate::actions::account::add_person(desk, &someone.address, &someone.name, None)
                .await?;
            let new = NewContracting {
                name: format!("{}: partner {}", self.data.vouchers.title, place + 1),
                country: country.code.clone(),
                address: someone.address,
            };
            contracting::add(desk, &officer, call, &new).await?;
        }
        for (id, firms) in self.projects(number).await?.into_iter().take(SENT) {
            let lead = *firms.first().context("no lead")?;
            let starts_on = desk.now().plus(TimeDelta::days(14)).day_in(BRUSSELS);
            let mut typed = self.project_answers(number, lead, None).await?;
            for one in &mut typed {
                match one.field.as_str() {
                    "start_on" => one.value = starts_on.to_string(),
                    "iban" => "PT50000201231234567890154".clone_into(&mut one.value),
                    _other => {}
                }
            }
            let (_, actor) = self.firm(lead).await?;
            let form = GrantForm::Contract;
            project::save_answers(desk, &actor, id, form, &typed).await?;
            let draft = Draft {
                contracting: None,
                plan: "half_half".to_owned(),
                starts_on,
                months: 3,
                template: String::new(),
                reason: String::new(),
            };
            agreement::prepare(desk, &officer, id, &draft).await?;
            let newest = self.newest(id).await?;
            agreement::issue(desk, &officer, id, newest.version).await?;
        }
        Ok(())
    }

    /// Answers to what is asked before the agreement, or to the report with this id.
    async fn project_answers(
        &self,
        number: usize,
        lead: usize,
        report: Option<&store::delivery::Report>,
    ) -> anyhow::Result<Vec<crate::actions::application::Typed>> {
        let call = self.vouchers.call(number)?;
        let stored = store::call::load(self.desk.database.reads(), call).await?;
        let programme = self.desk.scored(&stored)?;
        let words = Words::proposal(self.data, &self.picker, self.party(lead)?);
        let form = report.map_or(&programme.contract, |one| project::form_of(&programme, one));
        let mut typed = self.answered(form, &words, true);
        for field in ["start_on", "iban"].into_iter().filter(|_| report.is_none()) {
            let (field, value) = (field.to_owned(), String::new());
            typed.push(crate::actions::application::Typed { field, value, seen: 0 });
        }
        Ok(typed)
    }

    async fn newest(&self, id: ApplicationId) -> anyhow::Result<store::agreement::Stored> {
        let all = store::agreement::of_file(self.desk.database.reads(), id).await?;
        all.into_iter().next().context("no agreement")
    }

    /// All parties sign; the first instalment is paid.
    pub(super) async fn sign_agreements(&mut self, number: usize) -> anyhow::Result<()> {
        let signed = self.projects(number).await?.into_iter().take(SIGNED);
        for (place, (id, firms)) in signed.enumerate() {
            let newest = self.newest(id).await?;
            let digest = newest.digest.as_str();
            for at in &firms {
                let (organisation, actor) = self.firm(*at).await?;
                self.sign_one(id, &actor, SignPlace::Partner(organisation), digest).await?;
                let iban = self.party(*at)?.account.clone();
                self.account(place, organisation, &actor, iban.as_deref()).await?;
            }
            let conn = self.desk.database.reads();
            let signs = store::contracting::load(conn, newest.contracting).await?;
            let signer = crate::actions::account::actor(self.desk, signs.person_id).await?;
            self.sign_one(id, &signer, SignPlace::Contracting, digest).await?;
            let (_, lead) = self.firm(*firms.first().context("no lead")?).await?;
            if place == 0 {
                // One consortium sent its agreement signed on paper, too.
                let upload = paper("agreement-signed.pdf", "Counter-signed copy");
                let (officer, version) = (self.office.officer(0)?, newest.number);
                signed_copy::add_to_grant(self.desk, officer, id, version, 0, upload).await?;
            }
            if firms.len() > 1 {
                let today = self.desk.now().day_in(BRUSSELS);
                let upload = paper("consortium-agreement.pdf", "Consortium agreement");
                project::bring_consortium(self.desk, &lead, id, today, upload).await?;
            }
            self.pay_due(id, place < PAID).await?;
        }
        Ok(())
    }

    async fn sign_one(
        &self,
        id: ApplicationId,
        actor: &Actor,
        place: SignPlace,
        digest: &str,
    ) -> anyhow::Result<()> {
        agreement::sign(self.desk, actor, id, place, digest, true).await?;
        Ok(())
    }

    /// Proposes what is due of a grant; a finance officer pays it by hand, or it waits for a batch.
    async fn pay_due(&self, id: ApplicationId, by_hand: bool) -> anyhow::Result<()> {
        let (desk, conn) = (self.desk, self.desk.database.reads());
        let (officer, finance) = (self.office.officer(0)?, self.office.finance(0)?);
        for one in store::instalment::of_file(conn, id).await? {
            if one.instalment.stage.kind() != InstalmentStageKind::Due {
                continue;
            }
            let order = payment::propose(desk, officer, one.instalment.id).await?;
            if !by_hand {
                continue;
            }
            let seen = store::payment::load(conn, order).await?.version;
            payment::approve(desk, finance, order, seen).await?;
            payment::export(desk, finance, order, seen + 1).await?;
            let today = desk.now().day_in(BRUSSELS);
            payment::settle(desk, finance, order, seen + 2, today).await?;
        }
        Ok(())
    }

    /// Two final reports come in; the first is accepted, paid and closed.
    pub(super) async fn report_projects(&mut self, number: usize) -> anyhow::Result<()> {
        let officer = self.office.officer(0)?.clone();
        for (place, (id, firms)) in self.projects(number).await?.into_iter().take(2).enumerate() {
            let lead = *firms.first().context("no lead")?;
            let (_, actor): (OrganisationId, Actor) = self.firm(lead).await?;
            let conn = self.desk.database.reads();
            let reports = store::delivery::of_file(conn, id).await?;
            let report = reports.last().context("no report")?;
            let typed = self.project_answers(number, lead, Some(report)).await?;
            let which = GrantForm::Report(report.id);
            project::save_answers(self.desk, &actor, id, which, &typed).await?;
            let upload = paper("trial.pdf", "Results of the trial");
            project::attach(self.desk, &actor, id, upload).await?;
            project::submit(self.desk, &actor, id, report.id, report.version).await?;
            if place == 0 {
                let seen = (report.id, report.version + 1);
                project::accept(self.desk, &officer, id, seen).await?;
                self.pay_due(id, true).await?;
                grant_end::close(self.desk, &officer, id).await?;
            }
        }
        Ok(())
    }
}

fn paper(name: &str, title: &str) -> Upload {
    let lines = [title.to_owned(), "Made up for a demonstration.".to_owned()];
    Upload { kind: String::new(), name: name.to_owned(), bytes: proof::pdf(&lines) }
}
