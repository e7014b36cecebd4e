/** Levels from 0 to 10, as pain and effort are asked for. */
const levels = Array.from({ length: 11 }, (_, level) => level);

interface LevelButtonsProps {
  /** What is asked for: "Pain". */
  readonly name: string;
  readonly testId: string;
  readonly disabled: boolean;
  /** The level that is on its way; null = none. */
  readonly sending: number | null;
  readonly onLevel: (level: number) => void;
}

/** Eleven buttons, one tap each. */
export function LevelButtons({ name, testId, disabled, sending, onLevel }: LevelButtonsProps) {
  return (
    <fieldset class="levels" aria-label={`${name}, 0 to 10`}>
      {levels.map((level) => (
        <button
          key={level}
          type="button"
          class={level === sending ? "level sending" : "level"}
          aria-label={`${name} ${level} of 10`}
          data-testid={`${testId}-${level}`}
          disabled={disabled}
          onClick={() => onLevel(level)}
        >
          {level}
        </button>
      ))}
    </fieldset>
  );
}
