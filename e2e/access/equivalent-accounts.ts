const noRank = "has no rank: one is its owner, or nothing to it, so that every action asks the same.";

/**
 * [Note: Equivalent mutants] By the name of a mutant, why no request can ever notice it: not that
 * none of the table does. Of accounts, sessions, uploads, links, members and collections; an entry
 * fails the run once a cell notices its mutant, or when there is no such mutant any more.
 */
export const equivalentAccounts: Readonly<Record<string, string>> = {
  "app/(library)/settings/security/actions.ts call of requireSession(actor) #1":
    "Server actions know a browser's cookie only, and whoever comes by one has a session.",
  "lib/auth/next-auth.ts refusal when !actor #1":
    "Without an actor the next line cannot read whose it is: next-auth catches either error, and answers with nobody.",
  "lib/auth/token-queries.ts eq(apiKeys.userId, userId) #2": "The key that is looked up is the acting one, and the actor is its person.",
  "lib/auth/users-queries.ts eq(sessions.userId, userId) #1": "The session is the actor's own: findSessionActor takes both from one row.",
  'lib/collections/change-memberships.ts "manage" lowered to "view" #1': `What lockImages finds ${noRank}`,
  'lib/collections/create-collection.ts "manage" lowered to "view" #1': `What lockImages finds ${noRank}`,
  "lib/collections/queries.ts ${collections.ownerId} = ${scope.viewerId} #1":
    "It says which collection stands first: a default one cannot be shared, so that each that is seen is the viewer's own.",
  'lib/sharing/change-link.ts "manage" lowered to "view" #1': `What lockImages finds ${noRank}`,
  'lib/sharing/change-link.ts "manage" lowered to "view" #3': `What lockLink finds ${noRank}`,
  "lib/sharing/link-queries.ts eq(shareLinks.ownerId, scope.ownerId) #2":
    "It only says which row is locked until the request ends: what is answered is found by findLink, under the same condition.",
  "lib/sharing/open-link.ts refusal when link.passwordHash === null #1":
    "A password is asked for only where the link has one, which its one caller has just seen; the types have not.",
  'lib/uploads/delete-image-by-url.ts "delete" lowered to "view" #1': `What findBySourceUrl finds ${noRank}`,
};
