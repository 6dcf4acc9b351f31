// Experts evaluate by hand with JavaScript off: invitation, contract, conflicts, a report, the
// consensus; the office computes who evaluates what. The one rule: only what is on a page is
// pressed.

import assert from "node:assert/strict";
import { Scored, WORDS, known } from "./scored_parts.mjs";

const at = (name) => `${name}@${name}.example`;

export default async (open) => {
  const walk = new Scored(await open({ script: false }));
  const k = known();
  await walk.as(at("carl"), () => enter(walk));
  await walk.as("officer", () => assign(walk));
  await walk.as(at("carl"), () => report(walk));
  await walk.as(at("anna"), () => draft(walk));
  await walk.as(at("bob"), () => agree(walk, "I agree with this draft"));
  await walk.as(at("dora"), () => dissent(walk));
  await walk.as(at("anna"), () => agree(walk, "I agree with this draft"));
  await walk.as("officer", () =>
    walk.see({
      moderate: `/office/proposals/${k.file}/evaluation`,
      progress: `/office/calls/${k.call}/evaluation`,
      chair: `/office/calls/${k.call}/chair`,
    }),
  );
  await walk.as("auditor", () => walk.see({ "auditor-panel": `/office/calls/${k.call}/panel` }));
};

/** From the invitation to the screen of organisations. */
async function enter(walk) {
  const { page } = walk;
  const k = known();
  await walk.see({ "expert-desk": "/desk", "panel-invitation": `/evaluation/${k.call}/invitation` });
  await walk.press("I will evaluate");
  await walk.see({ "expert-page": "/expert", contract: `/evaluation/${k.call}/contract` });
  await walk.press("I sign");
  await walk.see({ screen: `/evaluation/${k.call}/screen` });
  // Nothing answered: each organisation must be.
  await page.locator("form").evaluateAll((all) => all.forEach((form) => (form.noValidate = true)));
  await walk.press("That is my answer");
  walk.wanted(422);
  await walk.look("screen-with-faults");
  for (const group of await page.getByRole("main").getByRole("group").all()) {
    await group.getByRole("radio").first().check();
  }
  await walk.press("That is my answer");
  await walk.see({ "nothing-assigned": `/evaluation/${k.call}` });
  // Not assigned, so it is not there.
  await walk.browser.visit(`/evaluation/proposals/${k.file}`, "scored-not-theirs", { status: 404 });
  walk.wanted(404);
}

/** The office computes an assignment and applies it. */
async function assign(walk) {
  const k = known();
  await walk.see({
    panel: `/office/calls/${k.call}/panel`,
    conflicts: `/office/calls/${k.call}/conflicts`,
    assignment: `/office/calls/${k.call}/assignment`,
  });
  await walk.press("Compute");
  await walk.look("assignment-computed");
  await walk.press("Apply it, and tell the experts");
  await walk.look("assignment-applied");
}

/** A report: saved half, refused, delivered, locked. */
async function report(walk) {
  const { page } = walk;
  const k = known();
  await walk.see({ "experts-list": `/evaluation/${k.call}` });
  await walk.send(page.getByRole("main").locator("ul.work a").first());
  const path = new URL(page.url()).pathname;
  await walk.look("review");
  const text = `${WORDS} The market is named, with figures.`;
  await page.getByLabel("Why: Impact").fill(text);
  await walk.press("Deliver the report");
  walk.wanted(409);
  await walk.reads(/missing/i);
  await walk.look("review-incomplete");
  await page.goto(path);
  assert.equal(await page.getByLabel("Why: Impact").inputValue(), text, "what was typed is saved");
  for (const criterion of ["Excellence", "Impact", "Implementation"]) {
    const marks = page.getByRole("group", { name: new RegExp(`^${criterion}`) });
    await marks.getByRole("radio", { name: "4", exact: true }).check();
    await page.getByLabel(`Why: ${criterion}`).fill(text);
  }
  await page.locator("[name=ai_use]").fill("None.");
  await walk.press("Deliver the report");
  await walk.look("report-delivered");
  await page.goto(path);
  await walk.reads(/Delivered .* and locked/);
  await walk.look("review-delivered");
  await walk.follow("Change it, with a reason");
  await walk.look("review-changed");
}

/** The rapporteur drafts. */
async function draft(walk) {
  const { page } = walk;
  await walk.see({ "review-with-a-document": `/evaluation/proposals/${known().file}` });
  await walk.reads(/annex\.pdf/);
  await walk.see({ room: `/evaluation/proposals/${known().file}/consensus` });
  for (const criterion of ["Excellence", "Impact", "Implementation"]) {
    const marks = page.getByRole("group", { name: new RegExp(`^${criterion}`) });
    await marks.getByRole("radio", { name: "4", exact: true }).check();
  }
  const draft = page.getByRole("form", { name: "Your draft" });
  for (const comment of await draft.getByRole("textbox").all()) await comment.fill(WORDS);
  await walk.press("Save the draft");
  await walk.look("room-drafted");
}

async function agree(walk, button) {
  await walk.page.goto(`/evaluation/proposals/${known().file}/consensus`);
  await walk.press(button);
}

async function dissent(walk) {
  await walk.page.goto(`/evaluation/proposals/${known().file}/consensus`);
  await walk.page.locator("[name=dissent]").fill("The market is smaller than that.");
  await walk.press("Record my dissent");
  await walk.reads(/The market is smaller than that/);
  await walk.look("room-dissent");
}
