/** No door leads there, and a job tells nobody what it comes by. */
const worker = "Only the worker comes by it, for nobody who asks.";
/** With more than 20,000 embeddings of one person on PostgreSQL, which the table does not have. */
const largeServer = "Only a large library on a server is searched by the index;";
const noRanks = "It is asked of a row that was found among one's own, and nobody has a rank in it: who may look may do all.";
const lockedBefore = "Its caller has locked these very pictures within the same scope before.";
const chunkEnd = "It only says where a chunk ends: whatever it says, the chunks together hold the same.";
const seenBefore = "`getSeenImage` has let the picture through for the same viewer before.";
const askedAgain =
  "It was asked a moment before, and is asked again for whoever loses the right while a file comes in: no request does that to itself.";
const onlyWhether = "It only says whether single words are worth looking for; what they find is asked within the scope.";
const asMany = "As many views are made as rows are given, so that there is one: only the types have not seen it.";
const ownDefault = "Nobody but its owner sees a default collection, which cannot be shared; that it is seen is asked beside it.";

/** Of pictures, duplicates, searches and recognition: see [Note: Equivalent mutants]. */
export const equivalentImages: Readonly<Record<string, string>> = {
  "lib/duplicates/decision-queries.ts owner_id = ${scope.ownerId} #5":
    "Only where more than 10,000 pictures hang together, and then of pictures that one's own decisions name.",
  'lib/duplicates/reopen-held-image.ts "manage" lowered to "view" #1': noRanks,
  'lib/duplicates/resolve-held-image.ts "manage" lowered to "view" #1': noRanks,
  'lib/duplicates/rules/change-rules.ts "manage" lowered to "view" #1': noRanks,
  'lib/duplicates/rules/change-rules.ts "manage" lowered to "view" #2': noRanks,
  'lib/duplicates/rules/change-rules.ts "manage" lowered to "view" #3': noRanks,
  'lib/duplicates/rules/undo-rule-run.ts "manage" lowered to "view" #1': noRanks,
  'lib/images/replace-original.ts "edit" lowered to "view" #1': noRanks,
  "lib/search/save-search.ts refusal when !view #1": asMany,
  'lib/search/save-search.ts "edit" lowered to "view" #1': noRanks,
  'lib/search/save-search.ts "delete" lowered to "view" #1': noRanks,

  "lib/duplicates/group-queries.ts place = 'trash' #1":
    "What is not in the trash has no reason to be there, and nothing that is where it goes is written.",
  "lib/duplicates/held-before-queries.ts i.owner_id = ${scope.ownerId} #1": lockedBefore,
  "lib/duplicates/merge-queries.ts owner_id = ${scope.ownerId} #1": lockedBefore,
  "lib/duplicates/merge-queries.ts owner_id = ${scope.ownerId} #2": lockedBefore,
  "lib/duplicates/rules/run-queries.ts i.owner_id = ${scope.ownerId} #1": lockedBefore,
  "lib/duplicates/rules/plan-queries.ts i.owner_id = ${scope.ownerId} #1":
    "It is asked of pictures of one's own evidence, and what is off limits of others' is planned nothing for either way.",
  "lib/duplicates/rules/protected-queries.ts s.owner_id = ${scope.ownerId} #1":
    "Nobody's pictures are stacked under somebody else's, and the picture itself is one's own.",
  "lib/duplicates/stack-queries.ts owner_id = ${scope.ownerId} #5": lockedBefore,
  "lib/images/queries.ts eq(images.ownerId, scope.ownerId) #7":
    "It only says which files to look at after a crash, and then none goes that a row still names.",
  "lib/images/replace-queries.ts eq(images.ownerId, ownerId) #1": lockedBefore,
  "lib/duplicates/rules/run-queries.ts owner_id = ${scope.ownerId} #1":
    "The run was inserted for the same person a moment before, under a new id.",
  "lib/images/queries.ts eq(images.ownerId, scope.ownerId) #4":
    "Whose the pictures are is decided before; of others' only those of the library are seen at all, and it takes only those of the trash.",
  "lib/images/replace-queries.ts eq(images.ownerId, scope.ownerId) #1":
    "The id is of a picture that was found within the scope by its address, and what is found here goes through `authorize`.",
  'lib/images/receive-image.ts "add" lowered to "view" #1': askedAgain,
  "lib/images/receive-queries.ts a.user_id = ${scope.ownerId} #1": askedAgain,
  "lib/images/receive-queries.ts owner_id = ${person} #2": "It only says which of two ways a file comes in by, and both come to the same.",
  "lib/images/receive-queries.ts eq(images.ownerId, scope.ownerId) #1": askedAgain,
  "lib/images/receive-image.ts target.ownerId === actor.userId (lib/images/receive-image.ts) #2": askedAgain,
  "lib/images/stack-queries.ts asked.owner_id = ${scope.ownerId} #1":
    "Stacks of others' pictures are blanked where a view is made for whoever asks: a row of the view is `only: owner`.",

  "lib/images/condition-queries.ts ${isOwn} #3":
    "Of others only pictures of the library are seen, and where another place is asked for, only one's own are looked at.",
  "lib/images/condition-queries.ts ${isOwn} #4":
    "Of others only pictures of the library are seen, and where another place is asked for, only one's own are looked at.",
  "lib/images/visibility-queries.ts c.owner_id = ${scope.viewerId} #1": ownDefault,
  "lib/search/line-queries.ts c.owner_id = ${scope.viewerId} #1": ownDefault,
  "lib/recognition/queries.ts isVisible(scope) #1":
    "A picture of the library in a collection that somebody sees, both of which are asked beside it, is one that they see.",
  "lib/search/partial-words-queries.ts ${images.ownerId} = ${scope.ownerId} #1":
    "It only counts how large the library is, by which words are common or rare.",
  "lib/search/partial-words-queries.ts ${images.ownerId} = ${scope.ownerId} #2": onlyWhether,
  "lib/search/partial-words-queries.ts owner_id = ${scope.ownerId} #1": onlyWhether,
  "lib/search/explain-queries.ts isVisible(scope) #1": seenBefore,
  "lib/search/explain-queries.ts isVisible(scope) #2": seenBefore,

  "lib/search/facet-queries.ts owner_id = ${scope.ownerId} #1": chunkEnd,
  "lib/search/facet-queries.ts place = 'library' #1": chunkEnd,
  "lib/search/filtered-queries.ts collection_id = ${filter.collectionId} #1": chunkEnd,
  "lib/search/queries.ts owner_id = ${scope.ownerId} #2": chunkEnd,
  "lib/search/facet-queries.ts owner_id = ${scope.ownerId} #3":
    "It only says when to count again: changes of others would make it count the same once more.",
  "lib/search/filtered-queries.ts ${images.ownerId} = ${scope.ownerId} #1":
    "`matchesFilter` asks the same of the same row in the same query.",
  "lib/search/queries.ts e.owner_id = i.owner_id #1":
    "An id is of one picture, and an embedding of it is its owner's: the owner is named so that the partition is known.",

  "lib/search/filtered-index-queries.ts matchesFilter(view, filter) #1": `${largeServer} this is an estimate by which a way is chosen.`,
  "lib/search/filtered-index-queries.ts e.owner_id = ${scope.ownerId} #1": `${largeServer} the picture's owner is asked beside it, and an embedding is its owner's.`,
  "lib/search/filtered-index-queries.ts ${images.ownerId} = ${scope.ownerId} #1": `${largeServer} \`matchesFilter\` asks the same.`,
  "lib/search/filtered-index-queries.ts matchesFilter(view, filter) #2": `${largeServer} that the pictures are one's own is asked beside it.`,
  "lib/search/queries.ts owner_id = ${scope.ownerId} #5": `${largeServer} what is found is shown within the scope alone.`,
  "lib/search/queries.ts owner_id = ${scope.ownerId} #6": `${largeServer} it leaves out the hidden ones.`,

  "lib/duplicates/rules/plan-queries.ts owner_id = ${scope.ownerId} #1": worker,
  "lib/duplicates/rules/plan-queries.ts owner_id = ${scope.ownerId} #2": worker,
  "lib/duplicates/rules/plan-queries.ts r.owner_id = ${scope.ownerId} #1": worker,
  "lib/feature-index/queries.ts f.owner_id = ${ownerId} #1": worker,
  "lib/feature-index/queries.ts i.place = 'library' #1": worker,
  "lib/feature-index/queries.ts m.collection_id = ${collectionId}::uuid #1": worker,
  "lib/feature-index/queries.ts owner_id = ${ownerId} #2": worker,
  "lib/images/queries.ts place = 'trash' #2": worker,
  "lib/images/queries.ts r.owner_id = images.owner_id #1": worker,
  "lib/ingest/save-queries.ts e.owner_id = saved.owner_id #1": worker,
  "lib/recognition/queries.ts i.place = 'library' #2": worker,
  "lib/recognition/queries.ts m.collection_id = ${collectionId} #2": worker,
  "lib/recognition/queries.ts fi.collection_id = ${collectionId}::uuid #2": worker,
  "lib/recognition/queries.ts i.place = 'library' #3": worker,
  "lib/recognition/queries.ts m.collection_id = ${collectionId} #4": worker,
  "lib/search/calibration-queries.ts c.owner_id = counted.owner_id #1": worker,
  "lib/search/calibration-queries.ts owner_id = ${ownerId} #1": worker,
  "lib/search/calibration-queries.ts e.owner_id = ${ownerId} #1": worker,
};
