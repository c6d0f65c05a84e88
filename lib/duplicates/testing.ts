import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import type { Db } from "../db/client";
import type { images } from "../db/schema/images";
import { insertTestImage } from "../images/testing";
import { type PairRow, savePairs } from "./queries";

type Given = Partial<typeof images.$inferInsert>;

/** A person's pictures, which tests name by numbers, from 0 on in the order in which they were added. */
export class NumberedPictures {
  ctx!: AccountContext;
  actor!: Actor;
  ids: string[] = [];

  get db(): Db {
    return this.ctx.db;
  }

  /** Opens an empty database; for `beforeAll`. */
  open = async (): Promise<void> => {
    this.ctx = await openAccountContext();
  };

  /** Begins with another person who has so many pictures; for `beforeEach`. */
  begin = async (count: number, given: (number: number) => Given = () => ({})): Promise<void> => {
    this.actor = await createTestActor(this.ctx);
    this.ids = [];
    await this.addUpTo(count, given);
  };

  /** Adds pictures until there are `count`. */
  addUpTo = async (count: number, given: (number: number) => Given = () => ({})): Promise<void> => {
    for (let number = this.ids.length; number < count; number++)
      this.ids.push(await insertTestImage(this.db, this.actor, { id: uuidv7(), ...given(number) }));
  };

  close = (): Promise<void> => this.ctx.close();

  /** Its id; "" where there is none of this number. */
  at = (number: number): string => this.ids[number] ?? "";

  some = (...numbers: number[]): string[] => numbers.map(this.at);

  /** -1 where it is none of these pictures. */
  numberOf = (id: string): number => this.ids.indexOf(id);

  acting = (by = this.actor): AccountContext & { actor: Actor } => ({ ...this.ctx, actor: by });

  /** Notes down that one picture repeats another one; by the same pixels if nothing else is given. */
  pair = (newer: number, older: number, given: Partial<PairRow> = {}): Promise<void> => {
    const evidence = { layer: "pixels", verdict: "duplicate", distance: 0 } as const;
    const row = { id: uuidv7(), ownerId: this.actor.userId, imageId: this.at(newer), ofImageId: this.at(older) };
    return savePairs(this.db, [{ ...row, ...evidence, ...given }]);
  };
}
