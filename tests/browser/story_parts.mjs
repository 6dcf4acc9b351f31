// What the stories share: who signs in, what is typed, what must be read. The one rule: people find
// their way by what they can read (labels, headings, buttons), never by the page's inner names.

import assert from "node:assert/strict";

/** What the Rust test told: ids, the password. */
export const known = () => JSON.parse(process.argv[4] ?? "{}");

/** Enough characters for any text. */
export const WORDS =
  "We compare how both sides trace recycled fibre, from the bale to the shelf, and write down what " +
  "each can take over. Two engineers walk the line together, note the losses at each step, and test " +
  "three batches. At the end there is a list of ten changes, each with a name and a date.";

/** A small file that is a PDF by its bytes. */
export const pdf = (name) => ({
  name,
  mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.4\n% evidence\n%%EOF\n"),
});

/** One person at one browser. */
export class Walk {
  constructor(browser) {
    this.browser = browser;
    this.page = browser.page;
    // A busy machine is no fault.
    browser.context.setDefaultTimeout(30_000);
  }

  /** Signs in, does it, signs out. */
  async as(name, does) {
    await this.page.goto("/sign-in");
    await this.fill({ "E-mail address": `${name}@example.org`, Password: known().password });
    await this.press("Sign in");
    await this.reads(/Sign out/);
    const end = await does();
    await this.send(this.page.getByRole("banner").getByRole("button", { name: "Sign out" }));
    await this.reads(/Create an account/);
    return end;
  }

  /** Types into fields found by their label, or picks an option of a list. */
  async fill(texts) {
    for (const [label, text] of Object.entries(texts)) {
      const field = this.page.getByRole("main").getByLabel(label).first();
      const isList = await field.evaluate((element) => element.tagName === "SELECT");
      await (isList ? field.selectOption(text) : field.fill(text));
    }
  }

  /** Ticks boxes and rounds, found by their label. */
  async tick(...labels) {
    for (const label of labels) await this.page.getByRole("main").getByLabel(label).first().check();
  }

  /** Clicks and waits for the page that answers. */
  async send(thing) {
    await Promise.all([this.page.waitForEvent("domcontentloaded"), thing.click()]);
  }

  /** Presses a button of the page. */
  async press(name, { exact = false } = {}) {
    await this.send(this.page.getByRole("main").getByRole("button", { name, exact }).first());
  }

  /** Follows a link of the page. */
  async follow(name) {
    await this.send(this.page.getByRole("main").getByRole("link", { name }).first());
  }

  /** The page must say it. */
  async reads(what) {
    const text = await this.page.locator("body").innerText();
    assert.match(text, what, `${this.page.url()} does not read ${what}, but:\n${text}`);
  }

  /** The browser says that an answer was a refusal; here it was wanted. */
  wanted(status) {
    const says = `the server responded with a status of ${status}`;
    const before = this.browser.faults.length;
    this.browser.faults = this.browser.faults.filter((fault) => !fault.includes(says));
    assert.notEqual(this.browser.faults.length, before, `no answer was a ${status}`);
  }
}
