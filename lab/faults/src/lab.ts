import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Shopper } from '@ecommerce/e2e/shopper';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';
import { duration } from './figures';
import { buyOnce } from './purchase';
import { ShopUnderTest, type ShopKind } from './shop-under-test';

/** What a purchase, from its order to its confirmed stock, takes on the machine that the limits were made on. */
const REFERENCE_PURCHASE_MS = 250;
const WARM_UP_PURCHASES = 8;

export interface LabOptions {
  /** What limits of time are multiplied with beside the slowness of the machine. */
  leniency: number;
  random: SeededRandom;
  /** Where the logs of every shop are kept. */
  logFolder: string;
  /** Prints a line of progress. */
  say: (line: string) => void;
}

/** Keeps one shop for the experiments that leave it whole, and makes others for those that need a special one. */
export class Lab {
  private shop?: ShopUnderTest;
  private kind?: ShopKind;
  private starts = 0;
  private isClosed = false;
  /** The newest start, which a stop has to wait for. */
  private starting?: Promise<ShopUnderTest>;
  /** How much slower than the reference this machine is; at least 1. */
  private slowness = 1;

  constructor(private readonly options: LabOptions) {}

  /** Limits of time are meant for the reference machine with nothing else to do: here they are multiplied with this. */
  get stretch(): number {
    return this.options.leniency * this.slowness;
  }

  /** The shop that experiments share; the same as long as nobody asks for another one. */
  async sharedShop(): Promise<ShopUnderTest> {
    return this.shopOf(SHARED);
  }

  /** A shop of this kind; the one before it is stopped, unless it is of the very same kind. */
  async shopOf(kind: ShopKind): Promise<ShopUnderTest> {
    if (this.isClosed) throw new Error('stopped');
    if (this.shop && this.kind === kind) return this.shop;
    await this.stop();
    this.options.say('starting a shop…');
    this.starts += 1;
    const logFolder = path.join(this.options.logFolder, `shop-${this.starts}`);
    this.starting = ShopUnderTest.start(kind, this.options.random, logFolder);
    this.shop = await this.starting;
    this.kind = kind;
    await this.measureSlowness();
    return this.shop;
  }

  /** Ends the shop that runs, if there is one. */
  async stop(): Promise<void> {
    // One that failed to start has stopped itself.
    const shop = await this.starting?.catch(() => undefined);
    this.starting = undefined;
    this.shop = undefined;
    await shop?.stop();
  }

  /** The same, for good: no experiment starts another one. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.stop();
  }

  private async measureSlowness(): Promise<void> {
    const buyer = await Shopper.signUp();
    const lamp = await buyer.sells({ title: 'Warm-up lamp', price: 5, quantity: WARM_UP_PURCHASES });
    await sleep(1000);
    const times: number[] = [];
    for (let left = WARM_UP_PURCHASES; left > 0; left -= 1) times.push(await buyOnce(buyer, lamp.id));
    const best = Math.min(...times);
    this.slowness = Math.max(1, best / REFERENCE_PURCHASE_MS);
    this.options.say(`a purchase takes ${duration(best)} here; limits × ${this.stretch.toFixed(1)}`);
  }
}

const SHARED: ShopKind = {};
