// A consortium applies to a scored call by hand with JavaScript off: the public page, a draft, a
// partner, documents, handing in; then the office. The one rule: only what is on a page is pressed.

import assert from "node:assert/strict";
import { pdf } from "./story_parts.mjs";
import { Scored, WORDS, known } from "./scored_parts.mjs";

export default async (open) => {
  const walk = new Scored(await open({ script: false }));
  const k = known();
  await walk.see({
    home: "/",
    call: `/calls/${k.call}`,
    check: `/calls/${k.call}/check`,
  });
  // Before the release there is no such page.
  await walk.browser.visit(`/calls/${k.call}/results`, "scored-no-results-yet", { status: 404 });
  walk.wanted(404);
  const id = await walk.as("one", () => begin(walk));
  await walk.as("two", () => join(walk, id));
  await walk.as("one", () => documents(walk, id));
  await walk.as("one", () => partner(walk));
  await walk.as("lead", () => handIn(walk));
  await walk.as("officer", () => office(walk));
  await walk.as("finance", () => walk.see({ budget: `/finance/calls/${k.call}/budget` }));
  await walk.as("auditor", () =>
    walk.see({ "auditor-proposal": `/office/proposals/${k.draft}`, audit: "/audit" }),
  );
};

/** Who takes part elsewhere leads a proposal of its own, is told what is wrong, and invites a partner. */
async function begin(walk) {
  const { page } = walk;
  await walk.see({ "lead-desk": "/desk", start: `/calls/${known().call}/propose` });
  await walk.tick("Demonstration voucher");
  await walk.press("Start the application");
  const id = page.url().match(/proposals\/([^/?]+)/)[1];
  await walk.see({ draft: `/proposals/${id}`, edit: `/proposals/${id}/edit` });
  // Text of the form's first fields, and a number that is none.
  await walk.fill({ "Title of the project": "Colour from what is left over" });
  await walk.fill({ "How many months does the work take?": "ninety" });
  await walk.press("Check and submit");
  await walk.reads(/things to mend before you hand in/);
  await walk.look("check-of-a-draft");
  await page.goto(`/proposals/${id}/edit`);
  const title = page.getByRole("main").getByLabel("Title of the project");
  assert.equal(await title.inputValue(), "Colour from what is left over", "what was typed stays");
  const months = page.getByRole("main").getByLabel("How many months does the work take?");
  assert.equal(await months.inputValue(), "ninety", "and so does what is no number");
  await page.goto(`/proposals/${id}/partners`);
  await walk.fill({ "E-mail address": "not an address" });
  await page.locator("form").evaluateAll((all) => all.forEach((form) => (form.noValidate = true)));
  await walk.press("Send the invitation");
  walk.wanted(422);
  await walk.look("partners-with-a-fault");
  await walk.fill({ "E-mail address": "two@example.org", Name: "Two" });
  await walk.press("Send the invitation");
  await walk.look("partners");
  return id;
}

/** The invited person brings its organisation in and reads what its part asks. */
async function join(walk, id) {
  const { page } = walk;
  await walk.see({ invitations: "/invitations" });
  await walk.press("Take part");
  await walk.see({ "joined-draft": `/proposals/${id}` });
  await walk.send(page.getByRole("main").getByRole("link", { name: "two Ltd" }).first());
  await walk.fill({ "How much does your organisation ask for?": "lots" });
  await walk.press("Save the share");
  walk.wanted(422);
  await walk.reads(/lots|amount/);
  await walk.look("part-with-a-fault");
  await walk.fill({ "How much does your organisation ask for?": "20,000" });
  await walk.press("Save the share");
  await walk.look("part");
  await walk.follow("Declare");
  await walk.look("declaration");
  await page.goto(`/proposals/${id}/attached`);
  await walk.look("partners-documents");
}

/** Documents: none chosen, a wrong one, one that fits, and out again. */
async function documents(walk, id) {
  const { page } = walk;
  await walk.see({ documents: `/proposals/${id}/attached` });
  const add = page.getByRole("button", { name: "Add Annex to the proposal" });
  await walk.send(add);
  walk.wanted(422);
  await walk.reads(/Choose a file first/);
  const file = page.getByLabel("Add a file: Annex to the proposal");
  await file.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
  await walk.send(add);
  walk.wanted(415);
  await walk.reads(/This kind of file is not taken/);
  await walk.look("documents-with-a-fault");
  await file.setInputFiles(pdf("drawing.pdf"));
  await walk.send(add);
  await walk.reads(/The document is in/);
  await walk.look("documents-one-there");
  await walk.send(page.getByRole("button", { name: "Remove drawing.pdf" }));
  await walk.reads(/The file is removed/);
  assert.equal(await page.getByText("drawing.pdf").count(), 0);
}

/** A partner of the draft that is ready reads it. */
async function partner(walk) {
  const k = known();
  await walk.see({
    "partner-desk": "/desk",
    "partner-proposal": `/proposals/${k.draft}`,
    "own-part": `/proposals/${k.draft}/parts/${k.one}`,
    "another-part": `/proposals/${k.draft}/parts/${k.lead}`,
    "own-declaration": `/proposals/${k.draft}/parts/${k.one}/declaration`,
  });
}

/** The lead hands the other one in, with a document. */
async function handIn(walk) {
  const { page } = walk;
  const k = known();
  await page.goto(`/proposals/${k.draft}/attached`);
  await page.getByLabel("Add a file: Annex to the proposal").setInputFiles(pdf("drawing.pdf"));
  await walk.send(page.getByRole("button", { name: "Add Annex to the proposal" }));
  await walk.see({
    "proposal-ready": `/proposals/${k.draft}`,
    "edit-ready": `/proposals/${k.draft}/edit`,
    submit: `/proposals/${k.draft}/submit`,
  });
  await walk.press("Hand in now");
  await walk.reads(/SHA-256|digest/i);
  await walk.look("receipt");
  await walk.see({
    "proposal-handed-in": `/proposals/${k.draft}`,
    "documents-handed-in": `/proposals/${k.draft}/attached`,
    withdraw: `/proposals/${k.draft}/withdraw`,
  });
}

/** The office reads, checks and asks. */
async function office(walk) {
  const { page } = walk;
  const k = known();
  await walk.see({
    "officer-desk": "/desk",
    overview: `/office/calls/${k.call}`,
    manage: `/office/calls/${k.call}/manage`,
    proposals: `/office/calls/${k.call}/proposals`,
    proposal: `/office/proposals/${k.draft}`,
    checks: `/office/proposals/${k.draft}/checks`,
  });
  await page.goto(`/office/proposals/${k.draft}`);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "drawing.pdf" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "drawing.pdf");
  await walk.follow("Ask for clarification");
  await walk.look("ask");
}
