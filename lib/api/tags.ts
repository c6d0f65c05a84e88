/** The chapters of the API's document, in their order. Every operation's `tag` is one of them. */
export const tags: Readonly<Record<string, string>> = {
  auth: "Accounts and tokens: register, log in, renew and end an access token.",
  users: "One's own account, and what administrators do with the accounts of others.",
  keys: "API keys for scripts: shown once, with scopes and an end.",
  images: "Pictures: add, list, look at, change, trash, restore, delete, download.",
  collections: "Named sets of pictures. `default` stands for the person's own default collection.",
  search: "Find pictures by words, by a picture, or by a mix of them.",
  recognition: "Recognise things of a collection (covers, labels, paintings) in photographs.",
  compare: "Set two pictures side by side, or look into one without keeping it.",
  duplicates: "Near duplicates: the ones held for a choice, and what was found so far.",
  uploads: "What the upload pages ask, and imports of folders of the server's machine.",
  processing: "How far the processing of pictures is, and starting it again.",
  jobs: "Background work: counts, failures, and starting it again.",
  sharing: "Members, invitations and groups of shared collections, and share links.",
  shared: "What whoever has a share link may do, without an account.",
  system: "What this server is and how it is.",
};
