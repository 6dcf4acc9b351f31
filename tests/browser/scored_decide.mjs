// A scored call is decided by hand with JavaScript off: what if, four eyes, release, letters, a
// review of the procedure, and what follows an award. The one rule: only what is on a page is
// pressed.

import { Scored, WORDS, known } from "./scored_parts.mjs";

export default async (open) => {
  const walk = new Scored(await open({ script: false }));
  const k = known();
  await walk.as("lead-1", () => walk.see({ "before-the-release": `/proposals/${k.award}` }));
  await walk.as("officer", () => rank(walk));
  await walk.as("officer-two", () => sign(walk));
  await walk.as("officer", () => release(walk));
  await walk.see({ "public-results": `/calls/${k.call}/results` });
  await walk.as("lead-1", () => awarded(walk));
  await walk.as("lead-3", () => letter(walk, k.reserve, "letter-reserve"));
  await walk.as("lead-4", () => review(walk));
  await walk.as("officer", () => after(walk));
  await walk.as("finance", () =>
    walk.see({
      "finance-desk": "/desk",
      "finance-budget": `/finance/calls/${k.call}/budget`,
      "finance-grant": `/office/proposals/${k.award}/project`,
    }),
  );
};

async function rank(walk) {
  const k = known();
  await walk.see({
    standing: `/office/calls/${k.call}/standing`,
    ranking: `/office/calls/${k.call}/ranking`,
    "release-unsigned": `/office/calls/${k.call}/release`,
  });
  await walk.page.goto(`/office/calls/${k.call}/ranking`);
  await walk.press("Try it");
  await walk.look("what-if");
  await walk.page.goto(`/office/calls/${k.call}/ranking`);
  await walk.fill({ "Keep it under a name": "As the panel left it" });
  await walk.press("Keep this ranking");
  await walk.press("Propose for signature");
  await walk.look("ranking-proposed");
}

async function sign(walk) {
  const k = known();
  await walk.see({ "second-desk": "/desk", "ranking-to-sign": `/office/calls/${k.call}/ranking` });
  await walk.press("Sign this ranking");
  await walk.look("ranking-signed");
}

async function release(walk) {
  const { page } = walk;
  const k = known();
  await walk.see({ release: `/office/calls/${k.call}/release` });
  await walk.press("Release the results");
  await walk.look("released");
  await page.goto(`/office/calls/${k.call}/release`);
  await walk.look("released-already");
  await walk.see({ "office-results": `/office/calls/${k.call}/results` });
}

async function letter(walk, id, name) {
  await walk.see({ [`${name}-closed`]: `/proposals/${id}/letter` });
  await walk.press("Open the letter");
  await walk.look(name);
}

async function awarded(walk) {
  const k = known();
  await walk.see({ "lead-desk-result": "/desk" });
  await letter(walk, k.award, "letter-award");
  await walk.see({
    "proposal-awarded": `/proposals/${k.award}`,
    project: `/proposals/${k.award}/project`,
    "asked-before-the-agreement": `/proposals/${k.award}/contract`,
  });
}

async function review(walk) {
  const k = known();
  await letter(walk, k.below, "letter-below-threshold");
  await walk.see({ "review-asked": `/proposals/${k.below}/redress` });
  await walk.page.getByRole("main").getByRole("radio").first().check();
  await walk.page.locator("[name=text]").fill(WORDS);
  await walk.press("Ask for the review");
  await walk.look("review-sent");
}

async function after(walk) {
  const k = known();
  await walk.see({
    redress: `/office/calls/${k.call}/redress`,
    reserve: `/office/calls/${k.call}/reserve`,
    contracting: `/office/calls/${k.call}/contracting`,
    grants: `/office/calls/${k.call}/grants`,
    "grant-agreement": `/office/proposals/${k.award}/agreement`,
    "grant-file": `/office/proposals/${k.award}/project`,
    "standing-decided": `/office/calls/${k.call}/standing`,
  });
}
