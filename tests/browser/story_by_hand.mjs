// One exchange by hand with JavaScript off: from the list of calls to four signatures, and one whose
// stay is over from its report to the ledger. The one rule: only what is on the page is pressed.

import assert from "node:assert/strict";
import { Walk, WORDS, known, pdf } from "./story_parts.mjs";

const VISITOR = { name: "Marta Kowalska", address: "marta" };

export default async (open) => {
  const browser = await open({ script: false });
  const walk = new Walk(browser);
  await check(walk);
  await register(walk);
  await beVisitor(walk);
  await walk.as("coordinator", () => accept(walk));
  const id = await walk.as(VISITOR.address, () => apply(walk));
  await walk.as("porto-host", () => confirm(walk));
  await walk.as("officer", () => award(walk, id));
  for (const who of [VISITOR.address, "porto-host", "coordinator", "host-coordinator"]) {
    await walk.as(who, () => sign(walk, id, who));
  }
  await report(walk);
  await pay(walk);
};

/** The call, and what one would get, without an account. */
async function check(walk) {
  const { page, browser } = walk;
  await browser.visit("/", "hand-01-home");
  await walk.follow("Read the call");
  await walk.follow("Am I eligible, and how much would I get?");
  const part = (name) => page.getByRole("region", { name, exact: true });
  await part("The visitor").getByLabel("What is the visitor?").selectOption("sme");
  await part("The visitor").getByLabel("Where is it registered?").selectOption("PL");
  await part("The host").getByLabel("What is the host?").selectOption("cluster");
  await part("The host").getByLabel("Where is it registered?").selectOption("PT");
  await walk.fill({ "Or: how many working days?": "5", "How far apart are the two sites?": "2,600" });
  await walk.press("Work it out");
  assert.match(await part("The lump sum").innerText(), /780\.00/);
  await browser.look("hand-02-check");
}

async function register(walk) {
  const { page, browser } = walk;
  await walk.send(page.getByRole("banner").getByRole("link", { name: "Create an account" }));
  await walk.fill({
    "Your full name": VISITOR.name,
    "Your e-mail address": `${VISITOR.address}@example.org`,
    "A password": known().password,
  });
  await walk.press("Create the account");
  await walk.reads(/Look into your mail/);
  const mail = page.getByRole("listitem").filter({ hasText: VISITOR.name });
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto("/mailbox");
    if ((await mail.count()) > 0) break;
    await page.waitForTimeout(500);
  }
  await walk.send(mail.getByRole("link").first());
  await browser.look("hand-03-mail");
  await walk.follow(/\/verify\//);
  await walk.press("Confirm my address");
  await walk.reads(/Sign in/);
}

/** Adds an organisation and hands its profile in. */
async function beVisitor(walk) {
  const { browser } = walk;
  await walk.as(VISITOR.address, async () => {
    await browser.look("hand-04-new-desk");
    await walk.follow("Add an organisation");
    await walk.fill({
      "Legal name": "Kowalska Textil sp. z o.o.",
      "Kind of organisation": "sme",
      Country: "PL",
      "Registration number": "0000123456",
      "Street and number": "Piotrkowska 1",
      "Post code": "90-001",
      Town: "Lodz",
      "Latitude of the site": "51.759200",
      "Longitude of the site": "19.456000",
      "Member of the cluster": "Lodz Textile Cluster",
    });
    await walk.press("Add this organisation");
    await walk.reads(/Kowalska Textil/);
    await walk.page.goto(`/calls/${known().call}/profile`);
    await walk.fill({
      Partnership: { label: "NORTH: Partnership of the North" },
      "Who you are and why you take part": WORDS,
      Sectors: "recycled fibres",
      "Languages you can work in": "English, Polish",
    });
    await walk.press("Hand in");
    await walk.reads(/the partnership looks at the profile/);
  });
}

async function accept(walk) {
  await walk.follow(/Look at 1 profile/);
  await walk.follow("Kowalska Textil");
  await walk.press("Accept the profile");
  await walk.reads(/accepted/);
}

/** Chooses a host, writes with one mistake, mends it, hands in; the application's id. */
async function apply(walk) {
  const { page, browser } = walk;
  await page.goto(`/calls/${known().call}/hosts`);
  await walk.follow(/^Apply with this host.*porto-host Ltd/);
  await walk.press("Start the application");
  const [, id] = page.url().match(/applications\/([^/]+)\/edit/);
  await walk.tick("Sharing knowledge", /as its national or as/, /no other money/, /on my honour/);
  await walk.fill({
    "First day of the stay": "2023-03-06",
    "Last day of the stay": "2023-03-10",
    "Who travels": VISITOR.name,
    "What is this person's role": "Owner",
    "What do you want to reach?": "Too short.",
    "What does the visitor bring": WORDS,
    "What does the host bring": WORDS,
    "Agenda, day by day": WORDS,
    "Account of the visiting organisation": "PL61 1090 1014 0000 0712 1981 2874",
  });
  await walk.press("Check and submit");
  await walk.reads(/1 thing to mend/);
  await browser.look("hand-05-to-mend");
  await walk.follow(/What do you want to reach/);
  const goals = page.getByLabel("What do you want to reach?");
  assert.equal(new URL(page.url()).hash, `#${await goals.getAttribute("id")}`);
  assert.equal(await goals.getAttribute("aria-invalid"), "true");
  assert.equal(await goals.inputValue(), "Too short.", "what was typed is kept");
  await goals.fill(WORDS);
  await walk.press("Check and submit");
  await walk.reads(/780\.00/);
  await browser.look("hand-06-ready");
  await walk.press("Hand in now");
  await walk.reads(/SHA-256 of what you handed in\s+[0-9a-f]{64}/);
  await browser.look("hand-07-receipt");
  return id;
}

