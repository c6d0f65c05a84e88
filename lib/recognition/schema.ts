import { z } from "zod";
import { operation } from "../api/operation";
import { includeDetails, namedImage, plainText } from "../images/schema";
import { limits } from "../limits";

const collectionId = z.union([z.uuid(), z.literal("default")]);
const side = z.number().int().min(128).max(limits.recognition.sidePxMax);

/** How things of a collection are recognised. */
export const recognitionSettings = z.object({
  /** The strongest local features of each picture that are kept. */
  featuresMax: z.number().int().min(50).max(limits.recognition.featuresMax),
  /** Bits of a feature's descriptor. */
  dimensions: z.union([z.literal(128), z.literal(64)]),
  /** The box that pictures are scaled into before, in proportion. */
  widthPx: side,
  heightPx: side,
  /** Smallest similarity of a match: the share of the picture's textured parts that look the same in the photograph. */
  similarityMin: z.number().min(0).max(1),
  /** Most matches of one photograph. */
  topN: z.number().int().min(1).max(limits.geometry.candidatesMax),
  /** Visual words are learned again when so many pictures have been added; null: when there are four times as many. */
  retrainAfter: z.number().int().min(100).max(1_000_000).nullable(),
});
export type RecognitionSettings = z.infer<typeof recognitionSettings>;

/**
 * What holds unless a collection says otherwise. The box was chosen with 60 phone photographs of 15
 * covers among 828 other pictures: in one of 640 px 59 of 60 covers are found first, in one of 800 px
 * all 60 (turned by 90° 59, by 180° 60), and of 339 photographs of no cover none is taken for one.
 */
export const defaultRecognition: RecognitionSettings = {
  featuresMax: 500,
  dimensions: 128,
  widthPx: 800,
  heightPx: 800,
  similarityMin: 0,
  topN: 10,
  retrainAfter: null,
};

export const recognitionView = z.object({
  /** off: not asked for; preparing: some pictures cannot be recognised yet. */
  state: z.enum(["off", "preparing", "ready"]),
  settings: recognitionSettings,
  progress: z.object({
    /** Pictures of the collection that are processed. */
    images: z.number().int(),
    /** Of these, with local features made by the settings. */
    withFeatures: z.number().int(),
    /** Of these, found by the index. */
    indexed: z.number().int(),
    /** Visual words; 1 while there are too few pictures to learn any. */
    words: z.number().int(),
    /** The index is made anew, or is about to be; the old one serves meanwhile. */
    isLearning: z.boolean(),
    /** How much of that is done, 0..1; null: it is not made anew. */
    share: z.number().nullable(),
  }),
});
export type RecognitionView = z.infer<typeof recognitionView>;

const tag = "recognition";

export const getRecognition = operation({
  name: "getRecognition",
  summary: "Whether and how things of a collection are recognised, and how far its index is",
  tag,
  method: "GET",
  path: "/api/v1/collections/{collectionId}/recognition",
  access: "member",
  input: z.object({ collectionId }),
  output: recognitionView,
});

export const updateRecognition = operation({
  name: "updateRecognition",
  summary: "Recognise things of an own collection, with which settings, or no more; pictures are prepared in the background",
  tag,
  method: "PATCH",
  path: "/api/v1/collections/{collectionId}/recognition",
  access: "member",
  input: recognitionSettings.partial().extend({
    collectionId,
    enabled: z.boolean().optional(),
    /** Make the index anew from the features of the pictures, words included. */
    rebuild: z.boolean().optional(),
  }),
  output: recognitionView,
});

const point = z.object({ x: z.number(), y: z.number() });

export const recognitionMatch = z.object({
  image: namedImage,
  /** Ids of other pictures of the collection that show the same: nearly the same pixels, by their perceptual hashes. */
  copies: z.array(z.uuid()),
  /** Local features that agree on where the thing is. */
  inliers: z.number().int(),
  /** Share of the picture's textured parts that look the same in the photograph, 0..1. */
  similarity: z.number(),
  /** The corners of the picture in the photograph, clockwise from its upper left one, in fractions of the upright photograph's sides; it may reach beyond. */
  quadrilateral: z.array(point).length(4),
});
export type RecognitionMatch = z.infer<typeof recognitionMatch>;

/** A photograph of things, one of imageId, url and picture (the file of a form, or the whole body), and where to look them up. */
export const recognizeInput = z.object({
  /** When absent: all collections that one may see and whose things are recognised, of very many the newest. */
  collectionId: collectionId.optional(),
  imageId: z.uuid().optional(),
  url: plainText.trim().min(1).max(limits.upload.urlLengthMax).optional(),
  /** `map` answers with nothing but similarities by image id, best first. */
  format: z.enum(["list", "map"]).default("list"),
  include: includeDetails,
});
export type RecognizeInput = z.output<typeof recognizeInput>;

/** What a photograph shows. */
export const recognised = z.object({
  matches: z.array(recognitionMatch),
  /** Collections that were looked through, and how many there were to look through. */
  collections: z.object({ searched: z.number().int(), total: z.number().int() }),
});
export type Recognised = z.infer<typeof recognised>;

export const recognize = operation({
  name: "recognize",
  summary: "Which pictures of a collection (covers, labels, paintings) a photograph shows, and where in it; the photograph is not kept",
  tag,
  method: "POST",
  path: "/api/v1/recognize",
  access: "member",
  scope: "read",
  upload: true,
  input: recognizeInput.pick({ collectionId: true, format: true, include: true }),
  json: recognizeInput,
  form: recognizeInput.extend({ picture: z.file().optional() }),
  output: z.union([recognised, z.record(z.uuid(), z.number())]),
  errors: [
    "not-found",
    "nothing-recognised",
    "no-features",
    "conflict",
    "type-not-allowed",
    "undecodable",
    "decode-limit",
    "address-not-allowed",
    "fetch-failed",
    "storage-full",
  ],
});
