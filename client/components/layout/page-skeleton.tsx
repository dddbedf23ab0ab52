/** The parts of each page, by their class, in the order in which they stand. */
const PARTS = {
  catalogue: ['title', 'bar', 'grid'],
  product: ['bar', 'product'],
  list: ['title', 'row', 'row', 'row', 'row'],
  panels: ['title', 'panels'],
  form: ['form'],
} as const;

const KINDS: [RegExp, keyof typeof PARTS][] = [
  [/^\/$/, 'catalogue'],
  [/^\/products\/[^/]+$/, 'product'],
  [/^\/(orders|sell\/products)$/, 'list'],
  [/^\/(cart|checkout|orders\/[^/]+)$/, 'panels'],
];

/** What the page at this address will look like, roughly and in its size, while it is on its way. */
export function PageSkeleton({ path }: { path: string }) {
  const kind = KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? 'form';
  return (
    <div className="page-skeleton" aria-hidden="true">
      {PARTS[kind].map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </div>
  );
}

function Part({ part }: { part: (typeof PARTS)[keyof typeof PARTS][number] }) {
  if (part === 'grid') {
    return (
      <div className="grid">
        {Array.from({ length: 8 }, (_, index) => (
          <div key={index} className="skeleton skeleton-product" />
        ))}
      </div>
    );
  }
  if (part === 'product' || part === 'panels') {
    return (
      <div className={part === 'product' ? 'product' : 'with-summary'}>
        <div className={`skeleton skeleton-${part === 'product' ? 'picture' : 'form'}`} />
        <div className="skeleton skeleton-form" />
      </div>
    );
  }
  return <div className={`skeleton skeleton-${part}`} />;
}
