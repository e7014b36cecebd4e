import type uPlot from "uplot";
import type { Side } from "../model/pod.ts";
import type { GaitEventOutput } from "../model/session-output.ts";
import { sideLetter } from "./format.ts";
import type { PlotColours } from "./plot-colours.ts";
import { stanceSpans } from "./stance-spans.ts";

/** Transparency of the stance shading, light enough for the trace and the grid to stay clear. */
const shadeAlpha = 0.13;

/** Shades each stance in its side's colour, behind everything else, with a line at each initial contact. */
export function drawStances(
  plot: uPlot,
  events: readonly GaitEventOutput[],
  nowS: number,
  colours: PlotColours,
): void {
  inPlotArea(plot, (context) => {
    const { top, height } = plot.bbox;
    context.globalAlpha = shadeAlpha;
    for (const { side, fromS, toS } of stanceSpans(events)) {
      const left = xOf(plot, fromS);
      context.fillStyle = colourOf(side, colours);
      context.fillRect(left, top, xOf(plot, Math.min(toS, nowS)) - left, height);
    }
    context.globalAlpha = 0.8;
    context.lineWidth = pixels(plot, 1.25);
    for (const { type, side, timeS } of events) {
      if (type !== "initialContact") continue;
      context.strokeStyle = colourOf(side, colours);
      verticalLine(context, xOf(plot, timeS), top, top + height);
    }
  });
}

/** A short tick at the lower edge for each toe-off. */
export function drawToeOffs(
  plot: uPlot,
  events: readonly GaitEventOutput[],
  colours: PlotColours,
): void {
  inPlotArea(plot, (context) => {
    const bottom = plot.bbox.top + plot.bbox.height;
    context.lineWidth = pixels(plot, 2);
    for (const { type, side, timeS } of events) {
      if (type !== "toeOff") continue;
      context.strokeStyle = colourOf(side, colours);
      verticalLine(context, xOf(plot, timeS), bottom - pixels(plot, 8), bottom);
    }
  });
}

/** The side's letter above each initial contact. */
export function drawContactLabels(
  plot: uPlot,
  events: readonly GaitEventOutput[],
  colours: PlotColours,
): void {
  const { ctx: context, bbox } = plot;
  const half = pixels(plot, 8);
  const centreY = bbox.top - half - pixels(plot, 2);
  context.save();
  context.font = `bold ${pixels(plot, 11)}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { type, side, timeS } of events) {
    const x = xOf(plot, timeS);
    if (type !== "initialContact" || x < bbox.left || x > bbox.left + bbox.width) continue;
    context.fillStyle = colourOf(side, colours);
    context.beginPath();
    context.roundRect(x - half, centreY - half, 2 * half, 2 * half, pixels(plot, 4));
    context.fill();
    context.fillStyle = colours.onSide;
    context.fillText(sideLetter(side), x, centreY + pixels(plot, 0.5));
  }
  context.restore();
}

function inPlotArea(plot: uPlot, draw: (context: CanvasRenderingContext2D) => void): void {
  const { ctx: context, bbox } = plot;
  context.save();
  context.beginPath();
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  context.clip();
  draw(context);
  context.restore();
}

function verticalLine(context: CanvasRenderingContext2D, x: number, y0: number, y1: number): void {
  context.beginPath();
  context.moveTo(x, y0);
  context.lineTo(x, y1);
  context.stroke();
}

function xOf(plot: uPlot, timeS: number): number {
  return plot.valToPos(timeS, "x", true);
}

/** CSS pixels as canvas pixels. */
function pixels(plot: uPlot, css: number): number {
  return (css * plot.ctx.canvas.width) / plot.width;
}

function colourOf(side: Side | null, colours: PlotColours): string {
  if (side === null) return colours.unknownSide;
  return colours[side];
}
