/** What an alert says that rests on no measured change. */
export const alertDetails = {
  raisedAtS: 2,
  finding: null,
  causes: [],
  acknowledgedBy: null,
} as const;
