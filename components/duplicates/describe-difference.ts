/** How much of two pictures differs, in words. */
export function describeDifference({ covered, different }: { covered: number; different: number }): string {
  const share = formatShare(different);
  const what = different === 0 ? "Nothing differs visibly" : `${share} differs visibly`;
  if (covered > 0.985) return what;
  return `${what}; they share ${formatShare(covered)} of this frame`;
}

/** A share of one in per cent, precise where it is small: "0.3 %", "42 %". */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "less than 0.1 %";
  return `${percent < 9.95 ? percent.toFixed(1).replace(/\.0$/, "") : Math.round(percent)} %`;
}
