import { type ReadonlySignal, signal } from "@preact/signals";
import type { AlertSeverity, CueOutput } from "../model/alert-output.ts";
import { beatsUntil } from "./metronome-beats.ts";

/** Beats are laid out so far ahead, s: a page in the background is woken once a second only. */
const aheadS = 1.5;
const wakeEveryMs = 250;

/** Frequency and length of each tone of a cue, by severity, Hz and s. */
const tones: Readonly<Record<AlertSeverity, readonly (readonly [number, number])[]>> = {
  info: [[660, 0.12]],
  watch: [
    [660, 0.12],
    [660, 0.12],
  ],
  alert: [
    [880, 0.18],
    [660, 0.18],
    [880, 0.3],
  ],
};

const toneGapS = 0.06;
const clickHz = 1400;
const clickS = 0.03;

/** What the browser has for sound; tests put something else in its place. */
export interface SoundDevices {
  /** Null where the browser has none. */
  readonly openAudio: () => AudioContext | null;
  /** Null where the browser cannot speak. */
  readonly speech: SpeechSynthesis | null;
}

/** Cues and the metronome as they are heard. Both are off until somebody switches them on: browsers want a gesture, and so do people. */
export class Sound {
  readonly #devices: SoundDevices;
  readonly #cuesOn = signal(false);
  readonly #metronomeOn = signal(false);
  #audio: AudioContext | null = null;
  #spm: number | null = null;
  #nextBeatS = 0;
  #beats: { readonly atS: number; readonly node: OscillatorNode }[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(devices: SoundDevices) {
    this.#devices = devices;
  }

  get cuesOn(): ReadonlySignal<boolean> {
    return this.#cuesOn;
  }

  get metronomeOn(): ReadonlySignal<boolean> {
    return this.#metronomeOn;
  }

  get canSpeak(): boolean {
    return this.#devices.speech !== null;
  }

  /** Call it from a gesture. A tone says that it worked. */
  switchCues(on: boolean): void {
    this.#cuesOn.value = on && this.#open() !== null;
    if (this.#cuesOn.value) this.#playTones("info");
    else this.#devices.speech?.cancel();
  }

  /** Call it from a gesture. */
  switchMetronome(on: boolean): void {
    this.#metronomeOn.value = on && this.#open() !== null;
    this.#follow();
  }

  /** Lets a cue be heard, where cues are switched on. */
  play({ channels, severity, text }: CueOutput): void {
    if (!this.#cuesOn.value) return;
    if (channels.includes("sound")) this.#playTones(severity);
    if (channels.includes("spoken")) this.#speak(text, severity);
  }

  /** The cadence to beat, steps of both feet per minute; null = be silent. */
  setMetronome(spm: number | null): void {
    if (spm === this.#spm) return;
    this.#spm = spm;
    this.#follow();
  }

  #open(): AudioContext | null {
    this.#audio ??= this.#devices.openAudio();
    if (this.#audio?.state === "suspended") void this.#audio.resume();
    return this.#audio;
  }

  #playTones(severity: AlertSeverity): void {
    let atS = (this.#audio?.currentTime ?? 0) + 0.02;
    for (const [hz, lengthS] of tones[severity]) {
      this.#sound(hz, atS, lengthS, 0.5);
      atS += lengthS + toneGapS;
    }
  }

  #speak(text: string, severity: AlertSeverity): void {
    const { speech } = this.#devices;
    if (speech === null) return;
    if (severity === "alert") speech.cancel();
    // Late words are worse than none: a queue of them would tell of what was.
    else if (speech.speaking || speech.pending) return;
    speech.speak(new SpeechSynthesisUtterance(text));
  }

  #follow(): void {
    clearInterval(this.#timer);
    const audio = this.#audio;
    const nowS = audio?.currentTime ?? 0;
    for (const { atS, node } of this.#beats) if (atS > nowS) node.stop(nowS);
    this.#beats = [];
    if (audio === null || this.#spm === null || !this.#metronomeOn.value) return;
    this.#nextBeatS = nowS + 0.1;
    this.#layOut();
    this.#timer = setInterval(() => this.#layOut(), wakeEveryMs);
  }

  #layOut(): void {
    if (this.#audio === null || this.#spm === null) return;
    const nowS = this.#audio.currentTime;
    const { dueS, nextS } = beatsUntil(this.#nextBeatS, nowS, nowS + aheadS, this.#spm);
    this.#nextBeatS = nextS;
    this.#beats = this.#beats.filter(({ atS }) => atS > nowS);
    for (const atS of dueS) {
      const node = this.#sound(clickHz, atS, clickS, 0.35);
      if (node !== null) this.#beats.push({ atS, node });
    }
  }

  #sound(hz: number, atS: number, lengthS: number, loudness: number): OscillatorNode | null {
    const audio = this.#audio;
    if (audio === null) return null;
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.frequency.value = hz;
    // Without slopes a tone begins and ends with a crack.
    gain.gain.setValueAtTime(0, atS);
    gain.gain.linearRampToValueAtTime(loudness, atS + 0.005);
    gain.gain.setValueAtTime(loudness, atS + lengthS - 0.01);
    gain.gain.linearRampToValueAtTime(0, atS + lengthS);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(atS);
    oscillator.stop(atS + lengthS);
    return oscillator;
  }
}
