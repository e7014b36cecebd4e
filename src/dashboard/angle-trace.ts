import type { GaitEventOutput, PelvicAnglesOutput } from "../model/session-output.ts";

/** Length of the trace kept, s; the plot shows at most 10 s of it. */
const keptS = 12;
/** A hole in time wider than this breaks the line, s: a straight line across it would be invented. */
const gapS = 0.5;
/** Bounds the memory where time stands still. */
const maxPoints = 4000;

/** The last seconds of pelvic angles and gait events, for the plot. Columns as uPlot takes them. */
export class AngleTrace {
  readonly timeS: number[] = [];
  readonly pelvicTiltDeg: (number | null)[] = [];
  readonly pelvicObliquityDeg: (number | null)[] = [];
  readonly events: GaitEventOutput[] = [];

  /** Session time of the newest angles or event, s; null while empty. */
  get newestS(): number | null {
    const angleS = this.timeS.at(-1);
    const eventS = this.events.at(-1)?.timeS;
    if (angleS === undefined) return eventS ?? null;
    return eventS === undefined ? angleS : Math.max(angleS, eventS);
  }

  clear(): void {
    for (const column of [this.timeS, this.pelvicTiltDeg, this.pelvicObliquityDeg, this.events]) {
      column.length = 0;
    }
  }

  addAngles({ timeS, pelvicTiltDeg, pelvicObliquityDeg }: PelvicAnglesOutput): void {
    const lastS = this.timeS.at(-1);
    // uPlot needs rising x: angles of an instant already passed cannot be drawn any more.
    if (lastS !== undefined && timeS <= lastS) return;
    if (lastS !== undefined && timeS - lastS > gapS) this.#push(lastS + gapS / 2, null, null);
    this.#push(timeS, pelvicTiltDeg, pelvicObliquityDeg);
    this.#dropOld();
  }

  addEvent(event: GaitEventOutput): void {
    this.events.push(event);
    this.#dropOld();
  }

  #push(timeS: number, tiltDeg: number | null, obliquityDeg: number | null): void {
    this.timeS.push(timeS);
    this.pelvicTiltDeg.push(tiltDeg);
    this.pelvicObliquityDeg.push(obliquityDeg);
  }

  #dropOld(): void {
    const fromS = (this.newestS ?? 0) - keptS;
    let old = Math.max(0, this.timeS.length - maxPoints);
    while ((this.timeS[old] ?? fromS) < fromS) old += 1;
    if (old > 0) {
      for (const column of [this.timeS, this.pelvicTiltDeg, this.pelvicObliquityDeg]) {
        column.splice(0, old);
      }
    }
    let oldEvents = Math.max(0, this.events.length - maxPoints);
    while ((this.events[oldEvents]?.timeS ?? fromS) < fromS) oldEvents += 1;
    this.events.splice(0, oldEvents);
  }
}
