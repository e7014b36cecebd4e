import type {
  BaselineOutput,
  GaitWatchOutput,
  LoadAdviceOutput,
  PlanOutput,
} from "../model/alert-output.ts";
import type { Fault } from "../model/fault.ts";
import type { PodId, Side } from "../model/pod.ts";
import type { SensorId } from "../model/sensor.ts";
import type { SensorOutput, SensorStateOutput } from "../model/sensor-output.ts";
import type {
  ActivityOutput,
  BeltSpeedOutput,
  CadenceOutput,
  CalibrationOutput,
  EntryOutput,
  PelvicAnglesOutput,
  PodStateOutput,
  SessionOutput,
  StrideOutput,
  SymmetryOutput,
} from "../model/session-output.ts";
import { withStride } from "../model/stride-order.ts";
import { type HelloMessage, type ServerMessage, wireVersion } from "../server/wire.ts";
import { type AlertView, withAlert } from "./alert-views.ts";

/** Strides kept per side, for the row of recent ones. */
export const keptStrides = 20;
const keptEntries = 50;

/** The digits of the angles change this often, s: faster is unreadable, and the plot shows the rest. */
const angleDigitsPeriodS = 0.25;

/** Everything the page shows except the plot, as the stream told it. Replaced, never changed. */
export interface ViewState {
  /** Null until the first `hello`. */
  readonly hello: Omit<HelloMessage, "snapshot"> | null;
  /** True where the server speaks another version of the contract: nothing of it is shown then. */
  readonly incompatible: boolean;
  readonly sessionTimeS: number;
  readonly running: boolean;
  readonly endReason: string | null;
  /** Newest pelvic angles. */
  readonly angles: PelvicAnglesOutput | null;
  /** Pelvic angles whose digits are shown: `angles`, four times a second. */
  readonly shownAngles: PelvicAnglesOutput | null;
  /** Newest strides per side, oldest first. */
  readonly strides: Readonly<Record<Side, readonly StrideOutput[]>>;
  readonly symmetry: SymmetryOutput | null;
  readonly cadence: CadenceOutput | null;
  readonly activity: ActivityOutput | null;
  /** The present belt speed, from the time it was first stated. */
  readonly beltSpeed: BeltSpeedOutput | null;
  readonly podStates: ReadonlyMap<PodId, PodStateOutput>;
  /** Newest word per stage and pod, by `calibrationKey`. */
  readonly calibrations: ReadonlyMap<string, CalibrationOutput>;
  /** Newest word per sensor beside the pods. */
  readonly sensorStates: ReadonlyMap<SensorId, SensorStateOutput>;
  /** Newest measurement per sensor. */
  readonly sensorValues: ReadonlyMap<SensorId, Exclude<SensorOutput, SensorStateOutput>>;
  /** Newest word per pod and per sensor. */
  readonly faults: ReadonlyMap<PodId | SensorId | null, Fault>;
  /** Newest first. */
  readonly alerts: readonly AlertView[];
  /** What the runner entered, newest first. */
  readonly entries: readonly EntryOutput[];
  /** Whether and what the gait rules watch. */
  readonly gaitWatch: GaitWatchOutput | null;
  /** At the present speed. */
  readonly baseline: BaselineOutput | null;
  /** Where the runner is in the plan; null where there is none. */
  readonly plan: PlanOutput | null;
  readonly loadAdvice: LoadAdviceOutput | null;
  /** Outputs that this page was too slow to get, since it connected. */
  readonly droppedOutputs: number;
}

export const initialViewState: ViewState = {
  hello: null,
  incompatible: false,
  sessionTimeS: 0,
  running: false,
  endReason: null,
  angles: null,
  shownAngles: null,
  strides: { left: [], right: [] },
  symmetry: null,
  cadence: null,
  activity: null,
  beltSpeed: null,
  podStates: new Map(),
  calibrations: new Map(),
  sensorStates: new Map(),
  sensorValues: new Map(),
  faults: new Map(),
  alerts: [],
  entries: [],
  gaitWatch: null,
  baseline: null,
  plan: null,
  loadAdvice: null,
  droppedOutputs: 0,
};

