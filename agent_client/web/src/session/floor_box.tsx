/** Whose turn it is, at all times; asking for it, giving it, taking it. */

import { Button, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon } from "../look/icons";
import { INSIDE } from "./dialog";
import { floorOf, type Floor } from "./floor";
import { isOpen, nameOf, type Part } from "./part";
import classes from "./session.module.css";

export function FloorBox(part: Part): React.ReactNode {
  const { t } = useTranslation();
  const { view, session } = part;
  if (session.mode === undefined || session.mode === "demo") return null;
  const floor = floorOf(session, view.personId, view.role);
  return (
    <section
      className={classes["floor"]}
      aria-labelledby="floor"
      data-testid="floor"
      data-owner={floor.isCustomers ? "customer" : floor.ownerId}
      data-mine={floor.isMine}
    >
      <h2 id="floor" className={classes["heading"]}>
        {t("floor.title")}
      </h2>
      <p className={classes["floorOwner"]} role="status">
        <FloorWords part={part} floor={floor} />
      </p>
      <Activity {...part} />
      {floor.isMine ? <Giving part={part} floor={floor} /> : <Getting part={part} floor={floor} />}
    </section>
  );
}

interface FloorProps {
  part: Part;
  floor: Floor;
}

function FloorWords({ part: { session, name }, floor }: FloorProps): React.ReactNode {
  const { t } = useTranslation();
  if (floor.isMine) return t("floor.you");
  if (!floor.isCustomers)
    return t("floor.other", { name: nameOf(session, session.holder_id, t("live.someone")) });
  return session.mode === "desktop_sharing"
    ? t("floor.customerTurn", { name })
    : t("floor.customerOnly", { name });
}

/** What the holder's hand does, for those who look on. */
function Activity({ view, session }: Part): React.ReactNode {
  const { t } = useTranslation();
  const { activity } = view;
  if (activity === null || activity.holder === view.personId) return null;
  const { keys, clicks } = activity;
  return (
    <p className={classes["soft"]} data-testid="activity">
      {t("floor.activity", { name: nameOf(session, activity.holder, t("live.someone")), keys, clicks })}
    </p>
  );
}

function Giving({ part: { live, view, name }, floor }: FloorProps): React.ReactNode {
  const { t } = useTranslation();
  const give = (to: string | null) => () => live()?.asks.giveFloor(to);
  const canGive = (personId: string): boolean => floor.givable.some((one) => one.person_id === personId);
  const others = floor.givable.filter((one) => !floor.wantedBy.includes(one));
  return (
    <>
      {floor.wantedBy.map((one) => (
        <div key={one.person_id} className={classes["wanted"]} data-testid="floor-wanted">
          <span>
            <bdi>{t("floor.wants", { name: one.name })}</bdi>
          </span>
          {canGive(one.person_id) && (
            <Button size="xs" disabled={!isOpen(view)} onClick={give(one.person_id)} data-testid="floor-give">
              {t("floor.give", { name: one.name })}
            </Button>
          )}
        </div>
      ))}
      <div className={classes["row"]}>
        {floor.canGiveToCustomer && (
          <Button
            size="xs"
            variant="default"
            disabled={!isOpen(view)}
            onClick={give(null)}
            data-testid="floor-to-customer"
          >
            {t("floor.youTry", { name })}
          </Button>
        )}
        {others.length > 0 && (
          <Menu position="bottom-start" {...INSIDE} withInitialFocusPlaceholder={false}>
            <Menu.Target>
              <Button
                size="xs"
                variant="default"
                disabled={!isOpen(view)}
                rightSection={<Icon name="down" size={14} />}
                data-testid="floor-give-menu"
              >
                {t("floor.giveTo")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {others.map((one) => (
                <Menu.Item key={one.person_id} onClick={give(one.person_id)}>
                  <bdi>{one.name}</bdi>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </>
  );
}

function Getting({ part: { live, view }, floor }: FloorProps): React.ReactNode {
  const { t } = useTranslation();
  const off = !isOpen(view);
  return (
    <div className={classes["row"]}>
      {floor.way === "owner" && (
        <Button size="xs" disabled={off} onClick={() => live()?.asks.floor(false)} data-testid="floor-ask">
          {t("floor.ask")}
        </Button>
      )}
      {floor.way === "asked" && (
        <>
          <span className={classes["soft"]}>{t("floor.asked")}</span>
          <Button
            size="xs"
            variant="default"
            disabled={off}
            onClick={() => live()?.asks.unaskFloor()}
            data-testid="floor-unask"
          >
            {t("floor.unask")}
          </Button>
        </>
      )}
      {floor.canTake && (
        <Button
          size="xs"
          variant="default"
          disabled={off}
          onClick={() => live()?.asks.floor(true)}
          data-testid="floor-take"
        >
          {t("floor.take")}
        </Button>
      )}
    </div>
  );
}
