import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { GET as getDocument } from "@/app/api/openapi.json/route";
import { GET as getAsset } from "@/app/docs/assets/[name]/route";
import { GET as getDocs } from "@/app/docs/route";
import { docsPolicy, swaggerFiles, swaggerFolder } from "./docs-page";

const askForAsset = (name: string) => getAsset(new Request("http://localhost/"), { params: Promise.resolve({ name }) });
const askForDocument = (headers: Record<string, string> = {}) => getDocument(new Request("http://localhost/", { headers }));

test("the page and what starts it name no other host", async () => {
  const page = await getDocs().text();
  const start = readFileSync("public/docs/start.js", "utf8") + readFileSync("public/docs/style.css", "utf8");
  expect(page + start).not.toMatch(/https?:\/\//);
  expect(docsPolicy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
});

test("everything that the page loads is there", async () => {
  const page = await getDocs().text();
  const addresses = [...page.matchAll(/(?:href|src|data-document)="(\/[^"]+)"/g)].map((match) => match[1] ?? "");
  for (const address of addresses) {
    if (address.startsWith("/docs/assets/")) expect((await askForAsset(path.basename(address))).status).toBe(200);
    else if (address !== "/api/openapi.json") expect(existsSync(path.join("public", address))).toBe(true);
  }
  expect(addresses).toContain("/docs/start.js");
});

test("only the files that are listed are served from the package", async () => {
  for (const name of ["index.html", "package.json", "../package.json", "constructor", "__proto__", ""])
    expect((await askForAsset(name)).status).toBe(404);
  for (const name of Object.keys(swaggerFiles)) expect(existsSync(path.join(swaggerFolder, name))).toBe(true);
});

test("the document is sent once to a client that keeps it, and to pages of any site", async () => {
  const whole = askForDocument();
  expect(await whole.json()).toMatchObject({ openapi: "3.1.1" });
  expect(whole.headers.get("access-control-allow-origin")).toBe("*");
  const again = askForDocument({ "if-none-match": `W/${whole.headers.get("etag")}` });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  expect(askForDocument({ "if-none-match": '"other"' }).status).toBe(200);
});
