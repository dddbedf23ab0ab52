import type { ApiClient } from '../../api/build-client';
import { listProducts } from '../../api/products';
import type { Product } from '../../api/types';
import { Store } from '../store';

interface Suggested {
  /** The words that were asked about. */
  words: string;
  products: Pick<Product, 'id' | 'title'>[];
}

const NONE: Suggested = { words: '', products: [] };
const LEAST_LETTERS = 2;
const MOST = 6;
/** More than are shown: those found by their titles go first. */
const ASKED = '24';

/** Products for the words in the search box. The answer to older words never replaces that to newer ones. */
export class SuggestionSearch extends Store<Suggested> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(
    private readonly client: ApiClient,
    private readonly delayMs = 150,
  ) {
    super(NONE);
  }

  /** Asks once the typing pauses. */
  readonly type = (text: string): void => {
    const words = text.trim();
    this.clear();
    if (words.length >= LEAST_LETTERS) this.#timer = setTimeout(() => void this.#ask(words), this.delayMs);
  };

  /** Forgets what was asked and what is on its way. */
  readonly clear = (): void => {
    clearTimeout(this.#timer);
    this.#asked += 1;
    if (this.snapshot() !== NONE) this.set(NONE);
  };

  async #ask(words: string): Promise<void> {
    const asked = ++this.#asked;
    const query = new URLSearchParams({ q: words, limit: ASKED });
    // Searching goes on without suggestions while the products service is unavailable.
    const page = await listProducts(this.client, query).catch(() => null);
    if (page && asked === this.#asked) this.set({ words, products: titlesFirst(page.items, words) });
  }
}

/** What is found by its title, before what is found by its description or category. */
function titlesFirst(products: Product[], words: string): Product[] {
  const typed = words.toLowerCase().split(/\s+/);
  const isByTitle = ({ title }: Product) => {
    const titleWords = title.toLowerCase().split(/\s+/);
    return typed.every((start) => titleWords.some((word) => word.startsWith(start)));
  };
  const byTitle = products.filter(isByTitle);
  return [...byTitle, ...products.filter((product) => !byTitle.includes(product))].slice(0, MOST);
}
