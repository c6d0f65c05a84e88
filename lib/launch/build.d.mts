export const rootDir: string;
export const entries: Record<string, string>;
export function buildBundles(options?: {
  outDir?: string;
  only?: string[];
  onError?: (name: string, error: unknown) => void;
}): Promise<string[]>;
