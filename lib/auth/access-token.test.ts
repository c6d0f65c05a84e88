import { createHmac, generateKeyPairSync, hkdfSync, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { v7 as uuidv7 } from "uuid";
import { afterAll, expect, test } from "vitest";
import { readConfig } from "../config";
import { signAccessToken, verifyAccessToken } from "./access-token";
import { readSecrets } from "./secrets";

const dataDir = mkdtempSync(path.join(os.tmpdir(), "magpie-token-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

let nowMs = Date.now();
const ctx = { config: readConfig({ DATA_DIR: dataDir, ACCESS_TTL_MIN: "15" }), clock: { now: () => new Date(nowMs) } };
const session = { userId: uuidv7(), sessionId: uuidv7() };
const { authSecret } = readSecrets(ctx.config);
const key = new Uint8Array(hkdfSync("sha256", authSecret, "", "magpie access token", 32));

type Fields = Record<string, unknown>;
const goodHeader = { alg: "HS256", typ: "at+jwt" };
const goodClaims = () => {
  const iat = Math.floor(nowMs / 1_000);
  return { sub: session.userId, sid: session.sessionId, iss: "magpie", aud: "magpie-api", iat, exp: iat + 900 };
};

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token with a right signature, but for some fields; undefined leaves one out. */
function forge(claims: Fields = {}, header: Fields = {}, signer: Uint8Array = key): string {
  const text = `${encode({ ...goodHeader, ...header })}.${encode({ ...goodClaims(), ...claims })}`;
  const bits = /^HS(\d+)$/.exec(String(header.alg ?? "HS256"))?.[1] ?? "256";
  return `${text}.${createHmac(`sha${bits}`, signer).update(text).digest("base64url")}`;
}

test("an access token names its session, under one algorithm, type, issuer and audience", async () => {
  const token = await signAccessToken(ctx, session);
  expect(decodeProtectedHeader(token)).toEqual(goodHeader);
  expect(decodeJwt(token)).toEqual(goodClaims());
  expect(await verifyAccessToken(ctx, token)).toEqual(session);
  expect(await verifyAccessToken(ctx, forge())).toEqual(session);
});

test("an access token ends by itself", async () => {
  const token = await signAccessToken(ctx, session);
  const before = nowMs;
  nowMs += 899_000;
  expect(await verifyAccessToken(ctx, token)).toEqual(session);
  nowMs += 2_000;
  expect(await verifyAccessToken(ctx, token)).toBeUndefined();
  nowMs = before;
});

const nowS = () => Math.floor(nowMs / 1_000);
test.each<[string, () => Fields]>([
  ["no subject", () => ({ sub: undefined })],
  ["a subject that is no id", () => ({ sub: "administrator" })],
  ["no session", () => ({ sid: undefined })],
  ["a session that is no id", () => ({ sid: "' or true --" })],
  ["a session that is no text", () => ({ sid: 7 })],
  ["no audience", () => ({ aud: undefined })],
  ["another audience", () => ({ aud: "magpie-pages" })],
  ["several other audiences", () => ({ aud: ["magpie", "api"] })],
  ["no issuer", () => ({ iss: undefined })],
  ["another issuer", () => ({ iss: "https://accounts.example" })],
  ["no end", () => ({ exp: undefined })],
  ["an end that is past", () => ({ exp: nowS() - 1 })],
  ["an end that is no number", () => ({ exp: "never" })],
  ["no beginning", () => ({ iat: undefined })],
  ["a time before which it does not count", () => ({ nbf: nowS() + 60 })],
])("a token with %s is refused, though its signature is right", async (_name, claims) => {
  expect(await verifyAccessToken(ctx, forge(claims()))).toBeUndefined();
});

test.each<[string, Fields]>([
  ["no type", { typ: undefined }],
  ["the type of other JWTs", { typ: "JWT" }],
  ["another algorithm of the same key", { alg: "HS512" }],
  ["another short algorithm of the same key", { alg: "HS384" }],
  ["an extension that must be understood", { crit: ["magpie"], magpie: true }],
])("a token with %s in its header is refused, though its signature is right", async (_name, header) => {
  expect(await verifyAccessToken(ctx, forge({}, header))).toBeUndefined();
});

test("a token without a signature is refused, however it says so", async () => {
  const signature = (await signAccessToken(ctx, session)).split(".")[2];
  for (const alg of ["none", "None", "NONE", "", undefined])
    for (const end of ["", "AA", signature])
      expect(await verifyAccessToken(ctx, `${encode({ ...goodHeader, alg })}.${encode(goodClaims())}.${end}`)).toBeUndefined();
  expect(await verifyAccessToken(ctx, `${encode(goodHeader)}.${encode(goodClaims())}`)).toBeUndefined();
});

test("a token signed with a key that is not ours is refused", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const text = `${encode({ ...goodHeader, alg: "RS256" })}.${encode(goodClaims())}`;
  const signature = sign("sha256", Buffer.from(text), privateKey).toString("base64url");
  expect(await verifyAccessToken(ctx, `${text}.${signature}`)).toBeUndefined();
  const foreign = [new Uint8Array(32), new TextEncoder().encode(authSecret), new Uint8Array(Buffer.from(authSecret, "base64url"))];
  for (const signer of foreign) expect(await verifyAccessToken(ctx, forge({}, {}, signer))).toBeUndefined();
  const elsewhere = { ...ctx, config: { ...ctx.config, dataDir: path.join(dataDir, "another-library") } };
  expect(await verifyAccessToken(elsewhere, forge())).toBeUndefined();
});

test("no changed field keeps its token good", async () => {
  const [header = "", payload = "", signature = ""] = (await signAccessToken(ctx, session)).split(".");
  const changes: Fields = { sub: uuidv7(), sid: uuidv7(), aud: "*", iss: "x", exp: nowS() + 9_999, iat: 0, role: "administrator" };
  for (const [name, value] of Object.entries(changes))
    expect(await verifyAccessToken(ctx, `${header}.${encode({ ...goodClaims(), [name]: value })}.${signature}`)).toBeUndefined();
  for (const [name, value] of Object.entries({ alg: "HS512", typ: "JWT", kid: "../../dev/null", jku: "http://127.0.0.1/" }))
    expect(await verifyAccessToken(ctx, `${encode({ ...goodHeader, [name]: value })}.${payload}.${signature}`)).toBeUndefined();
});

test("no changed character keeps its token good", async () => {
  const token = await signAccessToken(ctx, session);
  for (let at = 0; at < token.length; at++) {
    for (const other of ["A", "B", "_", ".", "="]) {
      if (token[at] === other) continue;
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      expect(await verifyAccessToken(ctx, changed), `${other} at ${at}`).toBeUndefined();
    }
  }
  for (const changed of [`${token}A`, `${token}=`, ` ${token}`, token.slice(1), token.slice(0, -1), `${token}.`, `.${token}`, ""])
    expect(await verifyAccessToken(ctx, changed)).toBeUndefined();
});
