#!/usr/bin/env node
// `npx magpie`: the command line, bundled when it is not or its sources are newer.
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildBundles, rootDir } from "./build.mjs";

const bundle = path.join(rootDir, "dist", "cli.mjs");
if (!existsSync(bundle)) await buildBundles({ only: ["cli"] });
const { main } = await import(pathToFileURL(bundle).href);
await main(process.env);
