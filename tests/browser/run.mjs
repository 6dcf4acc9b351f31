// Runs one story against a running server:  node run.mjs http://127.0.0.1:8080 ./story.mjs
// A story is a module whose default export is `async (open, base)`; `open(options)` starts a
// browser (see harness.mjs). Ends with 1 when there is a fault, so a Rust test can ask.

import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { open, tell, watch } from "./harness.mjs";

const [base, story] = process.argv.slice(2);
if (!base || !story) {
  console.error("usage: node run.mjs BASE_URL STORY.mjs");
  process.exit(2);
}

watch(600);
const browsers = [];
const start = async (options) => {
  const browser = await open(base, options);
  browsers.push(browser);
  return browser;
};

const faults = [];
try {
  const { default: play } = await import(pathToFileURL(resolve(story)));
  await play(start, base);
} catch (error) {
  const at = browsers.at(-1)?.page.url() ?? "before the first page";
  faults.push(`the story stopped at ${at}: ${error.stack}`);
} finally {
  for (const browser of browsers) {
    faults.push(...browser.faults);
    await browser.close();
  }
}
process.exit(tell(faults) ? 1 : 0);
