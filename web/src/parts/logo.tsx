/** The mark and the name of the product. */
export function Logo() {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect width="32" height="32" rx="8" className="logo-ground" />
        <path d="M9 16.5l5 5 9-11" className="logo-mark" />
      </svg>
      Credence
    </span>
  );
}
