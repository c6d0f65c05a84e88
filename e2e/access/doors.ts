import { readFileSync } from "node:fs";
import path from "node:path";
import { globSync } from "tinyglobby";

type Open = (...args: never[]) => unknown;
type Module = Record<string, Open | undefined>;

const root = path.resolve(import.meta.dirname, "../..");
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const found = new Map<string, { file: string; name: string }>();

/** The address that a folder of app answers, as operations write it. */
function addressOf(file: string): string {
  const parts = path.dirname(file).split("/").slice(1);
  const address = parts.filter((part) => !/^\(.*\)$/.test(part)).map((part) => part.replace(/^\[(.*)\]$/, "{$1}"));
  return `/${address.join("/")}`;
}

/** Every way into the program that its files open: methods of route files, server actions and pages. */
export async function listDoors(): Promise<string[]> {
  const filesOf = (pattern: string) => globSync(pattern, { cwd: root }).sort();
  for (const file of filesOf("app/**/route.{ts,tsx}")) {
    const module = (await import(path.join(root, file))) as Module;
    for (const name of methods) if (module[name]) found.set(`${name} ${addressOf(file)}`, { file, name });
  }
  for (const file of filesOf("{app,components,lib}/**/*.{ts,tsx}")) {
    const text = readFileSync(path.join(root, file), "utf8");
    if (!/^\s*["']use server["']/m.test(text)) continue;
    const module = (await import(path.join(root, file))) as Module;
    for (const name of Object.keys(module)) found.set(`action ${name}`, { file, name });
  }
  for (const file of filesOf("app/**/page.tsx")) found.set(`page ${addressOf(file)}`, { file, name: "default" });
  return [...found.keys()];
}

/** The function behind a door. */
export async function findDoor(door: string): Promise<(...args: unknown[]) => unknown> {
  const where = found.get(door);
  if (!where) throw new Error(`There is no door ${door}.`);
  const module = (await import(path.join(root, where.file))) as Module;
  return module[where.name] as (...args: unknown[]) => unknown;
}
