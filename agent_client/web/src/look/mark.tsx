/** The name mark: a life ring around a pointer. */

import classes from "./mark.module.css";

export function Mark({ name = true }: { name?: boolean }): React.ReactNode {
  return (
    <span className={classes["mark"]}>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="9" className={classes["ground"]} />
        <circle cx="16" cy="16" r="9.5" className={classes["ring"]} />
        <path d="M13.1 11.2 21 17.1l-4 .6-2 3.6z" className={classes["hand"]} />
      </svg>
      {name && <span className={classes["name"]}>Auxilio</span>}
    </span>
  );
}
