import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  // Thumbnails are our own: Next's optimizer would decode foreign bytes in the web process.
  images: { unoptimized: true },
  // Native or Node-only packages are loaded at run time, never bundled.
  serverExternalPackages: [
    "@node-rs/argon2",
    "postgres",
    "pg-boss",
    "pino",
    "sharp",
    "heic-decode",
    "onnxruntime-node",
    "@huggingface/tokenizers",
    "busboy",
  ],
  // `npm test` checks types with tsc (TypeScript 7), which Next's own check does not know.
  typescript: { ignoreBuildErrors: true },
  outputFileTracingExcludes: { "*": ["data/**", "models/**", ".cache/**"] },
};

export default config;
