import { fsyncSync } from "node:fs";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** The part of Emscripten's file system for Node that is mended here. */
type NodeFileSystem = { stream_ops: { fsync?: (stream: { nfd?: number | null }) => number } };
type InnerModule = { NODEFS?: NodeFileSystem; FS: { filesystems: { NODEFS: NodeFileSystem } } };

/**
 * PGlite's files on disk, with an fsync that reaches the disk.
 *
 * PGlite on Node never fsyncs as shipped: `-F` is among its start parameters, and Emscripten's
 * file system for Node has no fsync operation. With both mended there is one fsync of the
 * write-ahead log per commit. This leans on internals of @electric-sql/pglite 0.5.14: the version
 * is pinned, and a test counts the fsyncs.
 */
export class DurableFileSystem extends NodeFS {
  /** Calls of fsync that reached the disk. */
  fsyncs = 0;

  override async init(...[database, options]: Parameters<NodeFS["init"]>): ReturnType<NodeFS["init"]> {
    const result = await super.init(database, options);
    const mend = (inner: unknown) => {
      const module = inner as InnerModule;
      const fileSystem = module.NODEFS ?? module.FS.filesystems.NODEFS;
      fileSystem.stream_ops.fsync = (stream) => {
        this.fsyncs++;
        // A throw becomes an error of the statement, never an acknowledgement.
        if (stream.nfd != null) fsyncSync(stream.nfd);
        return 0;
      };
    };
    const preRun = [result.emscriptenOpts.preRun ?? []].flat();
    result.emscriptenOpts.preRun = [...preRun, mend] as typeof result.emscriptenOpts.preRun;
    return result;
  }
}
