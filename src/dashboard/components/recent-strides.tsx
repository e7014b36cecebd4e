import type { Side } from "../../model/pod.ts";
import type { StrideOutput } from "../../model/session-output.ts";
import { formatMs } from "../format.ts";
import { keptStrides } from "../view-state.ts";

/** Half the height of the row stands for at least this much stance time, s. */
const halfRangeS = 0.04;

interface RecentStridesProps {
  readonly strides: readonly StrideOutput[];
  readonly side: Side;
}

/**
 * Stance time of the newest strides around the median of the clean ones, newest right. A stride that is
 * not clean is hollow and counts for nothing else.
 */
export function RecentStrides({ strides, side }: RecentStridesProps) {
  const sorted = strides
    .filter(({ clean }) => clean)
    .map(({ stanceTimeS }) => stanceTimeS)
    .sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const shortest = sorted[0];
  const longest = sorted.at(-1);
  if (median === undefined || shortest === undefined || longest === undefined) {
    return <p class="recent-strides-none" />;
  }
  const spreadS = Math.max(halfRangeS, longest - median, median - shortest);
  const heightOf = (stanceTimeS: number) =>
    Math.max(-1, Math.min(1, (stanceTimeS - median) / spreadS));
  return (
    <figure class="recent-strides" data-testid={`recent-strides-${side}`}>
      <svg viewBox="0 0 200 32" preserveAspectRatio="none" aria-hidden="true">
        <line class="median" x1="0" x2="200" y1="16" y2="16" />
      </svg>
      <div class="dots" aria-hidden="true">
        {strides.map((stride, index) => (
          <i
            key={stride.timeS}
            class={stride.clean ? side : `${side} unclean`}
            style={{
              left: `${((keptStrides - strides.length + index + 0.5) / keptStrides) * 100}%`,
              top: `${50 - heightOf(stride.stanceTimeS) * 40}%`,
            }}
          />
        ))}
      </div>
      <figcaption>
        last {sorted.length}: {formatMs(shortest)}–{formatMs(longest)} ms
      </figcaption>
    </figure>
  );
}
