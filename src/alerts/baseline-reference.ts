import type { BaselineReference } from "../model/alert-output.ts";
import type { BaselineChoice, GaitMetric } from "../model/alert-rules.ts";
import type { MetricBaseline, PersonalBaseline, SpeedBaseline } from "../model/runner-history.ts";
import type { SessionBaselines } from "./session-baselines.ts";

/** Between speeds farther apart than this from the present one gait bends too much for a straight line, km/h. */
const longestReachKmH = 2;

/** A metric's baseline at one speed. */
interface AtSpeed {
  readonly speedKmH: number;
  readonly baseline: MetricBaseline;
}

/**
 * What a metric is compared with at a speed: the runner's usual from earlier sessions where the rule wants it and there is one, else the session's
 * own; at a speed that has neither, what lies between two speeds that have. Null where there is nothing.
 */
export function baselineReference(
  metric: GaitMetric,
  choice: BaselineChoice,
  speedKmH: number | null,
  session: SessionBaselines,
  personal: PersonalBaseline | null,
): BaselineReference | null {
  const usual = choice === "personal" ? personal : null;
  const usualHere = usual?.speeds.find((one) => one.speedKmH === speedKmH);
  const known = usualHere?.metrics.find((one) => one.metric === metric);
  if (usual !== null && known !== undefined) {
    return reference("personal", speedKmH, known, usual.ageDays);
  }
  const own = session.get(speedKmH, metric);
  if (own !== null) return reference("session", speedKmH, own, null);
  if (speedKmH === null) return null;
  const between = usual === null ? null : interpolated(metric, speedKmH, usual.speeds);
  if (usual !== null && between !== null) {
    return reference("interpolated", speedKmH, between, usual.ageDays);
  }
  const ownBetween = interpolated(metric, speedKmH, session.all);
  return ownBetween === null ? null : reference("interpolated", speedKmH, ownBetween, null);
}

function reference(
  source: BaselineReference["source"],
  speedKmH: number | null,
  { centre, blockSd, strides }: MetricBaseline,
  ageDays: number | null,
): BaselineReference {
  return { source, speedKmH, centre, blockSd, strides, ageDays };
}

/** On the straight line between the nearest slower and the nearest faster speed; as unsure as the less sure of both. */
function interpolated(
  metric: GaitMetric,
  speedKmH: number,
  speeds: readonly SpeedBaseline[],
): MetricBaseline | null {
  const known = speeds.flatMap((one): AtSpeed[] => {
    const baseline = one.metrics.find((candidate) => candidate.metric === metric);
    if (one.speedKmH === null || baseline === undefined) return [];
    const isNear = Math.abs(one.speedKmH - speedKmH) <= longestReachKmH;
    return isNear ? [{ speedKmH: one.speedKmH, baseline }] : [];
  });
  const slower = nearest(
    known.filter((one) => one.speedKmH < speedKmH),
    speedKmH,
  );
  const faster = nearest(
    known.filter((one) => one.speedKmH > speedKmH),
    speedKmH,
  );
  if (slower === null || faster === null) return null;
  const part = (speedKmH - slower.speedKmH) / (faster.speedKmH - slower.speedKmH);
  const { baseline: from } = slower;
  const { baseline: to } = faster;
  return {
    metric,
    centre: from.centre + part * (to.centre - from.centre),
    strideSd: Math.max(from.strideSd, to.strideSd),
    blockSd: Math.max(from.blockSd, to.blockSd),
    strides: Math.min(from.strides, to.strides),
  };
}

function nearest(known: readonly AtSpeed[], speedKmH: number): AtSpeed | null {
  const [first = null, ...rest] = known;
  return rest.reduce<AtSpeed | null>(
    (best, one) =>
      best === null || Math.abs(one.speedKmH - speedKmH) < Math.abs(best.speedKmH - speedKmH)
        ? one
        : best,
    first,
  );
}
