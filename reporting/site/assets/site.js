"use strict";
/* Draws the charts, switches light and dark, narrows tables, says what is late. Without it every figure is still there. */
const marketsplit = (() => {
  const page = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let told = null;
  let charts = [];

  const remembered = {
    get() { try { return localStorage.getItem("theme"); } catch { return null; } },
    set(theme) { try { localStorage.setItem("theme", theme); } catch { /* the choice holds for this page alone */ } },
  };

  const theme = () => page.dataset.theme || (dark.matches ? "dark" : "light");

  function offerThemes() {
    const button = document.createElement("button");
    button.type = "button";
    button.id = "theme";
    const say = () => { button.textContent = theme() === "dark" ? "Light" : "Dark"; };
    button.addEventListener("click", () => {
      page.dataset.theme = theme() === "dark" ? "light" : "dark";
      remembered.set(page.dataset.theme);
      say();
    });
    dark.addEventListener("change", say);
    say();
    document.querySelector("header nav").append(button);
  }

  function offerFilter(table, number) {
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const label = document.createElement("label");
    label.className = "filter";
    label.textContent = "Only rows with ";
    const field = document.createElement("input");
    field.type = "search";
    field.id = `filter-${number}`;
    const count = document.createElement("output");
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, at) => {
        row.hidden = !words.every((word) => texts[at].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
    });
    label.append(field, count);
    table.closest(".box").before(label);
  }

  function sayDue(element) {
    const days = Math.floor((Date.now() - Date.parse(element.dataset.due)) / 86400000);
    const place = element.tagName === "TR" ? element.lastElementChild : element;
    const counted = Math.abs(days) === 1 ? "1 day" : `${Math.abs(days)} days`;
    place.textContent = `${place === element ? ", " : ""}${days > 0 ? `${counted} late` : `in ${counted}`}`;
    place.classList.add("short");
    place.classList.toggle("late", days > 0);
  }

  function showTarget() {
    const target = document.getElementById(location.hash.slice(1));
    const folded = target && target.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    target.scrollIntoView();
  }

  async function drawAll() {
    for (const { id, kind, marks } of charts) {
      const place = document.querySelector(`[data-chart="${id}"]`);
      const spec = structuredClone(told.shapes[kind]);
      spec.data[0].values = marks;
      const { view } = await vegaEmbed(place, spec, {
        actions: false,
        ast: true, /* expressions are interpreted: nothing is made into code */
        defaultStyle: false,
        formatLocale: told.format,
        logLevel: 1,
        mode: "vega",
        renderer: "svg",
        tooltip: { disableDefaultStyle: true },
      });
      view.addEventListener("click", (event, item) => {
        const figure = item && item.datum && item.datum.figure;
        if (figure) location.href = `${document.body.dataset.root}figures/${figure.slice(0, 2)}/${figure}.html`;
      });
      await new Promise((resume) => setTimeout(resume));
    }
    page.dataset.drawn = charts.length;
  }

  if (remembered.get()) page.dataset.theme = remembered.get();
  document.addEventListener("DOMContentLoaded", () => {
    offerThemes();
    document.querySelectorAll("table[data-filters]").forEach(offerFilter);
    document.querySelectorAll("[data-due]").forEach(sayDue);
    showTarget();
    if (told) drawAll();
  });
  /* On a busy machine a frame may miss its place while it loads: going there again scrolls and loads nothing. */
  addEventListener("load", () => {
    document.querySelectorAll("iframe").forEach((frame) => { frame.src = frame.getAttribute("src"); });
  });
  addEventListener("hashchange", showTarget);
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
  });

  return {
    draw(how) { told = how; },
    take(marks) { charts = marks; },
  };
})();
