import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { encode } from "next-auth/jwt";
import { oidcId } from "@/lib/auth/next-auth";
import { intentCookie, signIntent } from "@/lib/auth/oidc-intent";
import { readSecrets } from "@/lib/auth/secrets";
import { encodeSessionToken, sessionCookie } from "@/lib/auth/session";
import type { Config } from "@/lib/config";

const nonce = "nonce";
const state = "state";
const clientId = "magpie";

/** An OpenID Connect provider that vouches for whoever a code names; lib/auth tries a real one. */
export async function openProvider(): Promise<{ issuer: string; close(): Promise<unknown> }> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const keys = [{ ...(await exportJWK(publicKey)), kid: "key", alg: "RS256", use: "sig" }];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` };
  const exchange = async (request: IncomingMessage) => {
    const sent = await request.toArray();
    const sub = new URLSearchParams(Buffer.concat(sent).toString()).get("code") ?? "";
    const signed = new SignJWT({ nonce })
      .setProtectedHeader({ alg: "RS256", kid: "key" })
      .setIssuer(issuer)
      .setAudience(clientId)
      .setSubject(sub);
    return { access_token: "none", token_type: "Bearer", id_token: await signed.setIssuedAt().setExpirationTime("10m").sign(privateKey) };
  };
  const metadata = { issuer, ...endpoints, response_types_supported: ["code"], id_token_signing_alg_values_supported: ["RS256"] };
  server.on("request", async (request, response) => {
    const answer = { "/token": () => exchange(request), "/keys": () => ({ keys }) }[request.url ?? ""] ?? (() => metadata);
    response.setHeader("content-type", "application/json").end(JSON.stringify(await answer()));
  });
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { issuer, close };
}

/** What a browser brings back from the provider: an address, and cookies as next-auth 4.24 left them when it set out. */
export async function comeBack(config: Config): Promise<Record<string, string>> {
  const salts = { "magpie.oidc-verifier": "v".repeat(43), "magpie.oidc-state": state, "magpie.oidc-nonce": nonce };
  const seal = (salt: string, value: string) =>
    encode({ token: { value, provider: oidcId }, secret: readSecrets(config).authSecret, salt, maxAge: 86_400 });
  const sealed = await Promise.all(Object.entries(salts).map(async ([name, value]) => [name, await seal(name, value)]));
  return Object.fromEntries(sealed);
}

export const answerOf = (subject: string) => ({ code: subject, state });

/** The settings with which people sign in by a provider. */
export const withProvider = (issuer: string) => (config: Config) => {
  const oidc = { issuer, clientId, clientSecret: "secret", name: "A provider", register: false };
  return { ...config, auth: { ...config.auth, oidc } };
};

type Session = { userId: string; sessionId: string };

/** What a browser holds when somebody who wants to connect single sign-on comes back in a session, that of then or another. */
export async function connecting(config: Config, wanted: Session, session: Session, now: Date): Promise<Record<string, string>> {
  return {
    [intentCookie]: signIntent(config, { kind: "connect", ...wanted }, now),
    [sessionCookie]: await encodeSessionToken(config, session),
  };
}
