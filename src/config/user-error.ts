/**
 * Something the user can put right: a file that is not there, a port that is taken, a wrong value.
 * It is shown as one line without a stack trace. Every other error is a defect of Hipline and is
 * shown as such.
 */
export class UserError extends Error {
  /** What to do about it, one line; null where the message says it all. */
  readonly hint: string | null;
  /** What else is wrong, a line each. */
  readonly more: readonly string[];

  /** `message` is one line that names what is wrong and where (file, flag, pod). */
  constructor(
    message: string,
    options: { hint?: string; more?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "UserError";
    this.hint = options.hint ?? null;
    this.more = options.more ?? [];
  }
}

/** Options that do not go together, which shows only once the command has looked into what they name. */
export class CommandLineError extends UserError {
  override readonly name = "CommandLineError";
}
