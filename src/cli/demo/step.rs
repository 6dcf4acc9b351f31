//! The steps of one exchange, each with the action a person would take. The one rule: each step reads
//! what is there now, as a page would have shown it.

use super::{
    days::Step,
    play::{File, Play},
    proof,
    words::{self, Scene, Words},
};
use crate::{
    actions::{
        application::{self, Typed},
        assess,
        decision::{self, CheckAnswer},
        papers, payment,
        report::{self, Upload},
    },
    config::demo::DemoStage,
    domain::{
        access::Actor,
        application::{Version, stage::Side},
        eligibility::Outcome,
        ids::{ApplicationId, PaymentId},
        moment::BRUSSELS,
        paper::Signatory,
    },
    store::{
        self,
        answers::{self, FormKind},
    },
};
use anyhow::Context;

/// The check a reinstated application had failed.
const MEMBERSHIP: &str = "visitor_membership";

impl Play<'_> {
    pub(super) async fn step(&mut self, number: usize, step: Step) -> anyhow::Result<()> {
        match step {
            Step::Start => self.start(number).await,
            Step::Write => self.write(number).await,
            Step::Submit => self.submit(number).await,
            Step::Confirm => self.confirm(number).await,
            Step::Check => self.check(number).await,
            Step::Distance => self.distance(number).await,
            Step::FindIneligible
            | Step::Reinstate
            | Step::Award
            | Step::Refuse
            | Step::SendBack
            | Step::Validate => self.decide(number, step).await,
            Step::Withdraw => self.withdraw(number).await,
            Step::SignVisitor => self.sign(number, Signatory::Visitor).await,
            Step::SignHost => self.sign(number, Signatory::Host).await,
            Step::SignPartnership => self.sign(number, Signatory::VisitorPartnership).await,
            Step::SignHostPartnership => self.sign(number, Signatory::HostPartnership).await,
            Step::FirstEvidence => self.evidence(number, "travel").await,
            Step::Report => self.report(number).await,
            Step::HostReport => self.host_report(number).await,
            Step::Propose => self.propose(number).await,
            Step::ApprovePayment | Step::Export | Step::Settle | Step::BankReturn => {
                self.pay(number, step).await
            }
        }
    }

    fn file(&self, number: usize) -> anyhow::Result<&File> {
        self.files.get(number).and_then(Option::as_ref).context("it has not begun")
    }

    fn visitor(&self, number: usize) -> anyhow::Result<&Actor> {
        Ok(&self.member(self.exchanges[number].visitor)?.lead)
    }

    fn host(&self, number: usize) -> anyhow::Result<&Actor> {
        Ok(&self.member(self.exchanges[number].host)?.lead)
    }

    async fn stored(&self, number: usize) -> anyhow::Result<store::application::Stored> {
        let id = self.file(number)?.id;
        Ok(store::application::load(self.desk.database.reads(), id).await?)
    }

    /// The file and the version a page would have shown.
    async fn seen(&self, number: usize) -> anyhow::Result<(ApplicationId, Version)> {
        let stored = self.stored(number).await?;
        Ok((stored.application.id, stored.application.version))
    }

    fn scene<'a>(&'a self, number: usize, words: &'a Words) -> anyhow::Result<Scene<'a>> {
        let exchange = &self.exchanges[number];
        Ok(Scene {
            data: self.data,
            picker: &self.picker,
            holidays: &self.desk.holidays,
            visitor: self.party(exchange.visitor)?,
            host: self.party(exchange.host)?,
            life: &exchange.life,
            stage: exchange.stage,
            third_country: exchange.third_country,
            words,
        })
    }

    async fn answer(
        &self,
        actor: &Actor,
        id: ApplicationId,
        form: FormKind,
        typed: &[Typed],
    ) -> anyhow::Result<()> {
        application::save_answers(self.desk, actor, id, form, typed).await?;
        Ok(())
    }

    async fn start(&mut self, number: usize) -> anyhow::Result<()> {
        let exchange = &self.exchanges[number];
        let (visitor, host) = (self.member(exchange.visitor)?, self.member(exchange.host)?);
        let call = self.office.call;
        let id = application::start(self.desk, &visitor.lead, call, visitor.id, host.id).await?;
        let (from, to) = (self.party(exchange.visitor)?, self.party(exchange.host)?);
        let words = Words::exchange(self.data, &self.picker, from, to);
        let typed = words::first_answers(&self.scene(number, &words)?);
        self.answer(&visitor.lead, id, FormKind::Application, &typed).await?;
        self.files[number] = Some(File { id, words, payment: None });
        Ok(())
    }

    async fn write(&self, number: usize) -> anyhow::Result<()> {
        let file = self.file(number)?;
        let typed = words::further_answers(&self.scene(number, &file.words)?);
        self.answer(self.visitor(number)?, file.id, FormKind::Application, &typed).await
    }

    async fn submit(&self, number: usize) -> anyhow::Result<()> {
        let (id, seen) = self.seen(number).await?;
        application::submit(self.desk, self.visitor(number)?, id, seen).await?;
        Ok(())
    }

    async fn confirm(&self, number: usize) -> anyhow::Result<()> {
        let (id, seen) = self.seen(number).await?;
        application::confirm_match(self.desk, self.host(number)?, id, Side::Host, seen).await?;
        Ok(())
    }

    /// Answers the check-list as the rules find it, with a note where an officer must look.
    async fn check(&self, number: usize) -> anyhow::Result<()> {
        let (exchange, reads) = (&self.exchanges[number], self.desk.database.reads());
        let stored = self.stored(number).await?;
        let id = stored.application.id;
        let call = store::call::load(reads, self.office.call).await?;
        let programme = self.desk.programme(&call)?;
        let typed = answers::as_map(&answers::load(reads, id, FormKind::Application).await?);
        let found = assess::assess(reads, self.desk, &stored, &call, &programme, &typed).await?;
        let before = store::checks::load(reads, id).await?;
        let doubted = (exchange.stage == DemoStage::Reinstated && before.is_empty())
            || (exchange.stage == DemoStage::Ineligible && exchange.nth > 2);
        // One of those that wait has been looked at in part.
        let many = if exchange.stage == DemoStage::Matched { 6 } else { found.findings.len() };
        let answered = found.findings.iter().take(many).map(|finding| {
            let holds =
                finding.outcome != Outcome::Fails && !(doubted && finding.key == MEMBERSHIP);
            let note = if !before.is_empty() && finding.key == MEMBERSHIP {
                self.data.texts.reinstated_note.clone()
            } else if finding.outcome == Outcome::OfficerMustLook || !holds {
                self.picker.text(&self.data.texts.look_notes).to_owned()
            } else {
                String::new()
            };
            CheckAnswer { key: finding.key.clone(), holds, note }
        });
        let given: Vec<_> = answered.collect();
        let seen = stored.application.version;
        decision::answer_checks(self.desk, self.office.officer(number)?, id, seen, &given).await?;
        Ok(())
    }

    async fn distance(&self, number: usize) -> anyhow::Result<()> {
        let (id, seen) = self.seen(number).await?;
        let reason = &self.data.texts.distance_reason;
        let km = u32::try_from(self.picker.between(180, 199))?;
        let officer = self.office.officer(number)?;
        decision::set_distance(self.desk, officer, id, seen, km, reason).await?;
        Ok(())
    }

    /// What an officer decides on a file.
    async fn decide(&self, number: usize, step: Step) -> anyhow::Result<()> {
        let (id, seen) = self.seen(number).await?;
        let (desk, officer) = (self.desk, self.office.officer(number)?);
        let texts = &self.data.texts;
        let nth = self.exchanges[number].nth;
        if step == Step::FindIneligible {
            let last = texts.ineligible.len().saturating_sub(1);
            let is_back = self.exchanges[number].stage == DemoStage::Reinstated;
            let at = if is_back { last } else { nth.min(last) };
            let reason = texts.ineligible.get(at).map_or("", String::as_str);
            decision::find_ineligible(desk, officer, id, seen, reason).await?;
        } else if step == Step::Reinstate {
            decision::reinstate(desk, officer, id, seen).await?;
        } else if step == Step::Award {
            decision::award(desk, officer, id, seen).await?;
        } else if step == Step::Refuse {
            let reason = texts.refusals.get(nth % texts.refusals.len().max(1));
            decision::refuse(desk, officer, id, seen, reason.map_or("", String::as_str)).await?;
        } else if step == Step::SendBack {
            report::send_back(desk, officer, id, seen, &texts.send_back).await?;
        } else {
            report::validate(desk, officer, id, seen).await?;
        }
        Ok(())
    }

    async fn withdraw(&self, number: usize) -> anyhow::Result<()> {
        let (id, seen) = self.seen(number).await?;
        application::withdraw(self.desk, self.visitor(number)?, id, seen).await?;
        Ok(())
    }

    /// One party signs every paper it has a place under.
    async fn sign(&self, number: usize, place: Signatory) -> anyhow::Result<()> {
        let exchange = &self.exchanges[number];
        let (visitor, host) = (self.party(exchange.visitor)?, self.party(exchange.host)?);
        let actor = match place {
            Signatory::Visitor => &self.member(exchange.visitor)?.signer,
            Signatory::Host => &self.member(exchange.host)?.signer,
            Signatory::VisitorPartnership => {
                self.office.partnership(visitor.partnership)?.coordinator(0)?
            }
            // Where both partnerships are one, another person signs.
            Signatory::HostPartnership => {
                self.office.partnership(host.partnership)?.coordinator(1)?
            }
        };
        let id = self.file(number)?.id;
        for text in store::papers::texts(self.desk.database.reads(), id).await? {
            if text.paper.signatories().contains(&place) {
                papers::sign(self.desk, actor, id, text.paper, place, &text.digest).await?;
            }
        }
        Ok(())
    }

    async fn evidence(&self, number: usize, kind: &str) -> anyhow::Result<()> {
        let (file, exchange) = (self.file(number)?, &self.exchanges[number]);
        let (visitor, host) = (self.party(exchange.visitor)?, self.party(exchange.host)?);
        let stay = &exchange.life.stay;
        let (title, name) = match kind {
            "travel" => ("Boarding passes", "boarding-passes.pdf"),
            "accommodation" => ("Hotel invoice", "hotel-invoice.pdf"),
            _attendance => ("List of attendance", "attendance.pdf"),
        };
        let scanned = kind == "attendance" && self.picker.percent(30);
        let (name, bytes) = if scanned {
            ("attendance-scan.png", proof::png(u32::try_from(number)?))
        } else {
            let lines = [
                title.to_owned(),
                format!("Made up for a demonstration: {}", visitor.form.name),
                format!("Guest of {} in {}", host.form.name, host.form.town),
                format!("Person: {}", visitor.lead.name),
                format!("From {} to {}", stay.from, stay.to),
            ];
            (name, proof::pdf(&lines))
        };
        let upload = Upload { kind: kind.to_owned(), name: name.to_owned(), bytes };
        report::add_evidence(self.desk, self.visitor(number)?, file.id, upload).await?;
        Ok(())
    }

    async fn report(&self, number: usize) -> anyhow::Result<()> {
        let (file, actor) = (self.file(number)?, self.visitor(number)?);
        let online = super::plan::is_online(self.exchanges[number].stage);
        let kinds: &[&str] =
            if online { &["attendance"] } else { &["travel", "accommodation", "attendance"] };
        for kind in kinds {
            self.evidence(number, kind).await?;
        }
        let typed = words::report(&self.scene(number, &file.words)?);
        self.answer(actor, file.id, FormKind::Report, &typed).await?;
        let (id, seen) = self.seen(number).await?;
        report::submit(self.desk, actor, id, seen).await?;
        Ok(())
    }

    async fn host_report(&self, number: usize) -> anyhow::Result<()> {
        let (file, actor) = (self.file(number)?, self.host(number)?);
        let typed = words::host_report(&self.scene(number, &file.words)?);
        self.answer(actor, file.id, FormKind::HostReport, &typed).await?;
        report::submit_host(self.desk, actor, file.id).await?;
        Ok(())
    }

    async fn propose(&mut self, number: usize) -> anyhow::Result<()> {
        let id = self.file(number)?.id;
        let (exchange, lead) = (&self.exchanges[number], self.visitor(number)?);
        let party = self.party(exchange.visitor)?;
        let organisation = self.member(exchange.visitor)?.id;
        self.account(number, organisation, lead, party.account.as_deref()).await?;
        let made = payment::propose_lump_sum(self.desk, self.office.officer(number)?, id).await?;
        if let Some(file) = self.files.get_mut(number).and_then(Option::as_mut) {
            file.payment = Some(made);
        }
        Ok(())
    }

    async fn pay(&self, number: usize, step: Step) -> anyhow::Result<()> {
        let file = self.file(number)?;
        let id: PaymentId = file.payment.context("no payment")?;
        let all = store::payment::of_application(self.desk.database.reads(), file.id).await?;
        let seen = all.iter().find(|p| p.id == id).context("no payment")?.version;
        let (desk, finance) = (self.desk, self.office.finance(number)?);
        let today = desk.now().day_in(BRUSSELS);
        if step == Step::ApprovePayment {
            payment::approve(desk, finance, id, seen).await?;
        } else if step == Step::Export {
            payment::export(desk, finance, id, seen).await?;
        } else if step == Step::Settle {
            payment::settle(desk, finance, id, seen, today).await?;
        } else {
            let reason = self.picker.text(&self.data.texts.bank_returns);
            payment::bank_returned(desk, finance, id, seen, today, reason).await?;
        }
        Ok(())
    }
}
