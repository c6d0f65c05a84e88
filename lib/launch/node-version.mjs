/** Says what is wrong with a version of Node, or nothing. This file must parse on old versions. */
export function refuseNodeVersion(version, minimum) {
  const have = version.replace(/^v/, "").split(".").map(Number);
  const need = minimum.split(".").map(Number);
  const part = need.findIndex((number, index) => have[index] !== number);
  if (part === -1 || have[part] > need[part]) return undefined;
  return `Magpie needs Node ${minimum} or newer, and this is Node ${have.join(".")}. Get a newer one from https://nodejs.org.`;
}
