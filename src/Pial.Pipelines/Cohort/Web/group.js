"use strict";
// The cohort's page: strips of every measure, scatters, and the table. Everything is read from the JSON beside it; nothing is loaded.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { scans, metrics, sites } = data;
  const byName = new Map(metrics.map(m => [m.name, m]));
  const shapes = ["circle", "triangle", "rect", "rectRot", "star", "crossRot", "cross", "rectRounded"];
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const text = (tag, words, name) => { const e = document.createElement(tag); if (words !== undefined) e.textContent = words; if (name) e.className = name; return e; };
  const num = (v, d = 3) => v === null || v === undefined ? "–" : Math.abs(v) >= 1e5 || (v !== 0 && Math.abs(v) < 1e-3) ? v.toExponential(2) : String(Number(v.toPrecision(d)));
  const signed = z => z === null ? "" : Math.abs(z) < 0.05 ? "0.0" : (z < 0 ? "−" : "+") + Math.abs(z).toFixed(1);
  // Ticks: no minus nothing, and powers of ten as people write them. What is far below the axis's reach is 0.
  const tick = (v, reach) => {
    if (Math.abs(v) < 1e-9 * reach) return "0";
    const a = Math.abs(v), s = Number(a.toPrecision(6));
    const [m, e] = reach >= 1e6 || reach < 1e-3 ? s.toExponential().split("e") : [String(s), ""];
    return (v < 0 ? "−" : "") + (e === "" ? m : (m === "1" ? "" : m + "·") + "10" + [...String(Number(e))].map(c => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join(""));
  };
  const flagged = s => s.verdict === "check" || s.verdict === "exclude";
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let chosen = -1, byValue = document.getElementById("scale").value === "value";
  const charts = new Map();

  // Deviations are drawn on an inverse hyperbolic sine, so that one far scan does not squeeze the rest.
  const bend = z => Math.asinh(z / 2), straight = x => 2 * Math.sinh(x);
  const bentTicks = [-100, -50, -20, -10, -5, -2, 0, 2, 5, 10, 20, 50, 100];

  // ---- what is shown beside the pointer
  const tip = text("div", "", "tip");
  tip.hidden = true;
  tip.setAttribute("role", "status");
  document.body.append(tip);
  function say(n, metric, x, y) {
    const s = scans[n];
    tip.replaceChildren(text("b", s.label + (s.site >= 0 ? " · " + sites[s.site] : "")));
    if (metric) {
      const z = metric.z[n];
      tip.append(text("div", `${metric.name} ${num(metric.v[n], 4)}${metric.unit ? " " + metric.unit : ""}${z === null || metric.name === "outlier_distance" ? "" : ` (${signed(z)} deviations from its site)`}`), text("em", `${metric.label}: ${metric.meaning}`));
    }
    if (flagged(s)) tip.append(text("div", `${s.verdict}: ${s.reasons[0]}`));
    else if (s.open) tip.append(text("div", `not judged: ${s.open}`));
    if (s.report) tip.append(text("em", "click or Enter opens the report"));
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(x + 14, innerWidth - box.width - 8)) + "px";
    tip.style.top = (y + 18 + box.height > innerHeight ? Math.max(8, y - box.height - 12) : y + 18) + "px";
  }
  const quiet = () => { tip.hidden = true; };
  addEventListener("scroll", quiet, { passive: true });
  const open = n => { if (scans[n].report) location.href = scans[n].report; };

  // ---- points
  const look = points => ({
    pointStyle: points.map(p => shapes[Math.max(0, scans[p.n].site) % shapes.length]),
    pointRadius: points.map(p => p.n === chosen ? 8 : flagged(scans[p.n]) ? 6 : scans.length > 300 ? 2.5 : 4),
    pointHoverRadius: points.map(p => p.n === chosen ? 9 : 7),
    pointBackgroundColor: points.map(p => css("--s" + (Math.max(0, scans[p.n].site) % 8)) + (scans.length > 300 && !flagged(scans[p.n]) ? "80" : "c0")),
    pointBorderColor: points.map(p => p.n === chosen ? css("--ink") : scans[p.n].verdict === "exclude" ? css("--bad") : scans[p.n].verdict === "check" ? css("--look") : "transparent"),
    pointBorderWidth: points.map(p => p.n === chosen ? 3 : flagged(scans[p.n]) ? 2.5 : 0),
  });
  // Flagged scans are drawn last, over the others.
  const order = points => points.sort((a, b) => flagged(scans[a.n]) - flagged(scans[b.n]));

  function draw(canvas, points, metric, axes) {
    charts.get(canvas)?.destroy();
    const chart = new Chart(canvas, {
      type: "scatter",
      data: { datasets: [{ data: points, ...look(points) }] },
      options: {
        animation: still ? false : { duration: 200 }, responsive: true, maintainAspectRatio: false, layout: { padding: { left: 6, right: 6 } },
        interaction: { mode: "nearest", intersect: true },
        onHover: (e, hit) => { e.native.target.style.cursor = hit.length ? "pointer" : ""; if (hit.length) say(points[hit[0].index].n, metric, e.native.clientX, e.native.clientY); else quiet(); },
        onClick: (e, hit) => { if (hit.length) open(points[hit[0].index].n); },
        plugins: { legend: { display: false }, tooltip: { enabled: false } },
        scales: axes,
      },
    });
    canvas.addEventListener("mouseleave", quiet);
    charts.set(canvas, chart);
    return chart;
  }
  const axis = extra => ({ grid: { color: css("--line") }, border: { display: false }, ticks: { color: css("--soft"), maxRotation: 0, autoSkipPadding: 12, font: { size: 11 }, callback(v) { return tick(v, Math.max(Math.abs(this.min), Math.abs(this.max))); } }, ...extra });

  // ---- strips
  // Equal values stay visible: a fixed low-discrepancy sequence spreads them over the height.
  const spread = n => ((n + 1) * 0.618034) % 1;
  function strip(box, metric) {
    const canvas = box.querySelector("canvas");
    const bent = !byValue && metric.z.some(z => z !== null);
    // What does not vary, or too few scans have, has no deviations; its strip says that it shows values.
    box.querySelector("h4 i").hidden = bent || byValue;
    const of = n => bent ? (metric.z[n] === null ? null : bend(metric.z[n])) : metric.v[n];
    const points = order(scans.map((_, n) => ({ x: of(n), y: spread(n), n })).filter(p => p.x !== null));
    const reach = bent ? Math.max(bend(6), ...points.map(p => Math.abs(p.x))) * 1.05 : 0;
    const x = axis(bent ? { min: -reach, max: reach } : {});
    if (bent) {
      x.afterBuildTicks = scale => { scale.ticks = bentTicks.map(z => ({ value: bend(z) })).filter(t => Math.abs(t.value) <= reach); };
      x.ticks.callback = v => { const z = Math.round(straight(v)); return (z > 0 ? "+" : z < 0 ? "−" : "") + Math.abs(z); };
    }
    draw(canvas, points, metric, { x, y: { display: false, min: -0.15, max: 1.15 } });
  }
  const stripsOf = [...document.querySelectorAll(".strip[data-metric]")].map(box => ({ box, metric: byName.get(box.dataset.metric), seen: false }));
  const watch = new IntersectionObserver(entries => {
    for (const e of entries) {
      if (!e.isIntersecting) continue;
      const s = stripsOf.find(t => t.box === e.target);
      s.seen = true;
      watch.unobserve(e.target);
      strip(s.box, s.metric);
    }
  }, { rootMargin: "300px" });
  for (const s of stripsOf) {
    watch.observe(s.box);
    s.box.addEventListener("keydown", e => {
      const known = scans.map((_, n) => n).filter(n => s.metric.v[n] !== null).sort((a, b) => s.metric.v[a] - s.metric.v[b]);
      const at = known.indexOf(chosen);
      if (e.key === "Enter" && chosen >= 0) open(chosen);
      else if (e.key === "Escape") { choose(-1); quiet(); }
      else if (e.key === "ArrowRight" || e.key === "ArrowLeft") {
        e.preventDefault();
        choose(known[at < 0 ? known.length - 1 : Math.max(0, Math.min(known.length - 1, at + (e.key === "ArrowRight" ? 1 : -1)))]);
        const r = s.box.getBoundingClientRect();
        say(chosen, s.metric, r.left + r.width / 2, r.bottom - 20);
      }
    });
    s.box.addEventListener("blur", quiet);
  }

  // ---- scatters
  const scatters = [...document.querySelectorAll(".plot[data-plot]")];
  function scatter(box) {
    const p = data.plots[box.dataset.plot];
    const points = order(p.n.map((n, k) => ({ x: p.x[k], y: p.y[k], n })).filter(q => q.x !== null && q.y !== null));
    draw(box.querySelector("canvas"), points, byName.get(p.metric), {
      x: axis({ title: { display: true, text: p.xlabel, color: css("--soft") } }), y: axis({ title: { display: true, text: p.ylabel, color: css("--soft") } }),
    });
  }

  // ---- a scan chosen everywhere
  function choose(n) {
    chosen = n;
    for (const chart of charts.values()) {
      const set = chart.data.datasets[0];
      Object.assign(set, look(set.data));
      chart.update("none");
    }
    for (const row of document.querySelectorAll("#rows tr")) row.classList.toggle("chosen", Number(row.dataset.n) === chosen);
  }
  const find = document.getElementById("find");
  find.addEventListener("input", () => choose(scans.findIndex(s => s.label === find.value || s.label === "sub-" + find.value)));
  const redraw = () => { for (const s of stripsOf) if (s.seen) strip(s.box, s.metric); scatters.forEach(scatter); marks(); };
  document.getElementById("scale").addEventListener("change", e => { byValue = e.target.value === "value"; for (const s of stripsOf) if (s.seen) strip(s.box, s.metric); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  // Sites with their mark: shape and colour, as drawn.
  function marks() {
    const paths = { circle: "M6 1a5 5 0 1 0 .01 0z", triangle: "M6 1l5 10H1z", rect: "M1 1h10v10H1z", rectRot: "M6 0l6 6-6 6-6-6z", star: "M6 0v12M0 6h12M2 2l8 8M10 2l-8 8", crossRot: "M1 1l10 10M11 1L1 11", cross: "M6 0v12M0 6h12", rectRounded: "M3 1h6l2 2v6l-2 2H3l-2-2V3z" };
    const list = document.getElementById("sites");
    list.replaceChildren(...sites.map((name, s) => {
      const shape = shapes[s % shapes.length], colour = css("--s" + (s % 8)), li = text("span");
      li.innerHTML = `<svg viewBox="0 0 12 12" aria-hidden="true"><path d="${paths[shape]}" fill="${/star|cross/.test(shape) ? "none" : colour}" stroke="${colour}" stroke-width="1.6"/></svg>`;
      li.append(name);
      return li;
    }));
    const ring = text("span");
    ring.innerHTML = `<svg viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="4.6" fill="none" stroke="${css("--look")}" stroke-width="2.4"/></svg>`;
    ring.append("flagged");
    list.append(ring);
  }

  // ---- table
  const body = document.getElementById("rows"), more = document.getElementById("more"), count = document.getElementById("count");
  const filter = document.getElementById("filter"), verdict = document.getElementById("verdict");
  const rank = { exclude: 0, check: 1, "not judged": 2, accept: 3 };
  const heads = [...document.querySelectorAll("#table thead th")];
  let key = "verdict", up = true, shown = 100;
  const value = (n, k) => k === "label" ? scans[n].label : k === "site" ? (sites[scans[n].site] ?? "") : k === "verdict" ? rank[scans[n].verdict] : byName.get(k).v[n];
  function rows() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = scans.map((_, n) => n).filter(n => (!verdict.value || scans[n].verdict === verdict.value)
      && words.every(w => `${scans[n].label} ${sites[scans[n].site] ?? ""} ${scans[n].verdict} ${scans[n].reasons.join(" ")}`.toLowerCase().includes(w)));
    all.sort((a, b) => {
      const [x, y] = [value(a, key), value(b, key)];
      if (x === null || y === null) return (x === null) - (y === null);
      const c = typeof x === "string" ? x.localeCompare(y, "en", { numeric: true }) : x - y;
      return (up ? c : -c) || scans[a].rank - scans[b].rank;
    });
    body.replaceChildren(...all.slice(0, shown).map(n => {
      const s = scans[n], tr = text("tr");
      tr.dataset.n = n;
      tr.classList.toggle("chosen", n === chosen);
      const th = text("th"), link = s.report ? text("a", s.label) : text("span", s.label);
      if (s.report) link.href = s.report;
      th.append(link);
      tr.append(th);
      for (const h of heads.slice(1)) {
        const k = h.dataset.key, td = text("td");
        if (k === "verdict") { td.append(text("span", s.verdict, "badge " + s.verdict)); td.title = s.reasons.join(" ") || (s.open ? `no rule could be applied to ${s.open}` : ""); }
        else if (k === "site") td.textContent = sites[s.site] ?? "–";
        else { const m = byName.get(k); td.className = "n"; td.textContent = num(m.v[n]); if (m.z[n] !== null && k !== "outlier_distance") td.title = `${signed(m.z[n])} deviations from its site`; }
        tr.append(td);
      }
      tr.addEventListener("click", e => { if (!e.target.closest("a")) { choose(n === chosen ? -1 : n); find.value = chosen < 0 ? "" : s.label; } });
      return tr;
    }));
    count.textContent = `${all.length} of ${scans.length} scans`;
    more.hidden = all.length <= shown;
    for (const h of heads) if (h.dataset.key === key) h.setAttribute("aria-sort", up ? "ascending" : "descending"); else h.removeAttribute("aria-sort");
  }
  for (const h of heads) h.querySelector("button").addEventListener("click", () => { up = key === h.dataset.key ? !up : true; key = h.dataset.key; rows(); });
  for (const e of [filter, verdict]) e.addEventListener("input", () => { shown = 100; rows(); });
  more.addEventListener("click", () => { shown += 400; rows(); });

  marks();
  rows();
  scatters.forEach(scatter);
})();
