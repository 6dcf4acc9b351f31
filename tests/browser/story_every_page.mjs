// Every page of every role looked at once with JavaScript on, and what the script adds: autosave,
// two tabs, the keyboard alone. The one rule: a page that is not in the list below is not looked at.

import assert from "node:assert/strict";
import { Walk, WORDS, known } from "./story_parts.mjs";

const GOALS = "What do you want to reach?";

/** Who looks at what. */
const pages = (k) => ({
  drafter: {
    desk: "/desk",
    account: "/account",
    organisations: "/organisations",
    "organisation-new": "/organisations/new",
    profile: `/calls/${k.call}/profile`,
    hosts: `/calls/${k.call}/hosts`,
    "start-no-host": `/calls/${k.call}/apply`,
    "application-draft": `/applications/${k.draft}`,
    edit: `/applications/${k.draft}/edit`,
    submit: `/applications/${k.draft}/submit`,
    withdraw: `/applications/${k.draft}/withdraw`,
  },
  newcomer: { "profile-handed-in": `/calls/${k.call}/profile` },
  waiter: {
    "application-submitted": `/applications/${k.submitted}`,
    receipt: `/applications/${k.submitted}/receipt`,
  },
  host: {
    "desk-host": "/desk",
    match: `/applications/${k.submitted}/match`,
    papers: `/applications/${k.awarded}/papers`,
    "host-report": `/applications/${k.paid}/host-report`,
  },
  traveller: { "report-open": `/applications/${k.agreed}/report` },
  reporter: { "report-handed-in": `/applications/${k.reported}/report` },
  payee: {
    "application-paid": `/applications/${k.paid}`,
    organisation: `/organisations/${k.organisation}/edit`,
  },
  coordinator: {
    "desk-coordinator": "/desk",
    "application-awarded": `/applications/${k.awarded}`,
  },
  officer: {
    "desk-officer": "/desk",
    "office-calls": "/office/calls",
    overview: `/office/calls/${k.call}`,
    queue: `/office/calls/${k.call}/applications`,
    "file-to-decide": `/office/applications/${k.ready}`,
    checks: `/office/applications/${k.submitted}/checks`,
    "file-reported": `/office/applications/${k.reported}`,
    "file-paid": `/office/applications/${k.paid}`,
    profiles: `/office/calls/${k.call}/profiles`,
    "profile-to-assess": `/office/profiles/${k.profile}`,
    manage: `/office/calls/${k.call}/manage`,
    outbox: "/office/outbox",
  },
  finance: {
    payments: `/finance/calls/${k.call}/payments?stage=settled`,
    payment: `/finance/payments/${k.payment}`,
    ledger: `/finance/calls/${k.call}/ledger`,
    budget: `/finance/calls/${k.call}/budget`,
  },
  auditor: { audit: "/audit", "overview-auditor": `/office/calls/${k.call}` },
  admin: { people: "/people" },
});

export default async (open) => {
  const browser = await open();
  // The server's clock stands in 2023; the page asks how long the session still lasts.
  await browser.context.addInitScript((now) => {
    const off = now - Date.now(), real = Date.now.bind(Date);
    Date.now = () => real() + off;
  }, known().now);
  const walk = new Walk(browser);
  await visitors(walk);
  for (const [who, seen] of Object.entries(pages(known()))) {
    await walk.as(who, async () => {
      for (const [name, path] of Object.entries(seen)) await browser.visit(path, name);
      await more[who]?.(walk);
    });
  }
  await walk.as("drafter", () => autosave(walk));
  await walk.as("drafter", () => twoTabs(walk));
  await keyboardOnly(walk);
};

/** Without an account. */
async function visitors(walk) {
  const { browser, page } = walk;
  const call = `/calls/${known().call}`;
  const open = {
    home: "/",
    call,
    "check-empty": `${call}/check`,
    "hosts-open": `${call}/hosts`,
    "sign-in": "/sign-in",
    register: "/register",
    "register-sent": "/register/sent",
    forgot: "/forgot",
    "forgot-sent": "/forgot/sent",
    mailbox: "/mailbox",
  };
  for (const [name, path] of Object.entries(open)) await browser.visit(path, name);
  await walk.send(page.getByRole("main").getByRole("listitem").first().getByRole("link"));
  await browser.look("mail");
  await browser.visit("/nowhere", "not-found", { status: 404 });
  walk.wanted(404);
  await browser.visit(`/applications/${known().draft}`, "sign-in-first");
}

/** Pages reached by a press. */
const more = {
  host: async (walk) => {
    await walk.page.goto(`/applications/${known().awarded}/papers`);
    await walk.follow(/^Read/);
    await walk.browser.look("paper");
  },
  admin: async (walk) => {
    await walk.follow("officer");
    await walk.browser.look("person");
  },
  auditor: async (walk) => {
    await walk.browser.visit("/people", "forbidden", { status: 403 });
    walk.wanted(403);
  },
};

const saved = (page) => page.locator("[data-saved][data-state=ok]").waitFor();

/** What is typed is saved without a press, and still there after a reload. */
async function autosave(walk) {
  const { page } = walk;
  await page.goto(`/applications/${known().draft}/edit`);
  const text = `${WORDS} Saved as it was typed.`;
  await page.getByLabel(GOALS).fill(text);
  await saved(page);
  assert.match(await page.locator("[data-saved]").innerText(), /^Saved /);
  await page.reload();
  assert.equal(await page.getByLabel(GOALS).inputValue(), text);
}

/** The second tab sees what changed, and neither text is lost. */
async function twoTabs(walk) {
  const { page, browser } = walk;
  const path = `/applications/${known().draft}/edit`;
  await page.goto(path);
  const other = await browser.context.newPage();
  await other.goto(path);
  await other.getByLabel(GOALS).fill(`${WORDS} From the other tab.`);
  await saved(other);
  await other.close();
  await page.getByLabel(GOALS).fill(`${WORDS} From this tab.`);
  const both = page.getByRole("alert").filter({ hasText: "Which text stays?" });
  await both.waitFor();
  assert.match(await both.innerText(), /From this tab\.[\s\S]*From the other tab\./);
  await browser.look("two-tabs");
  walk.wanted(409);
  await both.getByRole("button", { name: "Keep mine" }).click();
  await saved(page);
  await page.reload();
  assert.equal(await page.getByLabel(GOALS).inputValue(), `${WORDS} From this tab.`);
}

/** Presses Tab until the thing called so has the keyboard. */
async function tabTo(page, what) {
  for (let press = 0; press < 120; press += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const now = document.activeElement;
      return now.labels?.[0]?.innerText ?? now.innerText ?? "";
    });
    if (at.trim().startsWith(what)) return;
  }
  assert.fail(`Tab never came to ${what} at ${page.url()}`);
}

/** From signing in to the receipt without a mouse. */
async function keyboardOnly({ page }) {
  await page.goto("/sign-in");
  await tabTo(page, "E-mail address");
  await page.keyboard.type("drafter@example.org");
  await tabTo(page, "Password");
  await page.keyboard.type(known().password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/desk");
  await page.goto(`/applications/${known().draft}/edit`);
  await tabTo(page, "Check and submit");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/submit");
  await tabTo(page, "Hand in now");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/receipt");
}
