import { defaultHost, type RunOptions } from "../../src/session/run-options.ts";

/** A session as fast as possible that nobody watches, and that ends when it is over. */
export const quietRun: RunOptions = {
  port: null,
  host: defaultHost,
  speed: null,
  exitAtEnd: true,
  recordFile: null,
  rulesFile: null,
  overwrite: false,
  serve: false,
};
