/** Which key marks this moment: M while the keys are ours, Ctrl + Alt + M always. Pure. */

export interface Stroke {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

/**
 * @param captured whether the keys go to the other desktop
 * @param isWriting whether the person writes into a field of the page
 */
export function marksMoment(stroke: Stroke, captured: boolean, isWriting: boolean): boolean {
  if (stroke.code !== "KeyM" || stroke.repeat || stroke.shiftKey || stroke.metaKey) return false;
  if (stroke.ctrlKey && stroke.altKey) return true;
  return !stroke.ctrlKey && !stroke.altKey && !captured && !isWriting;
}
