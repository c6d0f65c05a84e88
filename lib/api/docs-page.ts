/** The files of Swagger UI that the documentation loads, and their types. Nothing else of the package is served. */
export const swaggerFiles: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};

/** Where Swagger UI lies below the project's folder. */
export const swaggerFolder = "node_modules/swagger-ui-dist";

/**
 * What the documentation may do. Stricter than the other pages: no inline script and no request to
 * another host, so that a token pasted in cannot leave. Swagger UI sets style attributes and shows
 * small pictures as data: addresses.
 */
export const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export type DocsAddresses = {
  /** Addresses below which Swagger UI's files, and those of public/docs, lie: empty or ending in a slash. */
  swagger: string;
  own: string;
  document: string;
  icon: string;
  /** Back to the app; absent in a copy that lies elsewhere. */
  home?: string;
};

/** The page that shows the document with Swagger UI; `public/docs/start.js` starts it. */
export function createDocsPage({ swagger, own, document, icon, home }: DocsAddresses): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API · Magpie</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="${swagger}swagger-ui.css">
<link rel="stylesheet" href="${own}style.css">
<script src="${swagger}swagger-ui-bundle.js" defer></script>
<script src="${own}start.js" data-document="${document}" defer></script>
</head>
<body>
<header class="docs-header">
${home ? `<a href="${home}">← Magpie</a>` : "<span>Magpie</span>"}
<a href="${document}" download="magpie-openapi.json">OpenAPI document</a>
</header>
<main id="docs"><noscript>This page needs JavaScript; the document does not.</noscript></main>
</body>
</html>
`;
}
