// A loss curve as a picture: training thin, validation bold, the best step marked. Knows points, no refinements.

const WIDTH = 320;
const HEIGHT = 96;
const SPACE = "http://www.w3.org/2000/svg";

/** An <svg> of points {step, loss, validation_loss}, with its story in words for those who do not see it; null before there
 * are two. */
export function lossCurve(points, maxSteps) {
  if (points.length < 2) return null;
  const judged = points.filter((point) => point.validation_loss !== null);
  const values = [...smoothed(points).map(([, loss]) => loss), ...judged.map((point) => point.validation_loss)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (step) => (step / maxSteps) * WIDTH;
  const y = (loss) => HEIGHT - 6 - ((loss - low) / (high - low || 1)) * (HEIGHT - 12);
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "curve" });
  svg.append(line("train", smoothed(points), x, y));
  const best = judged.reduce((least, point) => (!least || point.validation_loss < least.validation_loss ? point : least), null);
  if (best) {
    svg.append(line("judge", judged.map((point) => [point.step, point.validation_loss]), x, y));
    svg.append(draw("circle", { cx: x(best.step), cy: y(best.validation_loss), r: 4, class: "best" }));
  }
  const last = points.at(-1);
  const story = best
    ? `Loss after ${last.step} of ${maxSteps} steps: ${last.loss.toPrecision(3)}. Best on the validation split: ${best.validation_loss.toPrecision(4)}, at step ${best.step}.`
    : `Loss after ${last.step} of ${maxSteps} steps: ${last.loss.toPrecision(3)}.`;
  svg.setAttribute("aria-label", story);
  svg.append(draw("title", {}, story));
  return svg;
}

/** [step, mean of the loss so far around it]: single batches jump too much to be read. */
function smoothed(points) {
  let mean = points[0].loss;
  return points.map(({ step, loss }) => [step, (mean += (loss - mean) * 0.25)]);
}

function line(name, pairs, x, y) {
  return draw("polyline", { class: name, points: pairs.map(([step, loss]) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(" ") });
}

function draw(tag, attributes, text = "") {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}
