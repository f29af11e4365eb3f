// The shape of the crowd curve, in numbers: where the axes lead, the fitted curve, and the range of
// a guess. Nothing here draws; lib/curve-chart.js does.

/** The crowds that nobody has asked: what they might reach is a guess, and is marked as one. */
export const FAR = [300, 3000];
const BEYOND = 1.3; // how much further than the last mark the axis goes
const STEPS = 48; // points of a drawn curve

const within = (share) => Math.min(1, Math.max(0, share));

/** What a fitted curve says for `people`: a share from 0 to 1. */
export const accuracyAt = ({ top, drop, power }, people) => within(top - drop * people ** -power);

/** The most people that were measured, 0 before the first point. */
export const measuredUpTo = ({ points }) => Math.max(0, ...points.map((each) => each.contributors));

/** The last number of people on the axis: the same while points come in, so that nothing jumps. */
export function farthest(result) {
  const most = Math.max(measuredUpTo(result), result.contributors ?? 0, 1);
  return Math.max(most, ...(result.reason ? [] : FAR)) * BEYOND;
}

/** Map people (logarithmic) and shares to the pixels of `{left, right, top, bottom}`. */
export function scales(result, { left, right, top, bottom }) {
  const width = Math.log(farthest(result));
  return {
    x: (people) => left + ((right - left) * Math.log(people)) / width,
    y: (share) => bottom - (bottom - top) * within(share),
  };
}

/** Which numbers of people are written at the axis, as many as `width` pixels of `letter` hold. */
export function ticks(result, width, letter) {
  const roomy = width / letter > 34;
  const all = roomy ? [1, 2, 5, 10, 30, 100, 300, 1000, 3000] : [1, 5, 30, 300, 3000];
  return all.filter((people) => people <= farthest(result));
}

function between(from, to) {
  const step = Math.log(to / from) / STEPS;
  return Array.from({ length: STEPS + 1 }, (_, at) => from * Math.exp(step * at));
}

/** The fitted curve from `from` to `to` people: `[people, share]` pairs; none without a fit. */
export function line(result, from, to) {
  if (!result.fit || to <= from) return [];
  return between(from, to).map((people) => [people, accuracyAt(result.fit, people)]);
}

// How far from the curve the truth may lie at a number of people: known where it was measured last
// and at each guess, and in between taken from its neighbours.
function knots(result) {
  const last = result.points.at(-1);
  const known = [{ people: last.contributors, down: last.spread, up: last.spread }];
  for (const { contributors, low, mean, high } of result.guess) {
    if (contributors <= last.contributors) continue;
    known.push({ people: contributors, down: mean - low, up: high - mean });
  }
  return known;
}

function blend(known, people) {
  const next = known.findIndex((each) => each.people >= people);
  if (next < 0) return known.at(-1);
  if (next === 0) return known[0];
  const [a, b] = [known[next - 1], known[next]];
  const share = Math.log(people / a.people) / Math.log(b.people / a.people);
  const mix = (one, other) => one + (other - one) * share;
  return { down: mix(a.down, b.down), up: mix(a.up, b.up) };
}

/** The range of the guess beyond what was measured: `[people, low, high]`; none without a guess. */
export function band(result) {
  if (!result.fit || !result.guess?.length || !result.points.length) return [];
  const known = knots(result);
  if (known.length < 2) return [];
  return between(known[0].people, known.at(-1).people).map((people) => {
    const { down, up } = blend(known, people);
    const middle = accuracyAt(result.fit, people);
    return [people, within(middle - down), within(middle + up)];
  });
}
