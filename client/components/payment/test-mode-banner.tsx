const CARDS = [
  ['4242 4242 4242 4242', 'goes through'],
  ['4000 0000 0000 0002', 'is declined'],
  ['4000 0000 0000 9995', 'has too little money on it'],
] as const;

/** Says that no real money moves, and what to type instead of a card. */
export function TestModeBanner() {
  return (
    <aside className="notice notice-test" aria-label="Test mode">
      <p className="notice-title">Test mode: no real money moves</p>
      <p>Use one of these cards with any later date, any CVC and any ZIP code:</p>
      <ul>
        {CARDS.map(([number, outcome]) => (
          <li key={number}>
            <code>{number}</code> {outcome}
          </li>
        ))}
      </ul>
    </aside>
  );
}
