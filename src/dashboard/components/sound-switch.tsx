import type { Sound } from "../sound.ts";

/** Switches spoken and sounding cues; off until somebody does. */
export function SoundSwitch({ sound }: { readonly sound: Sound }) {
  const isOn = sound.cuesOn.value;
  const what = sound.canSpeak ? "Tones and words" : "Tones; this browser cannot speak";
  return (
    <button
      type="button"
      class="calibrate sound-switch"
      aria-pressed={isOn}
      title={`${what} of alerts and of the plan, on this device.`}
      data-testid="sound-switch"
      onClick={() => sound.switchCues(!isOn)}
    >
      {isOn ? "Sound on" : "Sound off"}
    </button>
  );
}
