// The browser as tests see it: Debian's Chromium, driven by Playwright, each page looked at by axe.
// The one rule: a fault is collected with the page's name and told at the end, all at once.

import { createRequire } from "node:module";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url)("axe-core");
const shots = join(dirname(fileURLToPath(import.meta.url)), "shots");

/** Where Debian puts Chromium. */
export const CHROMIUM = "/usr/bin/chromium";

/** Widths each page is looked at: a desk and a phone. */
export const WIDTHS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

/** WCAG 2.2, levels A and AA, as axe tags them. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// A closed network: nothing in the background, or Chromium looks for its maker's hosts.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts Chromium. `base` is the server's address, `script: false` switches JavaScript off.
 * Each call has its own profile, so two browsers are two people.
 */
export async function open(base, { script = true } = {}) {
  const profile = await mkdtemp(join(tmpdir(), "convoca-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    baseURL: base,
    viewport: WIDTHS.desktop,
    locale: "en-GB",
    timezoneId: "Europe/Brussels",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(10_000);
  const page = context.pages()[0] ?? (await context.newPage());
  const browser = new Browser(context, page, profile);
  if (!script) {
    // Switched by hand instead of for the whole context: axe needs its own timers to run.
    browser.wire = await context.newCDPSession(page);
    await browser.scripts(false);
  }
  return browser;
}

class Browser {
  constructor(context, page, profile) {
    this.context = context;
    this.page = page;
    this.profile = profile;
    /** Set when the page's own JavaScript is off. */
    this.wire = null;
    /** Sentences about what is wrong, in the order found. */
    this.faults = [];
    page.on("pageerror", (error) => this.fault(page.url(), `script fault: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.fault(page.url(), `console: ${message.text()}`);
    });
  }

  /** Notes a fault of the page called `name`. */
  fault(name, sentence) {
    this.faults.push(`${name}: ${sentence}`);
  }

  /** Lets scripts run, or not. A loaded page's own scripts don't come back to life by this. */
  async scripts(run) {
    await this.wire?.send("Emulation.setScriptExecutionDisabled", { value: !run });
  }

  /** Goes to `path` and looks at the page; `status` is what the server must answer. */
  async visit(path, name, { status = 200 } = {}) {
    const answer = await this.page.goto(path);
    if (answer.status() !== status) {
      this.fault(name, `${path} answered ${answer.status()} instead of ${status}`);
    }
    await this.look(name);
  }

  /** Looks at the page as it is: pictures at both widths, axe, no sideways scroll, the keyboard. */
  async look(name) {
    await mkdir(shots, { recursive: true });
    await this.scripts(true);
    for (const [device, size] of Object.entries(WIDTHS)) {
      await this.page.setViewportSize(size);
      await this.page.screenshot({ path: join(shots, `${name}.${device}.png`), fullPage: true });
      await this.overflow(name, device);
      await this.axe(name, device);
    }
    await this.page.setViewportSize(WIDTHS.desktop);
    await this.keyboard(name);
    await this.scripts(false);
  }

  /** A page must not scroll sideways (WCAG 1.4.10). */
  async overflow(name, device) {
    const beyond = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (beyond > 0) this.fault(name, `${device}: the page is ${beyond} px wider than the window`);
  }

  /** Runs axe in the page; works under a strict content policy, and with JavaScript off. */
  async axe(name, device) {
    await this.page.evaluate(axe.source);
    const result = await this.page.evaluate(
      (tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }),
      TAGS,
    );
    for (const violation of result.violations) {
      for (const node of violation.nodes) {
        const why = node.failureSummary.split("\n").slice(1).join("; ").trim();
        const where = node.target.join(" ");
        this.fault(name, `${device}: axe ${violation.id} at ${where}: ${violation.help}. ${why}`);
      }
    }
  }

  /** Every link, button and field must be reached by Tab, and show that it is. */
  async keyboard(name) {
    // Marks carry the order; radio buttons of one group are one stop.
    const wanted = await this.page.evaluate(() => {
      const stops = [];
      const groups = new Set();
      const all = "a[href], button, input, select, textarea, summary, [tabindex]";
      for (const element of document.querySelectorAll(all)) {
        const box = element.checkVisibility({ visibilityProperty: true });
        if (!box || element.disabled || element.type === "hidden" || element.tabIndex < 0) continue;
        if (element.type === "radio") {
          const group = `${element.form?.id ?? ""}/${element.name}`;
          if (groups.has(group)) continue;
          groups.add(group);
          element.dataset.testStop = `radio ${group}`;
        } else {
          element.dataset.testStop = String(stops.length);
        }
        const label = element.innerText || element.name || element.id || element.tagName;
        stops.push([element.dataset.testStop, label.trim().slice(0, 60)]);
      }
      document.activeElement?.blur();
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
      return stops;
    });
    const reached = new Set();
    // A frame has stops of its own, which it shows itself.
    // A day is typed in four stops: day, month, year, calendar.
    const days = await this.page.locator("input[type=date]").count();
    const most = wanted.length + 8 + 4 * days + 12 * (this.page.frames().length - 1);
    for (let press = 0; press < most && reached.size < wanted.length; press += 1) {
      await this.page.keyboard.press("Tab");
      const stop = await this.page.evaluate(() => {
        const at = document.activeElement;
        if (!at || at === document.body || at.tagName === "IFRAME") return null;
        const style = getComputedStyle(at);
        const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
        const group = `radio ${at.form?.id ?? ""}/${at.name}`;
        const mark = at.type === "radio" ? group : (at.dataset.testStop ?? null);
        return { mark, seen, label: (at.innerText || at.name || at.tagName).slice(0, 60) };
      });
      if (!stop) continue;
      if (!stop.seen && !reached.has(stop.mark)) {
        this.fault(name, `"${stop.label}" has the keyboard but doesn't show it`);
      }
      reached.add(stop.mark);
    }
    for (const [mark, label] of wanted) {
      if (!reached.has(mark)) this.fault(name, `"${label}" can't be reached by Tab`);
    }
  }

  /** Ends the browser and removes its profile. */
  async close() {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true });
  }
}

/** Ends the program when it hangs, so that a test run never does. */
export function watch(seconds) {
  const stop = () => {
    console.error(`stopped after ${seconds} seconds`);
    process.exit(3);
  };
  setTimeout(stop, seconds * 1000).unref();
}

/** Prints the faults and says whether there were any. */
export function tell(faults) {
  for (const fault of faults) console.log(`FAULT ${fault}`);
  console.log(faults.length === 0 ? "no faults" : `${faults.length} faults`);
  return faults.length > 0;
}
