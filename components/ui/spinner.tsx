/** A turning ring for waits of unknown length; with a label it is announced. */
export function Spinner({ size = 20, label }: { size?: number; label?: string }) {
  return (
    <span {...(label && { role: "status" })} className="inline-flex shrink-0">
      <svg width={size} height={size} viewBox="0 0 24 24" fill="none" className="animate-spin motion-reduce:animate-pulse" aria-hidden>
        <circle cx="12" cy="12" r="9" stroke="currentColor" strokeOpacity="0.2" strokeWidth="2.5" />
        <path d="M21 12a9 9 0 0 0-9-9" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
      </svg>
      {label && <span className="sr-only">{label}</span>}
    </span>
  );
}
