/** A way that set-up can fail and a person can mend: its message is all that is printed. */
export class PlainFailure extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The failure as one sentence for a person; other errors keep their trace. */
export function describeFailure(error) {
  if (error instanceof PlainFailure) return error.message;
  if (error?.code === "ENOSPC") return "The disk is full: free some space and start again.";
  if (error?.code === "EACCES" || error?.code === "EROFS")
    return `${error.path ?? "A folder"} cannot be written: check its owner and mode.`;
  return error?.stack ?? String(error);
}
