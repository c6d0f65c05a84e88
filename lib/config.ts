import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { limits } from "./limits";

const units: Record<string, number> = { "": 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

/** "64MB", "1.5 GB" or a plain number of bytes, as bytes. */
const byteSize = z.string().transform((text, check) => {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]?B|)\s*$/i.exec(text);
  if (match) return Math.round(Number(match[1]) * (units[(match[2] ?? "").toUpperCase()] ?? 1));
  check.addIssue({ code: "custom", message: 'is not a size like "64MB"' });
  return z.NEVER;
});

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);

/** The formats Magpie can keep, by their media types. */
export const supportedTypes = [
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/avif",
  "image/gif",
  "image/tiff",
  "image/bmp",
  "image/heic",
] as const;
export type SupportedType = (typeof supportedTypes)[number];

/**
 * Every setting: its environment variable, default and meaning. The README's table is tested
 * against this object.
 */
export const settings = {
  DATA_DIR: z.string().default("data").describe("Where everything is kept: database, originals, thumbnails, secrets"),
  HOST: z.string().default("0.0.0.0").describe("Address to listen on"),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3210).describe("Port of the pages and the API"),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("The address people open, when it is not this machine's own"),
  ALLOWED_HOSTS: list.default([]).describe("Further host names the server answers to, separated by commas"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres://")
    .optional()
    .describe("A PostgreSQL 15 or newer with pgvector 0.8, instead of the embedded database"),
  INFERENCE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("A KServe v2 inference server, instead of the embedded one"),
  SEARCH_MODEL: z
    .string()
    .default("clip-vit-base-patch32")
    .describe("An id of models/manifest.json, or a folder laid out like a transformers.js CLIP export"),
  MODEL_MIRROR: z.string().optional().describe("A folder or base URL that is asked for model files first"),
  MODEL_MEMORY: byteSize.default(1_073_741_824).describe("Models beyond this size are unloaded when idle"),
  REGISTRATION: z
    .enum(["first", "invite", "open"])
    .default("invite")
    .describe("Who may sign up after the first account: nobody, invited people, or everybody"),
  SESSION_DAYS: z.coerce.number().int().min(1).max(365).default(30).describe("Days until a sign-in ends by itself"),
  ACCESS_TTL_MIN: z.coerce.number().int().min(1).max(1_440).default(15).describe("Minutes that an access token of the API is good for"),
  REFRESH_TTL_DAYS: z.coerce.number().int().min(1).max(365).default(30).describe("Days until a refresh token ends by itself"),
  CORS_ORIGINS: list
    .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)))
    .default([])
    .describe("Web sites whose pages may call the API with tokens or keys (never with cookies), separated by commas"),
  REQUESTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(10)
    .max(1_000_000)
    .default(1_200)
    .describe(
      "API requests that one account, or one address without an account, may make in a minute; thumbnails count only when they must be made",
    ),
  QUOTA: byteSize.optional().describe("Most bytes of originals that each person may keep, where an administrator sets nothing else"),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("An OpenID Connect provider to sign in with: its issuer address"),
  OIDC_CLIENT_ID: z.string().optional().describe("What Magpie is called at that provider"),
  OIDC_CLIENT_SECRET: z.string().optional().describe("Its secret there"),
  OIDC_NAME: z.string().max(50).default("single sign-on").describe("What the button says after “Sign in with”"),
  OIDC_REGISTER: z.stringbool().default(false).describe("Whether people the provider knows get an account without an invitation"),
  MAX_UPLOAD_FILES: z.coerce.number().int().min(1).max(1_000).default(100).describe("Most files of one request to POST /api/v1/images"),
  MAX_FILE_SIZE: byteSize.default(67_108_864).describe("Largest file that is taken"),
  ALLOWED_TYPES: list
    .pipe(z.array(z.enum(supportedTypes)).min(1))
    .default([...supportedTypes])
    .describe("Formats that are taken, decided by content"),
  FREE_SPACE_RESERVE: byteSize.default(1_073_741_824).describe("Uploads stop when less than this is free on the disk"),
  TRASH_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe(
      "Days until a picture in the trash is deleted for good; what rules about duplicates put there stays for the 30 days in which that can be undone",
    ),
  IMPORT_FOLDERS: list.default([]).describe("Folders that may be imported from; empty: every folder outside DATA_DIR"),
  // 30 of 256 bits: see [Note: Hash distances].
  DUPLICATE_HAMMING_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .max(256)
    .default(30)
    .describe(
      "Largest Hamming distance of the 256-bit perceptual hashes of near duplicates, over the eight turns and mirrors; with a smaller one, looking through the library again withdraws what is further apart",
    ),
  DUPLICATE_SIMILARITY_MIN: z.coerce
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe("Smallest cosine similarity of near duplicates; default: the model's own"),
  CORES: z.coerce.number().int().min(1).max(256).optional().describe("Cores to use for decoding and inference; default: all"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .default("info")
    .describe("Least important log lines that are written"),
  UPLOADTHING_TOKEN: z.string().optional().describe("An UploadThing account's token: uploads then go through its cloud"),
} as const;

