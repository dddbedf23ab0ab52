/** The smallest value that this share (0 to 1) of all values does not exceed; NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? NaN;
}

/** Slope of the straight line nearest to the points, in y per x; NaN for fewer than two. */
export function slope(points: readonly { x: number; y: number }[]): number {
  const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [meanOf(points.map((point) => point.x)), meanOf(points.map((point) => point.y))];
  const sumOf = (term: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + term(point), 0);
  return sumOf((point) => (point.x - x) * (point.y - y)) / sumOf((point) => (point.x - x) ** 2);
}
