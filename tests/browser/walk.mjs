import { chromium } from "playwright-core";
import { writeFileSync, readFileSync } from "node:fs";
const base = "http://127.0.0.1:8123";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
async function person(who, js = false) {
  const c = await b.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: js, acceptDownloads: true });
  const p = await c.newPage();
  await p.goto(base + "/sign-in");
  await p.fill("[name=address]", who); await p.fill("[name=password]", "one visit, two clusters");
  await p.click("main form button"); await p.waitForLoadState();
  return p;
}
const one = await person("beatrix.novotna@office.example");
await one.goto(base + "/finance/batches");
console.log(await one.title());
await one.screenshot({ path: "/tmp/shots/w1.png", fullPage: true });
await one.click("button:has-text('Put the chosen')"); await one.waitForLoadState();
console.log(one.url(), await one.title());
await one.screenshot({ path: "/tmp/shots/w2.png", fullPage: true });
const batch = one.url();
const two = await person("luc.peeterman@office.example");
await two.goto(batch);
await two.screenshot({ path: "/tmp/shots/w3.png", fullPage: true });
await two.click("button:has-text('Approve')"); await two.waitForLoadState();
console.log(await two.title(), await two.textContent("main .chip"));
await two.screenshot({ path: "/tmp/shots/w4.png", fullPage: true });
const cookies = (await two.context().cookies()).map(c => `${c.name}=${c.value}`).join("; ");
for (const [v, n] of [["", "09"], ["?version=03", "03"]]) {
  const r = await fetch(batch + "/file" + v, { headers: { cookie: cookies } });
  writeFileSync(`/tmp/shots/pain${n}.xml`, Buffer.from(await r.arrayBuffer()));
  console.log(r.status, r.headers.get("content-disposition"));
}
await two.click("button:has-text('given')").catch(async () => console.log(await two.textContent("main")));
await two.waitForLoadState();
console.log(await two.title());
await two.screenshot({ path: "/tmp/shots/w5.png", fullPage: true });
await b.close();
