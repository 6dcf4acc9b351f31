import { chromium } from "playwright-core";
const [base, who, out, ...paths] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
for (const [name, width, js] of [["d", 1200, true], ["p", 390, false]]) {
  const c = await b.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: js });
  const p = await c.newPage();
  if (who !== "-") {
    await p.goto(base + "/sign-in");
    await p.fill("[name=address]", who);
    await p.fill("[name=password]", "one visit, two clusters");
    await p.click("main form button");
    await p.waitForLoadState();
  }
  for (const [i, path] of paths.entries()) {
    const r = await p.goto(base + path);
    const wide = js ? await p.evaluate("document.documentElement.scrollWidth") : 0;
    console.log(r.status(), path, await p.title(), wide);
    await p.screenshot({ path: `${out}-${i}-${name}.png`, fullPage: true });
  }
  await c.close();
}
await b.close();
