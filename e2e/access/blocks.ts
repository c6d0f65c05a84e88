/**
 * [Note: Letters] A row of the table is four words with a letter for each column (columns.ts):
 * `+` done, `>` led elsewhere, `-` 401, `x` 403, `0` 404, `9` 409, `4` 400.
 *
 *     people   anonymous stranger viewer circle contributor editor owner administrator
 *     keys     token key readKey fullKey administratorsKey
 *     nothing  disabled disabledKey expiredToken expiredSession wrongKind otherAudience revokedKey expiredKey crossSite
 *     links    link linkWithoutPassword expiredLink
 *
 * Rows that several doors have in common stand here, each once.
 */

/** The last two words where an account is needed: nothing gets in, and a page of another site may not even ask for a change. */
const reading = "--------- ---";
const writing = "--------x ---";

/** Everybody with an account, for themselves. */
export const everyReader = `-+++++++ +++++ ${reading}`;
export const everyWriter = `-+++++++ ++x++ ${writing}`;
/** Such a POST changes nothing, so a key that reads is enough. */
export const everyAsker = `-+++++++ +++++ ${writing}`;
/** What manages the account: of keys only one with the scope admin. */
export const everyManager = `-+++++++ +xx+x ${writing}`;
export const everyManagingReader = `-+++++++ +xx+x ${reading}`;
/** Not even such a key: a person must be at it. */
export const everyPersonInSession = `-+++++++ +xxxx ${writing}`;
export const administratorReads = `-xxxxxx+ xxxxx ${reading}`;
export const administratorWrites = `-xxxxxx+ xxxxx ${writing}`;
export const administratorFindsNone = `-xxxxxx0 xxxxx ${writing}`;
export const administratorReadsNone = `-xxxxxx0 xxxxx ${reading}`;

export const nobodyReads = `-0000000 00000 ${reading}`;
export const nobodyWrites = `-0000000 00x00 ${writing}`;
export const nobodyAsks = `-0000000 00000 ${writing}`;
export const nobodyManages = `-0000000 0xx0x ${writing}`;

export const ownerReads = `-00000+0 ++++0 ${reading}`;
export const ownerWrites = `-00000+0 ++x+0 ${writing}`;
export const ownerAsks = `-00000+0 ++++0 ${writing}`;
export const ownerManages = `-00000+0 +xx+x ${writing}`;

export const membersRead = `-0+++++0 ++++0 ${reading}`;
export const membersAsk = `-0+++++0 ++++0 ${writing}`;
/** Members see it, and only its owner may. */
export const ownerDecides = `-0xxxx+0 ++x+0 ${writing}`;
export const editorsChange = `-0xxx++0 ++x+0 ${writing}`;
export const contributorsAdd = `-0xx+++0 ++x+0 ${writing}`;
/** Of the contributor's own picture in the owner's collection: whose it is decides, not whose the collection is. */
export const contributorDecides = `-0xx+xx0 xxxx0 ${writing}`;
export const alreadySo = `-9999999 99x99 ${writing}`;

/** Doors for everybody; a page of another site may look, and not change. */
export const anybodyReads = "++++++++ +++++ +++++++++ +++";
export const anybodyWrites = "++++++++ +++++ ++++++++x +++";
export const nobodyAtAllReads = "00000000 00000 000000000 000";
export const nobodyAtAllWrites = "00000000 00000 00000000x 000";
export const refusedToAllReads = "xxxxxxxx xxxxx xxxxxxxxx xxx";
export const refusedToAllWrites = "xxxxxxxx xxxxx xxxxxxxxx xxx";
/** Of a link with a password: whoever gave it in this browser, signed in or not. */
export const passReads = "-------- ----- --------- +--";
export const passWrites = "-------- ----- --------x +--";

/** Forms and pages know cookies only; Next itself refuses forms that another site sends. */
export const everyVisitor = "-+++++++ ----- --------+ ---";
export const nobodyVisits = "-0000000 ----- --------0 ---";
export const ownerVisits = "-00000+0 ----- --------+ ---";
export const membersVisit = "-0+++++0 ----- --------+ ---";
export const administratorSubmits = "-xxxxxx+ ----- --------x ---";

/** An image that one looks at. */
export const imagesSeen = {
  own: everyReader,
  foreign: nobodyReads,
  private: ownerReads,
  shared: membersRead,
  guest: membersRead,
  trashed: ownerReads,
  held: ownerReads,
  absent: nobodyReads,
};

/** The same by a POST that changes nothing. */
export const imagesAsked = {
  own: everyAsker,
  foreign: nobodyAsks,
  private: ownerAsks,
  shared: membersAsk,
  guest: membersAsk,
  trashed: ownerAsks,
  held: ownerAsks,
  absent: nobodyAsks,
};

/** An image that one decides about. */
export const imagesDecided = {
  own: everyWriter,
  foreign: nobodyWrites,
  private: ownerWrites,
  shared: ownerDecides,
  guest: contributorDecides,
  trashed: ownerWrites,
  held: ownerWrites,
  absent: nobodyWrites,
};

/** An image whose texts one changes. */
export const imagesDescribed = { ...imagesDecided, shared: editorsChange, guest: contributorsAdd };

/** A collection that one looks into. */
export const collectionsSeen = {
  own: everyReader,
  default: everyReader,
  foreign: nobodyReads,
  private: ownerReads,
  shared: membersRead,
  invited: nobodyReads,
  left: nobodyReads,
  absent: nobodyReads,
};

/** A collection that its owner decides about; the default one of each cannot be shared or deleted. */
export const collectionsDecided = {
  own: everyWriter,
  default: alreadySo,
  foreign: nobodyWrites,
  private: ownerWrites,
  shared: ownerDecides,
  invited: nobodyWrites,
  left: nobodyWrites,
  absent: nobodyWrites,
};
export const collectionsEdited = { ...collectionsDecided, default: everyWriter, shared: editorsChange };
export const collectionsFilled = { ...collectionsDecided, default: everyWriter, shared: contributorsAdd };