const schema = z.object(settings).check(({ value, issues }) => {
  const parts = [value.OIDC_ISSUER, value.OIDC_CLIENT_ID, value.OIDC_CLIENT_SECRET];
  if (parts.some(Boolean) && !parts.every(Boolean))
    issues.push({
      code: "custom",
      input: value.OIDC_ISSUER,
      path: ["OIDC_ISSUER"],
      message: "needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it",
    });
});

/** Unix sockets have paths of at most 107 bytes; longer ones move to the system's temporary folder. */
function socketPath(dataDir: string, name: string): string {
  const inDataDir = path.join(dataDir, "run", name);
  if (Buffer.byteLength(inDataDir) <= 100) return inDataDir;
  return path.join(os.tmpdir(), `magpie-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`, name);
}

/** Undefined: nobody signs in by OpenID Connect. */
function toOidc(values: z.infer<typeof schema>) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = values;
  if (!issuer || !clientId || !clientSecret) return undefined;
  return { issuer, clientId, clientSecret, name: values.OIDC_NAME, register: values.OIDC_REGISTER };
}

function nest(values: z.infer<typeof schema>) {
  const dataDir = path.resolve(values.DATA_DIR);
  const cores = values.CORES ?? os.availableParallelism();
  return {
    dataDir,
    /** The folder of the project: the place of dist/, models/ and drizzle/. */
    rootDir: process.cwd(),
    logLevel: values.LOG_LEVEL,
    web: { host: values.HOST, port: values.PORT, publicUrl: values.PUBLIC_URL, allowedHosts: values.ALLOWED_HOSTS },
    database: values.DATABASE_URL
      ? { kind: "server" as const, url: values.DATABASE_URL }
      : { kind: "embedded" as const, dir: path.join(dataDir, "database"), socketPath: socketPath(dataDir, ".s.PGSQL.5432") },
    inference: values.INFERENCE_URL
      ? { kind: "server" as const, url: values.INFERENCE_URL }
      : { kind: "embedded" as const, socketPath: socketPath(dataDir, "inference.sock") },
    models: {
      search: values.SEARCH_MODEL,
      mirror: values.MODEL_MIRROR,
      memoryBytes: values.MODEL_MEMORY,
      dir: path.join(dataDir, "models"),
    },
    storage: { dir: dataDir, freeBytesMin: values.FREE_SPACE_RESERVE },
    auth: {
      registration: values.REGISTRATION,
      sessionDays: values.SESSION_DAYS,
      accessTtlMin: values.ACCESS_TTL_MIN,
      refreshTtlDays: values.REFRESH_TTL_DAYS,
      quotaBytes: values.QUOTA,
      oidc: toOidc(values),
    },
    api: { corsOrigins: values.CORS_ORIGINS, requestsPerMinute: values.REQUESTS_PER_MINUTE },
    uploads: {
      filesPerRequestMax: values.MAX_UPLOAD_FILES,
      fileBytesMax: values.MAX_FILE_SIZE,
      allowedTypes: values.ALLOWED_TYPES,
      importFolders: values.IMPORT_FOLDERS,
      uploadthingToken: values.UPLOADTHING_TOKEN,
    },
    trashDays: values.TRASH_DAYS,
    duplicates: {
      hammingMax: values.DUPLICATE_HAMMING_MAX,
      similarityMin: values.DUPLICATE_SIMILARITY_MIN,
    },
    /** On two cores: two decoders, and one thread inside ONNX Runtime. */
    cores,
    /** As many as cores, and no more than would fit into half of the memory if each took all it may. */
    decoders: Math.max(1, Math.min(cores, Math.floor(os.totalmem() / 2 / (limits.decode.memoryMb * 1_048_576)))),
    inferenceThreads: Math.max(1, cores - 1),
  };
}

/** Every setting of the owner, parsed and nested. */
export type Config = ReturnType<typeof nest>;

/** Settings that cannot be used; the message lists every fault, one line each. */
export class ConfigError extends Error {}

/**
 * Reads all settings from the environment; empty values count as absent.
 * @throws ConfigError listing every fault at once.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.keys(settings).map((key) => [key, env[key]?.trim() || undefined]));
  const parsed = schema.safeParse(given);
  if (parsed.success) return nest(parsed.data);
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new ConfigError(`These settings cannot be used:\n  ${faults.join("\n  ")}`);
}
