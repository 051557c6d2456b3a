// Scales: which there are, and after which answers a question is followed by another that asks why.

const UNHAPPY = { faces5: [1, 2], agree5: [1, 2], points10: [0, 1, 2, 3, 4, 5, 6], yesno: [2] };
const LISTED = ["single", "multiple"]; // the question brings its own options

/** Whether a question that follows this one is asked after `answer`. */
export const unhappy = (scale, answer) => UNHAPPY[scale].includes(answer);

/** Whether every question of a content can be asked by this program: nothing is left out silently. */
export function areKnown({ questions, forms = [] }) {
  const scales = Object.fromEntries(questions.map(({ key, scale, parent }) => [key, parent ? "branch" : scale]));
  const known = ({ scale, options, parent }) =>
    (LISTED.includes(scale) ? options.length : scale === "open" || (scale in UNHAPPY && !parent)) &&
    (!parent || scales[parent] in UNHAPPY);
  return questions.every(known) && forms.flat().every((key) => key in scales);
}
