/** What each page that needs an account is for, by its path. */
const REASONS: [RegExp, string][] = [
  [/^\/orders\/./, 'to see this order'],
  [/^\/orders/, 'to see your orders'],
  [/^\/checkout/, 'to check out'],
  [/^\/sell\/products/, 'to see your products'],
  [/^\/sell/, 'to sell something'],
  [/^\/products\/[^/]+\/edit/, 'to edit this product'],
  [/^\/account/, 'to see your account'],
];

/** Says why the visitor is asked to sign in, where a page sent them here. */
export function ReasonToEnter({ verb, next }: { verb: 'Sign in' | 'Sign up'; next: string }) {
  if (next === '/') return null;
  const reason = REASONS.find(([path]) => path.test(next))?.[1] ?? 'to go on';
  return (
    <p className="notice">
      {verb} {reason}. You get there right afterwards.
    </p>
  );
}
