import { SideBadge } from "./side-badge.tsx";

/** One row of a left-right table; the test ids are `testId` with the side behind it. */
export interface SidesRow {
  readonly label: string;
  readonly testId: string;
  readonly left: string;
  readonly right: string;
}

/** Figures of the left and the right side beside each other. */
export function SidesTable({
  caption,
  rows,
}: {
  readonly caption: string;
  readonly rows: readonly SidesRow[];
}) {
  return (
    <table class="sides">
      <thead>
        <tr>
          <th scope="col">{caption}</th>
          <th scope="col">
            <SideBadge side="left" />
          </th>
          <th scope="col">
            <SideBadge side="right" />
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, testId, left, right }) => (
          <tr key={testId}>
            <th scope="row">{label}</th>
            <td data-testid={`${testId}-left`}>{left}</td>
            <td data-testid={`${testId}-right`}>{right}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
