import { UserError } from "../config/user-error.ts";

/** Fewer digits of an id are no id. */
const leastDigits = 4;

/** Whether a person means this id: the whole of it, or its end. Of an id, too, only the end may be known. */
export function meansId(asked: string, id: string): boolean {
  const [wanted, known] = [plainId(asked), plainId(id)];
  if (wanted.length < leastDigits) return wanted === known;
  return known.endsWith(wanted) || wanted.endsWith(known);
}

/**
 * The one id that a person means.
 * @param where they are, for messages: "nearby", "in the config".
 * @throws UserError where there is none, or more than one.
 */
export function findId(asked: string, ids: readonly string[], where: string): string {
  const meant = ids.filter((id) => meansId(asked, id));
  const exact = meant.find((id) => plainId(id) === plainId(asked));
  const [first] = exact === undefined ? meant : [exact];
  const known =
    ids.length === 0
      ? "there is none"
      : `there ${ids.length === 1 ? "is" : "are"} ${ids.join(", ")}`;
  if (first === undefined) throw new UserError(`no ${asked} ${where}; ${known}`);
  if (exact === undefined && meant.length > 1) {
    throw new UserError(`${asked} ${where} may be ${meant.join(" or ")}; give more of its digits`);
  }
  return first;
}

/** Addresses are written with colons, with hyphens, or without. */
function plainId(id: string): string {
  return id.toLowerCase().replaceAll(/[:-]/g, "");
}
