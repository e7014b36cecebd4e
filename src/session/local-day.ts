const two = (value: number): string => `${value}`.padStart(2, "0");

/** The day of a moment where this computer is: "2026-03-02". */
export function localDay(moment: Date): string {
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** Day and time of a moment where this computer is: "2026-03-02 08:30". */
export function localTime(moment: Date): string {
  return `${localDay(moment)} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
