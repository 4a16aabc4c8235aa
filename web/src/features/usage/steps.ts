// The picture of what is booked: a line of steps.

/** A line of steps through points of (time, value), each holding until the next, as an SVG path in a box of `width` by `height`. */
export function stepPath(
  steps: readonly { at: number; until: number; value: number }[],
  box: { from: number; to: number; most: number; width: number; height: number },
): string {
  const x = (at: number) => round(((at - box.from) / (box.to - box.from)) * box.width);
  const y = (value: number) => round(box.height - (value / box.most) * box.height);
  let path = "";
  let before: number | undefined;
  for (const step of steps) {
    const [left, right] = [Math.max(step.at, box.from), Math.min(step.until, box.to)];
    if (right <= left) continue;
    if (before !== left) path += `${before === undefined ? "" : `V${y(0)}`}M${x(left)} ${y(0)}`;
    path += `V${y(step.value)}H${x(right)}`;
    before = right;
  }
  return before === undefined ? "" : `${path}V${y(0)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
