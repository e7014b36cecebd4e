import { useState } from "preact/hooks";

interface ConfirmButtonProps {
  readonly label: string;
  /** What the second tap does. */
  readonly confirmLabel: string;
  /** What is to be known before it. */
  readonly question: string;
  readonly disabled: boolean;
  readonly onConfirm: () => void;
  readonly testId: string;
}

/** A button for what a stray finger must not do: the first tap asks, the second one does it. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, confirmLabel, question, disabled, onConfirm, testId } = props;
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking || disabled) {
    return (
      <button
        type="button"
        class="action"
        data-testid={testId}
        disabled={disabled}
        onClick={() => setIsAsking(true)}
      >
        {label}
      </button>
    );
  }
  const answer = (isSure: boolean) => {
    setIsAsking(false);
    if (isSure) onConfirm();
  };
  return (
    <fieldset class="confirm" aria-label={question}>
      <span>{question}</span>
      <button
        type="button"
        class="action"
        data-testid={`${testId}-confirm`}
        onClick={() => answer(true)}
      >
        {confirmLabel}
      </button>
      <button type="button" class="action" onClick={() => answer(false)}>
        Keep it
      </button>
    </fieldset>
  );
}
