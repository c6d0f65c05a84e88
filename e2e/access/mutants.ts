/**
 * [Note: Mutants] Places at which access is decided, found by their form in the sources. The
 * program is compiled once with all of them, each behind a switch, so that one process tries one
 * after the other: `on(n)` notes that a place was come by, and says whether its mutant is on.
 */
export type Mutant = { file: string; line: number; what: string };
type Edit = { start: number; end: number; text: string; what: string };

const on = (n: string) => `globalThis.__mutant(${n})`;
const yes = "__sql`true`";

/**
 * Whether a thing is there at all, as types demand it to be asked: what a query with a scope did not
 * find cannot be used without it, so that its absence leaves an error, not an open door. Whether
 * there is an actor is another matter.
 */
const asksWhetherThere = /^!(row|user|owner|resource|value|body|seal|upload\.imageId)$|^value === undefined$|^!Number\.isFinite\(value\)$/;

/** Files whose conditions decide nothing about access: the worker's, the browser's, and the forms of what is sent. */
const others =
  /\.test\.ts$|testing\.ts$|^lib\/(client|cli|launch|db|queue|storage|imaging|vision|inference|jobs|context)\/|^lib\/(config|api\/(byte-range|byte-response|openapi)|auth\/(secrets|totp|oidc-intent|leaving-queries)|ingest\/ingest-image|duplicates\/(queries|embedding-queries|hash-queries|layer-queries)|uploads\/(schema|read-picture-form|imports\/read-import-file))\.ts$/;
const isProduct = (file: string) => /^(lib|app)\//.test(file) && !others.test(file);

/** The edits of one source, in the order of their places; of two that overlap the later found is left out. */
export function findEdits(file: string, source: string): Edit[] {
  if (!isProduct(file)) return [];
  const found = [...guards(file, source), ...calls(source), ...actions(source), ...conditions(source), ...pieces(file, source)];
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const edits: Edit[] = [];
  for (const edit of found) if (edit.start >= (edits.at(-1)?.end ?? 0)) edits.push(edit);
  return edits;
}

/** Where `undefined` means that somebody is let in nowhere; elsewhere it only says that there is nothing. */
const refusesByUndefined = /^(app|lib\/(api|auth|collections|sharing|uploads))\//;

