import { Blend, Columns2, Contrast, FlipHorizontal2, type LucideIcon } from "lucide-react";

export type CompareMode = "side" | "flip" | "overlay" | "difference";

/** The ways to compare two pictures, in the order in which a key goes through them. */
export const compareModes: readonly { mode: CompareMode; label: string; icon: LucideIcon }[] = [
  { mode: "side", label: "Side by side", icon: Columns2 },
  { mode: "flip", label: "Flip", icon: FlipHorizontal2 },
  { mode: "overlay", label: "Overlay", icon: Blend },
  { mode: "difference", label: "Difference", icon: Contrast },
];

/** The way after this one. */
export function nextMode(mode: CompareMode): CompareMode {
  const at = compareModes.findIndex((one) => one.mode === mode);
  return compareModes[(at + 1) % compareModes.length]?.mode ?? "side";
}
