import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Ask, Call } from "./table-shape";
import type { PersonName } from "./world";

/** What is so in one cell only, as statements: see `given` of a Call. */
type Given = readonly SQL[];

/** Signs in once, like any recovery code, of which only a hash is kept. */
export const recoveryCode = "0123-4567-89ab-cdef";
const codeHash = createHash("sha256").update(recoveryCode.replaceAll("-", "")).digest("hex");

/** Everybody has a second factor, and the code too; whoever is named has another instead, and one that is used up. */
export function secondFactors(...without: string[]): Given {
  const others = without.length === 0 ? sql`true` : sql`id not in ${without}`;
  return [
    sql`update users set totp_secret = 'sealed', totp_enabled_at = now()`,
    sql`insert into recovery_codes (user_id, code_hash) select id, ${codeHash} from users where ${others}`,
    sql`insert into recovery_codes (user_id, code_hash, used_at) select id, 'used', now() from users`,
    sql`insert into recovery_codes (user_id, code_hash) select id, 'another' from users where not ${others}`,
  ];
}

/** The code of everybody is used up. */
export const codesUsed: Given = [...secondFactors(), sql`update recovery_codes set used_at = now()`];

/** Nobody has a password: they signed in by a provider, a moment ago. */
export const noPasswords: Given = [sql`update users set password_hash = 'none'`];

/** The same, and that was yesterday. */
export const noPasswordsAndOldSessions: Given = [...noPasswords, sql`update sessions set created_at = created_at - interval '1 day'`];

/** Of the administrators who can sign in only one is left. */
export const oneAdministrator: Given = [sql`update users set role = 'member' where username = 'alma'`];

/** While a request by an API key is on its way, something happens to the key. */
export function meanwhile(whatHappens: SQL): Given {
  return [
    sql`update api_keys set last_used_at = null`,
    sql`create function meanwhile() returns trigger language plpgsql as 'begin ${whatHappens}; return null; end'`,
    sql`create trigger meanwhile after update of last_used_at on api_keys for each row execute function meanwhile()`,
  ];
}
export const keyRevoked = meanwhile(sql`delete from api_keys where id = new.id`);
export const keyExpired = meanwhile(sql`update api_keys set expires_at = new.created_at - interval ''1 day'' where id = new.id`);

/** Who signs up needs an invitation. */
export const byInvitation = {
  settings: (config) => ({ ...config, auth: { ...config.auth, registration: "invite" as const } }),
} satisfies Call;
/** Pictures go through UploadThing's cloud. */
export const throughTheCloud = {
  settings: (config) => ({ ...config, uploads: { ...config.uploads, uploadthingToken: "a token" } }),
} satisfies Call;

const person = (ask: Ask, name: PersonName) => ask.id(name);

/** anna's import found what fred's picture is, brought in another one of his, and one of hers that is not in the trash, whatever its reason says. */
export const filesOfOthers = (ask: Ask): Given => [
  sql`insert into import_files (import_id, relative_path, status, image_id) values
    (${ask.id("import anna")}, 'a.jpg', 'duplicate', ${ask.id("fred.twin")}),
    (${ask.id("import anna")}, 'b.jpg', 'created', ${ask.id("fred.trashed")}),
    (${ask.id("import anna")}, 'c.jpg', 'created', ${ask.id("anna.own")})`,
  sql`update images set trash_reason = ${`near-duplicate-of:${ask.id("anna.twin")}`} where id in ${[ask.id("fred.trashed"), ask.id("anna.own")]}`,
];

/** Somebody is a member of olga's shared collection no longer; with a row that says so, their own or a spare one. */
export function left(ask: Ask, name: PersonName): Given {
  const collectionId = ask.id("collection olga.shared");
  return [
    sql`insert into collection_members (id, collection_id, user_id, role, accepted_at, left_at)
      values (${ask.id("spare")}, ${collectionId}, ${person(ask, name)}, 'editor', now(), now())
      on conflict (collection_id, user_id) do update set accepted_at = now(), left_at = now()`,
  ];
}

/** Somebody is an editor of a collection of fred's. */
export function editorElsewhere(ask: Ask, name: PersonName): Given {
  return [
    sql`insert into collection_members (id, collection_id, user_id, role, accepted_at)
      values (${ask.id("spare")}, ${ask.id("collection fred.left")}, ${person(ask, name)}, 'editor', now())`,
  ];
}

