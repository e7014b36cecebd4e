/**
 * What can be wrong with a session file. The message says the same in words; the code is for the
 * program that must decide what to do.
 */
export type SessionFileErrorCode =
  | "not-found"
  | "is-directory"
  | "not-readable"
  | "empty"
  | "not-mcap"
  | "other-profile"
  | "header-missing"
  | "header-invalid"
  | "newer-format"
  | "unsupported-compression"
  | "corrupt"
  | "already-exists"
  | "not-writable"
  | "write-failed";

/** A session file cannot be read or written. `message` is one line: the path, what is wrong, and where. */
export class SessionFileError extends Error {
  readonly code: SessionFileErrorCode;
  readonly path: string;

  constructor(code: SessionFileErrorCode, path: string, problem: string, options?: ErrorOptions) {
    // Whatever the operating system or a decoder put into the text, this stays one line.
    super(`${path}: ${problem.replace(/\s+/g, " ")}`, options);
    this.name = "SessionFileError";
    this.code = code;
    this.path = path;
  }
}
