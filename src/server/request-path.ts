import type { IncomingMessage } from "node:http";

/** Path of a request without its query. Never throws, unlike URL, which refuses "//" and its like. */
export function requestPath(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}
