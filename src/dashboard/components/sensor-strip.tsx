import type { SensorKind } from "../../model/sensor.ts";
import type { TreadmillOutput } from "../../model/sensor-output.ts";
import { formatKmPerH, formatNumber, formatSigned } from "../format.ts";
import { type SensorStanding, type SensorView, sensorViews } from "../sensor-views.ts";
import type { ViewState } from "../view-state.ts";
import { Measure } from "./measure.tsx";

interface SensorStripProps {
  readonly view: ViewState;
  /** True while the connection is lost: then nobody knows whether a sensor is alive. */
  readonly isStale: boolean;
}

/** What the sensors beside the pods say; nothing where the session has none. */
export function SensorStrip({ view, isStale }: SensorStripProps) {
  const sensors = sensorViews(view, isStale);
  if (sensors.length === 0) return null;
  return (
    <section class="sensors" aria-label="Sensors">
      {sensors.map((sensor) => (
        <SensorCard
          key={sensor.sensor.sensorId}
          view={sensor}
          isLive={view.hello?.playback.mode === "live"}
        />
      ))}
    </section>
  );
}

const kindTexts: Readonly<Record<SensorKind, string>> = {
  "heart-rate": "Heart rate",
  treadmill: "Treadmill",
  "running-speed-cadence": "Running",
};

function SensorCard({ view, isLive }: { readonly view: SensorView; readonly isLive: boolean }) {
  const { sensor, standing, note } = view;
  const { kind, name } = sensor;
  return (
    <article class={`tile sensor sensor-${standing}`} data-testid={`sensor-${kind}`}>
      <h2 title={name}>{kindTexts[kind]}</h2>
      <p class="sensor-values">
        <SensorValues view={view} />
      </p>
      {note === "" ? (
        <p class="note sensor-name">{name}</p>
      ) : (
        <p class="note sensor-note" data-testid={`sensor-${kind}-note`}>
          {note}
        </p>
      )}
      <span class="sensor-liveness" data-testid={`sensor-${kind}-liveness`}>
        {livenessText(standing, isLive)}
      </span>
    </article>
  );
}

function SensorValues({ view: { sensor, value } }: { readonly view: SensorView }) {
  switch (sensor.kind) {
    case "heart-rate": {
      const bpm = value?.kind === "heartRate" ? value.heartRateBpm : null;
      return <Measure text={formatNumber(bpm)} unit="bpm" testId="heart-rate" />;
    }
    case "treadmill": {
      const said = value?.kind === "treadmill" ? value : null;
      const speed = formatKmPerH(said?.speedMPerS ?? null);
      return (
        <>
          <Measure text={speed} unit="km/h" testId="treadmill-speed" />
          {said !== null && said.speedMPerS !== null && <Incline said={said} />}
        </>
      );
    }
    case "running-speed-cadence": {
      const said = value?.kind === "runningSpeedCadence" ? value : null;
      return (
        <>
          <Measure
            text={formatNumber(said?.cadenceSpm ?? null)}
            unit="steps/min"
            testId="sensor-cadence"
          />
          <Measure
            text={formatKmPerH(said?.speedMPerS ?? null)}
            unit="km/h"
            testId="sensor-speed"
          />
        </>
      );
    }
    default:
      return sensor.kind satisfies never;
  }
}

/** The slope as the machine states it: most do so in percent, some only by the angle of their ramp. */
function Incline({ said: { inclinePct, rampAngleDeg } }: { readonly said: TreadmillOutput }) {
  const isAngle = inclinePct === null && rampAngleDeg !== null;
  return (
    <span>
      <span class="label">incline </span>
      <Measure
        text={formatSigned(isAngle ? rampAngleDeg : inclinePct, 1)}
        unit={isAngle ? "°" : "%"}
        testId="treadmill-incline"
      />
    </span>
  );
}

function livenessText(standing: SensorStanding, isLive: boolean): string {
  const texts: Record<SensorStanding, string> = {
    live: isLive ? "Live" : "Data arriving",
    waiting: "Waiting",
    silent: "Silent",
    ended: "Ended",
    unknown: "Not known",
  };
  return texts[standing];
}
