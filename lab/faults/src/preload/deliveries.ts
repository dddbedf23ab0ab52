import type { ChaosFolder, DeliveryFaults } from '../chaos-folder';
import { SeededRandom } from '@ecommerce/e2e/seeded-random';

const LOOK_EVERY_MS = 200;
const MOST_COPIES = 20;

/** Doubles, delays, shuffles and drops what the broker delivers, as the folder says, now and when that changes. */
export class FaultyDeliveries {
  private faults?: DeliveryFaults;
  private random = new SeededRandom(0);

  constructor(private readonly folder: ChaosFolder) {
    this.look();
    setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  /** Calls `deliver` a random number of times after random delays; never drops a redelivered message. */
  handOn(message: { isRedelivered(): boolean }, deliver: () => void): void {
    const { faults, random } = this;
    if (!faults) return deliver();
    if (!message.isRedelivered() && random.chance(faults.drop)) return this.folder.noteDisorder('dropped');
    const times = random.chance(faults.duplicate) ? random.int(2, MOST_COPIES) : 1;
    if (times > 1) this.folder.noteDisorder('doubled');
    for (let copy = 0; copy < times; copy += 1) {
      const isLate = copy > 0 || random.chance(faults.delay);
      if (isLate && copy === 0) this.folder.noteDisorder('delayed');
      if (isLate) setTimeout(deliver, random.int(0, faults.longestDelayMs));
      else deliver();
    }
  }

  private look(): void {
    const faults = this.folder.deliveryFaults();
    if (JSON.stringify(faults) === JSON.stringify(this.faults)) return;
    this.faults = faults;
    this.random = new SeededRandom(faults?.seed ?? 0);
  }
}
