/** Dollars of the wire (at most two decimals) as whole cents; no float sum ever happens in dollars. */
export function centsOf(dollars: number): number {
  return Math.round(dollars * 100);
}
