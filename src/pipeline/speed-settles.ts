/** After a change of the belt speed the gait takes this long to settle, s. */
export const speedSettlesS = 2;