/** What each `if` of a refusal asks, operand by operand: `if (a || b) throw …` becomes two mutants. */
function* guards(file: string, source: string): Generator<Edit> {
  for (const { index } of source.matchAll(/\bif \(/g)) {
    const start = index + 4;
    const end = closing(source, start - 1);
    const then = source.slice(end + 1, end + 120);
    const refuses =
      /^\s*\{?\s*(throw (new AppError\(\s*"(forbidden|not-found|unauthenticated)"|askForPassword|refuse)|return await refuse|return requireFresh)/.test(
        then,
      ) ||
      (refusesByUndefined.test(file) && /^\s*\{?\s*return undefined/.test(then));
    if (!refuses) continue;
    for (const [from, to] of operands(source, start, end)) {
      const text = source.slice(from, to);
      if (asksWhetherThere.test(text)) continue;
      yield { start: from, end: to, text: `(!${on("#")} && (${text}))`, what: `refusal when ${text}` };
    }
  }
}

/** Statements that do nothing but refuse. */
function* calls(source: string): Generator<Edit> {
  const pattern =
    /^( *)((?:if \([^\n]*\) |for \([^\n]*\) )?)((?:await )?require(?:Administrator|Scope|SameOrigin|Session|SeenCollection)\([^\n]*\));$/gm;
  for (const match of source.matchAll(pattern)) {
    const [whole, indent = "", before = "", call = ""] = match;
    const start = match.index + indent.length + before.length;
    yield { start, end: match.index + whole.length, text: `${on("#")} || (${call});`, what: `call of ${call}` };
  }
}

/** What somebody must be to do something: lowered to looking. */
function* actions(source: string): Generator<Edit> {
  for (const match of source.matchAll(
    /(?<=[(,]\s*)"(add|edit|manage|delete)"(?=,\s*(await|input|imageIds|seen|found|row|collection|resource|options|groupId|\w))/g,
  )) {
    yield {
      start: match.index,
      end: match.index + match[0].length,
      text: `(${on("#")} ? "view" : ${match[0]})`,
      what: `${match[0]} lowered to "view"`,
    };
  }
  for (const match of source.matchAll(/\? "(edit|manage)" : "(edit|manage)"/g)) {
    yield {
      start: match.index + 2,
      end: match.index + match[0].length,
      text: `(${on("#")} ? "view" : ${match[0].slice(2).split(" : ")[0]}) : (${on("#")} ? "view" : ${match[0].split(" : ")[1]})`,
      what: `${match[0].slice(2)} lowered to "view"`,
    };
  }
}

/** Conditions of queries that say whose. */
function* conditions(source: string): Generator<Edit> {
  const owner = String.raw`(?:scope\.(?:ownerId|viewerId|linkId|collectionId)|actor\.userId|userId|ownerId|collection\.id|collectionId|group\.id|groupId|viewerId|image\.ownerId|images\.ownerId|person|(?:filter|chosen)\.collectionId|collectionIdOf\(scope, collectionId\))`;
  const drizzle = new RegExp(String.raw`(?<![\w.])eq\((?:\w+\.)?(?:ownerId|userId|collectionId|groupId|linkId|createdBy), ${owner}\)`, "g");
  const closed =
    /(?<![\w.])(?:isNull\(\w+\.(?:revokedAt|disabledAt|acceptedAt|leftAt|usedAt|usedBy)\)|isNotNull\(\w+\.acceptedAt\)|gt\(\w+\.expiresAt, now\)|isVisible\(scope\)|isShared\(scope\)|isSeen\(scope\)|knowsDetails\([\w.]+\)|isShowable\(scope\)|isInvitedPerson\(actor\)|matchesFilter\([^()]*\)|eq\(images\.place, "(?:library|held|trash)"\)|eq\(sessions\.kind, "token"\)|exists\(living\))/g;
  for (const match of [...source.matchAll(drizzle), ...source.matchAll(closed)]) {
    if (/function $/.test(source.slice(0, match.index).slice(-9))) continue;
    yield { start: match.index, end: match.index + match[0].length, text: `(${on("#")} ? ${yes} : ${match[0]})`, what: match[0] };
  }
  for (const { index, 0: whole, 1: what = "" } of source.matchAll(/\$\{(isKnown|isOwn)\}/g))
    yield { start: index, end: index + whole.length, text: `\${(${on("#")} ? ${yes} : ${what})}`, what: whole };
  const column = String.raw`(?:\$\{(?:images|groups|collections|shareLinks)\.ownerId\}|(?:\w+\.)?(?:owner_id|user_id|viewer_id|link_id|collection_id))`;
  const text = new RegExp(
    String.raw`${column} = \$\{${owner}\}(?:::uuid)?(?! *,| as | desc)|\b\w+\.owner_id = \w+\.owner_id\b|\$\{images\.place\} = 'library'|(?:\b\w+\.)?place = '(?:library|trash|held)'|\bc\.share_details\b(?! as)`,
    "g",
  );
  for (const match of source.matchAll(text)) {
    if (
      !isInTemplate(source, match.index) ||
      /\b(?:set|insert into [^;]*) $/i.test(source.slice(Math.max(0, match.index - 30), match.index))
    )
      continue;
    const nested = `\${{ getSQL: () => (${on("#")} ? ${yes} : __sql\`${match[0]}\`) }}`;
    yield { start: match.index, end: match.index + match[0].length, text: nested, what: match[0] };
  }
}

/** Whether a place of a source is inside a template of SQL, and not inside one of its `${…}`. */
function isInTemplate(source: string, at: number): boolean {
  const stack: number[] = [];
  for (let index = 0; index < at; index++) {
    const two = source.slice(index, index + 2);
    if (source[index] === "\\") index++;
    else if (two === "//" && !isQuoted(stack)) index = lineEnd(source, index);
    else if (two === "/*" && !isQuoted(stack)) index = source.indexOf("*/", index) + 1;
    else if (source[index] === '"' && !isQuoted(stack)) index = source.indexOf('"', index + 1);
    else if (source[index] === "`") {
      if (isQuoted(stack)) stack.pop();
      else stack.push(-1);
    } else if (two === "${" && isQuoted(stack)) {
      stack.push(0);
      index++;
    } else if (stack.length > 0 && !isQuoted(stack)) {
      const top = stack.length - 1;
      if (source[index] === "{") stack[top] = (stack[top] ?? 0) + 1;
      else if (source[index] === "}") {
        if (stack[top] === 0) stack.pop();
        else stack[top] = (stack[top] ?? 0) - 1;
      }
    }
  }
  return isQuoted(stack);
}
const isQuoted = (stack: readonly number[]) => stack.at(-1) === -1;
const lineEnd = (source: string, from: number) => (source.includes("\n", from) ? source.indexOf("\n", from) : source.length);

/** What is decided otherwise than by a refusal or a query. */
function* pieces(file: string, source: string): Generator<Edit> {
  const rules: [RegExp, (text: string) => string, string?][] = [
    [
      /const standing = resource && standingOf\(actor, resource\);/g,
      () => `const standing = resource && (${on("#")} ? "owner" as const : standingOf(actor, resource));`,
      "authorize always says yes",
    ],
    [/resource\.ownerId === actor\.userId/g, (text) => `(${on("#")} || ${text})`],
    [/Math\.min\(resource\.rank \?\? 0, /g, () => `Math.min(${on("#")} ? 3 : resource.rank ?? 0, `, "everybody has an editor's rank"],
    [/actor\.role (?:===|!==) "administrator"/g, (text) => `(${on("#")} ? ${text.includes("===")} : ${text})`],
    [/scopes\.includes\("admin"\) \? row\.role : "member"/g, (text) => `${on("#")} ? row.role : ${text}`],
    [/(?<=return )actor\.scopes\.includes\(scope\) \|\| actor\.scopes\.includes\("admin"\)/g, (text) => `${on("#")} || ${text}`],
    [/(?<=return )isForeignOrigin\(requestHeaders\) \? undefined :/g, () => `!${on("#")} && isForeignOrigin(requestHeaders) ? undefined :`],
    [/^ {6}audience,$/gm, () => `      ...(${on("#")} ? {} : { audience }),`],
    [/currentDate: ctx\.clock\.now\(\)/g, () => `currentDate: ${on("#")} ? new Date(0) : ctx.clock.now()`],
    [/isOwner \|\| row\.shares(?:Details|Originals) === true/g, (text) => `${on("#")} || ${text}`],
    [/(?<=joined: )standingOf\(ctx\.actor, collection\) !== "owner"/g, (text) => `!${on("#")} && ${text}`],
    [
      /pass\.(?:link === link\.id|password === fingerprint\(link\)|endsAt > ctx\.clock\.now\(\)\.getTime\(\))/g,
      (text) => `(${on("#")} || ${text})`,
    ],
    [/!\(await verifyPassword\([\w.]+, \w+(?:\.\w+)?\)\)/g, (text) => `(!${on("#")} && ${text})`],
    [/(?<![\w.])(?:\w+\.)?ownerId === (?:ctx\.)?actor\.userId/g, (text) => `(${on("#")} || ${text})`],
    [/(?<=key\.expiresAt !== null && )key\.expiresAt <= now/g, (text) => `!${on("#")} && ${text}`],
  ];
  for (const [pattern, change, what] of rules) {
    for (const match of source.matchAll(pattern)) {
      const text = change(match[0]);
      if (text === match[0]) continue;
      yield { start: match.index, end: match.index + match[0].length, text, what: what ?? `${match[0]} (${file})` };
    }
  }
}

/** The place of the bracket that closes the one at `open`; quoted text is passed over. */
function closing(source: string, open: number): number {
  let depth = 0;
  for (let index = open; index < source.length; index++) {
    const character = source[index];
    if (character === '"' || character === "`") index = source.indexOf(character, index + 1);
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return index;
  }
  return source.length;
}

/** The parts of a condition that stand between `||` on its first level. */
function operands(source: string, start: number, end: number): [number, number][] {
  const parts: [number, number][] = [];
  let [from, depth] = [start, 0];
  for (let index = start; index < end; index++) {
    if ("([{".includes(source[index] ?? "")) depth++;
    else if (")]}".includes(source[index] ?? "")) depth--;
    else if (depth === 0 && source.startsWith(" || ", index)) {
      parts.push([from, index]);
      from = index + 4;
    }
  }
  return [...parts, [from, end]];
}
