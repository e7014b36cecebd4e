import type { Side } from "../../model/pod.ts";
import { sideLetter } from "../format.ts";

/** The letter of a side on its colour, so that neither has to be understood alone. */
export function SideBadge({ side }: { readonly side: Side }) {
  return (
    <abbr class={`side-badge ${side}`} title={side === "left" ? "left" : "right"}>
      {sideLetter(side)}
    </abbr>
  );
}
