import { filter, from, lastValueFrom, toArray } from "rxjs";
import { levelForce } from "../../src/kernels/level-force.ts";
import { motionChannels } from "../../src/kernels/motion-track.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import type { MotionFrames, PipelineValue } from "../../src/pipeline/pipeline-value.ts";
import { motionPipeline } from "../../src/pipeline/session-pipeline.ts";
import { withTicks } from "../../src/transport/session-ticks.ts";

/** Level forces of a pelvis, sample by sample. */
export interface PelvisForce {
  readonly samplePeriodS: number;
  readonly timeS: readonly number[];
  /** Forward, right and up (`levelAxis`), m/s²; null where the motion is not known. */
  readonly force: readonly (Float64Array | null)[];
}

/** What the pipeline's first half makes of the pelvis pod: the very frames that the event detector gets. */
export async function pelvisForce(
  header: SessionHeader,
  events: readonly TransportEvent[],
  samplePeriodS: number,
): Promise<PelvisForce> {
  async function* source(): AsyncGenerator<TransportEvent> {
    yield* events;
  }
  const frames = await lastValueFrom(
    from(withTicks(source())).pipe(
      motionPipeline(header),
      filter((value: PipelineValue): value is MotionFrames => value.kind === "frames"),
      toArray(),
    ),
  );
  return {
    samplePeriodS,
    timeS: frames.flatMap((frame) => [...frame.timeS]),
    force: frames.flatMap(({ count, segments: { pelvis } }) =>
      Array.from({ length: count }, (_, i) =>
        pelvis.valid[i] === 1
          ? levelForce(new Float64Array(3), pelvis.values, i * motionChannels)
          : null,
      ),
    ),
  };
}