async function confirm(walk) {
  await walk.follow("Confirm the match");
  await walk.browser.look("hand-08-match");
  await walk.press("Confirm for porto-host Ltd");
  await walk.reads(/the programme office checks and decides/);
}

/** The check-list, then the award. */
async function award(walk, id) {
  const { page, browser } = walk;
  await page.goto(`/office/applications/${id}`);
  await walk.follow("Open the check-list");
  await walk.press("Take over what is kept");
  await page.goto(`/office/applications/${id}/checks`);
  const open = page.getByRole("radio", { name: "Still to look at", checked: true });
  for (const _ of Array(await open.count())) {
    const rule = page.getByRole("region").filter({ has: open.first() });
    await rule.getByLabel(/Evidence or reason/).fill("Seen in the register.");
    await rule.getByLabel("Kept", { exact: true }).check();
  }
  const save = page.getByRole("button", { name: "Save the check-list" });
  if (await save.isVisible()) await walk.send(save);
  await page.goto(`/office/applications/${id}`);
  await walk.reads(/780\.00/);
  await browser.look("hand-09-to-decide");
  await walk.press("Award", { exact: true });
  await walk.reads(/awarded/i);
}

/** Signs every paper that waits for this person. */
async function sign(walk, id, who) {
  const { page } = walk;
  const waits = page.getByRole("main").getByRole("link", { name: "Read and sign" });
  let signed = 0;
  for (await page.goto(`/applications/${id}`); await waits.count(); signed += 1) {
    await walk.send(waits.first());
    if (who === "porto-host") await walk.browser.look("hand-10-paper");
    await walk.tick(/I have read this text/);
    await walk.press(/^I sign for/);
    await page.goto(`/applications/${id}`);
  }
  assert.notEqual(signed, 0, `${who} had nothing to sign`);
  if (who === "host-coordinator") await walk.reads(/Next: the stay/);
}

/** The prepared exchange: evidence, report, a validation. */
async function report(walk) {
  const { page, browser } = walk;
  await walk.as("traveller", async () => {
    await page.goto(`/applications/${known().agreed}/report`);
    const files = page.locator("form").filter({ has: page.locator("input[type=file]") });
    for (let at = 0; at < (await files.count()); at += 1) {
      await files.nth(at).locator("input[type=file]").setInputFiles(pdf(`proof-${at}.pdf`));
      await walk.send(files.nth(at).locator("button"));
      await walk.reads(new RegExp(`proof-${at}\\.pdf`));
    }
    await walk.tick("Yes, on the days and with the people agreed", "All of them", /documents I add/);
    await walk.fill({
      "First day you were with the host": "2023-02-06",
      "Last day you were with the host": "2023-02-10",
      "What did you do, day by day?": WORDS,
      "What came of the exchange, goal by goal?": WORDS,
    });
    await walk.press("Save");
    await browser.look("hand-11-report");
    await walk.press("Hand in");
    await walk.reads(/validates the report/);
  });
  await walk.as("officer", async () => {
    await page.goto(`/office/calls/${known().call}/manage`);
    await walk.press("Confirm the rates");
    await page.goto(`/office/applications/${known().agreed}`);
    await walk.press("Validate", { exact: true });
    await page.goto(`/office/applications/${known().agreed}`);
    await walk.press("Propose the payment");
  });
}

/** Approved by another person, given to the bank, paid; every cent is in the ledger. */
async function pay(walk) {
  const { page, browser } = walk;
  await walk.as("finance", async () => {
    await page.goto(`/finance/calls/${known().call}/payments`);
    await walk.follow("traveller Ltd");
    await walk.press("Approve", { exact: true });
    const payment = page.url();
    await page.goto(payment);
    await walk.press("Mark as given to the bank");
    await page.goto(payment);
    await browser.look("hand-12-exported");
    await walk.press("Record that the bank paid");
    await page.goto(`/finance/calls/${known().call}/ledger`);
    await walk.reads(/1,100\.00/);
    await browser.look("hand-13-ledger");
  });
  await walk.as("traveller", async () => {
    await page.goto(`/applications/${known().agreed}`);
    await walk.reads(/paid on/);
  });
}
