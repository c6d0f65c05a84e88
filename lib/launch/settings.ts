// What the launcher's plain scripts need of the sources; bundled to dist/settings.mjs.
export { ConfigError, readConfig } from "../config";
export { limits } from "../limits";
export { cannotRunExitCode } from "../process";