/** Key of a calibration in `ViewState.calibrations`. */
export function calibrationKey({
  stage,
  podId,
}: Pick<CalibrationOutput, "stage" | "podId">): string {
  return `${stage}:${podId}`;
}

/** The state after one message of the server. */
export function applyMessage(state: ViewState, message: ServerMessage): ViewState {
  if (message.type === "hello") return applyHello(message);
  if (state.incompatible) return state;
  switch (message.type) {
    case "outputs": {
      const { sessionTimeS } = message;
      return message.outputs.reduce(applyOutput, { ...state, sessionTimeS });
    }
    case "sessionEnd":
      return {
        ...state,
        sessionTimeS: message.sessionTimeS,
        running: false,
        endReason: message.reason,
        shownAngles: state.angles,
      };
    case "congestion":
      return { ...state, droppedOutputs: state.droppedOutputs + message.droppedOutputs };
    default:
      // Our own message was refused, or a later server says something new: neither changes what is known.
      return state;
  }
}

function applyHello({ snapshot, ...hello }: HelloMessage): ViewState {
  if (hello.wireVersion !== wireVersion) return { ...initialViewState, hello, incompatible: true };
  const { sessionTimeS, running } = hello;
  const state = snapshot.reduce(applyOutput, { ...initialViewState, hello, sessionTimeS, running });
  return { ...state, shownAngles: state.angles };
}

function applyOutput(state: ViewState, output: SessionOutput): ViewState {
  switch (output.kind) {
    case "pelvicAngles":
      return { ...state, angles: output, shownAngles: nextShownAngles(state.shownAngles, output) };
    case "stride": {
      const strides = withStride(state.strides[output.side], output).slice(-keptStrides);
      return { ...state, strides: { ...state.strides, [output.side]: strides } };
    }
    case "symmetry":
      return { ...state, symmetry: output };
    case "cadence":
      return { ...state, cadence: output };
    case "activity":
      return { ...state, activity: output };
    case "beltSpeed":
      return output.beltSpeedMPerS === state.beltSpeed?.beltSpeedMPerS
        ? state
        : { ...state, beltSpeed: output };
    case "podState":
      return { ...state, podStates: new Map(state.podStates).set(output.podId, output) };
    case "calibration":
      return {
        ...state,
        calibrations: new Map(state.calibrations).set(calibrationKey(output), output),
      };
    case "fault":
      return {
        ...state,
        faults: new Map(state.faults).set(output.podId ?? output.sensorId ?? null, output),
      };
    case "sensorState":
      return { ...state, sensorStates: new Map(state.sensorStates).set(output.sensorId, output) };
    case "heartRate":
    case "treadmill":
    case "runningSpeedCadence":
      return { ...state, sensorValues: new Map(state.sensorValues).set(output.sensorId, output) };
    case "alert":
      return { ...state, alerts: withAlert(state.alerts, output) };
    case "entry":
      return { ...state, entries: [output, ...state.entries].slice(0, keptEntries) };
    case "gaitWatch":
      return { ...state, gaitWatch: output };
    case "baseline":
      return { ...state, baseline: output };
    case "plan":
      return { ...state, plan: output };
    case "loadAdvice":
      return { ...state, loadAdvice: output };
    default:
      // Contacts live in the plot, curves over the gait cycle are not shown; an output kind of a later server is not ours to show.
      return state;
  }
}

function nextShownAngles(
  shown: PelvicAnglesOutput | null,
  newest: PelvicAnglesOutput,
): PelvicAnglesOutput {
  if (shown === null) return newest;
  const elapsedS = newest.timeS - shown.timeS;
  // A value that comes or goes is shown at once; only the flicker of digits is held back.
  const appeared = (newest.absent === null) !== (shown.absent === null);
  return appeared || elapsedS < 0 || elapsedS >= angleDigitsPeriodS ? newest : shown;
}
