import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createDocsPage, swaggerFiles, swaggerFolder } from "../api/docs-page";
import { createOpenApiDocument } from "../api/openapi";

/**
 * Writes the documentation of the API as files that any web server can show, without the app and
 * without requests elsewhere. `npm run docs -- FOLDER`; docs-site/ when absent.
 */
function writeDocs(folder: string): void {
  const copies: [string, string[]][] = [
    [swaggerFolder, [...Object.keys(swaggerFiles), "LICENSE", "NOTICE"]],
    ["public/docs", ["start.js", "style.css"]],
    ["public", ["icon.svg"]],
  ];
  mkdirSync(folder, { recursive: true });
  for (const [from, names] of copies) for (const name of names) copyFileSync(path.join(from, name), path.join(folder, name));
  writeFileSync(path.join(folder, "openapi.json"), `${JSON.stringify(createOpenApiDocument(), null, 2)}\n`);
  writeFileSync(path.join(folder, "index.html"), createDocsPage({ swagger: "", own: "", document: "openapi.json", icon: "icon.svg" }));
}

const folder = path.resolve(process.argv[2] ?? "docs-site");
writeDocs(folder);
console.log(`The documentation is in ${folder}; open index.html through any web server.`);
