// What the stories of scored calls share. The one rule: a form is filled by what its fields are, as
// somebody fills it who reads each label.

import { Walk, WORDS, known } from "./story_parts.mjs";

export { WORDS, known };

/** One person after another at one browser, each by mail address. */
export class Scored extends Walk {
  async as(address, does) {
    const name = address.includes("@") ? address : `${address}@example.org`;
    await this.page.goto("/sign-in");
    await this.fill({ "E-mail address": name, Password: known().password });
    await this.press("Sign in");
    await this.reads(/Sign out/);
    const end = await does();
    await this.send(this.page.getByRole("banner").getByRole("button", { name: "Sign out" }));
    await this.reads(/Create an account/);
    return end;
  }

  /** Looks at pages, by name. */
  async see(pages) {
    for (const [name, path] of Object.entries(pages)) await this.browser.visit(path, `scored-${name}`);
  }

  /** Looks at the page as it is. */
  async look(name) {
    await this.browser.look(`scored-${name}`);
  }

  /** Opens what is folded, so that it can be filled. */
  async unfold() {
    const all = await this.page.getByRole("main").locator("details:not([open]) > summary").all();
    for (const summary of all) await summary.click();
  }
}
