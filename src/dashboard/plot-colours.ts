/** Colours of the plot, as the style sheet has them for the present colour scheme. */
export interface PlotColours {
  readonly left: string;
  readonly right: string;
  readonly unknownSide: string;
  /** Letters on a side's colour. */
  readonly onSide: string;
  readonly tilt: string;
  readonly obliquity: string;
  readonly grid: string;
  readonly text: string;
  readonly font: string;
}

export function readPlotColours(host: HTMLElement): PlotColours {
  const style = getComputedStyle(host);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    left: token("--left"),
    right: token("--right"),
    unknownSide: token("--muted"),
    onSide: token("--on-side"),
    tilt: token("--ink"),
    obliquity: token("--obliquity"),
    grid: token("--line"),
    text: token("--muted"),
    font: `12px ${style.fontFamily}`,
  };
}
