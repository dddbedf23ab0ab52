import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { quantile } from '@ecommerce/e2e/statistics';
import type { SalePrices } from '../hot-document';
import { reachOf, type RequestReport } from '../requests/report';
import { drawBars, drawCurves } from './svg';

const FOLDER = path.resolve(__dirname, '../../../../artifacts/bench');
const QUANTILES = [0.5, 0.75, 0.9, 0.95, 0.99];
/** The limit divided by ours that each route should reach: docs/performance.md. */
const GOALS: Record<string, number> = {
  'list of 20': 0.8,
  product: 0.8,
  'currentuser with session (limit without)': 0.5,
  'product create': 0.5,
  'cart add': 0.45,
  'order create': 0.35,
  'home page': 0.8,
  'product page': 0.8,
  'list page': 0.8,
  'signin page': 0.8,
};

/** The cost of a sale with so many buyers at a time. */
export interface Sale extends SalePrices {
  buyers: number;
}

/** The share of its limit that each route reaches. @param what names the routes in the title */
export const drawShares = (what: string, { routes }: RequestReport): string =>
  drawBars({
    title: `CPU time of ${what}: limit ÷ ours, 1 is as cheap as the limit`,
    unit: '',
    bars: routes.map((route) => ({
      label: shortName(route.name),
      value: reachOf(route),
      goal: GOALS[route.name],
    })),
  });

/** A sale by `change` beside a bare `$inc`. */
export const drawSales = (sales: readonly Sale[]): string =>
  drawCurves({
    title: 'One sale of a product that everybody buys, by buyers at a time',
    unit: ' ms',
    labels: sales.map(({ buyers }) => String(buyers)),
    curves: [
      { name: 'change with group commit', values: sales.map(({ ours }) => ours) },
      { name: 'bare conditional $inc', values: sales.map(({ bare }) => bare) },
    ],
  });

/** The quantiles of the time from a payment to its confirmed order. */
export const drawPaymentTimes = (times: readonly number[]): string =>
  drawCurves({
    title: `Payment answered to stock seen confirmed, ${times.length} payments`,
    unit: ' ms',
    labels: QUANTILES.map((share) => `p${share * 100}`),
    curves: [{ name: 'time to confirmed', values: QUANTILES.map((share) => quantile(times, share)) }],
  });

/** Writes a chart below artifacts/bench and prints where. */
export function writeChart(name: string, svg: string): void {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `${name}.svg`);
  writeFileSync(file, svg);
  console.log(`chart: ${file}`);
}

const shortName = (name: string): string => name.replace(/ \(.*/, '');