/** A collection is shared with a group besides. */
export function sharedWithGroup(ask: Ask, collection: string, group: string): Given {
  return [
    sql`insert into collection_members (id, collection_id, group_id, role, accepted_at)
      values (${ask.id("spare group")}, ${ask.id(collection)}, ${ask.id(group)}, 'viewer', now())`,
  ];
}

/** A guest's picture came into olga's shared collection first. */
export function guestAtHome(ask: Ask): Given {
  return [sql`update images set home_collection_id = ${ask.id("collection olga.shared")} where id = ${ask.id("carl.guest")}`];
}

/** A new picture waits for its person the moment it is there, beside a pair that is fred's, as no job leaves one. */
export function settledAtOnce(ask: Ask): Given {
  const pair = sql.raw(`gen_random_uuid(), '${ask.id("fred")}', new.id, '${ask.id("fred.own")}'`);
  const body = sql`begin update images set status = 'processed', place = 'held' where id = new.id;
    insert into duplicate_pairs (id, owner_id, image_id, of_image_id, layer, verdict, distance)
      values (${pair}, 'perceptual', 'similar', 3); return null; end`;
  return [
    sql`create function settle() returns trigger language plpgsql as $$${body}$$`,
    sql`create trigger settle after insert on images for each row execute function settle()`,
  ];
}

/** One picture has the pixels of another one, where both are there. */
export function repeats(ownerId: string, imageId: string, ofImageId: string): Given[number] {
  return sql`insert into duplicate_pairs (id, owner_id, image_id, of_image_id, layer, verdict, distance)
    select gen_random_uuid(), ${ownerId}::uuid, a.id, b.id, 'pixels', 'duplicate', 0 from images a, images b
    where a.id = ${imageId}::uuid and b.id = ${ofImageId}::uuid`;
}

/** Whoever could add to a collection, or change it, may only look by now. */
export const onlyViewers: Given = [sql`update collection_members set role = 'viewer'`];

/** olga's shared collection has an order of its own; the picture is in her album too, without a place there. */
export function placedHereNotThere(ask: Ask): Given {
  const shared = ask.id("collection olga.shared");
  return [
    sql`insert into memberships (collection_id, image_id) values (${ask.id("collection olga.album")}, ${ask.id("olga.shared")})`,
    sql`update memberships set position = 1 where collection_id = ${shared} and image_id <> ${ask.id("olga.shared")}`,
    sql`update memberships set position = 2 where collection_id = ${shared} and image_id = ${ask.id("olga.shared")}`,
  ];
}

/** A picture of somebody who is in no such collection, as no door leaves it: it must not be taken for one to be cleared away. */
export function strangersPicture(ask: Ask): Given {
  return [sql`insert into memberships (collection_id, image_id) values (${ask.id("collection fred.invited")}, ${ask.id("stan.own")})`];
}

/** As many people as a group may hold, all of them in fred's. */
export function crowdedGroup(ask: Ask): Given {
  return [
    sql`insert into users (id, username, email, password_hash, role)
      select gen_random_uuid(), 'crowd' || n, 'crowd' || n || '@example.org', 'none', 'member' from generate_series(1, 500) n`,
    sql`insert into group_members (group_id, user_id) select ${ask.id("group fred.ring")}, id from users where username like 'crowd%'`,
  ];
}

/** fred has as many groups as somebody may have. */
export function manyGroups(ask: Ask): Given {
  return [
    sql`insert into groups (id, owner_id, name) select gen_random_uuid(), ${person(ask, "fred")}, 'group ' || n from generate_series(1, 200) n`,
  ];
}

/** olga has as many links as somebody may have, and the oldest that has ended of all people is fred's. */
export function manyLinks(ask: Ask): Given {
  return [
    sql`insert into share_links (id, owner_id, collection_id, title, token_hash, created_at)
      select gen_random_uuid(), ${person(ask, "olga")}, ${ask.id("collection olga.album")}, '', 'hash ' || n, now() from generate_series(1, 1000) n`,
    sql`update share_links set revoked_at = now(), created_at = now() - interval '1 year' where id = ${ask.id("link fred.open")}`,
  ];
}
