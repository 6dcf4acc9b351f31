// Proves that the harness sees: a small page with known faults must be found wanting, and the same
// page made right must pass, with JavaScript and without.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { open, watch } from "./harness.mjs";

watch(180);

const page = (body, style = "") => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><main><h1>A page</h1>${body}</main></body></html>`;

const right = page(`<p><a href="/right">A link</a></p>
<form><label for="n">Name</label> <input id="n" name="n">
<fieldset><legend>Side</legend>
<label><input type="radio" name="side" value="visitor"> Visitor</label>
<label><input type="radio" name="side" value="host"> Host</label></fieldset>
<button>Send</button></form>
<p id="script">no script</p><script>document.getElementById("script").textContent = "script";</script>`);

const pages = {
  "/right": right,
  "/no-label": page(`<form><input name="n"><button>Send</button></form>`),
  "/grey": page(`<p>Hard to read</p>`, "p { color: #bbb; background: #fff }"),
  "/wide": page(`<p>Too wide</p>`, "p { width: 2000px }"),
  "/hidden-focus": page(`<p><a href="/right">A link</a></p>`, "a:focus { outline: none }"),
  "/trap": page(
    `<p><a href="/right" id="a">A link</a> <a href="/right">Beyond</a></p>
     <script>document.getElementById("a").addEventListener("keydown", (e) => e.preventDefault())</script>`,
  ),
  "/broken": page(`<p>Broken</p><script>throw new Error("known")</script>`),
};

const server = createServer((request, response) => {
  const body = pages[request.url];
  response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
  response.end(body ?? page("<p>Not found</p>"));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}`;

const cases = [
  ["/right", null],
  ["/no-label", /axe label/],
  ["/grey", /axe color-contrast/],
  ["/wide", /wider than the window/],
  ["/hidden-focus", /doesn't show it/],
  ["/trap", /"Beyond" can't be reached by Tab/],
  ["/broken", /script fault: known/],
  ["/gone", /answered 404 instead of 200/],
];

try {
  const browser = await open(base);
  for (const [path, expected] of cases) {
    browser.faults.length = 0;
    await browser.visit(path, `selftest${path.replace("/", "-")}`);
    const told = browser.faults.join("\n");
    if (expected) assert.match(told, expected, path);
    else assert.equal(told, "", path);
  }
  await browser.visit("/right", "selftest-script");
  assert.equal(await browser.page.textContent("#script"), "script");
  await browser.close();

  const plain = await open(base, { script: false });
  await plain.visit("/right", "selftest-no-script");
  assert.equal(await plain.page.textContent("#script"), "no script");
  assert.deepEqual(plain.faults, []);
  await plain.visit("/no-label", "selftest-no-script-no-label");
  assert.match(plain.faults.join("\n"), /axe label/, "axe sees without the page's JavaScript");
  await plain.close();
} finally {
  server.close();
}
console.log(`the harness sees: ${cases.length} pages, with JavaScript and without`);
