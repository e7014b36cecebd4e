/** A sensor that has said nothing for this long is silent, s, and what it said before is not known any more. All kinds notify about once a second. */
export const sensorSilentS = 3;
