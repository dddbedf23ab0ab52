import { History } from './invariants/history';
import { violationsOnceQuiescent } from './invariants/quiescent';
import { heal } from './world/heal';
import { Shoppers } from './world/shoppers';
import { World } from './world/world';

export interface Stock {
  quantity: number;
  /** US dollars. */
  price: number;
}

/** A world with people in it, and a record of what happened. */
export class Shop {
  readonly history = new History();
  readonly world = new World((write, by) => this.history.see(write, by));
  readonly shoppers = new Shoppers(this.world, this.history);

  /** Opens a shop with these products, which every service has consumed. */
  static async open(stocks: readonly Stock[]): Promise<Shop> {
    const shop = new Shop();
    await shop.hurried(async () => {
      for (const [i, stock] of stocks.entries())
        await shop.shoppers.addProduct({ title: `Product ${i}`, ...stock });
    });
    await shop.settle();
    return shop;
  }

  get productIds(): string[] {
    return this.world.databases.documents('products', 'products').map(({ _id }) => String(_id));
  }

  get orders(): { id: string; userId: string }[] {
    return this.world.databases
      .documents<{ _id: unknown; userId: string }>('orders', 'orders')
      .map(({ _id, userId }) => ({ id: String(_id), userId }));
  }

  /** Does something without any schedule: each step at once. */
  async hurried(work: () => Promise<unknown>): Promise<true> {
    this.world.scheduler.isHurried = true;
    await work();
    this.world.scheduler.isHurried = false;
    return true;
  }

  /** @returns what brings the whole shop back to what it is now; processes under way are gone */
  save(): () => void {
    const restore = [this.world, this.history, this.shoppers].map((part) => part.save());
    return () => restore.forEach((bringBack) => bringBack());
  }

  /** Ends all faults. @throws Error when the system does not become quiescent */
  async settle(): Promise<void> {
    const left = await heal(this.world);
    if (left.length > 0) throw new Error(`I13: not quiescent: ${left.join('; ')}`);
  }

  /** Ends all faults and checks every promise. @throws Error that names those that do not hold */
  async expectSound(): Promise<void> {
    await this.settle();
    const violations = violationsOnceQuiescent(this.world, this.history, this.shoppers.promised);
    if (violations.length > 0) throw new Error(violations.join('\n'));
  }
}
