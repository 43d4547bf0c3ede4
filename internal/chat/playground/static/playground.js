"use strict";
// The page holds no state of its own: what was said comes from the server, so a reload shows the same conversation.
(() => {
  const $ = (id) => document.getElementById(id);
  const log = $("log"), text = $("text"), who = $("who"), where = $("where"), state = $("state"), empty = $("empty");
  const lang = document.body.dataset.lang;
  let stream;

  function bubble(e) {
    const div = document.createElement("div");
    div.className = e.kind;
    div.dataset.id = e.id ?? "";
    div.innerHTML = e.html; // rendered by the server with every text escaped
    return div;
  }

  function unbusy() { log.querySelector(".busy")?.remove(); }

  function show(e) {
    unbusy();
    if (e.kind === "busy") {
      const div = bubble({ kind: "busy", html: "" });
      div.textContent = document.body.dataset.busy;
      log.append(div);
    } else {
      const last = e.replace ? log.querySelector(`.bot[data-id="${e.on ?? 0}"]`) || [...log.querySelectorAll(".bot")].pop() : null;
      const div = bubble(e);
      if (last) last.replaceWith(div); else log.append(div);
      if (e.kind === "bot" && last) div.querySelector("button, a")?.focus({ preventScroll: true });
      div.scrollIntoView({ block: e.kind === "bot" ? "start" : "end" });
    }
    empty.hidden = log.childElementCount > 0;
  }

  function connect() {
    stream?.close();
    stream = new EventSource(`/playground/events?as=${who.value}&in=${where.value}&lang=${lang}`);
    stream.addEventListener("past", (m) => {
      log.replaceChildren();
      (JSON.parse(m.data) || []).forEach(show);
      empty.hidden = log.childElementCount > 0;
    });
    stream.addEventListener("entry", (m) => { const e = JSON.parse(m.data); show(e); if (e.kind === "bot" && !travelling) clock(); });
    stream.onopen = () => { state.hidden = true; };
    stream.onerror = () => { state.hidden = false; if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 2000); };
  }

  async function send(what) {
    const body = JSON.stringify({ id: crypto.randomUUID?.() ?? String(Math.random()), as: who.value, in: where.value, lang, ...what });
    let failed = "failed";
    try {
      const res = await fetch("/playground/messages", { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (res.ok) return true;
      if (res.status === 413) failed = "large";
    } catch { /* said below */ }
    unbusy();
    const p = bubble({ kind: "notice", html: "" });
    p.textContent = document.body.dataset[failed];
    log.append(p);
    return false;
  }

  function entryOf(e) { return Number(e.closest(".bot")?.dataset.id) || 0; }

  function grow() { text.style.height = "auto"; text.style.height = `${Math.min(text.scrollHeight, 160)}px`; }

  // clock shows the time of this school, and moves it on when it is told by how much.
  let travelling = false;
  async function clock(by) {
    if (by) { travelling = true; $("now").textContent = document.body.dataset.travel; }
    const post = by && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ by }) };
    try {
      const res = await fetch(`/playground/clock?lang=${lang}`, post || {});
      if (!res.ok) return;
      const c = await res.json();
      $("now").textContent = c.now; $("then").textContent = c.then;
      for (const o of who.options) {
        o.dataset.name ??= o.textContent;
        const n = c.unread[o.value];
        o.textContent = n && o.value !== who.value ? `${o.dataset.name} · ${n} ${document.body.dataset.new}` : o.dataset.name;
      }
    } catch { /* the stream says that the connection is lost */ } finally { if (by) travelling = false; }
  }

  async function say(words) {
    if (!words.trim()) return;
    text.value = ""; grow();
    if (!(await send({ text: words }))) { text.value ||= words; grow(); }
  }

  $("say").addEventListener("submit", (e) => { e.preventDefault(); say(text.value); text.focus(); });
  let sending = false; // some keyboards still insert the line break of an Enter that was already taken
  text.addEventListener("keydown", (e) => {
    sending = e.key === "Enter" && !e.shiftKey && !e.isComposing;
    if (sending) { e.preventDefault(); say(text.value); }
  });
  text.addEventListener("beforeinput", (e) => {
    if (sending && e.inputType === "insertLineBreak") e.preventDefault();
  });
  text.addEventListener("input", grow);
  document.querySelectorAll(".chip").forEach((c) => c.addEventListener("click", () => { say(c.textContent); text.focus(); }));
  log.addEventListener("click", (e) => {
    const b = e.target.closest("button.act[data-do]");
    if (b) send({ press: b.dataset.do, label: b.textContent, on: entryOf(b) });
  });
  log.addEventListener("submit", (e) => {
    e.preventDefault();
    const values = {}, many = {};
    for (const el of e.target.elements) {
      if (!el.name) continue;
      if (el.type === "checkbox") { many[el.name] ??= []; if (el.checked) many[el.name].push(el.value); }
      else if (el.type !== "radio" || el.checked) values[el.name] = el.value;
    }
    send({ form: e.target.dataset.form, values, many, on: entryOf(e.target) });
  });
  for (const [name, list] of [["who", who], ["where", where]]) {
    list.value = sessionStorage.getItem(name) ?? list.value;
    list.addEventListener("change", () => { sessionStorage.setItem(name, list.value); connect(); clock(); });
  }
  document.querySelectorAll("#time button").forEach((b) => b.addEventListener("click", () => clock(b.dataset.by)));
  $("clear").addEventListener("click", async () => {
    await fetch(`/playground/clear?as=${who.value}&in=${where.value}`, { method: "POST" });
    connect(); text.focus();
  });
  connect();
  clock();
  setInterval(() => { if (!travelling) clock(); }, 15000);
})();
