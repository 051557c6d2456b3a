// Five faces, drawn by us: phones draw their own emoji differently, and these have no colour that judges.

const SVG = "http://www.w3.org/2000/svg";
const MOUTHS = {
  1: "M15 34q9-12 18 0",
  2: "M16 32q8-6 16 0",
  3: "M16 31h16",
  4: "M16 29q8 7 16 0",
  5: "M14 27h20q-10 16-20 0z",
};

function shape(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export function face(value) {
  const svg = shape("svg", { viewBox: "0 0 48 48", "aria-hidden": "true", class: "face" });
  svg.append(
    shape("circle", { cx: 24, cy: 24, r: 22, class: "round" }),
    shape("circle", { cx: 17, cy: 18, r: 2.5, class: "eye" }),
    shape("circle", { cx: 31, cy: 18, r: 2.5, class: "eye" }),
    shape("path", { d: MOUTHS[value], class: "mouth" }),
  );
  return svg;
}
