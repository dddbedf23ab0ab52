/** The shop's sign: the awning of a market stall. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" className="brand-mark">
      <rect width="32" height="32" rx="8" className="brand-ground" />
      <path d="M8 15.5V25h16v-9.5M13 25v-5.5h6V25" className="brand-stall" />
      <path
        d="M7.5 7h17l2.5 6.5a2.9 2.9 0 0 1-5.5 1 2.9 2.9 0 0 1-5.5 0 2.9 2.9 0 0 1-5.5 0 2.9 2.9 0 0 1-5.5-1z"
        className="brand-awning"
      />
    </svg>
  );
}
