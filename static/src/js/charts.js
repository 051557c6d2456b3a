// Puts Plotly's charts in the place of the drawings once they come near. Where anything fails the drawings stay.
const program = document.querySelector("script[data-plotly]");
const dark = matchMedia("(prefers-color-scheme: dark)");
const NARROW = 448; // as in charts.css
const LEAST_SLOT = 26; // pixels that the number above a bar needs
const CONFIG = {
  displayModeBar: false,
  responsive: false, // the charts watch their own boxes
  scrollZoom: false,
  doubleClick: false,
  showTips: false,
  locale: program.dataset.locale || "en",
};
const drawn = new Map(); // a chart's box, and what was made for it

function arrived(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve, { once: true });
    element.addEventListener("error", reject, { once: true });
    document.head.append(element);
  });
}

function script(src) {
  return arrived(Object.assign(document.createElement("script"), { src }));
}

// Plotly finds its rules by this id and, because of the class, adds none by itself.
function stylesheet(href) {
  const link = { rel: "stylesheet", id: "plotly.js-style-global", className: "no-inline-styles", href };
  return arrived(Object.assign(document.createElement("link"), link));
}

let loading;
function plotly() {
  const { plotly: main, style, words } = program.dataset;
  loading ??= Promise.all([stylesheet(style), words ? script(words) : null])
    .then(() => script(main))
    .then(() => window.Plotly);
  return loading;
}

// What the names of the stylesheet's colours are in this moment's theme.
function themed(value, probe) {
  if (typeof value === "string" && value.startsWith("var(--")) {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  }
  if (Array.isArray(value)) return value.map((each) => themed(each, probe));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, themed(each, probe)]));
}

function figure(box, { data, layout, frames }) {
  const frame = frames[box.clientWidth < NARROW ? "narrow" : "wide"];
  const xaxis = { ...layout.xaxis, ...frame.xaxis };
  const size = { width: box.clientWidth, height: box.clientHeight };
  const font = { ...layout.font, family: getComputedStyle(box).fontFamily };
  const made = themed({ data, layout: { ...layout, ...frame, ...size, xaxis, font } }, box);
  for (const trace of made.data) {
    if (trace.type === "bar" && trace.text && box.clientWidth / trace.x.length < LEAST_SLOT) delete trace.text;
  }
  return [made.data, made.layout];
}

async function draw(box, given) {
  const { newPlot, react } = await plotly();
  await (drawn.has(box) ? react : newPlot)(box, ...figure(box, given), CONFIG);
  drawn.set(box, given);
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const box = target.querySelector(".plot");
    if (drawn.has(box) && box.clientWidth && box.clientWidth !== box.layout.width) draw(box, drawn.get(box));
  }
});

async function replace(chart) {
  const box = Object.assign(document.createElement("div"), { className: "plot" });
  const place = chart.querySelector(".drawing");
  try {
    place.append(box);
    await draw(box, JSON.parse(chart.querySelector("script[type='application/json']").textContent));
    chart.dataset.ready = "";
    resized.observe(place);
  } catch {
    box.remove();
  }
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      replace(target);
    }
  },
  { rootMargin: "200px 0px" },
);
for (const chart of document.querySelectorAll("figure.chart")) {
  if (chart.querySelector("script[type='application/json']")) near.observe(chart);
}
dark.addEventListener("change", () => drawn.forEach((given, box) => draw(box, given)));
