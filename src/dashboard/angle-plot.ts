import uPlot from "uplot";
import { angleRange } from "./angle-range.ts";
import type { AngleTrace } from "./angle-trace.ts";
import { drawContactLabels, drawStances, drawToeOffs } from "./contact-marks.ts";
import { formatClock, formatNumber } from "./format.ts";
import { type PlotColours, readPlotColours } from "./plot-colours.ts";

/** Time in view, s: less where the page is too narrow for the letters of 28 contacts. */
const wideSpanS = 10;
const narrowSpanS = 5;
const narrowPx = 520;
/** Height of the time axis below the lower panel, and of the row of letters above the upper one, px. */
const timeAxisPx = 26;
const labelsPx = 24;

/** Before the session there is no time. */
function tickText(timeS: number): string {
  return timeS < 0 ? "" : formatClock(timeS);
}

interface Panel {
  readonly title: string;
  readonly colour: keyof PlotColours;
  readonly hasLabels: boolean;
  readonly hasTimeAxis: boolean;
}

/** Two panels, tilt above obliquity, on one time axis that ends now. */
export class AnglePlot {
  readonly #host: HTMLElement;
  readonly #trace: AngleTrace;
  readonly #tilt: uPlot;
  readonly #obliquity: uPlot;
  readonly #resize: ResizeObserver;
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  #colours: PlotColours;
  #nowS = 0;

  constructor(host: HTMLElement, trace: AngleTrace) {
    this.#host = host;
    this.#trace = trace;
    this.#colours = readPlotColours(host);
    this.#tilt = this.#create({
      title: "Tilt, ° (+ forward)",
      colour: "tilt",
      hasLabels: true,
      hasTimeAxis: false,
    });
    this.#obliquity = this.#create({
      title: "Obliquity, ° (+ right side up)",
      colour: "obliquity",
      hasLabels: false,
      hasTimeAxis: true,
    });
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(host);
    this.#scheme.addEventListener("change", this.recolour);
  }

  /** Draws the trace up to `nowS`, or to its own end where that is null or behind. */
  draw(nowS: number | null): void {
    this.#nowS = Math.max(nowS ?? 0, this.#trace.newestS ?? 0);
    const { timeS, pelvicTiltDeg, pelvicObliquityDeg } = this.#trace;
    const range = { min: this.#nowS - this.#spanS(), max: this.#nowS };
    this.#drawPanel(this.#tilt, [timeS, pelvicTiltDeg], range);
    this.#drawPanel(this.#obliquity, [timeS, pelvicObliquityDeg], range);
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#scheme.removeEventListener("change", this.recolour);
    this.#tilt.destroy();
    this.#obliquity.destroy();
  }

  #drawPanel(plot: uPlot, data: uPlot.AlignedData, range: { min: number; max: number }): void {
    plot.batch(() => {
      plot.setData(data, false);
      plot.setScale("x", range);
    });
  }

  #spanS(): number {
    return this.#host.clientWidth < narrowPx ? narrowSpanS : wideSpanS;
  }

  #create({ title, colour, hasLabels, hasTimeAxis }: Panel): uPlot {
    const gridStroke = () => this.#colours.grid;
    const axis: uPlot.Axis = {
      stroke: () => this.#colours.text,
      font: this.#colours.font,
      grid: { stroke: gridStroke, width: 1 },
      ticks: { show: false },
    };
    const { width, upper, lower } = this.#sizes();
    const options: uPlot.Options = {
      title,
      width,
      height: hasTimeAxis ? lower : upper,
      padding: [hasLabels ? labelsPx : 8, 18, hasTimeAxis ? 0 : 8, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, auto: false },
        y: { range: (_, min, max) => angleRange(min, max) },
      },
      axes: [
        {
          ...axis,
          incrs: [1, 2, 5, 10],
          size: hasTimeAxis ? timeAxisPx : 0,
          gap: 6,
          values: hasTimeAxis ? (_, splits) => splits.map(tickText) : () => [],
        },
        {
          ...axis,
          incrs: [5, 10, 20, 50],
          space: 22,
          size: 40,
          gap: 6,
          values: (_, splits) => splits.map((value) => formatNumber(value)),
        },
      ],
      series: [{}, { stroke: () => this.#colours[colour], width: 2, points: { show: false } }],
      hooks: {
        drawClear: [(plot) => drawStances(plot, this.#trace.events, this.#nowS, this.#colours)],
        draw: [
          (plot) => {
            drawToeOffs(plot, this.#trace.events, this.#colours);
            if (hasLabels) drawContactLabels(plot, this.#trace.events, this.#colours);
          },
        ],
      },
    };
    return new uPlot(options, [[], []], this.#host);
  }

  #sizes(): { width: number; upper: number; lower: number } {
    const titlesPx = 2 * 20;
    const width = Math.max(this.#host.clientWidth, 100);
    const height = Math.max(this.#host.clientHeight - titlesPx, 160);
    const panel = (height - timeAxisPx - labelsPx - 16) / 2;
    return {
      width,
      upper: Math.floor(panel + labelsPx + 8),
      lower: Math.floor(panel + timeAxisPx + 8),
    };
  }

  #fit(): void {
    const { width, upper, lower } = this.#sizes();
    this.#tilt.setSize({ width, height: upper });
    this.#obliquity.setSize({ width, height: lower });
    this.draw(this.#nowS);
  }

  /** Takes over the colours that the style sheet has now. */
  readonly recolour = (): void => {
    this.#colours = readPlotColours(this.#host);
    this.#tilt.redraw(false, true);
    this.#obliquity.redraw(false, true);
  };
}
