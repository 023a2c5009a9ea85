/** The frame of the pages before sign-in: the mark, one card, nothing else. */

import { Mark } from "../look/mark";
import classes from "./entry.module.css";
import { LookMenu } from "./look_menu";

interface EntryFrameProps {
  title: string;
  lead: string;
  children: React.ReactNode;
}

export function EntryFrame({ title, lead, children }: EntryFrameProps): React.ReactNode {
  return (
    <div className={classes["page"]}>
      <header className={classes["bar"]}>
        <Mark />
        <LookMenu />
      </header>
      <main className={classes["main"]}>
        <div className={classes["card"]}>
          <h1 className={classes["title"]}>{title}</h1>
          <p className={classes["lead"]}>{lead}</p>
          {children}
        </div>
      </main>
    </div>
  );
}
