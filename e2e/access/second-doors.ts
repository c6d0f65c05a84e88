// biome-ignore-all lint/suspicious/noTemplateCurlyInString: conditions are named as they are written
/** Of an answer, by whom: door, state and column. */
type Place = readonly [door: string, state: string, column: string];

const resolveHeld: Place = ["POST /api/v1/duplicates/held/{imageId}/resolve", "crossed", "owner"];
const searchShared: Place = ["POST /api/v1/search", "shared, in the collection", "viewer"];
const deleteAll: Place = ["POST /api/v1/images/delete", "all", "stranger"];
const leave: Place = ["DELETE /api/v1/users/me", "all", "owner"];
const heldTwins = "lib/duplicates/held-queries.ts owner_id = ${scope.ownerId} #1";
const anyYes = "lib/auth/access.ts authorize always says yes #1";

/**
 * Second doors that are known, see [Note: Second doors]: behind which mutant one stands, and where both
 * gone are noticed. They are tried first; what is no longer true here is looked for everywhere.
 */
export const secondDoors: Readonly<Record<string, readonly [other: string, at: Place]>> = {
  "lib/duplicates/facts-queries.ts i.owner_id = ${scope.ownerId} #1": [
    "lib/images/queries.ts eq(images.ownerId, scope.ownerId) #1",
    ["POST /api/v1/duplicates/groups/describe", "foreign", "stranger"],
  ],
  "lib/duplicates/group-queries.ts owner_id = ${scope.ownerId} #3": [
    "lib/duplicates/group-queries.ts owner_id = ${scope.ownerId} #4",
    ["POST /api/v1/duplicates/rules/runs/{runId}/undo", "crossed", "owner"],
  ],
  "lib/duplicates/held-queries.ts eq(images.ownerId, scope.ownerId) #3": [heldTwins, resolveHeld],
  "lib/duplicates/merge-queries.ts i.owner_id = ${scope.ownerId} #1": [heldTwins, resolveHeld],
  "lib/duplicates/rules/rule-queries.ts owner_id = ${scope.ownerId} #1": [
    "lib/duplicates/rules/rule-queries.ts eq(duplicateRules.ownerId, scope.ownerId) #1",
    ["PATCH /api/v1/duplicates/rules/{ruleId}", "to the end", "owner"],
  ],
  "lib/duplicates/stack-queries.ts owner_id = ${scope.ownerId} #2": [anyYes, ["POST /api/v1/images/unstack", "of two people", "viewer"]],
  "lib/duplicates/stack-queries.ts owner_id = ${scope.ownerId} #4": [
    anyYes,
    ["POST /api/v1/duplicates/groups/reopen", "of two people", "viewer"],
  ],
  "lib/images/condition-queries.ts worded.owner_id = ${scope.viewerId} #1": [
    "lib/images/filter-queries.ts ${images.ownerId} = ${scope.viewerId} #2",
    ["GET /api/v1/search", "by a phrase", "stranger"],
  ],
  "lib/images/filter-queries.ts a.user_id = ${scope.viewerId} #1": [
    "lib/images/visibility-queries.ts a.user_id = ${scope.viewerId} #2",
    ["GET /api/v1/images", "foreign", "stranger"],
  ],
  "lib/images/queries.ts owner_id = ${scope.ownerId} #1": ["lib/images/queries.ts eq(images.ownerId, scope.ownerId) #5", deleteAll],
  "lib/images/queries.ts place = 'trash' #1": ['lib/images/queries.ts eq(images.place, "trash") #2', deleteAll],
  "lib/images/queries.ts owner_id = ${scope.ownerId} #2": ["lib/images/queries.ts eq(images.ownerId, scope.ownerId) #6", leave],
  "lib/images/replace-queries.ts eq(images.ownerId, scope.ownerId) #2": [
    "lib/images/removal-queries.ts eq(images.ownerId, scope.ownerId) #1",
    ["POST /api/v1/images/by-url", "the same bytes", "stranger"],
  ],
  "lib/search/filtered-queries.ts member.collection_id = ${filter.collectionId} #1": [
    "lib/images/filter-queries.ts m.collection_id = ${collectionIdOf(scope, collectionId)} #1",
    searchShared,
  ],
  "lib/search/queries.ts owner_id = ${scope.ownerId} #3": [
    "lib/search/queries.ts owner_id = ${scope.ownerId} #4",
    ["GET /api/v1/images/{imageId}/similar", "own", "stranger"],
  ],
  "lib/auth/access.ts refusal when !standing #1": [
    "lib/collections/queries.ts eq(collections.ownerId, scope.viewerId) #1",
    ["POST /api/v1/imports", "default", "administrator"],
  ],
  "lib/auth/create-api-key.ts call of requireScope(actor, scope) #1": [
    "lib/api/route.ts call of requireScope(actor, scopeNeeded(operation)) #1",
    ["POST /api/v1/keys", "everything", "key"],
  ],
  "lib/auth/people.ts call of requireAdministrator(actor) #1": [
    'app/(library)/settings/people/page.tsx actor.role !== "administrator" (app/(library)/settings/people/page.tsx) #1',
    ["page /settings/people", "all", "stranger"],
  ],
  "lib/auth/people.ts call of requireAdministrator(actor) #2": [
    "lib/auth/administer-user.ts call of requireAdministrator(actor) #1",
    ["action administerPerson", "fred", "stranger"],
  ],
  "lib/collections/order-queries.ts collection_id = ${collection.id} #1": [
    "lib/collections/order-queries.ts collection_id = ${collection.id} #3",
    ["POST /api/v1/collections/{collectionId}/images/order", "own", "owner"],
  ],
  "lib/sharing/member-queries.ts eq(collectionMembers.collectionId, collectionId) #1": [
    "lib/sharing/member-queries.ts eq(collectionMembers.collectionId, collection.id) #1",
    ["PATCH /api/v1/collections/{collectionId}/members/{memberId}", "own of another", "stranger"],
  ],
  "lib/sharing/member-queries.ts eq(collectionMembers.collectionId, collectionId) #2": [
    "lib/sharing/member-queries.ts eq(collectionMembers.collectionId, collection.id) #1",
    ["DELETE /api/v1/collections/{collectionId}/members/{memberId}", "own of another", "stranger"],
  ],
  "lib/sharing/member-queries.ts isInvitedPerson(actor) #2": [
    "lib/sharing/member-queries.ts isInvitedPerson(actor) #1",
    ["POST /api/v1/sharing/invitations/{invitationId}/answer", "answered", "stranger"],
  ],
  "lib/uploads/imports/start-import.ts call of requireAdministrator(actor) #1": [
    "lib/api/route.ts call of requireAdministrator(actor) #1",
    ["POST /api/v1/imports", "own", "stranger"],
  ],
  "lib/uploads/inspect-file.ts call of requireAdministrator(actor) #1": [
    "lib/api/route.ts call of requireAdministrator(actor) #1",
    ["POST /api/v1/inspect", "all", "stranger"],
  ],
  "lib/uploads/uploadthing/presigned-url.ts refusal when end < 0 #1": [
    "lib/uploads/uploadthing/presigned-url.ts refusal when !equalInConstantTime(given, expected) #1",
    ["HEAD /api/receive/{...path}", "without a signature", "anonymous"],
  ],
  "lib/collections/queries.ts eq(collections.ownerId, scope.ownerId) #1": [
    anyYes,
    ["DELETE /api/v1/collections/{collectionId}", "shared", "viewer"],
  ],
  "lib/images/queries.ts eq(images.ownerId, scope.ownerId) #3": [anyYes, ["DELETE /api/v1/images/{imageId}", "shared", "viewer"]],
  "lib/sharing/shared-queries.ts isShowable(scope) #3": [
    "lib/sharing/shared-queries.ts isShared(scope) #2",
    ["GET /api/v1/shared/{token}/archive", "open", "anonymous"],
  ],
};
