/**
 * [Note: Bounds] Every bound that is not a setting of the owner, in one place. Nothing in this
 * project is unbounded: bytes, pixels, frames, rows, time, memory, retries. What an owner may
 * want to change is in config.ts instead.
 */
export const limits = {
  decode: {
    /** 16384 x 16384: sharp's own default, above any camera of today. */
    pixelsMax: 268_402_689,
    /** Only the first frame is shown; the count guards against floods of frames. */
    framesMax: 2_000,
    sidePxMax: 65_500,
    timeoutMs: 10_000,
    /** Resident memory of one decoder child. */
    memoryMb: 1_536,
    /** A child is replaced after this many jobs (a new picture is two or three), so that native leaks cannot add up; a start costs 0.6 s of CPU. */
    jobsPerChildMax: 1_000,
    /** So long after the last picture a process keeps one decoder child, and ends the others. */
    idleMs: 10_000,
    /** Requests waiting for a decoder child of one process. */
    queueMax: 10_000,
    exifBytesMax: 1_048_576,
  },
  thumbnail: { smallPx: 400, largePx: 1_600, placeholderPx: 64 },
  /** Pictures compared by features and warped pixels: candidates of one job, the longer side of their pixels, and matches of one pair that are looked at. */
  geometry: { candidatesMax: 30, comparedPx: 320, matchesMax: 800 },
  /** Of one collection's settings, and collections in which one photograph is looked up. */
  recognition: { featuresMax: 2_000, sidePxMax: 1_600, collectionsMax: 30 },
  upload: {
    filesPerBatchMax: 100,
    fileNameBytesMax: 255,
    /** A presigned upload address is good for this long. */
    presignedTtlS: 6 * 3_600,
    /** Parts that nobody has written to for this long are swept. */
    abandonedAfterS: 48 * 3_600,
    /** Hashes asked about in one request before a byte is sent. */
    hashesPerCheckMax: 1_000,
    importFilesMax: 1_000_000,
    /** The report of an import that is over is kept for this long. */
    importReportDays: 30,
    searchPictureBytesMax: 32 * 1_048_576,
    /** Addresses of one request to import by. */
    urlsMax: 100,
    urlLengthMax: 2_000,
    /** One import by address: redirects followed, and how long it may take in all and between two chunks. */
    urlRedirectsMax: 5,
    urlTimeoutMs: 60_000,
    urlIdleMs: 10_000,
    /** Addresses that one process asks at once, each with a connection and a file of its own, and that wait for their turn. */
    urlsInParallelMax: 16,
    urlsWaitingMax: 200,
  },
  /** Images and seconds of one archive: a larger selection is asked for in parts. */
  archive: { imagesMax: 20_000 },
  sharing: {
    membersMax: 500,
    groupsMax: 200,
    groupMembersMax: 500,
    linksMax: 1_000,
    linkImagesMax: 1_000,
    invitationTtlS: 14 * 86_400,
    /** Wrong passwords of one link in one window of time, from one address and from all. */
    linkAttemptsPerAddress: 10,
    linkAttempts: 100,
    /** A browser that gave a link's password is asked again after this time. */
    linkPassTtlS: 7 * 86_400,
    /** Requests from one address, in one window of time, that add pictures by links. */
    linkUploadsPerAddress: 200,
    /** Longer side of the re-encoded pictures that leave where originals may not. */
    linkPicturePx: 2_048,
  },
  text: {
    nameLengthMax: 200,
    titleLengthMax: 500,
    descriptionLengthMax: 10_000,
    tagLengthMax: 100,
    tagsMax: 100,
    queryLengthMax: 1_000,
    metadataBytesMax: 65_536,
  },
  page: { defaultSize: 20, sizeMax: 100, searchSizeMax: 1_000, bulkIdsMax: 1_000, timelineImagesMax: 200, changesMax: 1_000 },
  search: {
    /** Rows of one exact-scan query, so that none holds the embedded database over 50 ms. */
    scanChunkRows: 20_000,
    /** Candidates per way of finding before they are fused. */
    candidatesMax: 1_000,
    /** Nearest neighbors that an index is asked for first; more only where the last of them still fit. */
    candidatesFirst: 200,
    /** Pictures that are shown although nothing fits. */
    nearestCount: 10,
    /** Parts of a mix, and how many of them may be addresses. */
    mixPartsMax: 20,
    /** Pictures of one search of the page, and of one that is kept: more make no search clearer. */
    picturesMax: 6,
    mixUrlsMax: 4,
    /** Parts of one line of the search box; further ones are left out. */
    queryTokensMax: 100,
    /** How far `near:` reaches when it does not say, and at most: half way round the Earth. */
    nearKm: 10,
    nearKmMax: 20_038,
    /** Lines of one person's search history, searches that they may keep, and suggestions of one answer. */
    historyMax: 500,
    savedMax: 500,
    suggestionsMax: 10,
    /** Pictures of a collection that are counted for its suggestion. */
    countedMax: 2_000,
    /** Names counted for suggestions: images of one query, names of one kind, people whose names a process keeps, and how often they are counted again. The first answer waits for the count no longer than this. */
    facets: { chunkRows: 5_000, namesMax: 5_000, personsMax: 200, refreshMs: 10_000, firstWaitMs: 1_000 },
    /** Reciprocal rank fusion constant k (Cormack et al., SIGIR 2009). */
    rankConstant: 60,
  },
  duplicates: {
    /** Most twins that are kept of one image and layer, nearest first. */
    twinsMax: 50,
    /** Hashes of one query, of all people in one process's memory, and compared before others get their turn (some 3 ms). */
    hashesPerQuery: 20_000,
    hashesInMemoryMax: 500_000,
    hashesPerTurn: 10_000,
    /** Images around some about which decisions are followed from one to the next. */
    decidedImagesMax: 10_000,
    /** Pictures that are decoded whole for one new picture, to compare their pixels. */
    digestsMax: 8,
    /** Pairs from which one list of groups is made, and images of a group that one answer or request names. */
    groupPairsMax: 100_000,
    groupImagesMax: 200,
    /** Images of a group that a list of groups describes; as many as have all their pairs in it. */
    groupImagesListed: 30,
    /** Pictures that one request sets apart from each other, or takes a decision back about: some 800 kB of ids. */
    apartImagesMax: 20_000,
    /** Decisions of one answer, unless another number is asked for, and pictures of each that it shows. */
    decidedPageSize: 20,
    decidedImagesListed: 8,
    /** Rules of a person, collections that one names, groups that rules are applied to at once and in one transaction, days for which that can be undone. */
    rulesMax: 50,
    ruleCollectionsMax: 50,
    ruleGroupsMax: 1_000,
    ruleGroupsPerTransaction: 25,
    ruleUndoDays: 30,
  },
  auth: {
    passwordLengthMin: 10,
    passwordLengthMax: 200,
    /** 64 MiB each: this many Argon2id hashes at once in one process. */
    hashesInParallelMax: 2,
    hashesWaitingMax: 50,
    attemptsPerAccount: 10,
    attemptsPerAddress: 50,
    attemptWindowS: 900,
    invitationTtlS: 7 * 86_400,
    passwordLinkTtlS: 86_400,
    keysMax: 100,
    recoveryCodes: 10,
    /** Requests that a process takes from the shared count of the minute at once: one write for as many. */
    requestsPerLease: 20,
    /** Accounts and addresses whose requests of the minute a process remembers. */
    requestSubjectsMax: 10_000,
  },
  inference: { batchMax: 16, batchDelayMs: 3, queueMax: 512, requestBytesMax: 64 * 1_048_576, timeoutMs: 30_000, idleMs: 10_000 },
  database: {
    statementTimeoutMs: 30_000,
    /** The embedded database answers a new connection between two statements: on a busy machine that takes a while. */
    connectTimeoutS: 30,
    transactionIdleMs: 5_000,
    pingTimeoutMs: 10_000,
    deadlockTries: 4,
    poolMax: 6,
    embeddedPoolMax: 3,
    preparedParametersMax: 64,
  },
  /** Delays double from the first: five retries outlast a restart of any process. A running job says every third of `expireS` that it runs. */
  job: { retriesMax: 5, retryDelayS: 5, expireS: 60 },
  http: {
    jsonBytesMax: 1_048_576,
    headerBytesMax: 65_536,
    requestTimeoutMs: 6 * 3_600_000,
    bodyIdleMs: 30_000,
    headersTimeoutMs: 60_000,
    drain: { bytesMax: 16 * 1_048_576, timeoutMs: 10_000 },
  },
} as const;
