// Starts Swagger UI on the document that the script's tag names. It asks nobody else, and forgets tokens on reload.
const theme = document.cookie.match(/(?:^|; )theme=(light|dark)/)?.[1];
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const applyTheme = () => document.documentElement.classList.toggle("dark-mode", theme ? theme === "dark" : prefersDark.matches);
applyTheme();
prefersDark.addEventListener("change", applyTheme);

window.SwaggerUIBundle({
  url: document.currentScript.dataset.document,
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  requestSnippetsEnabled: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
