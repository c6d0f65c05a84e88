import { formOf, makePicture } from "@/e2e/api/pictures";
import {
  anybodyReads,
  anybodyWrites,
  nobodyAtAllReads,
  nobodyAtAllWrites,
  passReads,
  passWrites,
  refusedToAllReads,
  refusedToAllWrites,
} from "./blocks";
import type { Ask, Table } from "./table-shape";

const tokenOf = (ask: Ask) => {
  const kind = ask.state.split(" ")[0] ?? "";
  const names: Record<string, string> = { ownerDisabled: "link dave.open", another: "link fred.open" };
  return kind === "absent" ? "nonsense" : ask.secret(names[kind] ?? `link olga.${kind}`);
};
const through = (ask: Ask) => ({ params: { token: tokenOf(ask) } });
const pictureThrough = (ask: Ask) => {
  const image = ask.state.split(" ")[1] ?? "olga.shared";
  return { params: { token: tokenOf(ask), imageId: ask.id(image) } };
};

/** Whoever has an open link, and nobody else: an account adds nothing, and takes nothing away. */
const linksRead = {
  open: anybodyReads,
  locked: passReads,
  expired: nobodyAtAllReads,
  revoked: nobodyAtAllReads,
  ownerDisabled: nobodyAtAllReads,
  absent: nobodyAtAllReads,
};
const picturesRead = {
  ...linksRead,
  "open carl.guest": anybodyReads,
  "open olga.trashed": nobodyAtAllReads,
  "open olga.held": nobodyAtAllReads,
  "open olga.own": nobodyAtAllReads,
  "open fred.own": nobodyAtAllReads,
  "open absent": nobodyAtAllReads,
  "selection olga.linked": anybodyReads,
  "selection olga.trashed": nobodyAtAllReads,
  "selection olga.held": nobodyAtAllReads,
  "selection carl.guest": nobodyAtAllReads,
  "selection olga.shared": nobodyAtAllReads,
  "another olga.shared": nobodyAtAllReads,
};
const linkTotals = {
  of: (body: string) => /"(?:total|imageCount)":(\d+)/.exec(body)?.[1],
  rows: { open: { anonymous: "2", owner: "2" }, selection: { anonymous: "1" } },
};
const selection = { selection: anybodyReads };

const passwordOf = (state: string) =>
  state.endsWith("wrong password") ? { password: "not it" } : state.endsWith("with password") ? { password: "open sesame" } : {};
const nobodyPasses = "-------- ----- --------- ---";
const badPasses = [
  "of another link",
  "of a former password",
  "that is over",
  "with another seal",
  "with a longer seal",
  "without a seal",
  "with more behind",
];

export const linkDoors: Table = {
  "GET /api/v1/shared/{token}": {
    call: (ask) => {
      const pass = /^locked, pass (.*)/.exec(ask.state)?.[1];
      if (!pass) return through(ask);
      return { params: { token: ask.secret("link olga.locked") }, cookies: { [ask.secret("pass name")]: ask.secret(`pass ${pass}`) } };
    },
    rows: { ...linksRead, ...selection, ...Object.fromEntries(badPasses.map((pass) => [`locked, pass ${pass}`, nobodyPasses])) },
    says: linkTotals,
  },
  "GET /api/v1/shared/{token}/images": { call: through, rows: { ...linksRead, ...selection }, says: linkTotals },
  "POST /api/v1/shared/{token}/open": {
    call: (ask) => ({ ...through(ask), json: passwordOf(ask.state) }),
    rows: {
      open: anybodyWrites,
      locked: passWrites,
      "locked with password": anybodyWrites,
      "locked with wrong password": passWrites,
      expired: nobodyAtAllWrites,
      revoked: nobodyAtAllWrites,
      ownerDisabled: nobodyAtAllWrites,
      absent: nobodyAtAllWrites,
    },
    touches: ["olga"],
  },
  "GET /api/v1/shared/{token}/images/{imageId}/thumbnail": { call: pictureThrough, rows: picturesRead },
  "GET /api/v1/shared/{token}/images/{imageId}/original": { call: pictureThrough, rows: { ...picturesRead, kept: refusedToAllReads } },
  "GET /api/v1/shared/{token}/archive": { call: through, rows: { ...linksRead, kept: refusedToAllReads } },
  "POST /api/v1/shared/{token}/images": {
    call: async (ask) => ({ ...through(ask), body: formOf("files", await makePicture()) }),
    rows: {
      open: anybodyWrites,
      locked: passWrites,
      kept: refusedToAllWrites,
      selection: refusedToAllWrites,
      expired: nobodyAtAllWrites,
      revoked: nobodyAtAllWrites,
      ownerDisabled: nobodyAtAllWrites,
      absent: nobodyAtAllWrites,
    },
    touches: ["olga"],
  },
};
