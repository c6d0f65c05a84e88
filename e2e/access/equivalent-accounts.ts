/**
 * [Note: Equivalent mutants] By the name of a mutant, why no request can ever notice it: not that
 * none of the table does. Of accounts, sessions, uploads, links, members and collections; an entry
 * fails the run once a cell notices its mutant, or when there is no such mutant any more.
 */
export const equivalentAccounts: Readonly<Record<string, string>> = {};
