type LogoProps = { size?: number; withName?: boolean };

/** A magpie: ink, white and one iridescent stroke for the tail. */
export function Logo({ size = 28, withName = true }: LogoProps) {
  return (
    <span className="inline-flex select-none items-center gap-2.5">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden className="shrink-0">
        <path d="M4.2 27.6 14.6 15.4l3.5 3.4z" fill="var(--accent)" />
        <path
          d="M9.6 19.9C9.4 12.6 13 6.4 20 6.2c2.9-.1 5 1.3 5.8 3.5l3.6 1.5-3.7 1.3c-.3 6.1-4.4 10.6-10.3 10.6-2.6 0-4.6-1-5.8-3.2z"
          fill="currentColor"
        />
        <path d="M13.2 19.4c3.9.7 8.4-1.5 9.9-6.2-4.7-.6-9 1.5-9.9 6.2z" fill="var(--background)" />
        <circle cx="21.7" cy="9.8" r="1.05" fill="var(--background)" />
      </svg>
      {withName && <span className="font-semibold text-lg leading-none tracking-[-0.02em]">Magpie</span>}
    </span>
  );
}
