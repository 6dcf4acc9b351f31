// What a browser adds to pages that work without it. The one rule: a text a person typed is never
// overwritten, a form's own submit never stopped.
const $$ = sel => [...document.querySelectorAll(sel)];
const el = (tag, attrs, ...kids) => {
  const made = Object.assign(document.createElement(tag), attrs);
  made.append(...kids);
  return made;
};
const num = n => n.toLocaleString("en-GB");
const chars = n => `${num(n)} character${n === 1 ? "" : "s"}`;

// Characters as the server counts them: code points after trimming.
const count = box => {
  const out = document.getElementById(`${box.id}-count`);
  if (!out) return;
  const have = [...box.value.trim()].length, { min = 0, max = Infinity } = box.dataset;
  out.toggleAttribute("data-off", (have && have < min) || have > max);
  out.textContent = have > max ? `${chars(have)}, ${num(have - max)} too many`
    : have < min ? `${chars(have)}, ${num(min - have)} more needed`
    : max < Infinity ? `${chars(max - have)} left` : chars(have);
};
for (const box of $$("[data-max], [data-min]")) {
  box.addEventListener("input", () => count(box));
  box.closest(".wrong") || count(box);
}

// Autosave, a field at a time and in order: no save overtakes another.
const named = (form, name) => [...form.elements].filter(e => e.name === name);
const ticks = e => /checkbox|radio/.test(e.type);
const read = (form, name) => named(form, name).filter(e => !ticks(e) || e.checked).map(e => e.value).join(",");
const write = (form, name, text) => named(form, name).forEach(e => {
  if (ticks(e)) e.checked = text.split(",").includes(e.value);
  else { e.value = text; count(e); }
});
const autosave = form => {
  const url = form.dataset.autosave, timers = new Map(), status = $$("[data-saved]")[0] ?? el("p");
  let line = Promise.resolve();
  const say = (text, state) => { status.textContent = text; status.dataset.state = state; };
  const seen = name => form.elements[`seen.${name}`] ?? {};
  const box = name => named(form, name)[0].closest(".field") ?? form;
  const kept = () => { try { return JSON.parse(localStorage[url]); } catch { return {}; } };
  const keep = (name, text) => {
    if (box(name).matches("[data-private]")) return false;
    try { localStorage[url] = JSON.stringify({ ...kept(), [name]: text }); return true; } catch { return false; }
  };
  const side = ([head, text]) => el("div", {}, el("strong", {}, head), el("blockquote", {}, text || "(empty)"));
  const ask = (name, head, one, two, ...acts) => {
    box(name).querySelector(".compare")?.remove();
    const part = el("div", { className: "compare", role: "alert" }, el("p", {}, head), el("div", {}, side(one), side(two)));
    part.append(...acts.map(([label, act]) => el("button", { type: "button", className: "btn", onclick: () => { part.remove(); act(); } }, label)));
    box(name).append(part);
  };
  const clash = (name, mine, { theirs, by, at, version }) => {
    const settle = act => () => { seen(name).value = version; act(); };
    say("Not saved: someone else changed this answer", "off");
    ask(name, "Someone else changed this answer. Which text stays?", ["Yours", mine], [`${by}, ${at}`, theirs],
      ["Keep mine", settle(() => queue(name))],
      ["Take theirs", settle(() => { write(form, name, theirs); keep(name); say("Taken over", "ok"); })]);
  };
  const lost = (name, text, why) => say(`${why} ${keep(name, text) ? "Your text is kept in this browser." : "Leave this page open."}`, "off");
  const send = async name => {
    const value = read(form, name);
    say("Saving…", "busy");
    try {
      const answer = await fetch(url, { method: "POST", redirect: "manual", keepalive: value.length < 9999,
        body: new URLSearchParams({ field: name, value, seen: seen(name).value ?? "" }) });
      if (answer.status === 409) return clash(name, value, await answer.json());
      if (answer.status === 401 || !answer.status) return lost(name, value, "You are signed out; sign in in another tab.");
      if (!answer.ok) return lost(name, value, "Not saved.");
      const done = await answer.json();
      seen(name).value = done.version;
      keep(name);
      say(`Saved ${done.saved}`, "ok");
    } catch { lost(name, value, "No connection."); }
  };
  const queue = name => { clearTimeout(timers.get(name)); timers.delete(name); line = line.then(() => send(name)); };
  form.addEventListener("input", ({ target: { name, type } }) => {
    if (!name || type === "file") return;
    clearTimeout(timers.get(name));
    timers.set(name, setTimeout(queue, 1200, name));
  });
  form.addEventListener("focusout", e => timers.has(e.target.name) && queue(e.target.name));
  form.addEventListener("submit", () => { timers.forEach(clearTimeout); timers.clear(); });
  document.addEventListener("visibilitychange", () => document.hidden && [...timers.keys()].forEach(queue));
  for (const [name, text] of Object.entries(kept())) {
    if (!named(form, name)[0]) continue;
    const now = read(form, name);
    if (now === text) keep(name);
    else ask(name, "This browser kept a text that did not reach us.", ["Kept here", text], ["Saved", now],
      ["Put it back", () => { write(form, name, text); queue(name); }], ["Drop it", () => keep(name)]);
  }
};
$$("form[data-autosave]").forEach(autosave);

// The reader's own clock.
for (const time of $$("time[datetime*=T]")) {
  const at = new Date(time.dateTime), shown = time.textContent, as = how => at.toLocaleString("en-GB", how);
  const clock = as({ timeStyle: "short" }), day = as({ dateStyle: "long" });
  if (!shown.includes(clock)) time.title = `${shown.includes(day) ? "" : `${day}, `}${clock} your time`;
}

const left = Date.parse(document.body.dataset.sessionEnds) - Date.now() - 3e5;
if (left < 2 ** 31) setTimeout(() => document.querySelector("main").prepend(el("p", { className: "flash warn", role: "alert" },
  "You will be signed out in 5 minutes. Opening any page starts the time again.")), left);
document.querySelector(".sum")?.focus();
