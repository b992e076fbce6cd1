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
    const [number, unit] = Math.abs(days) < 731 ? [Math.abs(days), "day"] : [Math.floor(days / 365.25), "year"];
    const counted = `${number} ${unit}${number === 1 ? "" : "s"}`;
    place.textContent = days > 0 ? `${counted} late` : `in ${counted}`;
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

  const open = (figure) => { location.href = `${document.body.dataset.root}figures/${figure.slice(0, 2)}/${figure}.html`; };

  /* Arrow keys walk the points of a chart that lead to figures, and a line below it says where one is; Enter goes there. */
  function offerKeys(place, view) {
    const plot = place.parentElement;
    const line = document.createElement("p");
    line.className = "here";
    line.setAttribute("aria-live", "polite");
    const ring = document.createElement("span");
    ring.className = "ring";
    ring.hidden = true;
    plot.append(ring);
    plot.after(line);
    plot.tabIndex = 0;
    plot.setAttribute("role", "application");
    plot.setAttribute("aria-roledescription", "chart");
    plot.setAttribute("aria-label", `${plot.getAttribute("aria-label")} Arrow keys walk its points, Enter opens the figure.`);
    let at = null;

    plot.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Enter" && at) open(at.datum.figure);
      if (!(event.key in STEPS)) return;
      event.preventDefault();
      at = STEPS[event.key](points(view), at && at.datum);
      line.textContent = said(at.datum);
      const [of, mark] = [plot, at._svg].map((one) => one.getBoundingClientRect());
      ring.style.left = `${mark.left + mark.width / 2 - of.left}px`;
      ring.style.top = `${mark.top + mark.height / 2 - of.top}px`;
      ring.hidden = false;
    });
    plot.addEventListener("blur", () => { ring.hidden = true; });
  }

  const strand = (datum) => [datum.series, datum.side].join();
  const same = (one, other) => one.figure === other.figure && one.t === other.t && strand(one) === strand(other);

  /* The points as they are drawn now, strand by strand; the hollow middle of one is no point of its own. */
  function points(view) {
    const found = [];
    const look = (item) => {
      if (item._svg && item.mark && item.mark.marktype === "symbol" && item.datum && item.datum.figure
          && !found.some(({ datum }) => same(datum, item.datum))) found.push(item);
      (item.items || []).forEach(look);
    };
    look(view.scenegraph().root);
    const strands = [...new Set(found.map(({ datum }) => strand(datum)))];
    return found.sort((one, other) => strands.indexOf(strand(one.datum)) - strands.indexOf(strand(other.datum))
      || one.datum.t - other.datum.t);
  }

  const nearest = (all, t) => all.reduce((best, one) => Math.abs(one.datum.t - t) < Math.abs(best.datum.t - t) ? one : best);

  const along = (by) => (all, from) => {
    const number = from ? all.findIndex(({ datum }) => same(datum, from)) + by : 0;
    return all[Math.min(Math.max(number, 0), all.length - 1)];
  };

  const across = (by) => (all, from) => {
    const strands = [...new Set(all.map(({ datum }) => strand(datum)))];
    const number = from ? strands.indexOf(strand(from)) + by : 0;
    const wanted = strands[Math.min(Math.max(number, 0), strands.length - 1)];
    return nearest(all.filter(({ datum }) => strand(datum) === wanted), from ? from.t : -Infinity);
  };

  const STEPS = {
    ArrowRight: along(1),
    ArrowLeft: along(-1),
    ArrowDown: across(1),
    ArrowUp: across(-1),
    Home: (all) => all[0],
    End: (all) => all[all.length - 1],
  };

  const said = ({ series, side, period, edition, shown, band, change, note }) => [
    series && series.replaceAll("\n", " "), side, period || (edition && `edition ${edition}`), shown,
    band && `rounding allows ${band}`, change && `${change} on the first print`, note,
  ].filter(Boolean).join(", ");

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
        if (figure) open(figure);
      });
      if (marks.some((mark) => mark.figure)) offerKeys(place, view);
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
